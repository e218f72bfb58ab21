/**
 * The level that is being expanded and the one that is being found: rows of words, each behind the number and the fingerprint of
 * its state. All threads of a search take from the one in chunks, and each writes the other in segments of its own, which it takes from first.
 *
 * A segment's rows have as many words as the layout had when it was begun, so a layout that grows costs nothing here: a
 * new segment begins, and older rows are completed when they are read. A segment whose last chunk was expanded is free for the next
 * level, so that both levels together take little more than the larger one. Where segments would take more memory than they
 * may, those that are full go to disk (checker/search/spill.ts).
 */

import type { Spill } from './search/spill.js';
import type { Layout } from './tables/layout.js';
import { Pieces, type SharedArrays } from './threads/shared-arrays.js';

export const SEGMENT_WORDS = 1 << 20;
/** Before the row: the state's number, and the two halves of its fingerprint. */
const HEAD_WORDS = 3;
/** Rows that a thread takes at once. */
const CHUNK_ROWS = 256;

/** Words of the shared control array: chunks of the level that were taken, and how many it has. */
const TAKEN = 0;
const CHUNKS = 1;
/** Which of the two lists of segments is being expanded. */
const PARITY = 2;
/** How many segments each list has. */
const COUNT = 3;
/** Segments of memory there are, and how many of them are free. */
const SLOTS = 5;
const FREE = 6;
/** Rows of the level that is being expanded. */
const ROWS = 7;
/** Not 0: nobody shall take another chunk. */
const HALT = 8;
/** Changes with each level. */
const LEVEL = 9;
const CONTROL_WORDS = 16;

/** Of each segment in a list: where it lies (a slot of memory, or ~block on disk), and what is in it. */
const WHERE = 0;
const STRIDE = 1;
const ITEM_ROWS = 2;
/** The thread that wrote it. */
const OWNER = 3;
/** Its chunks, and those that are not finished. */
const ITEM_CHUNKS = 4;
const CHUNKS_LEFT = 5;
/** How often a chunk was asked for: at the front in the lower half, at the back in the upper one. */
const ASKED = 6;
const FRONT = 1;
const BACK = 1 << 16;
const ITEM_WORDS = 8;
/** Segments of one level: 256 GiB of rows. */
const ITEMS_MAX = 1 << 16;

/** A segment of a level, as a checkpoint keeps it. */
export interface SegmentRows {
  readonly stride: number;
  readonly rows: number;
  /** The rows with their heads. */
  readonly words: Int32Array;
}

export class Frontier {
  /** The state that was read last. */
  number = 0;
  low = 0;
  high = 0;
  /** Where its row lies, until the last row of its chunk was read and the next one is asked for. */
  words: Int32Array = new Int32Array(0);
  place = 0;
  stride = 0;
  private readonly control: Int32Array;
  private readonly items: readonly Int32Array[];
  private readonly free: Int32Array;
  private readonly slots: Pieces<Int32Array>;
  // Where this thread reads: the place of the chunk's item, its words, and the rows that are left in it.
  private reading = 0;
  private readAt = 0;
  private rowsLeft = 0;
  private isReading = false;
  private level = 0;
  /** The first item that may have chunks of its own left for this thread, and the last one that may have any. */
  private own = 0;
  private other = 0;
  private loaded: Int32Array | undefined;
  // Where this thread writes.
  private writing: Int32Array | undefined;
  private writeSlot = -1;
  private writeAt = 0;
  private writeStride = 0;
  private written = 0;

  constructor(
    private readonly layout: Layout,
    private readonly arrays: SharedArrays,
    private readonly spill?: Spill,
    private readonly thread = 0,
  ) {
    this.control = arrays.words('frontier', CONTROL_WORDS);
    this.items = [
      arrays.words('level 0', ITEMS_MAX * ITEM_WORDS),
      arrays.words('level 1', ITEMS_MAX * ITEM_WORDS),
    ];
    this.free = arrays.words('free segments', ITEMS_MAX);
    this.slots = new Pieces(arrays, 'rows', SEGMENT_WORDS, Int32Array);
  }

  /** Bytes of memory taken for rows, free segments included. */
  get bytes(): number {
    return this.control[SLOTS] * SEGMENT_WORDS * 4;
  }

  /** Rows of the level that is being expanded. */
  get levelSize(): number {
    return this.control[ROWS] >>> 0;
  }

  /** Whether all rows of the level were taken by somebody. */
  get isTaken(): boolean {
    return this.control[TAKEN] >= this.control[CHUNKS];
  }

  /** Whether rows of the level are left that somebody shall take. */
  get hasRows(): boolean {
    return !this.isTaken && !this.isHalted;
  }

  /** Whether threads were told to take no more chunks. */
  get isHalted(): boolean {
    return Atomics.load(this.control, HALT) !== 0;
  }

  /** Tells all threads to take no more chunks, or that they may again. */
  set isHalted(halted: boolean) {
    Atomics.store(this.control, HALT, halted ? 1 : 0);
  }

