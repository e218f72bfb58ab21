/**
 * The view through which spec code sees a row, and which records what it reads.
 */

import type { Cell, Matching, Pattern, Soup, View } from '../model.js';
import type { Layout } from './layout.js';

export class RecordingView implements View {
  private row: Int32Array = new Int32Array(0);
  private reads: Reads = new Reads();
  private base = 0;

  constructor(private readonly layout: Layout) {}

  /** Looks at a row in hand from now on; a word is recorded as `base` + word. */
  show(row: Int32Array, reads: Reads, base: number): void {
    this.row = row;
    this.reads = reads;
    this.base = base;
  }

  get<T>(cell: Cell<T>): T {
    const word = this.layout.cellWord(cell);
    const id = this.row[word];
    this.reads.record(this.base + word, id);
    return this.layout.interned(word).values[id] as T;
  }

  sent<M, const P extends Pattern<M> = Pattern<M>>(soup: Soup<M>, pattern?: P): readonly Matching<M, P>[] {
    const selected = this.layout.pattern(this.layout.soupWords(soup), pattern);
    const content = this.row[selected.word];
    this.reads.record(this.base + selected.word, content);
    return selected.membersOf(content) as readonly Matching<M, P>[];
  }
}

/** The words that a piece of spec code read, in the order of their first reading, and their values. */
export class Reads {
  readonly words: number[] = [];
  readonly values: number[] = [];

  clear(): void {
    this.words.length = 0;
    this.values.length = 0;
  }

  record(word: number, value: number): void {
    if (this.words.includes(word)) return;
    this.words.push(word);
    this.values.push(value);
  }

  /** The value that was read in a word, if it was read. */
  valueOf(word: number): number | undefined {
    const at = this.words.indexOf(word);
    return at < 0 ? undefined : this.values[at];
  }
}

/** For code that is given a value and nothing else to look at, such as a blind update. */
export const NO_VIEW: View = {
  get: () => {
    throw new Error('this code reads no other variable');
  },
  sent: () => {
    throw new Error('this code reads no other variable');
  },
};
