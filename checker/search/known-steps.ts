/**
 * Pairs of fingerprints that are known to be steps: a cache of fixed size, which all threads of a search share and none locks.
 *
 * Of a pair 63 bits are kept, a hash of its own, so that two pairs are taken for each other hardly more often than two states
 * are. Each half mixes the low half of one fingerprint with the high half of the other. A step of one kind changes a fingerprint by
 * the same bits wherever it is taken; were equal halves mixed, the differences of two such steps would cancel each other out (measured: 17
 * times as often as by chance, in each half).
 *
 * Threads that write one slot at once may leave half of one pair and half of another there: that is the hash of neither, and
 * only lets a step be looked up once more.
 */

/** Pairs that there is room for. */
const PAIRS = 1 << 20;
export const KNOWN_STEPS_WORDS = 2 * PAIRS;
/** A pair is in one of so many places, side by side. */
const WAYS = 4;
const FIRST_WAY_MASK = KNOWN_STEPS_WORDS - 2 * WAYS;

export class KnownSteps {
  /** The pair that was asked for last: its hash, and the first of its places. */
  private low = 0;
  private high = 0;
  private at = 0;

  /** @param words so many as `KNOWN_STEPS_WORDS`: two of each pair, both zero where a place is free */
  constructor(private readonly words: Int32Array) {}

  has(fromLow: number, fromHigh: number, toLow: number, toHigh: number): boolean {
    const { words } = this;
    const low = (Math.imul(fromLow, 0x9e3779b1) + Math.imul(toHigh, 0x85ebca6b)) | 0;
    const high = (Math.imul(fromHigh, 0xc2b2ae35) + Math.imul(toLow, 0x27d4eb2f)) | 1;
    const at = (low ^ (low >>> 15) ^ (high >>> 7)) & FIRST_WAY_MASK;
    this.low = low;
    this.high = high;
    this.at = at;
    for (let way = at; way < at + 2 * WAYS; way = (way + 2) | 0) {
      if (words[way] === low && words[way + 1] === high) return true;
    }
    return false;
  }

  /** Keeps the pair that was asked for last, in place of another where no place is free. */
  add(): void {
    const { words, low, high, at } = this;
    let way = at;
    while (way < at + 2 * WAYS && words[way + 1] !== 0) way += 2;
    if (way === at + 2 * WAYS) way = at + ((high >>> 5) & (2 * WAYS - 2));
    words[way] = low;
    words[way + 1] = high;
  }
}
