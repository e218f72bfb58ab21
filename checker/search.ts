/**
 * The one breadth-first search. Level by level, so that the first counterexample found is a shortest one. A level in which a
 * property fails is finished before the failure is told: what is told, and every count, is then the same whatever the number of
 * workers and whoever of them was first. (Of several properties that fail in one level the first in the model's order is told; a dead
 * end is noticed only when its state is expanded, one level after a broken invariant would be.)
 *
 * The search runs in slices (`advance`), so that its driver can show progress and hear Ctrl-C in between.
 */

import type { Engine } from './engine.js';
import { heapLimitReached, isOutOfMemory } from './memory.js';
import type { Model, Property } from './model.js';
import { Explorer, type FoundSpecFailure } from './search/explorer.js';
import type { Parents } from './search/parents.js';
import type { Spill } from './search/spill.js';
import type { SymmetryGroup } from './symmetry.js';
import type { Contribution } from './threads/contribution.js';
import { Crew, type WorkerPlan } from './threads/crew.js';
import { LostThreadError } from './threads/other-threads.js';
import { DISTINCT, EXPANDED, type FoundFailure, GENERATED, isSmaller } from './threads/search-tally.js';
import { SharedArrays } from './threads/shared-arrays.js';
import { SharedLog } from './threads/shared-log.js';
import { type SpecCalls, SpecFailure } from './user-code/spec-call.js';
import type { Bound } from './verdict.js';
import type { Visited } from './visited.js';

export interface SearchLimits {
  /** Stop when this many distinct states were found. */
  readonly maxStates?: number;
  /** Stop when this many levels were found, the initial states being level 1. */
  readonly maxDepth?: number;
  /** Stop when the process takes more memory than this. */
  readonly memoryLimitBytes: number;
}

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
      readonly property: Property;
      readonly state: StateReference;
      readonly next?: Fingerprint;
    }
  /** Spec code failed at `state`; absent where there is no state yet. */
  | { readonly kind: 'spec-error'; readonly error: SpecFailure; readonly state: StateReference | undefined };

export interface Fingerprint {
  readonly low: number;
  readonly high: number;
}

/** Where a search is, and what it has counted. */
export interface SearchPosition {
  readonly level: number;
  readonly upToLevel: number;
  readonly expanded: number;
  readonly generated: number;
  readonly distinct: number;
}

export class Search {
  end: SearchEnd | undefined;
  readonly log = new SharedLog();
  readonly arrays = new SharedArrays(this.log);
  readonly explorer: Explorer;
  /** The others that search too, where there are any. */
  crew: Crew | undefined;
  /** The level whose states are being expanded; 0 before the initial states are found. */
  private level = 0;
  /** States of that level and of all before. */
  private upToLevel = 0;

  constructor(
    readonly model: Model,
    calls: SpecCalls,
    private readonly limits: SearchLimits,
    group?: SymmetryGroup,
    spill?: Spill,
  ) {
    const { maxStates } = limits;
    this.explorer = new Explorer(model, calls, group, this.arrays, { thread: 0, maxStates, spill });
  }

  get engine(): Engine {
    return this.explorer.engine;
  }

  get visited(): Visited {
    return this.explorer.visited;
  }

  get parents(): Parents {
    return this.explorer.parents;
  }

  /** Levels found so far, the initial states being level 1. */
  get depth(): number {
    return this.level + (this.distinct > this.upToLevel ? 1 : 0);
  }

  get distinct(): number {
    return this.explorer.tally.sum(DISTINCT);
  }

  /** Initial states and every step that changes something. */
  get generated(): number {
    return this.explorer.tally.sum(GENERATED);
  }

  /** States found but not expanded. */
  get queue(): number {
    return this.distinct - this.explorer.tally.sum(EXPANDED);
  }

  /** The width of the level that is being expanded. */
  get levelSize(): number {
    return this.explorer.frontier.levelSize;
  }

  /** Bytes a state, besides the frontier. */
  get bytesPerState(): number {
    return (this.visited.bytes + this.parents.bytes) / Math.max(1, this.distinct);
  }

  /** Whether this thread has nothing to do before others have finished. */
  isWaiting = false;
  /** Whether this thread gave up in the middle of something because another one has died: how it died is heard in a moment. */
  private isLost = false;
  /** Whether all threads are to rest, and whether they do. */
  private shallRest = false;
  isResting = false;
  /** How the search ends when all threads rest. */
  private endAtRest: SearchEnd | undefined;
  /** What was done before this run. */
  inherited: readonly Contribution[] = [];

  /** Where the search is, and what it has counted. */
  get position(): SearchPosition {
    const expanded = this.explorer.tally.sum(EXPANDED);
    const { level, upToLevel, generated, distinct } = this;
    return { level, upToLevel, expanded, generated, distinct };
  }

  /** Takes over what another run has counted; the arrays hold what it found. */
  goOnFrom(position: SearchPosition, done: Contribution, failure: FoundFailure | undefined): void {
    this.level = position.level;
    this.upToLevel = position.upToLevel;
    this.inherited = [done];
    this.explorer.goOnFrom(position, failure);
    const { maxDepth } = this.limits;
    if (maxDepth !== undefined && position.level >= maxDepth) this.boundByDepth();
  }

  /** Has all threads finish what they have begun, for a checkpoint: further calls of `advance` lead there. */
  rest(): void {
    this.shallRest = true;
    this.explorer.frontier.isHalted = true;
  }

