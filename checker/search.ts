/**
 * The one breadth-first search. Level by level, so that the first counterexample found is a shortest one.
 *
 * The search runs in slices (`advance`), so that its driver can show progress and hear Ctrl-C in between.
 */
import { getHeapStatistics } from 'node:v8';
import { Engine } from './engine.js';
import { Frontier } from './frontier.js';
import { type Failure, Judge } from './judge.js';
import type { Model } from './model.js';
import { hintOf, NO_PARENT, Parents } from './parents.js';
import { type SpecCalls, SpecFailure } from './spec-call.js';
import type { Bound } from './verdict.js';
import { Visited } from './visited.js';

export interface SearchLimits {
  /** Stop when this many distinct states were found. */
  readonly maxStates?: number;
  /** Stop when this many levels were found, the initial states being level 1. */
  readonly maxDepth?: number;
  /** Stop when the process takes more memory than this. */
  readonly memoryLimitBytes: number;
}

/** A state: its number in `Search.parents` and its fingerprint. */
export interface StateReference extends Fingerprint {
  readonly number: number;
}

/** How a search ended. */
export type SearchEnd =
  | { readonly kind: 'closed' }
  | { readonly kind: 'bounded'; readonly bound: Bound }
  /** In `state`, or by the step from `state` to the successor with fingerprint `next`. */
  | {
      readonly kind: 'violated';
      readonly failure: Failure;
      readonly state: StateReference;
      readonly next?: Fingerprint;
    }
  /** Spec code failed at `state`; absent where there is no state yet. */
  | { readonly kind: 'spec-error'; readonly error: SpecFailure; readonly state?: StateReference };

export interface Fingerprint {
  readonly low: number;
  readonly high: number;
}

export class Search {
  readonly engine: Engine;
  readonly judge: Judge;
  readonly visited = new Visited();
  readonly parents = new Parents();
  /** Initial states and every step that changes something. */
  generated = 0;
  /** Levels found so far. */
  depth = 1;
  end: SearchEnd | undefined;
  private current: Frontier;
  private next: Frontier;
  /** The number of the state that is read next. */
  private expanded = 0;
  private readonly row: Int32Array;
  private readonly nextRow: Int32Array;
  private begun = false;
  /** Keeps the reads of `Visited.touch` from being optimised away. */
  protected touched = 0;

  constructor(
    readonly model: Model,
    calls: SpecCalls,
    private readonly limits: SearchLimits,
  ) {
    this.engine = new Engine(model, calls);
    this.judge = new Judge(this.engine, model);
    this.current = new Frontier(this.engine.layout);
    this.next = new Frontier(this.engine.layout);
    this.row = this.engine.scratchRow();
    this.nextRow = this.engine.scratchRow();
  }

  get distinct(): number {
    return this.parents.count;
  }

  /** States found but not expanded. */
  get queue(): number {
    return this.parents.count - this.expanded;
  }

  /** The width of the level that is being expanded. */
  get levelSize(): number {
    return this.current.size;
  }

  /** Bytes a state, besides the frontier. */
  get bytesPerState(): number {
    return (this.visited.bytes + this.parents.bytes) / Math.max(1, this.distinct);
  }

  /** Stops the search from outside. */
  interrupt(): void {
    this.end ??= { kind: 'bounded', bound: { kind: 'interrupted' } };
  }

  /**
   * Expands up to so many states; tells whether there is more to do.
   */
  advance(states: number): boolean {
    if (this.end !== undefined) return false;
    try {
      if (!this.begun) {
        this.begun = true;
        this.begin();
      }
      for (let i = 0; i < states && this.end === undefined; i++) this.expandNext();
      if (this.end === undefined && this.memoryIsOut()) this.endOfMemory();
    } catch (error) {
      if (error instanceof SpecFailure) {
        const { low, high } = this.current;
        const state = this.expanded === 0 ? undefined : { number: this.expanded - 1, low, high };
        this.end = { kind: 'spec-error', error, state };
      } else if (error instanceof RangeError && /allocation|length/i.test(error.message)) {
        this.endOfMemory();
      } else {
        throw error;
      }
    }
    return this.end === undefined;
  }

