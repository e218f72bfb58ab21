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

export function playersOf(role: Role, epochs: readonly Epoch[]): readonly string[] {
  return [
    ...new Set(
      epochs.flatMap(({ servers }) =>
        servers.filter(({ roles }) => roles.includes(role)).map(({ id }) => id),
      ),
    ),
  ];
}

/** The one that decides the slot, of those up to a number. */
export function epochOf(epochs: readonly Epoch[], slot: number): Epoch {
  return epochs.reduce((last, epoch) => (epoch.from <= slot ? epoch : last), epochs[0]);
}

/** Those that decide some slot from this one on. */
export function epochsFrom(epochs: readonly Epoch[], slot: number): readonly Epoch[] {
  return epochs.slice(epochs.indexOf(epochOf(epochs, slot)));
}

/** Majorities of each of the epochs. */
export function majoritiesOf(role: Role, epochs: readonly Epoch[]): Quorums {
  const groups = epochs.map((epoch) => playersOf(role, [epoch]));
  return {
    isQuorum: (members) => {
      const among = new Set(members);
      return groups.every((players) => players.filter((id) => among.has(id)).length * 2 > players.length);
    },
    // Only their size is asked for, by garbage collection; the forms that count do not list them.
    minimal: [groups[groups.length - 1].slice(0, Math.floor(groups[groups.length - 1].length / 2) + 1)],
  };
}
