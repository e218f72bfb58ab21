/**
 * A lock that its holder gives back: who asks for it while it is held, the holder too, is refused, and so is who gives back what he does not
 * hold. It does not expire by itself; a lease that runs out must be in the history, as a release by its holder.
 */
import { canonical } from '../../../checker/canonical.js';
import { formatValue } from '../../../checker/format-value.js';
import type { ObjectModel } from '../model.js';
import { keyOf, refuseArgument } from './arguments.js';

/** Who holds it. */
type Lock = string | null;

export const lock: ObjectModel<Lock> = {
  name: 'lock',
  noun: 'lock',
  title: 'acquire, release, holder',
  init: null,
  actions: {
    acquire: {
      refuse: refuseArgument,
      step: (holder, { client }) =>
        holder === null ? { state: client, answer: true } : { state: holder, answer: false },
    },
    release: {
      refuse: refuseArgument,
      step: (holder, { client }) =>
        holder === client ? { state: null, answer: true } : { state: holder, answer: false },
    },
    holder: { refuse: refuseArgument, step: (holder) => ({ state: holder, answer: holder }) },
  },
  identify: canonical,
  describe: (holder) =>
    holder === null ? 'the lock is free' : `client ${formatValue(holder)} holds the lock`,
  partition: keyOf,
  isByClient: true,
};
