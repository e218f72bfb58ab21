/**
 * Which values of keys are still needed, and may still come: by operations that are not taken. A value that some operation needs, and that nothing gives its key any
 * more, must not be overwritten: no order goes on from there. Where all values that are written differ, which is how most histories are recorded, that leaves next to
 * nothing to search.
 */
import type { Problem } from './problem.js';
import { ANY_VALUE, NO_VALUE } from './transitions.js';

export class Values {
  readonly #keys: Int32Array;
  readonly #needs: Int32Array;
  readonly #leaves: Int32Array;
  /** By value: operations not taken that need it, and such that may leave it. */
  readonly #needed: Int32Array;
  readonly #coming: Int32Array;
  /** By key: operations not taken that may leave any value; and the value now, or NO_VALUE where that is not known. */
  readonly #comingAny: Int32Array;
  readonly #now: Int32Array;
  /** Operations not taken to which it may matter what the value is, though they need none. */
  readonly #vague: Uint8Array;
  #vagueCount = 0;
  /** What the key had before each operation that was taken, by its place in the order. */
  readonly #before: Int32Array;

  /** @param except an operation whose need does not count, or -1 */
  constructor({ operations, returned, classes, transitions }: Problem, except: number) {
    const { keys, values } = transitions.sizes;
    this.#keys = classes.map((number) => transitions.keyOf(number));
    this.#leaves = classes.map((number) => transitions.leaves(number));
    // An open operation need not be taken.
    this.#needs = classes.map((number, i) =>
      i < returned && i !== except ? transitions.needs(number) : NO_VALUE,
    );
    // Of those that are open it matters only where they change something.
    this.#vague = Uint8Array.from(classes, (number, i) => {
      const matters = i < returned || this.#leaves[i] !== NO_VALUE;
      return i === except || (matters && transitions.isVague(number)) ? 1 : 0;
    });
    this.#needed = new Int32Array(values);
    this.#coming = new Int32Array(values);
    this.#comingAny = new Int32Array(keys);
    this.#now = new Int32Array(keys).fill(NO_VALUE);
    this.#before = new Int32Array(operations.length);
    for (let i = 0; i < operations.length; i++) this.#count(i, 1);
  }

  /**
   * The operation is taken.
   * @param place in the order
   * @param changes whether the object is in another state then
   */
  take(operation: number, place: number, changes: boolean): void {
    this.#count(operation, -1);
    const key = this.#keys[operation];
    const leaves = this.#leaves[operation];
    this.#before[place] = this.#now[key];
    if (changes) this.#now[key] = leaves === ANY_VALUE ? NO_VALUE : leaves;
  }

  /** The last operation that was taken, at that place, is not. */
  takeBack(operation: number, place: number): void {
    this.#now[this.#keys[operation]] = this.#before[place];
    this.#count(operation, 1);
  }

  /** Whether some operation would be left without the value that it needs if this one were taken, which changes the state. */
  starves(operation: number): boolean {
    const key = this.#keys[operation];
    const now = this.#now[key];
    const leaves = this.#leaves[operation];
    if (now === NO_VALUE || leaves === now || this.#coming[now] > 0) return false;
    const comingAny = this.#comingAny[key] - (leaves === ANY_VALUE ? 1 : 0);
    const needed = this.#needed[now] - (this.#needs[operation] === now ? 1 : 0);
    return needed > 0 && comingAny === 0;
  }

  /** Whether nobody could see that it was taken: no operation needs the value that it leaves, or is of a kind that may depend on it otherwise. */
  isUnseen(operation: number): boolean {
    const leaves = this.#leaves[operation];
    return leaves >= 0 && this.#needed[leaves] === 0 && this.#vagueCount - this.#vague[operation] === 0;
  }

  /** Whether there may be any of which `isSettled` is true. */
  get maySettle(): boolean {
    return this.#vagueCount === 0;
  }

  /**
   * Whether an operation may be taken right now, if any order goes on from here: it does its work whatever was there, nobody needs any more what is there, and all who need
   * what it leaves can be taken right after it. In any such order it and those could be moved to here.
   * @param callable operations that may be taken now, by the order of calls and returns
   */
  isSettled(operation: number, callable: readonly number[]): boolean {
    const now = this.#now[this.#keys[operation]];
    const leaves = this.#leaves[operation];
    if (!this.maySettle || this.#needs[operation] !== NO_VALUE || leaves < 0) return false;
    if (now === NO_VALUE || this.#needed[now] > 0) return false;
    let left = this.#needed[leaves];
    if (left > callable.length) return false;
    for (const other of callable)
      if (this.#needs[other] === leaves && this.#leaves[other] === NO_VALUE) left -= 1;
    return left === 0;
  }

  /** Whether the other operation, which is not taken, is one that this one would leave without the value that it needs. */
  isStarvedBy(other: number, operation: number): boolean {
    return other !== operation && this.#needs[other] === this.#now[this.#keys[operation]];
  }

  #count(operation: number, by: 1 | -1): void {
    const needs = this.#needs[operation];
    const leaves = this.#leaves[operation];
    this.#vagueCount += by * this.#vague[operation];
    if (needs >= 0) this.#needed[needs] += by;
    if (leaves >= 0) this.#coming[leaves] += by;
    else if (leaves === ANY_VALUE) this.#comingAny[this.#keys[operation]] += by;
  }
}
