/**
 * What some walks saw. Two tallies add up to what the walks of both saw, so that it does not matter which thread took which walk.
 */
import { HyperLogLog } from './hyperloglog.js';

/** Plain data: it goes from thread to thread. */
export interface Tally {
  /** Walks that ended. */
  walks: number;
  /** Steps, those of a walk that was given up too. */
  steps: number;
  /** Steps of the longest walk. */
  longest: number;
  /** Walks that ended in a state without a step. */
  deadEnds: number;
  /** Steps by action; 0 for one that has been named and was never taken. */
  readonly fired: Map<string, number>;
  /** Steps that the bounds of the instance cut off, by action, as often as a walk came by; without those of which there are none. */
  readonly cutOff: Map<string, number>;
  /** Reachable properties that were met. */
  readonly met: Set<string>;
  /** The states that were visited (checker/walks/hyperloglog.ts). */
  readonly registers: Uint8Array<ArrayBuffer>;
}

export function emptyTally(): Tally {
  return {
    walks: 0,
    steps: 0,
    longest: 0,
    deadEnds: 0,
    fired: new Map(),
    cutOff: new Map(),
    met: new Set(),
    registers: new HyperLogLog().registers,
  };
}

/** Adds what `more` saw to `tally`. */
export function addTally(tally: Tally, more: Tally): void {
  tally.walks += more.walks;
  tally.steps += more.steps;
  tally.longest = Math.max(tally.longest, more.longest);
  tally.deadEnds += more.deadEnds;
  addCounts(tally.fired, more.fired);
  addCounts(tally.cutOff, more.cutOff);
  for (const name of more.met) tally.met.add(name);
  new HyperLogLog(tally.registers).merge(new HyperLogLog(more.registers));
}

function addCounts(counts: Map<string, number>, more: ReadonlyMap<string, number>): void {
  for (const [name, times] of more) counts.set(name, (counts.get(name) ?? 0) + times);
}
