/**
 * One level of the search: rows of words, each behind its state's fingerprint, first in, first out.
 *
 * Rows lie in segments. A segment's rows have as many words as the layout had when it was begun, so a layout
 * that grows costs nothing here: a new segment begins, and older rows are completed when they are read.
 */
import type { Layout } from './layout.js';

const SEGMENT_WORDS = 1 << 20;
/** The two halves of the fingerprint before the row. */
const HEAD_WORDS = 2;

interface Segment {
  readonly words: Int32Array;
  /** Words of a row here, without the head. */
  stride: number;
  rows: number;
}

export class Frontier {
  /** How many rows there are. */
  size = 0;
  /** The fingerprint of the row that was read last. */
  low = 0;
  high = 0;
  /** Where that row lies: its segment, the place of its first word there, and how many words it has. */
  words: Int32Array = new Int32Array(0);
  place = 0;
  stride = 0;
  private segments: Segment[] = [];
  private spare: Segment[] = [];
  private readSegment = 0;
  private readRow = 0;

  constructor(private readonly layout: Layout) {}

  /** Bytes taken, spare segments included. */
  get bytes(): number {
    return (this.segments.length + this.spare.length) * SEGMENT_WORDS * 4;
  }

  push(row: Int32Array, low: number, high: number): void {
    const stride = this.layout.wordCount;
    let segment = this.segments[this.segments.length - 1];
    if (
      segment === undefined ||
      segment.stride !== stride ||
      (segment.rows + 1) * (stride + HEAD_WORDS) > SEGMENT_WORDS
    ) {
      segment = this.spare.pop() ?? { words: new Int32Array(SEGMENT_WORDS), stride: 0, rows: 0 };
      segment.stride = stride;
      segment.rows = 0;
      this.segments.push(segment);
    }
    const { words } = segment;
    const at = segment.rows * (stride + HEAD_WORDS);
    words[at] = low;
    words[at + 1] = high;
    for (let i = 0; i < stride; i++) words[at + HEAD_WORDS + i] = row[i];
    segment.rows++;
    this.size++;
  }

  /** Reads the next row, completed, into a scratch row; false at the end. */
  read(row: Int32Array): boolean {
    let segment = this.segments[this.readSegment];
    while (segment !== undefined && this.readRow === segment.rows) {
      this.readSegment++;
      this.readRow = 0;
      segment = this.segments[this.readSegment];
    }
    if (segment === undefined) return false;
    const { words, stride } = segment;
    const at = this.readRow * (stride + HEAD_WORDS);
    this.low = words[at];
    this.high = words[at + 1];
    this.words = words;
    this.place = at + HEAD_WORDS;
    this.stride = stride;
    for (let i = 0; i < stride; i++) row[i] = words[at + HEAD_WORDS + i];
    if (stride < this.layout.wordCount) this.layout.complete(row, stride);
    this.readRow++;
    return true;
  }

  /** Forgets all rows; their segments are used again. */
  clear(): void {
    this.spare.push(...this.segments);
    this.segments = [];
    this.size = 0;
    this.readSegment = 0;
    this.readRow = 0;
  }
}
