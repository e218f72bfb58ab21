/**
 * Is there an order? The search of Wing and Gong (1993, "Testing and verifying concurrent objects"): of the operations that were called before the first return that is still
 * to come, take one whose answer the object would give, and go on; where none is left, take the last one back. With the memo of Lowe (2017, "Testing for
 * linearizability", section 3): a configuration, which is the set of operations taken and the state, is entered once.
 *
 * Seven cuts of our own, each of which leaves an order if there was one:
 * - An operation that only observes (it changes nothing in any state that gives its answer) is taken as soon as it fits: in any order that goes on from here it could be
 *   moved to here. To change nothing here is not enough: to write once more what is there matters after another write.
 * - An open operation that would change nothing is not taken now: where it stands in an order it could be left out.
 * - An open operation whose value nobody needs is not taken where nobody could see it (values.ts).
 * - Of open operations that ask the same, only the first that was called is taken: in any order they could change places.
 * - Right after an open operation none is taken that leads where it would lead without that one: the open one could be left out. So of a hundred writes that nobody knows
 *   to have happened not every subset is tried, but those alone that somebody read. (A configuration that was entered after an open one is cut elsewhere too. Nothing is
 *   lost: what goes on from there with an operation that this rule forbids goes on from before the open one as well, and that was entered.)
 * - A value that somebody is still to read, and nobody will write again, is not overwritten; and a write for which there is no better place than here is taken as soon as there
 *   is none (values.ts).
 *
 * A configuration is kept as the first operation not taken, bits for those taken after it, of which there are few (they were called before it returned),
 * bits for the open ones, and the state. The search can be stopped and goes on where it was.
 */
import { Memo } from './memo.js';
import type { Problem } from './problem.js';
import { REFUSED } from './transitions.js';
import { Values } from './values.js';

export type Outcome =
  /** Numbers of operations in an order that explains all answers. */
  | { readonly kind: 'found'; readonly order: readonly number[] }
  /** Every order was tried. */
  | { readonly kind: 'none' }
  | { readonly kind: 'unfinished' };

/** A step back: what was before an operation was taken. */
interface Frame {
  /** How many operations are taken. */
  readonly taken: number;
  readonly state: number;
  readonly first: number;
  /** Operations to try, the most urgent last, and where each leads. */
  readonly choices: number[];
  readonly targets: number[];
}

/** What is seen of one operation on the way, to say why it found no place. */
export interface Watch {
  readonly operation: number;
  /** States in which it was tried and would have answered otherwise. */
  readonly states: Set<number>;
  /** Once it was taken: the operation that was the first to find no place then, in the branch that came furthest. */
  inTheWay: number | undefined;
}

const NO_STATE = -1;

export class Search {
  readonly #memo = new Memo();
  readonly #values: Values;
  readonly #taken: Uint8Array;
  readonly #order: Int32Array;
  #orderLength = 0;
  #state: number;
  /** All that returned and have smaller numbers are taken. */
  #first = 0;
  readonly #frames: Frame[] = [];
  #outcome: Outcome = { kind: 'unfinished' };
  #row = new Int32Array(16);
  #isBegun = false;
  #stuck = -1;

  constructor(
    readonly problem: Problem,
    readonly watch?: Watch,
  ) {
    this.#values = new Values(problem, watch?.operation ?? -1);
    this.#taken = new Uint8Array(problem.operations.length);
    this.#order = new Int32Array(problem.operations.length);
    this.#state = problem.transitions.init;
  }

  /** Configurations entered. */
  get size(): number {
    return this.#memo.size;
  }

  /**
   * The operation whose return no branch came past, though one came so far; undefined before there was any. All that returned before it were taken in that branch.
   */
  get stuck(): number | undefined {
    return this.#stuck === -1 ? undefined : this.#stuck;
  }

