/**
 * Lines of a file, in batches, each as its bytes, which are UTF-8, or as what is wrong with it. A byte order mark and carriage returns at ends of lines mean
 * nothing, and neither do blank lines. A damaged line is one line: what follows is read all the same.
 */
import { isUtf8 } from 'node:buffer';
import { bytesOf, PackedError } from './source.js';

/** A longer line is damage: nothing that a node does in one step takes so much. */
export const LINE_MAX = 1 << 26;

/** What is wrong with a line. */
export interface Told {
  /** `cut`: it is the last, and its end is missing. */
  readonly fault?: string;
  /** It has no line break: the file may have been cut here. */
  readonly isUnended?: boolean;
  /** The fault is that of the file, which cannot be read any further. */
  readonly fileIs?: 'cut' | 'damaged';
}

/** A line: to be read before the next batch is asked for, which may use the memory of its bytes again. */
export class RawLine {
  readonly fault: string | undefined;
  readonly isUnended: boolean;
  readonly fileIs: 'cut' | 'damaged' | undefined;

  /** @param number from 1 */
  constructor(
    readonly number: number,
    /** It is from `start` up to `end` in these, and UTF-8; empty where there is a fault. */
    readonly bytes: Buffer,
    readonly start: number,
    readonly end: number,
    { fault, isUnended = false, fileIs }: Told = {},
  ) {
    this.fault = fault;
    this.isUnended = isUnended;
    this.fileIs = fileIs;
  }

  get text(): string {
    return this.bytes.toString('utf8', this.start, this.end);
  }
}

const NO_BYTES = Buffer.alloc(0);
const NEWLINE = 0x0a;
const RETURN = 0x0d;
const SPACE = 0x20;
const MARK = [0xef, 0xbb, 0xbf];
/** With which files in UTF-16 begin, in either order of bytes. */
const UTF_16 = [
  [0xff, 0xfe],
  [0xfe, 0xff],
];

/**
 * @param onRead told how many bytes of the file were read
 * @param signal nobody waits for more
 * @throws InputError where the file cannot be read
 */
export async function* lineBatches(
  file: string,
  onRead?: (bytes: number) => void,
  signal?: AbortSignal,
): AsyncGenerator<readonly RawLine[]> {
  const splitter = new Splitter();
  try {
    for await (const piece of bytesOf(file, onRead, signal)) {
      const batch = splitter.push(piece);
      if (batch.length > 0) yield batch;
    }
  } catch (error) {
    if (!(error instanceof PackedError)) throw error;
    // The line that it ends in says nothing: what is wrong is the file.
    const told: Told = { fault: error.message, fileIs: error.isCut ? 'cut' : 'damaged' };
    yield [new RawLine(splitter.number + 1, NO_BYTES, 0, 0, told)];
    return;
  }
  const rest = splitter.end();
  if (rest.length > 0) yield rest;
}

/** Pieces of a file into lines. */
export class Splitter {
  /** @param number of lines before the first piece */
  constructor(number = 0) {
    this.#number = number;
  }

  /** Lines so far. */
  get number(): number {
    return this.#number;
  }

  /** Bytes behind the last line, whose own end has not come. */
  get restLength(): number {
    return this.#restLength;
  }

  #rest: Uint8Array[] = [];
  #restLength = 0;
  #number: number;

  push(piece: Uint8Array): RawLine[] {
    const batch: RawLine[] = [];
    let start = 0;
    if (this.#restLength > 0 || this.#number === 0) {
      const end = piece.indexOf(NEWLINE);
      if (end >= 0) {
        this.#take(this.#joined(piece.subarray(0, end)), batch);
        start = end + 1;
      }
    }
    const last = piece.lastIndexOf(NEWLINE);
    if (last >= start) {
      this.#takeAll(piece.subarray(start, last), batch);
      start = last + 1;
    }
    if (start < piece.length) {
      // A copy: a stream may use the memory of the piece again.
      if (this.#restLength <= LINE_MAX) this.#rest.push(new Uint8Array(piece.subarray(start)));
      this.#restLength += piece.length - start;
    }
    return batch;
  }

  /** What follows the last line break. */
  end(): RawLine[] {
    const batch: RawLine[] = [];
    if (this.#restLength > 0) this.#take(this.#joined(new Uint8Array(0)), batch, true);
    return batch;
  }

  #joined(end: Uint8Array): Uint8Array {
    if (this.#restLength === 0) return end;
    const whole =
      this.#restLength > LINE_MAX ? new Uint8Array(LINE_MAX + 1) : Buffer.concat([...this.#rest, end]);
    this.#rest = [];
    this.#restLength = 0;
    return whole;
  }

  /** Whole lines: looked at all at once where they are good, which nearly all are. */
  #takeAll(bytes: Uint8Array, batch: RawLine[]): void {
    const isGood = isUtf8(bytes) && bytes.length <= LINE_MAX;
    const buffer = bufferOf(bytes);
    let start = 0;
    for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
      if (isGood) this.#push(buffer, start, end, batch);
      else this.#take(bytes.subarray(start, end), batch);
      start = end + 1;
    }
    if (isGood) this.#push(buffer, start, bytes.length, batch);
    else this.#take(bytes.subarray(start), batch);
  }

  #push(bytes: Buffer, start: number, end: number, batch: RawLine[], told?: Told): void {
    this.#number += 1;
    const stop = bytes[end - 1] === RETURN ? Math.max(start, end - 1) : end;
    const line = new RawLine(this.#number, bytes, start, stop, told);
    if (bytes[start] > SPACE || line.text.trim() !== '') batch.push(line);
  }

  #take(bytes: Uint8Array, batch: RawLine[], isUnended = false): void {
    const fault = this.#faultOf(bytes);
    if (fault !== undefined) {
      this.#number += 1;
      batch.push(new RawLine(this.#number, NO_BYTES, 0, 0, { fault, isUnended }));
      return;
    }
    const hasMark = this.#number === 0 && MARK.every((byte, i) => bytes[i] === byte);
    const buffer = bufferOf(bytes);
    const start = hasMark ? MARK.length : 0;
    if (buffer.toString('utf8', start).trim() === '') this.#number += 1;
    else this.#push(buffer, start, bytes.length, batch, { isUnended });
  }

  #faultOf(bytes: Uint8Array): string | undefined {
    if (bytes.length > LINE_MAX) return `it is longer than ${LINE_MAX / 2 ** 20} MiB`;
    if (isUtf8(bytes)) return undefined;
    const isUtf16 = UTF_16.some((mark) => mark.every((byte, i) => bytes[i] === byte));
    return isUtf16 ? 'it is UTF-16, and a trace is UTF-8: iconv -f UTF-16 -t UTF-8' : 'it is not UTF-8';
  }
}

const bufferOf = (bytes: Uint8Array): Buffer =>
  Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
