/**
 * The one breadth-first search. Level by level, so that the first counterexample found is a shortest one of
 * its property. (Of several properties that are false the one found first is told; a dead end is noticed only when its state is
 * expanded, one level after a broken invariant would be.)
 *
 * The search runs in slices (`advance`), so that its driver can show progress and hear Ctrl-C in between.
 */
import { getHeapStatistics } from 'node:v8';
import { Batch } from './batch.js';
import { Engine } from './engine.js';
import { Frontier } from './frontier.js';
import { type Failure, Judge } from './judge.js';
import type { Model } from './model.js';
import { hintOf, NO_PARENT, Parents } from './parents.js';
import { type SpecCalls, SpecFailure } from './spec-call.js';
import type { SymmetryGroup } from './symmetry.js';
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

/** The heap of spec values may fill to this part of its limit: beyond, the collector gives up before we do. */
const HEAP_FILL_MAX = 0.75;

/** A state: its number in `Search.parents` and what it is known by (its fingerprint, or the key of its orbit). */
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
  /** The level whose states are being expanded. */
  private level = 1;
  end: SearchEnd | undefined;
  private current: Frontier;
  private next: Frontier;
  /** The number of the state that is read next. */
  private expanded = 0;
  private readonly row: Int32Array;
  private readonly nextRow: Int32Array;
  private begun = false;
  private readonly batch = new Batch();
  /** The state that spec code looks at, or the successors of which are being added. */
  private at: StateReference = { number: -1, low: 0, high: 0 };
  /** Keeps the reads of `Batch.touch` from being optimised away. */
  protected touched = 0;

  constructor(
    readonly model: Model,
    calls: SpecCalls,
    private readonly limits: SearchLimits,
    group?: SymmetryGroup,
  ) {
    this.engine = new Engine(model, calls, group);
    this.judge = new Judge(this.engine, model);
    this.current = new Frontier(this.engine.layout);
    this.next = new Frontier(this.engine.layout);
    this.row = this.engine.scratchRow();
    this.nextRow = this.engine.scratchRow();
  }

  /** Levels found so far, the initial states being level 1. */
  get depth(): number {
    return this.level + (this.next.size > 0 ? 1 : 0);
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
      for (let left = states; left > 0 && this.end === undefined; ) left -= this.expandBatch(left);
      const limit = this.end === undefined ? this.memoryReached() : undefined;
      if (limit !== undefined) this.endOfMemory(limit);
    } catch (error) {
      if (error instanceof SpecFailure) {
        this.end = { kind: 'spec-error', error, state: this.at.number < 0 ? undefined : this.at };
      } else if (error instanceof RangeError && /allocation|length/i.test(error.message)) {
        this.endOfMemory(this.limits.memoryLimitBytes);
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
      const { low, high } = this.engine.keyOf(row);
      this.generated++;
      if (!this.visited.add(low, high)) continue;
      this.at = { number: this.parents.add(NO_PARENT, hintOf(low, high)), low, high };
      this.current.push(row, low, high);
      const failure = this.judge.initial(row);
      if (failure !== undefined) {
        this.end = { kind: 'violated', failure, state: this.at };
        return;
      }
    }
    if (this.limits.maxDepth === 1) this.boundByDepth(this.current);
    this.boundByStates();
  }

  /** Expands some states, then adds all of their successors: so the memory of many is waited for at once. */
  private expandBatch(statesMax: number): number {
    const { engine, batch } = this;
    batch.begin();
    while (batch.states < statesMax && !batch.isFull() && this.current.read(this.row)) {
      const number = this.expanded++;
      this.at = { number, low: this.current.low, high: this.current.high };
      const steps = engine.expand(this.row, this.current.low, this.current.high);
      this.generated += steps;
      if (!this.judgeExpanded(steps)) break;
      batch.add(this.current, this.at, engine, steps);
      // Answers of dropped tables are gone with the next state.
      if (engine.hasDirectOutcomes) break;
    }
    if (batch.states === 0 && this.end === undefined) this.nextLevel();
    else this.addSuccessors();
    return Math.max(1, batch.states);
  }

  /** Judges the end of an execution, or each step out of the state; false where a property fails. */
  private judgeExpanded(steps: number): boolean {
    if (steps > 0) return !this.judge.judgesSteps || !this.judgeSteps(steps);
    const failure = this.judge.end(this.row);
    if (failure !== undefined) this.end = { kind: 'violated', failure, state: this.at };
    return failure === undefined;
  }

  private addSuccessors(): void {
    const { batch, visited } = this;
    this.touched = batch.touch(visited);
    for (let i = 0; i < batch.steps; i++) {
      if (!visited.add(batch.taken[3 * i + 1], batch.taken[3 * i + 2])) continue;
      this.found(i);
      if (this.end !== undefined) return;
    }
  }

  private found(i: number): void {
    const { batch, nextRow } = this;
    const outcome = batch.taken[3 * i];
    const low = batch.taken[3 * i + 1];
    const high = batch.taken[3 * i + 2];
    const number = this.parents.add(batch.stateOf(i).number, hintOf(low, high));
    this.at = { number, low, high };
    const words = batch.copyRow(i, nextRow);
    if (words < this.engine.layout.wordCount) this.engine.layout.complete(nextRow, words);
    this.engine.outcomes.apply(outcome, nextRow);
    const failure = this.judge.state(outcome, nextRow, this.level + 1);
    this.next.push(nextRow, low, high);
    if (failure !== undefined) this.end = { kind: 'violated', failure, state: this.at };
    else this.boundByStates();
  }

  /** Judges every step out of the state, also those to states that are known; true where one fails. */
  private judgeSteps(steps: number): boolean {
    const { engine, judge, row, nextRow } = this;
    for (let i = 0; i < steps; i++) {
      const outcome = engine.steps[3 * i];
      if (!judge.readsStep(outcome)) continue;
      engine.apply(outcome, row, nextRow);
      const failure = judge.step(outcome, row, nextRow);
      if (failure !== undefined) {
        const next = engine.layout.fingerprint(nextRow);
        this.end = { kind: 'violated', failure, state: this.at, next };
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
    this.level++;
    if (this.level === this.limits.maxDepth) this.boundByDepth(this.current);
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

  /** The limit that has been reached, in bytes, if one has. */
  private memoryReached(): number | undefined {
    if (process.memoryUsage.rss() > this.limits.memoryLimitBytes) return this.limits.memoryLimitBytes;
    const heap = getHeapStatistics();
    return heap.used_heap_size > heap.heap_size_limit * HEAP_FILL_MAX ? heap.heap_size_limit : undefined;
  }

  private endOfMemory(limitBytes: number): void {
    this.end = { kind: 'bounded', bound: { kind: 'memory', limitBytes } };
  }
}
