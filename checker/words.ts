/**
 * Long arrays whose length is known from the start: 32-bit words and single bits, in pieces, so that no array is longer than one
 * ArrayBuffer may be and none is ever copied. The system gives memory to a piece page by page, as it is first touched.
 */

const PIECE_BITS = 20;
const PIECE = 1 << PIECE_BITS;
const MASK = PIECE - 1;

/** So many unsigned words, all 0. */
export class Words {
  private readonly pieces: readonly Uint32Array[];

  /** @throws RangeError where the system has no memory left */
  constructor(readonly length: number) {
    this.pieces = Array.from(
      { length: Math.ceil(length / PIECE) },
      (_, i) => new Uint32Array(Math.min(PIECE, length - i * PIECE)),
    );
  }

  get(index: number): number {
    return this.pieces[index >>> PIECE_BITS][index & MASK];
  }

  set(index: number, word: number): void {
    this.pieces[index >>> PIECE_BITS][index & MASK] = word;
  }

  clear(): void {
    for (const piece of this.pieces) piece.fill(0);
  }
}

/** A set of numbers below a length. */
export class Bits {
  private readonly words: Words;

  constructor(readonly length: number) {
    this.words = new Words(Math.ceil(length / 32));
  }

  has(number: number): boolean {
    return ((this.words.get(number >>> 5) >>> (number & 31)) & 1) !== 0;
  }

  add(number: number): void {
    const at = number >>> 5;
    this.words.set(at, this.words.get(at) | (1 << (number & 31)));
  }

  delete(number: number): void {
    const at = number >>> 5;
    this.words.set(at, this.words.get(at) & ~(1 << (number & 31)));
  }

  clear(): void {
    this.words.clear();
  }
}