  /** Lets them go on. */
  goOn(): void {
    this.shallRest = false;
    this.isResting = false;
    const { explorer, crew, level } = this;
    if (explorer.isFull) return;
    explorer.frontier.isHalted = false;
    if (level > 0 && !explorer.frontier.isTaken) crew?.expand(level + 1, explorer.frontier.levelSize);
  }

  /** Lets other threads search too, as soon as each is ready. */
  recruit(plan: WorkerPlan, count: number): void {
    this.crew = new Crew(this.explorer, this.arrays, plan, count);
  }

  /** Stops the search from outside. */
  interrupt(): void {
    this.stop({ kind: 'bounded', bound: { kind: 'interrupted' } });
  }

  /**
   * Expands up to so many states in this thread; tells whether there is more to do.
   * @throws WorkerError where another thread died, InputError where a disk refuses
   */
  advance(states: number): boolean {
    if (this.end !== undefined) return false;
    try {
      this.isWaiting = false;
      this.crew?.requireAlive();
      if (this.crew?.isAwaited || this.isLost) {
        this.isWaiting = true;
      } else if (this.isResting) {
        return true;
      } else if (this.level === 0) {
        this.explorer.begin();
        this.finishLevel();
      } else if (this.explorer.expand(states, this.level + 1) === 0) {
        if (this.crew?.isBusy) this.isWaiting = true;
        else if (this.shallRest) this.restIfPossible();
        else this.finishLevel();
      }
      if (this.end === undefined) this.heedMemory();
    } catch (error) {
      if (error instanceof SpecFailure) this.stop({ kind: 'spec-error', error, state: undefined });
      else if (isOutOfMemory(error)) this.stopForMemory(this.limits.memoryLimitBytes);
      else if (error instanceof LostThreadError) this.isWaiting = this.isLost = true;
      else throw error;
    }
    return this.end === undefined;
  }

  /** Whether threads have been told to rest, and shall. */
  get isToRest(): boolean {
    return this.shallRest;
  }

  /** States that are dropped, or rows that a thread could not hand in, leave nothing to go on from. */
  private restIfPossible(): void {
    const { explorer, crew } = this;
    if (this.endAtRest !== undefined && this.firstSpecFailure() !== undefined) this.stop(this.endAtRest);
    else if (explorer.isFull || crew?.outOfMemory !== undefined) this.finishLevel();
    else if (this.firstSpecFailure() === undefined) this.lieDown();
    else if (explorer.frontier.isTaken) this.finishLevel();
    // Spec code has failed: the level is to be finished, and not written down.
    else this.goOn();
  }

  private lieDown(): void {
    this.visited.tell();
    this.log.catchUp();
    this.explorer.frontier.flush();
    this.isResting = true;
    if (this.endAtRest !== undefined) this.stop(this.endAtRest);
  }

  private stop(end: SearchEnd): void {
    this.end ??= end;
    this.explorer.frontier.isHalted = true;
  }

  /** Once all states of the level are expanded, or no more of them shall be. */
  private finishLevel(): void {
    // Rows of the next level hold what others have numbered.
    this.log.catchUp();
    const { explorer, limits, crew } = this;
    const failure = explorer.tally.firstFailure();
    const specFailure = this.firstSpecFailure();
    if (failure !== undefined) {
      const { rank, number, state, next } = failure;
      const property = this.model.properties[rank % this.model.properties.length];
      this.stop({ kind: 'violated', property, state: { number, ...state }, next });
    } else if (specFailure !== undefined) {
      this.stop({ kind: 'spec-error', ...specFailure });
    } else if (crew?.outOfMemory !== undefined) {
      this.stopForMemory(crew.outOfMemory.limitBytes ?? limits.memoryLimitBytes);
    } else if (explorer.isFull) {
      this.stop({ kind: 'bounded', bound: { kind: 'max-states', limit: limits.maxStates as number } });
    } else {
      this.nextLevel();
    }
  }

  private firstSpecFailure(): FoundSpecFailure | undefined {
    const all = [this.explorer.specFailure ?? [], this.crew?.specFailures ?? []].flat();
    return all.reduce<FoundSpecFailure | undefined>(
      (first, other) =>
        first?.state === undefined || other.state === undefined || !isSmaller(other.state, first.state)
          ? (first ?? other)
          : other,
      undefined,
    );
  }

  private nextLevel(): void {
    const size = this.explorer.frontier.nextLevel();
    if (size === 0) {
      this.stop({ kind: 'closed' });
      return;
    }
    this.level++;
    this.upToLevel += size;
    // The last level that may be found was found; whether something lies beyond is not known.
    if (this.level === this.limits.maxDepth) this.boundByDepth();
    else this.crew?.expand(this.level + 1, size);
  }

  private heedMemory(): void {
    const { memoryLimitBytes } = this.limits;
    const limitBytes = process.memoryUsage.rss() > memoryLimitBytes ? memoryLimitBytes : heapLimitReached();
    if (limitBytes === undefined || this.endAtRest !== undefined) return;
    this.endAtRest = { kind: 'bounded', bound: { kind: 'memory', limitBytes } };
    this.rest();
  }

  private boundByDepth(): void {
    const { maxDepth } = this.limits;
    this.isResting = true;
    this.stop({ kind: 'bounded', bound: { kind: 'max-depth', limit: maxDepth as number } });
  }

  private stopForMemory(limitBytes: number): void {
    this.stop({ kind: 'bounded', bound: { kind: 'memory', limitBytes } });
  }
}
