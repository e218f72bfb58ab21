/**
 * Which servers decide a slot. Configurations are numbered, epochs; each is in force from a slot on (van Renesse and Altinbuken 2015, section
 * on reconfiguration). The spec has one configuration: the mapping gives it, for each slot and ballot, the quorums of those that count there.
 */
import type { Quorums } from '../../../spec/kit/quorum.js';

export type Role = 'acceptor' | 'leader' | 'replica';

export interface Epoch {
  /** From 0. */
  readonly number: number;
  /** The first slot that it decides. */
  readonly from: number;
  readonly servers: readonly { readonly id: string; readonly roles: readonly Role[] }[];
}

const players = new WeakMap<readonly Epoch[], Map<Role, readonly string[]>>();

/** Who plays the role in some of the epochs. Told once for a list: lists of epochs are never changed. */
export function playersOf(role: Role, epochs: readonly Epoch[]): readonly string[] {
  let byRole = players.get(epochs);
  if (byRole === undefined) {
    byRole = new Map();
    players.set(epochs, byRole);
  }
  let found = byRole.get(role);
  if (found === undefined) {
    const all = epochs.flatMap(({ servers }) => servers.filter(({ roles }) => roles.includes(role)));
    found = [...new Set(all.map(({ id }) => id))];
    byRole.set(role, found);
  }
  return found;
}

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
export function majoritiesOf(role: Role, epochs: readonly Epoch[]): Quorums {
  let byRole = majorities.get(epochs);
  if (byRole === undefined) {
    byRole = new Map();
    majorities.set(epochs, byRole);
  }
  let found = byRole.get(role);
  if (found === undefined) {
    found = majoritiesAmong(epochs.map((epoch) => playersOf(role, only(epoch))));
    byRole.set(role, found);
  }
  return found;
}

const majorities = new WeakMap<readonly Epoch[], Map<Role, Quorums>>();

function majoritiesAmong(groups: readonly (readonly string[])[]): Quorums {
  return {
    isQuorum: (members) => {
      const among = new Set(members);
      return groups.every((players) => players.filter((id) => among.has(id)).length * 2 > players.length);
    },
    // Only their size is asked for, by garbage collection; the forms that count do not list them.
    minimal: [groups[groups.length - 1].slice(0, Math.floor(groups[groups.length - 1].length / 2) + 1)],
  };
}
