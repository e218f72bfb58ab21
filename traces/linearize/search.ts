/**
 * Is there an order? The search of Wing and Gong (1993, "Testing and verifying concurrent objects"): of the operations that were called before the first return that is still
 * to come, take one whose answer the object would give, and go on; where none is left, take the last one back. With the memo of Lowe (2017, "Testing for
 * linearizability", section 3): a configuration, which is the set of operations taken and the state, is entered once.
 *
 * Three cuts of our own, each of which leaves an order if there was one:
 * - An operation that fits and changes nothing is taken at once: in any order that goes on from here it could be moved to here.
 * - An open operation that changes nothing is never taken: in any order it could be left out.
 * - Of open operations that ask the same, only the first that was called is taken: in any order they could change places.
 *
 * A configuration is kept as the first operation not taken, bits for those taken after it, of which there are few (they were called before it returned),
 * bits for the open ones, and the state. The search can be stopped and goes on where it was.
 */
import { Memo } from './memo.js';
import type { Problem } from './problem.js';
import { REFUSED } from './transitions.js';

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
  /** Operations to try, those that return first last, and where each leads. */
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

export class Search {
  readonly #memo = new Memo();
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
      this.#enter();
    }
    while (this.#outcome.kind === 'unfinished') {
      const frame = this.#frames.at(-1);
      if (frame === undefined) this.#outcome = { kind: 'none' };
      else if (frame.choices.length === 0) this.#frames.pop();
      else {
        // Here, where the work that is to be done is in the frames, and nowhere else.
        if (this.size >= limit) break;
        this.#takeBack(frame);
        const state = frame.targets.pop()!;
        this.#take(frame.choices.pop()!, state);
        this.#enter();
      }
    }
    return this.#outcome;
  }

  #take(operation: number, state: number): void {
    this.#taken[operation] = 1;
    this.#order[this.#orderLength++] = operation;
    this.#state = state;
  }

  #takeBack({ taken, state, first }: Frame): void {
    while (this.#orderLength > taken) this.#taken[this.#order[--this.#orderLength]] = 0;
    this.#state = state;
    this.#first = first;
  }

  /** Takes what changes nothing; then, unless this is the end or was here before, notes what there is to try. */
  #enter(): void {
    const { returned } = this.problem;
    const next = this.#settle();
    if (this.#first === returned) {
      this.#outcome = { kind: 'found', order: [...this.#order.subarray(0, this.#orderLength)] };
      return;
    }
    if (!this.#memo.add(this.#row, this.#describe())) return;
    const { returns } = this.problem;
    if (this.#stuck === -1 || returns[next] > returns[this.#stuck]) this.#stuck = next;
    this.#look(next);
    this.#frames.push(this.#choices(returns[next]));
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
        if (taken[i] === 0 && transitions.next(this.#state, classes[i]) === this.#state) {
          this.#take(i, this.#state);
          isMoved = true;
        }
      }
      if (!isMoved) return next;
    }
  }

  /** @param end the first return that is still to come */
  #choices(end: number): Frame {
    const { returned, operations, calls, returns, classes, alike, transitions } = this.problem;
    const choices: number[] = [];
    const targets: number[] = [];
    const state = this.#state;
    // What is tried last is noted first: the open ones.
    for (let i = operations.length - 1; i >= returned; i--) {
      if (this.#taken[i] === 1 || calls[i] > end || (alike[i] !== -1 && this.#taken[alike[i]] === 0))
        continue;
      const target = transitions.next(state, classes[i]);
      if (target === REFUSED || target === state) continue;
      choices.push(i);
      targets.push(target);
    }
    const open = choices.length;
    for (let i = this.#first; i < returned && calls[i] < end; i++) {
      if (this.#taken[i] === 1) continue;
      const target = transitions.next(state, classes[i]);
      if (target === REFUSED) continue;
      // Insertion: there are as many as there are clients, at most.
      let at = choices.length;
      while (at > open && returns[choices[at - 1]] < returns[i]) at--;
      choices.splice(at, 0, i);
      targets.splice(at, 0, target);
    }
    return { taken: this.#orderLength, state, first: this.#first, choices, targets };
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
