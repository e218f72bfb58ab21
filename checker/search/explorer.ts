/**
 * One thread's part of a search: it takes states of the level, finds their successors, judges what is new, and writes it to the
 * next level. Everything that it shares with other threads is in typed arrays; its tables are its own.
 */
import { Engine } from '../engine.js';
import { Frontier } from '../frontier.js';
import { grown } from '../intern.js';
import type { Model } from '../model.js';
import type { Fingerprint, SearchPosition, StateReference } from '../search.js';
import type { SymmetryGroup } from '../symmetry.js';
import {
  DISTINCT,
  EXPANDED,
  type FoundFailure,
  GENERATED,
  isBefore,
  isSmaller,
  Tally,
} from '../threads/search-tally.js';
import type { SharedArrays } from '../threads/shared-arrays.js';
import { type SpecCalls, SpecFailure } from '../user-code/spec-call.js';
import { Visited } from '../visited.js';
import { type Failure, Judge } from './judge.js';
import { hintOf, NO_PARENT, Parents } from './parents.js';
import { PENDING_WORDS, PendingSteps } from './pending-steps.js';
import type { Spill } from './spill.js';

/** Spec code that failed at a state; at none where it made the initial states. */
export interface FoundSpecFailure {
  readonly error: SpecFailure;
  readonly state: StateReference | undefined;
}

/** How a thread takes part. */
export interface Part {
  /** The number of the thread; the one that leads the search is 0. */
  readonly thread: number;
  readonly maxStates?: number;
  readonly spill?: Spill;
}

/** Words of the shared control array: states found, counted only where they are limited. */
const FOUND = 0;

export class Explorer {
  readonly engine: Engine;
  readonly judge: Judge;
  readonly visited: Visited;
  readonly parents: Parents;
  readonly frontier: Frontier;
  readonly tally: Tally;
  /** Of this thread: states expanded, steps found (initial states are steps), states found. */
  expanded = 0;
  generated = 0;
  distinct = 0;
  /** Of the failures of spec code that this thread has met, the one to tell. */
  specFailure: FoundSpecFailure | undefined;
  /** The state that spec code looks at; negative where there is none yet. */
  private atNumber = -1;
  private atLow = 0;
  private atHigh = 0;
  private failure: FoundFailure | undefined;
  private readonly control: Int32Array;
  private readonly row: Int32Array;
  private readonly nextRow: Int32Array;
  private readonly pending = new PendingSteps();
  /** Places in the pending steps of those that lead to new states. */
  private fresh = new Int32Array(1024);
  /** Keeps reads that are made for their own sake from being optimised away. */
  protected touched = 0;

  constructor(
    readonly model: Model,
    calls: SpecCalls,
    group: SymmetryGroup | undefined,
    arrays: SharedArrays,
    private readonly part: Part,
  ) {
    this.engine = new Engine(model, calls, group, arrays.log);
    this.judge = new Judge(this.engine, model, arrays);
    this.visited = new Visited(arrays);
    this.parents = new Parents(arrays);
    this.frontier = new Frontier(this.engine.layout, arrays, part.spill, part.thread);
    this.tally = new Tally(arrays);
    this.control = arrays.words('explorers', 4);
    this.row = this.engine.scratchRow();
    this.nextRow = this.engine.scratchRow();
  }

  private get at(): StateReference | undefined {
    if (this.atNumber < 0) return undefined;
    return { number: this.atNumber, low: this.atLow, high: this.atHigh };
  }

  /** Whether as many states were found as are wanted. */
  get isFull(): boolean {
    const { maxStates } = this.part;
    return maxStates !== undefined && Atomics.load(this.control, FOUND) >= maxStates;
  }

  /** Takes over what was counted before this run. */
  goOnFrom(done: SearchPosition, failure: FoundFailure | undefined): void {
    this.expanded = done.expanded;
    this.generated = done.generated;
    this.distinct = done.distinct;
    this.publish();
    Atomics.store(this.control, FOUND, done.distinct);
    if (this.isFull) this.frontier.isHalted = true;
    if (failure === undefined) return;
    this.failure = failure;
    this.tally.setFailure(this.part.thread, failure);
  }

  /** Finds the initial states, as the level after none. */
  begin(): void {
    const { engine, row } = this;
    for (const initial of this.model.initial) {
      engine.layout.writeInitial(row, initial);
      const { low, high } = engine.keyOf(row);
      this.generated++;
      if (!this.visited.add(low, high) || !this.mayCount()) continue;
      this.number(NO_PARENT, low, high);
      this.frontier.push(row, this.atNumber, low, high);
      try {
        this.note(this.judge.initial(row), this.atNumber, { low, high }, undefined);
      } catch (error) {
        this.noteSpecFailure(error);
      }
    }
    this.publish();
  }