  /** Goes on for that many configurations at most. */
  advance(configurations: number): Outcome {
    const limit = this.size + configurations;
    if (!this.#isBegun) {
      this.#isBegun = true;
      this.#enter(NO_STATE);
    }
    while (this.#outcome.kind === 'unfinished') {
      const frame = this.#frames.at(-1);
      if (frame === undefined) this.#outcome = { kind: 'none' };
      else if (frame.choices.length === 0) this.#frames.pop();
      else {
        // Here, where the work that is to be done is in the frames, and nowhere else.
        if (this.size >= limit) break;
        this.#takeBack(frame);
        const operation = frame.choices.pop()!;
        this.#take(operation, frame.targets.pop()!);
        this.#enter(operation < this.problem.returned ? NO_STATE : frame.state);
      }
    }
    return this.#outcome;
  }

  #take(operation: number, state: number): void {
    this.#values.take(operation, this.#orderLength, state !== this.#state);
    this.#taken[operation] = 1;
    this.#order[this.#orderLength++] = operation;
    this.#state = state;
  }

  #takeBack({ taken, state, first }: Frame): void {
    while (this.#orderLength > taken) {
      const operation = this.#order[--this.#orderLength];
      this.#values.takeBack(operation, this.#orderLength);
      this.#taken[operation] = 0;
    }
    this.#state = state;
    this.#first = first;
  }

  /**
   * Takes what only observes and fits; then, unless this is the end or was here before, notes what there is to try.
   * @param without the state before an open operation, if one was taken now
   */
  #enter(without: number): void {
    const { returned } = this.problem;
    const length = this.#orderLength;
    const next = this.#settle();
    // What fits now did not fit before: it needs the open one.
    const isNeeded = this.#orderLength > length;
    if (this.#first === returned) {
      this.#outcome = { kind: 'found', order: [...this.#order.subarray(0, this.#orderLength)] };
      return;
    }
    if (!this.#memo.add(this.#row, this.#describe())) return;
    const { returns } = this.problem;
    if (this.#stuck === -1 || returns[next] > returns[this.#stuck]) this.#stuck = next;
    this.#look(next);
    this.#frames.push(this.#choices(returns[next], isNeeded ? NO_STATE : without));
  }

  /** @returns the operation that returns first of those not taken, or -1 where all are */
  #settle(): number {
    const { returned, calls, returns, classes, transitions } = this.problem;
    const taken = this.#taken;
    while (true) {
      while (this.#first < returned && taken[this.#first] === 1) this.#first++;
      let next = -1;
      let end = Number.MAX_SAFE_INTEGER;
      for (let i = this.#first; i < returned && calls[i] < end; i++) {
        if (taken[i] === 0 && returns[i] < end) {
          end = returns[i];
          next = i;
        }
      }
      let isMoved = false;
      for (let i = this.#first; i < returned && calls[i] < end; i++) {
        if (
          taken[i] === 0 &&
          transitions.observes(classes[i]) &&
          transitions.next(this.#state, classes[i]) === this.#state
        ) {
          this.#take(i, this.#state);
          isMoved = true;
        }
      }
      if (!isMoved && !this.#takeSettled(end)) return next;
    }
  }

  /** Takes a write for which there is no better place. @param end the first return that is still to come */
  #takeSettled(end: number): boolean {
    if (!this.#values.maySettle) return false;
    const { returned, calls, classes, transitions } = this.problem;
    const callable: number[] = [];
    for (let i = this.#first; i < returned && calls[i] < end; i++) if (this.#taken[i] === 0) callable.push(i);
    const settled = callable.find((i) => this.#values.isSettled(i, callable));
    if (settled === undefined) return false;
    this.#take(settled, transitions.next(this.#state, classes[settled]));
    return true;
  }

  /**
   * @param end the first return that is still to come
   * @param without a state from which what is taken must lead elsewhere than from here
   */
  #choices(end: number, without: number): Frame {
    const { returned, operations, calls, urgencies, classes, alike, transitions } = this.problem;
    const choices: number[] = [];
    const targets: number[] = [];
    const state = this.#state;
    // What is tried last is noted first: the open ones.
    for (let i = operations.length - 1; i >= returned; i--) {
      if (this.#taken[i] === 1 || calls[i] > end || (alike[i] !== -1 && this.#taken[alike[i]] === 0))
        continue;
      if (this.#values.isUnseen(i)) continue;
      const target = transitions.next(state, classes[i]);
      if (target === REFUSED || target === state || this.#isVain(i, target, without)) continue;
      choices.push(i);
      targets.push(target);
    }
    const open = choices.length;
    for (let i = this.#first; i < returned && calls[i] < end; i++) {
      if (this.#taken[i] === 1) continue;
      const target = transitions.next(state, classes[i]);
      if (target === REFUSED || this.#isVain(i, target, without)) continue;
      // Insertion: there are as many as there are clients, at most.
      let at = choices.length;
      while (at > open && urgencies[choices[at - 1]] < urgencies[i]) at--;
      choices.splice(at, 0, i);
      targets.splice(at, 0, target);
    }
    return { taken: this.#orderLength, state, first: this.#first, choices, targets };
  }

  /** Whether an operation leads to where no order goes on, or only such that there are without the open one before it. */
  #isVain(operation: number, target: number, without: number): boolean {
    const { classes, transitions } = this.problem;
    if (without !== NO_STATE && transitions.next(without, classes[operation]) === target) return true;
    if (target === this.#state || !this.#values.starves(operation)) return false;
    if (this.watch !== undefined) this.#lookAtStarved(this.watch, operation);
    return true;
  }

  /** Where the operation that is watched has a place, or has one now: who is left without one. */
  #lookAtStarved(watch: Watch, operation: number): void {
    if (this.#taken[watch.operation] === 0 && operation !== watch.operation) return;
    const { returned, returns } = this.problem;
    for (let i = this.#first; i < returned; i++) {
      if (this.#taken[i] === 1 || !this.#values.isStarvedBy(i, operation)) continue;
      if (watch.inTheWay === undefined || returns[i] > returns[watch.inTheWay]) watch.inTheWay = i;
      return;
    }
  }

  /** Writes the configuration to the row. @returns how many words it has */
  #describe(): number {
    const { operations, returned, calls, returns } = this.problem;
    const taken = this.#taken;
    const first = this.#first;
    let last = first;
    for (let i = first + 1; i < returned && calls[i] < returns[first]; i++) if (taken[i] === 1) last = i;
    const words = (last - first + 31) >>> 5;
    const row = this.#room(3 + words + ((operations.length - returned + 31) >>> 5));
    row[0] = this.#state;
    row[1] = first;
    row[2] = words;
    row.fill(0, 3, 3 + words);
    for (let i = first + 1; i <= last; i++) {
      const bit = i - first - 1;
      if (taken[i] === 1) row[3 + (bit >>> 5)] |= 1 << (bit & 31);
    }
    let length = 3 + words;
    for (let i = returned; i < operations.length; i++) {
      if (taken[i] === 0) continue;
      const word = 3 + words + ((i - returned) >>> 5);
      while (length <= word) row[length++] = 0;
      row[word] |= 1 << ((i - returned) & 31);
    }
    return length;
  }

  #room(words: number): Int32Array {
    if (this.#row.length < words) this.#row = new Int32Array(words * 2);
    return this.#row;
  }

  /** @param next the operation that returns first of those not taken */
  #look(next: number): void {
    const { watch } = this;
    if (watch === undefined) return;
    const { calls, returns, classes, transitions } = this.problem;
    const { operation } = watch;
    if (this.#taken[operation] === 1) {
      const isFurther = watch.inTheWay === undefined || returns[next] > returns[watch.inTheWay];
      if (isFurther) watch.inTheWay = next;
    } else if (
      calls[operation] < returns[next] &&
      transitions.next(this.#state, classes[operation]) === REFUSED
    )
      watch.states.add(this.#state);
  }
}