  private begin(): void {
    const { layout } = this.engine;
    for (const initial of this.model.initial) {
      const row = this.row;
      layout.writeInitial(row, initial);
      const { low, high } = layout.fingerprint(row);
      this.generated++;
      if (!this.visited.add(low, high)) continue;
      const state = this.parents.add(NO_PARENT, hintOf(low, high));
      this.current.push(row, low, high);
      const failure = this.judge.initial(row);
      if (failure !== undefined) {
        this.end = { kind: 'violated', failure, state: { number: state, low, high } };
        return;
      }
    }
    if (this.limits.maxDepth === 1) this.boundByDepth(this.current);
    this.boundByStates();
  }

  private expandNext(): void {
    const { engine, row } = this;
    if (!this.current.read(row)) {
      this.nextLevel();
      return;
    }
    const state = this.expanded++;
    const steps = engine.expand(row, this.current.low, this.current.high);
    this.generated += steps;
    if (steps === 0) {
      const failure = this.judge.end(row);
      const { low, high } = this.current;
      if (failure !== undefined) this.end = { kind: 'violated', failure, state: { number: state, low, high } };
      return;
    }
    if (this.judge.judgesSteps && this.judgeSteps(state, steps)) return;
    const { visited } = this;
    const { stepOutcome, stepLow, stepHigh } = engine;
    let touched = 0;
    for (let i = 0; i < steps; i++) touched ^= visited.touch(stepLow[i], stepHigh[i]);
    this.touched = touched;
    for (let i = 0; i < steps; i++) {
      if (visited.add(stepLow[i], stepHigh[i])) {
        this.found(state, stepOutcome[i], stepLow[i], stepHigh[i]);
        if (this.end !== undefined) return;
      }
    }
  }

  private found(parent: number, outcome: number, low: number, high: number): void {
    const { nextRow } = this;
    const state = this.parents.add(parent, hintOf(low, high));
    this.engine.apply(outcome, this.row, nextRow);
    const failure = this.judge.state(outcome, nextRow, this.depth + 1);
    this.next.push(nextRow, low, high);
    if (failure !== undefined) {
      this.end = { kind: 'violated', failure, state: { number: state, low, high } };
      return;
    }
    this.boundByStates();
  }

  /** Judges every step out of the state, also those to states that are known. */
  private judgeSteps(state: number, steps: number): boolean {
    const { engine, judge, row, nextRow } = this;
    for (let i = 0; i < steps; i++) {
      const outcome = engine.stepOutcome[i];
      if (!judge.readsStep(outcome)) continue;
      engine.apply(outcome, row, nextRow);
      const failure = judge.step(outcome, row, nextRow);
      if (failure !== undefined) {
        const next = { low: engine.stepLow[i], high: engine.stepHigh[i] };
        const { low, high } = this.current;
        this.end = { kind: 'violated', failure, state: { number: state, low, high }, next };
        return true;
      }
    }
    return false;
  }

  private nextLevel(): void {
    if (this.next.size === 0) {
      this.end = { kind: 'closed' };
      return;
    }
    [this.current, this.next] = [this.next, this.current];
    this.next.clear();
    this.depth++;
    if (this.depth === this.limits.maxDepth) this.boundByDepth(this.current);
  }

  /** The last level that may be found was found; whether something lies beyond is not known. */
  private boundByDepth(level: Frontier): void {
    if (level.size === 0 || this.end !== undefined) return;
    this.end = { kind: 'bounded', bound: { kind: 'max-depth', limit: this.limits.maxDepth as number } };
  }

  private boundByStates(): void {
    const { maxStates } = this.limits;
    if (maxStates !== undefined && this.distinct >= maxStates && this.end === undefined) {
      this.end = { kind: 'bounded', bound: { kind: 'max-states', limit: maxStates } };
    }
  }

  private memoryIsOut(): boolean {
    if (process.memoryUsage.rss() > this.limits.memoryLimitBytes) return true;
    const heap = getHeapStatistics();
    return heap.used_heap_size > heap.heap_size_limit * 0.9;
  }

  private endOfMemory(): void {
    this.end = { kind: 'bounded', bound: { kind: 'memory', limitBytes: this.limits.memoryLimitBytes } };
  }
}
