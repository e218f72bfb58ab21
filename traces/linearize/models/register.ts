/** A register that is read, written, and compared-and-swapped. */
import { canonical } from '../../../checker/canonical.js';
import { formatValue } from '../../../checker/format-value.js';
import type { Json } from '../history.js';
import type { ObjectModel } from '../model.js';
import { always, keyOf, refuseArgument, refuseMissing } from './arguments.js';
import { compareAndSwap } from './compare-and-swap.js';

export function register(initial: Json): ObjectModel<Json> {
  return {
    name: 'register',
    noun: 'register',
    title: 'read, write VALUE, cas [FROM, TO]',
    init: initial,
    actions: {
      read: {
        refuse: refuseArgument,
        observes: always,
        needs: (_, observed) => observed,
        step: (value) => ({ state: value, answer: value }),
      },
      write: {
        refuse: refuseMissing,
        isBlind: always,
        leaves: ({ argument }) => argument!,
        step: (_, { argument }) => ({ state: argument!, answer: undefined }),
      },
      cas: compareAndSwap,
    },
    identify: canonical,
    describe: (value) => `the register holds ${formatValue(value)}`,
    partition: keyOf,
    isByClient: false,
  };
}