  /** Whether rows are left of the chunk that this thread has begun. */
  get hasBegunChunk(): boolean {
    return this.rowsLeft > 0;
  }

  /** Reads the next row, completed, into a row in hand; false where this thread shall read no more. */
  read(row: Int32Array): boolean {
    if (this.rowsLeft === 0 && !this.nextChunk()) return false;
    const { words, stride } = this;
    const at = this.readAt;
    this.number = words[at] >>> 0;
    this.low = words[at + 1];
    this.high = words[at + 2];
    const from = at + HEAD_WORDS;
    this.place = from;
    for (let i = 0; i < stride; i++) row[i] = words[from + i];
    if (stride < this.layout.wordCount) this.layout.complete(row, stride);
    this.readAt = from + stride;
    this.rowsLeft--;
    return true;
  }

  /**
   * A thread goes through its own segments from the first to the last, then through those of others from the last to the first.
   * States that lie together need the same part of the tables: so each thread keeps its part of the level in its own caches.
   */
  private nextChunk(): boolean {
    if (this.isReading) this.finishChunk();
    if (this.control[HALT] !== 0 || this.isTaken) return false;
    const items = this.items[this.control[PARITY]];
    const end = this.control[COUNT + this.control[PARITY]] * ITEM_WORDS;
    for (; this.own < end; this.own += ITEM_WORDS) {
      if (items[this.own + OWNER] === this.thread && this.takeFrom(items, this.own, FRONT)) return true;
    }
    for (; this.other >= 0; this.other -= ITEM_WORDS) {
      if (this.takeFrom(items, this.other, BACK)) return true;
    }
    return false;
  }

  /** Takes a chunk of an item from one of its ends; false where it has none left. */
  private takeFrom(items: Int32Array, at: number, from: number): boolean {
    const asked = Atomics.add(items, at + ASKED, from);
    const [front, back] = ends(asked);
    const chunks = items[at + ITEM_CHUNKS];
    if (front + back >= chunks) return false;
    Atomics.add(this.control, TAKEN, 1);
    const where = items[at + WHERE];
    const stride = items[at + STRIDE];
    if (where < 0) {
      this.words = this.load(where, items[at + ITEM_ROWS] * (stride + HEAD_WORDS));
      this.readAt = 0;
      this.rowsLeft = items[at + ITEM_ROWS];
    } else {
      const first = (from === FRONT ? front : chunks - 1 - back) * CHUNK_ROWS;
      this.words = this.slots.at(where);
      this.readAt = first * (stride + HEAD_WORDS);
      this.rowsLeft = Math.min(CHUNK_ROWS, items[at + ITEM_ROWS] - first);
    }
    this.stride = stride;
    this.reading = at;
    this.isReading = true;
    return true;
  }

  private load(where: number, words: number): Int32Array {
    this.loaded ??= new Int32Array(SEGMENT_WORDS);
    this.requireSpill().read(this.control[PARITY], ~where, this.loaded.subarray(0, words));
    return this.loaded;
  }

  /** Whoever finishes the last chunk of a segment gives its memory back. */
  private finishChunk(): void {
    this.isReading = false;
    const items = this.items[this.control[PARITY]];
    const at = this.reading;
    if (Atomics.sub(items, at + CHUNKS_LEFT, 1) === 1 && items[at + WHERE] >= 0)
      this.giveBack(items[at + WHERE]);
  }

  /** Writes a row of the next level. */
  push(row: Int32Array, number: number, low: number, high: number): void {
    const stride = this.layout.wordCount;
    if (
      this.writing === undefined ||
      this.writeStride !== stride ||
      this.writeAt + stride + HEAD_WORDS > SEGMENT_WORDS
    ) {
      this.beginSegment(stride);
    }
    const words = this.writing as Int32Array;
    const at = this.writeAt;
    words[at] = number;
    words[at + 1] = low;
    words[at + 2] = high;
    const to = at + HEAD_WORDS;
    for (let i = 0; i < stride; i++) words[to + i] = row[i];
    this.writeAt = to + stride;
    this.written++;
  }

  private beginSegment(stride: number): void {
    this.flush();
    if (this.writing === undefined) {
      this.writeSlot = this.takeSlot();
      this.writing = this.slots.at(this.writeSlot);
    }
    this.writeStride = stride;
  }

  /** Adds what this thread has written to the next level. Each thread does so before a level ends. */
  flush(): void {
    if (this.written > 0 && this.writing !== undefined) {
      const { spill } = this;
      const used = (this.control[SLOTS] - this.control[FREE]) * SEGMENT_WORDS * 4;
      // What is nearly empty stays: it would take a block of the disk.
      if (spill !== undefined && used > spill.afterBytes && this.writeAt > SEGMENT_WORDS / 2) {
        const block = spill.write(1 - this.control[PARITY], this.writing.subarray(0, this.writeAt));
        this.append(~block, this.writeStride, this.written);
      } else {
        this.append(this.writeSlot, this.writeStride, this.written);
        this.writing = undefined;
      }
    }
    this.written = 0;
    this.writeAt = 0;
  }

