/**
 * Which servers decide a slot. Configurations are numbered, epochs; each is in force from a slot on (van Renesse and Altinbuken 2015, section
 * on reconfiguration). The spec has one configuration: the mapping gives it, for each slot and ballot, the quorums of those that count there.
 */
import type { Quorums } from '../../../spec/kit/quorum.js';

export type Role = 'acceptor' | 'leader' | 'replica';

export const isRole = (role: string): role is Role =>
  role === 'acceptor' || role === 'leader' || role === 'replica';

export interface Epoch {
  /** From 0. */
  readonly number: number;
  /** The first slot that it decides. */
  readonly from: number;
  readonly servers: readonly { readonly id: string; readonly roles: readonly Role[] }[];
}

/** What is told of a role in some epochs is told once for a list: lists of epochs are never changed. */
function once<T>(tell: (role: Role, epochs: readonly Epoch[]) => T): typeof tell {
  const told = new WeakMap<readonly Epoch[], Map<Role, T>>();
  return (role, epochs) => {
    let byRole = told.get(epochs);
    if (byRole === undefined) {
      byRole = new Map();
      told.set(epochs, byRole);
    }
    let found = byRole.get(role);
    if (found === undefined) {
      found = tell(role, epochs);
      byRole.set(role, found);
    }
    return found;
  };
}

/** Who plays the role in some of the epochs. */
export const playersOf = once((role, epochs): readonly string[] => {
  const all = epochs.flatMap(({ servers }) => servers.filter(({ roles }) => roles.includes(role)));
  return [...new Set(all.map(({ id }) => id))];
});

const lists = new WeakMap<Epoch, readonly Epoch[]>();

/** The list of that one, always the same. */
export function only(epoch: Epoch): readonly Epoch[] {
  let list = lists.get(epoch);
  if (list === undefined) {
    list = [epoch];
    lists.set(epoch, list);
  }
  return list;
}

/** The one that decides the slot, of those up to a number. */
export function epochOf(epochs: readonly Epoch[], slot: number): Epoch {
  return epochs.reduce((last, epoch) => (epoch.from <= slot ? epoch : last), epochs[0]);
}

/** Those that decide some slot from this one on. */
export function epochsFrom(epochs: readonly Epoch[], slot: number): readonly Epoch[] {
  const first = epochOf(epochs, slot);
  return first === epochs[epochs.length - 1] ? only(first) : epochs.slice(epochs.indexOf(first));
}

/** Majorities of each of the epochs. */
export const majoritiesOf = once((role, epochs): Quorums => {
  const groups = epochs.map((epoch) => playersOf(role, only(epoch)));
  const last = groups[groups.length - 1];
  return {
    isQuorum: (members) => {
      const among = new Set(members);
      return groups.every((players) => players.filter((id) => among.has(id)).length * 2 > players.length);
    },
    // Only their size is asked for, by garbage collection; the forms that count do not list them.
    minimal: [last.slice(0, Math.floor(last.length / 2) + 1)],
  };
});
