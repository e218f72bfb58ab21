/**
 * How each state was first reached: its parent's number and 16 bits of its own fingerprint, 6 bytes a state.
 * The bits tell the step among the parent's few steps when an execution is rebuilt (checker/path.ts); where two steps
 * share them, the rest of the path decides. Unlike a step's ordinal they do not depend on the order in which
 * steps are found, which may differ between runs of the tables and between workers.
 */
const SEGMENT_BITS = 18;
const SEGMENT = 1 << SEGMENT_BITS;
const MASK = SEGMENT - 1;

/** The parent of an initial state. */
export const NO_PARENT = 0xffffffff;

export class Parents {
  /** How many states there are; they are numbered in the order in which they were found. */
  count = 0;
  private readonly parents: Uint32Array[] = [];
  private readonly hints: Uint16Array[] = [];

  get bytes(): number {
    return this.parents.length * SEGMENT * 6;
  }

  add(parent: number, hint: number): number {
    const number = this.count++;
    const segment = number >>> SEGMENT_BITS;
    if (segment === this.parents.length) {
      this.parents.push(new Uint32Array(SEGMENT));
      this.hints.push(new Uint16Array(SEGMENT));
    }
    this.parents[segment][number & MASK] = parent;
    this.hints[segment][number & MASK] = hint;
    return number;
  }

  /** The hints along the way to a state, the initial state's first. */
  hintsTo(state: number): number[] {
    const hints: number[] = [];
    for (let at = state; at !== NO_PARENT; at = this.parents[at >>> SEGMENT_BITS][at & MASK]) {
      hints.push(this.hints[at >>> SEGMENT_BITS][at & MASK]);
    }
    return hints.reverse();
  }
}

/** The part of a fingerprint that is kept with the parent. */
export function hintOf(low: number, high: number): number {
  return (low ^ high) >>> 16;
}
