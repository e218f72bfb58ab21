/**
 * What is known of each slot, from all servers. Of slots that many others came after nothing is kept, so that memory does not grow with a run: what is
 * said of one that is forgotten is held against nothing, rather than found to be without votes.
 */

import type { Place } from '../../conform/verdict.js';
import type { Outcome } from './application.js';

/** Slots that are kept, from the highest down; there may be twice as many. */
export const SLOTS_KEPT = 1 << 13;

/** Something that a line did once, and another does otherwise. */
export interface Done<T> {
  readonly what: T;
  readonly place: Place;
}

/** Who answered, each with the line. */
export type Answers = ReadonlyMap<string, Place>;

/** A command that is decided. */
export interface Decided extends Done<string> {
  /** The ballot, or the server that tells of it. */
  readonly by: string;
  readonly votes: Answers;
}

/** What servers said of a slot in one ballot. */
export interface Voting {
  /** The command that its leader proposes. */
  proposed: Done<string> | undefined;
  /** Acceptors that have accepted it. */
  readonly voters: Map<string, Place>;
}

export interface Slot {
  /** By ballot. */
  readonly votings: Map<string, Voting>;
  decided: Decided | undefined;
  /** The digest of the state after it, and who was the first to be there. */
  state: (Done<string> & { readonly node: string }) | undefined;
  /** What it comes to, once all slots up to it are decided. */
  outcome: Outcome | undefined;
}

export class Slots {
  private readonly slots = new Map<number, Slot>();
  /** The highest that is forgotten. */
  private floor = 0;

  /** How many are kept. */
  get size(): number {
    return this.slots.size;
  }

  /** @returns undefined where it is forgotten */
  at(number: number): Slot | undefined {
    const there = this.slots.get(number);
    if (there !== undefined || number <= this.floor) return there;
    const slot: Slot = { votings: new Map(), decided: undefined, state: undefined, outcome: undefined };
    this.slots.set(number, slot);
    if (this.slots.size >= 2 * SLOTS_KEPT) this.trim();
    return slot;
  }

  isForgotten(number: number): boolean {
    return number <= this.floor && !this.slots.has(number);
  }

  votingAt(number: number, ballot: string): Voting | undefined {
    const slot = this.at(number);
    if (slot === undefined) return undefined;
    let voting = slot.votings.get(ballot);
    if (voting === undefined) {
      voting = { proposed: undefined, voters: new Map() };
      slot.votings.set(ballot, voting);
    }
    return voting;
  }

  /** By their order, not by their distance: one line that names a slot far away makes nobody forget the others. */
  private trim(): void {
    const numbers = [...this.slots.keys()].sort((one, other) => one - other);
    this.floor = numbers[numbers.length - SLOTS_KEPT - 1];
    for (const number of numbers) if (number <= this.floor) this.slots.delete(number);
  }
}
