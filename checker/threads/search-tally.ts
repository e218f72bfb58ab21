/**
 * What each thread of a search has counted, where all can read it: figures for progress while they run, and the failure of the
 * level that each has found.
 */
import type { Fingerprint } from '../search.js';
import type { SharedArrays } from './shared-arrays.js';

/** The most threads that one search may have. */
export const THREADS_MAX = 256;

/** Figures of a thread, by their place. */
export const EXPANDED = 0;
export const GENERATED = 1;
export const DISTINCT = 2;
const FIGURES = 8;

/** Words of a failure. */
const RANK = 0;
const NUMBER = 1;
const LOW = 2;
const HIGH = 3;
const HAS_NEXT = 4;
const NEXT_LOW = 5;
const NEXT_HIGH = 6;
const FAILURE_WORDS = 8;

/** A property that fails in a state, or at a step to `next`. */
export interface FoundFailure {
  /**
   * The smaller, the sooner it is told: what needs fewer steps first, then in the order of the model's properties. Of one rank, the
   * one with the smaller fingerprint: so the same is told whatever the threads did when.
   */
  readonly rank: number;
  readonly number: number;
  readonly state: Fingerprint;
  readonly next: Fingerprint | undefined;
}

export class Tally {
  private readonly figures: Float64Array;
  private readonly failures: Int32Array;

  constructor(arrays: SharedArrays) {
    this.figures = new Float64Array(arrays.get('figures', 0, 8 * FIGURES * THREADS_MAX));
    this.failures = arrays.words('failures', FAILURE_WORDS * THREADS_MAX);
  }

  set(thread: number, figure: number, value: number): void {
    this.figures[thread * FIGURES + figure] = value;
  }

  /** A figure over all threads. */
  sum(figure: number): number {
    let sum = 0;
    for (let thread = 0; thread < THREADS_MAX; thread++) sum += this.figures[thread * FIGURES + figure];
    return sum;
  }

  setFailure(thread: number, { rank, number, state, next }: FoundFailure): void {
    const words = [rank + 1, number, state.low, state.high, next ? 1 : 0, next?.low ?? 0, next?.high ?? 0];
    this.failures.set(words, thread * FAILURE_WORDS);
  }

  /** Of the failures that threads have found, the one to tell. */
  firstFailure(): FoundFailure | undefined {
    let first: FoundFailure | undefined;
    for (let thread = 0; thread < THREADS_MAX; thread++) {
      const at = thread * FAILURE_WORDS;
      const words = this.failures.subarray(at, at + FAILURE_WORDS);
      if (words[RANK] === 0) continue;
      const next = words[HAS_NEXT] === 0 ? undefined : { low: words[NEXT_LOW], high: words[NEXT_HIGH] };
      const state = { low: words[LOW], high: words[HIGH] };
      const found = { rank: words[RANK] - 1, number: words[NUMBER] >>> 0, state, next };
      if (first === undefined || isBefore(found, first)) first = found;
    }
    return first;
  }
}

/** Whether a failure is told rather than another. */
export function isBefore(a: FoundFailure, b: FoundFailure): boolean {
  if (a.rank !== b.rank) return a.rank < b.rank;
  return (compare(a.state, b.state) || compare(a.next, b.next)) < 0;
}

/** Whether a fingerprint is smaller than another one; which one is told of equals must not depend on the threads. */
export function isSmaller(a: Fingerprint, b: Fingerprint): boolean {
  return compare(a, b) < 0;
}

function compare(a: Fingerprint | undefined, b: Fingerprint | undefined): number {
  if (a === undefined || b === undefined) return 0;
  return a.high - b.high || a.low - b.low;
}
