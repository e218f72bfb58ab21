/**
 * Arrays that all threads of a search see, made when they are first asked for. What grows without end is a series of pieces: no
 * piece is ever copied or moved. The system gives memory to a piece page by page, as it is first touched.
 */
import type { SharedLog } from './shared-log.js';

interface ArrayEntry {
  readonly kind: 'array';
  readonly name: string;
  readonly index: number;
  readonly buffer: SharedArrayBuffer;
}

/** The arrays there are, as one thread hands them to another. */
export type ArrayList = readonly Omit<ArrayEntry, 'kind'>[];

export class SharedArrays {
  private readonly buffers = new Map<string, SharedArrayBuffer[]>();

  constructor(
    readonly log: SharedLog,
    given: ArrayList = [],
  ) {
    for (const { name, index, buffer } of given) this.file(name, index, buffer);
    log.on<ArrayEntry>('array', ({ name, index, buffer }) => this.file(name, index, buffer));
  }

  list(): ArrayList {
    return [...this.buffers].flatMap(([name, buffers]) =>
      buffers.map((buffer, index) => ({ name, index, buffer })),
    );
  }

  /**
   * A buffer by its name and its place in a series; a new one is all zeros.
   * @throws RangeError where the system has no memory left
   */
  get(name: string, index: number, bytes: number): SharedArrayBuffer {
    return (
      this.buffers.get(name)?.[index] ??
      this.log.exclusively(() => {
        const known = this.buffers.get(name)?.[index];
        if (known !== undefined) return known;
        const buffer = new SharedArrayBuffer(bytes);
        this.file(name, index, buffer);
        this.log.post({ kind: 'array', name, index, buffer } as ArrayEntry);
        return buffer;
      })
    );
  }

  /** One array of 32-bit words. */
  words(name: string, length: number): Int32Array {
    return new Int32Array(this.get(name, 0, 4 * length));
  }

  private file(name: string, index: number, buffer: SharedArrayBuffer): void {
    const buffers = this.buffers.get(name) ?? [];
    buffers[index] = buffer;
    this.buffers.set(name, buffers);
  }
}

/** A series of equal pieces. Hot loops read `known` and call `at` where it has a hole. */
export class Pieces<T extends Int32Array | Uint32Array | Uint16Array> {
  /** The pieces that this thread has met. */
  readonly known: T[] = [];

  constructor(
    private readonly arrays: SharedArrays,
    private readonly name: string,
    private readonly length: number,
    private readonly make: { new (buffer: SharedArrayBuffer): T; readonly BYTES_PER_ELEMENT: number },
  ) {}

  /** @throws RangeError where the system has no memory left */
  at(index: number): T {
    const known = this.known[index];
    if (known !== undefined) return known;
    // A series has no holes.
    while (this.known.length <= index) {
      const bytes = this.length * this.make.BYTES_PER_ELEMENT;
      this.known.push(new this.make(this.arrays.get(this.name, this.known.length, bytes)));
    }
    return this.known[index];
  }
}