  /**
   * Expands up to so many states of the level.
   * @param depth the level of their successors, the initial states being level 1
   * @returns how many it were; 0 where this thread shall take no more of the level
   */
  expand(states: number, depth: number): number {
    const { engine, frontier, pending, row } = this;
    let count = 0;
    this.visited.enter();
    try {
      while (count < states && frontier.read(row)) {
        count++;
        try {
          this.expandState();
        } catch (error) {
          this.noteSpecFailure(error);
        }
        // A row is there until its chunk is finished, the answer of a dropped table until the next state is expanded.
        if (pending.isFull || !frontier.hasBegunChunk || engine.hasDirectOutcomes) this.addPending(depth);
      }
      this.addPending(depth);
    } finally {
      this.visited.leave();
      this.publish();
    }
    return count;
  }

  private expandState(): void {
    const { engine, judge, frontier, row } = this;
    const { number, low, high } = frontier;
    this.atNumber = number;
    this.atLow = low;
    this.atHigh = high;
    const count = engine.expand(row, low, high);
    this.expanded++;
    this.generated += count;
    if (count === 0) this.note(judge.end(row), number, { low, high }, undefined, 0);
    else if (judge.judgesSteps) this.judgeSteps(count);
    this.pending.take(frontier, engine.steps, count);
  }

  private addPending(depth: number): void {
    const { pending, visited } = this;
    const { steps, end } = pending;
    this.touched = visited.touch(steps, end, PENDING_WORDS);
    while (this.fresh.length < end) this.fresh = grown(this.fresh);
    const { fresh } = this;
    let freshCount = 0;
    for (let at = 0; at < end; at += PENDING_WORDS) {
      if (visited.add(steps[at + 1], steps[at + 2])) fresh[freshCount++] = at;
    }
    for (let i = 0; i < freshCount; i++) this.found(fresh[i], depth);
    pending.clear();
  }

  private found(step: number, depth: number): void {
    if (this.part.maxStates !== undefined && !this.mayCount()) return;
    const { engine, judge, pending, nextRow } = this;
    const outcome = pending.steps[step];
    const low = pending.steps[step + 1];
    const high = pending.steps[step + 2];
    this.number(pending.numberOf(step), low, high);
    const number = this.atNumber;
    const words = pending.copyRow(step, nextRow);
    if (words < engine.layout.wordCount) engine.layout.complete(nextRow, words);
    engine.outcomes.apply(outcome, nextRow);
    this.frontier.push(nextRow, number, low, high);
    try {
      const failure = judge.state(outcome, nextRow, depth);
      if (failure !== undefined) this.note(failure, number, { low, high }, undefined);
    } catch (error) {
      this.noteSpecFailure(error);
    }
  }

  /**
   * Failures of spec code do not end a level, however many there are: a property that fails in it is told first, and what is counted
   * must not depend on which thread met them.
   */
  private noteSpecFailure(error: unknown): void {
    if (!(error instanceof SpecFailure)) throw error;
    const { at, specFailure } = this;
    if (specFailure === undefined || (at && specFailure.state && isSmaller(at, specFailure.state))) {
      this.specFailure = { error, state: at };
    }
  }

  /** Whether one more state is wanted. */
  private mayCount(): boolean {
    const { maxStates } = this.part;
    if (maxStates !== undefined) {
      const found = Atomics.add(this.control, FOUND, 1) + 1;
      if (found >= maxStates) this.frontier.isHalted = true;
      if (found > maxStates) return false;
    }
    return true;
  }

  private number(parent: number, low: number, high: number): void {
    this.distinct++;
    this.atNumber = this.parents.add(parent, hintOf(low, high));
    this.atLow = low;
    this.atHigh = high;
  }

  /** Judges every step out of the state, also those to states that are known. */
  private judgeSteps(count: number): void {
    const { engine, judge, row, nextRow } = this;
    judge.leave(row);
    for (let word = 0; word < engine.layout.wordCount; word++) nextRow[word] = row[word];
    for (let i = 0; i < count; i++) {
      const outcome = engine.steps[3 * i];
      if (!judge.readsStep(outcome)) continue;
      engine.outcomes.apply(outcome, nextRow);
      try {
        const failure = judge.step(outcome, row, nextRow);
        if (failure === undefined) continue;
        const next = engine.layout.fingerprint(nextRow);
        this.note(failure, this.atNumber, { low: this.atLow, high: this.atHigh }, next);
      } catch (error) {
        this.noteSpecFailure(error);
      } finally {
        engine.undo(outcome, row, nextRow);
      }
    }
  }

  /** Keeps the failure that is to be told first. @param levels how many levels it lies after the one that is expanded */
  private note(
    failure: Failure | undefined,
    number: number,
    state: Fingerprint,
    next: Fingerprint | undefined,
    levels = 1,
  ): void {
    if (failure === undefined) return;
    const { properties } = this.model;
    const rank = levels * properties.length + properties.indexOf(failure.property);
    const found = { rank, number, state, next };
    if (this.failure !== undefined && !isBefore(found, this.failure)) return;
    this.failure = found;
    this.tally.setFailure(this.part.thread, found);
  }

  private publish(): void {
    const { thread } = this.part;
    this.tally.set(thread, EXPANDED, this.expanded);
    this.tally.set(thread, GENERATED, this.generated);
    this.tally.set(thread, DISTINCT, this.distinct);
  }
}
