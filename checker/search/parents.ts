/**
 * How each state was first reached: its parent's number and 16 bits of its own fingerprint, 6 bytes a state.
 * The bits tell the step among the parent's few steps when an execution is rebuilt (checker/paths/path.ts); where two steps
 * share them, the rest of the path decides. Unlike a step's ordinal they do not depend on the order in which
 * steps are found, which may differ between runs of the tables and between workers.
 *
 * Numbers are handed out in blocks, so that threads which number states do not wait for each other.
 */
import { Pieces, type SharedArrays } from '../threads/shared-arrays.js';

const PIECE_BITS = 20;
const PIECE = 1 << PIECE_BITS;
const MASK = PIECE - 1;
const BLOCK = 1 << 10;

/** The parent of an initial state. */
export const NO_PARENT = 0xffffffff;

/** Words of the shared control array: how many blocks were handed out. */
const BLOCKS = 0;

export class Parents {
  private readonly control: Int32Array;
  private readonly parents: Pieces<Uint32Array>;
  private readonly hints: Pieces<Uint16Array>;
  private nextNumber = 0;
  private numbersLeft = 0;

  constructor(arrays: SharedArrays) {
    this.control = arrays.words('numbers', 4);
    this.parents = new Pieces(arrays, 'parents', PIECE, Uint32Array);
    this.hints = new Pieces(arrays, 'hints', PIECE, Uint16Array);
  }

  /** Numbers that were handed out; a few of each thread's last block may not be used. */
  get numbers(): number {
    return this.control[BLOCKS] * BLOCK;
  }

  get bytes(): number {
    return this.numbers * 6;
  }

  /** Gives a state a number. */
  add(parent: number, hint: number): number {
    if (this.numbersLeft === 0) {
      this.nextNumber = Atomics.add(this.control, BLOCKS, 1) * BLOCK;
      this.numbersLeft = BLOCK;
    }
    const number = this.nextNumber++;
    this.numbersLeft--;
    const piece = number >>> PIECE_BITS;
    const parents = this.parents.known[piece] ?? this.parents.at(piece);
    const hints = this.hints.known[piece] ?? this.hints.at(piece);
    parents[number & MASK] = parent;
    hints[number & MASK] = hint;
    return number;
  }

  /** The hints along the way to a state, the initial state's first. */
  hintsTo(state: number): number[] {
    const hints: number[] = [];
    for (let at = state; at !== NO_PARENT; at = this.parents.at(at >>> PIECE_BITS)[at & MASK]) {
      hints.push(this.hints.at(at >>> PIECE_BITS)[at & MASK]);
    }
    return hints.reverse();
  }

  /** The pieces of both arrays that hold numbers handed out, for a checkpoint. */
  *pieces(): Generator<Uint32Array | Uint16Array> {
    for (let piece = 0; piece * PIECE < this.numbers; piece++) {
      const used = Math.min(PIECE, this.numbers - piece * PIECE);
      yield this.parents.at(piece).subarray(0, used);
      yield this.hints.at(piece).subarray(0, used);
    }
  }

  /** Makes room for the numbers of a checkpoint, whose pieces are then to be filled. */
  restore(numbers: number): void {
    this.control[BLOCKS] = Math.ceil(numbers / BLOCK);
  }
}

/** The part of a fingerprint that is kept with the parent. */
export function hintOf(low: number, high: number): number {
  return (low ^ high) >>> 16;
}