  private append(where: number, stride: number, rows: number): void {
    const next = 1 - this.control[PARITY];
    const item = Atomics.add(this.control, COUNT + next, 1);
    if (item >= ITEMS_MAX - 1)
      throw new RangeError('Array buffer allocation failed: a level has too many segments');
    const items = this.items[next];
    items[item * ITEM_WORDS + WHERE] = where;
    items[item * ITEM_WORDS + STRIDE] = stride;
    items[item * ITEM_WORDS + ITEM_ROWS] = rows;
    items[item * ITEM_WORDS + OWNER] = this.thread;
  }

  private takeSlot(): number {
    const { control, free } = this;
    return this.arrays.log.exclusively(() => (control[FREE] > 0 ? free[--control[FREE]] : control[SLOTS]++));
  }

  private giveBack(slot: number): void {
    const { control, free } = this;
    this.arrays.log.exclusively(() => {
      free[control[FREE]++] = slot;
    });
  }

  /**
   * Makes the level that was found the one that is expanded. One thread does so, while all others rest.
   * @returns how many rows it has
   */
  nextLevel(): number {
    const { control } = this;
    this.flush();
    control[PARITY] = 1 - control[PARITY];
    control[LEVEL]++;
    control[COUNT + 1 - control[PARITY]] = 0;
    return this.numberChunks();
  }

  /** Numbers the chunks of the level. */
  private numberChunks(): number {
    const { control } = this;
    const items = this.items[control[PARITY]];
    const count = control[COUNT + control[PARITY]];
    let chunks = 0;
    let rows = 0;
    for (let i = 0; i < count; i++) {
      const at = i * ITEM_WORDS;
      const ofItem = items[at + WHERE] < 0 ? 1 : Math.ceil(items[at + ITEM_ROWS] / CHUNK_ROWS);
      items[at + ITEM_CHUNKS] = ofItem;
      items[at + CHUNKS_LEFT] = ofItem;
      items[at + ASKED] = 0;
      chunks += ofItem;
      rows += items[at + ITEM_ROWS];
    }
    control[CHUNKS] = chunks;
    control[TAKEN] = 0;
    control[ROWS] = rows;
    this.beginLevel();
    return rows;
  }

  /** Each thread calls it before it first reads from a level, and may again. */
  beginLevel(): void {
    const level = this.control[LEVEL];
    if (level === this.level) return;
    this.level = level;
    this.own = 0;
    this.other = (this.control[COUNT + this.control[PARITY]] - 1) * ITEM_WORDS;
    this.spill?.begin(1 - this.control[PARITY]);
  }

  /** Rows that nobody has taken, and the rows found for the next level: for a checkpoint, while all threads rest. */
  *untaken(): Generator<SegmentRows> {
    const { control } = this;
    const items = this.items[control[PARITY]];
    for (let i = 0; i < control[COUNT + control[PARITY]]; i++) {
      const at = i * ITEM_WORDS;
      const [front, back] = ends(items[at + ASKED]);
      const left = items[at + ITEM_CHUNKS] - back;
      if (front >= left) continue;
      const end = back === 0 ? items[at + ITEM_ROWS] : left * CHUNK_ROWS;
      yield this.segment(items, at, front * CHUNK_ROWS, end, control[PARITY]);
    }
  }

  *found(): Generator<SegmentRows> {
    const next = 1 - this.control[PARITY];
    for (let i = 0; i < this.control[COUNT + next]; i++) {
      const at = i * ITEM_WORDS;
      yield this.segment(this.items[next], at, 0, this.items[next][at + ITEM_ROWS], next);
    }
  }

  private segment(items: Int32Array, at: number, from: number, to: number, parity: number): SegmentRows {
    const stride = items[at + STRIDE];
    const width = stride + HEAD_WORDS;
    let words: Int32Array;
    if (items[at + WHERE] < 0) {
      words = new Int32Array(items[at + ITEM_ROWS] * width);
      this.requireSpill().read(parity, ~items[at + WHERE], words);
    } else {
      words = this.slots.at(items[at + WHERE]);
    }
    return { stride, rows: to - from, words: words.subarray(from * width, to * width) };
  }

  /** Writes rows of a checkpoint to the next level. */
  restore({ stride, rows, words }: SegmentRows): void {
    this.beginSegment(stride);
    (this.writing as Int32Array).set(words);
    this.writeAt = words.length;
    this.written = rows;
    this.flush();
  }

  private requireSpill(): Spill {
    if (this.spill === undefined) throw new Error('rows lie on disk, and there is none');
    return this.spill;
  }
}

/** How often a chunk of an item was asked for at its front, and at its back. */
function ends(asked: number): readonly [number, number] {
  return [asked & (BACK - 1), asked >>> 16];
}
