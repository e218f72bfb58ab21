/**
 * What spec code has answered in one thread of a search, so that no other thread asks it again: a list of facts in shared memory,
 * each the leaf of a table and what was read for it. It is written under the lock of the log, and read without one.
 */
import type { SharedArrays } from './shared-arrays.js';

/** The list takes so many words (64 MiB) and no more; what is found out later, each thread finds out for itself. */
const LIST_WORDS = 1 << 24;
/** Words of a fact before what was read: the table, the leaf, how many words were read. Their places and values come next. */
const HEAD = 3;

/** Tells of a leaf of a table; the lists are valid for the call only. */
export type Receive = (table: number, leaf: number, words: Int32Array, values: Int32Array) => void;

export class SharedAnswers {
  private readonly list: Int32Array;
  /** How much of the list there is, in all threads. */
  private readonly top: Int32Array;
  /** How much of it this thread knows. */
  private known = 0;

  constructor(private readonly arrays: SharedArrays) {
    this.list = arrays.words('answers', LIST_WORDS);
    this.top = arrays.words('answers top', 1);
  }

  /** Tells the others, where there are any. @param table a number that means the same table in all threads */
  post(table: number, leaf: number, words: readonly number[], values: readonly number[]): void {
    const { arrays, list } = this;
    if (!arrays.log.isShared) return;
    arrays.log.exclusively(() => {
      const at = this.top[0];
      const end = at + HEAD + 2 * words.length;
      if (end > LIST_WORDS) return;
      list.set([table, leaf, words.length], at);
      list.set(words, at + HEAD);
      list.set(values, at + HEAD + words.length);
      Atomics.store(this.top, 0, end);
    });
  }

  /** Takes over what others have told since, and all that it is made of; false where that is nothing. */
  takeOver(receive: Receive): boolean {
    const top = Atomics.load(this.top, 0);
    if (top === this.known) return false;
    // What a fact speaks of was told before it.
    this.arrays.log.catchUp();
    const { list } = this;
    while (this.known < top) {
      const at = this.known;
      const words = at + HEAD;
      const values = words + list[at + 2];
      const end = values + list[at + 2];
      this.known = end;
      receive(list[at], list[at + 1], list.subarray(words, values), list.subarray(values, end));
    }
    return true;
  }
}
