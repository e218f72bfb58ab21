/**
 * Pairs of fingerprints that are known to be steps: a table of fixed size, emptied when it is full.
 */

/** Pairs that it holds before it is emptied, and the slots for them. */
const PAIRS_MAX = 1 << 19;
const SLOTS = 1 << 20;

export class KnownSteps {
  /** Four words a pair; a slot whose words are all zero is free. */
  private words = new Int32Array(64);
  private mask = this.words.length / 4 - 1;
  private size = 0;

  has(fromLow: number, fromHigh: number, toLow: number, toHigh: number): boolean {
    const { words } = this;
    const at = this.place(fromLow, fromHigh, toLow, toHigh);
    return (words[at] | words[at + 1] | words[at + 2] | words[at + 3]) !== 0;
  }

  add(fromLow: number, fromHigh: number, toLow: number, toHigh: number): void {
    if (2 * (this.size + 1) > this.mask) this.makeRoom();
    const at = this.place(fromLow, fromHigh, toLow, toHigh);
    this.words[at] = fromLow;
    this.words[at + 1] = fromHigh;
    this.words[at + 2] = toLow;
    this.words[at + 3] = toHigh;
    this.size++;
  }

  /** Where a pair is, or would go. */
  private place(fromLow: number, fromHigh: number, toLow: number, toHigh: number): number {
    const { words, mask } = this;
    const mixed =
      Math.imul(fromLow ^ Math.imul(toLow, 0x9e3779b1), 0x85ebca6b) ^
      Math.imul(fromHigh + toHigh, 0xc2b2ae35);
    for (let slot = (mixed ^ (mixed >>> 15)) & mask; ; slot = (slot + 1) & mask) {
      const at = 4 * slot;
      if (
        words[at] === fromLow &&
        words[at + 1] === fromHigh &&
        words[at + 2] === toLow &&
        words[at + 3] === toHigh
      ) {
        return at;
      }
      if ((words[at] | words[at + 1] | words[at + 2] | words[at + 3]) === 0) return at;
    }
  }

  private makeRoom(): void {
    const old = this.words;
    const slots = 2 * (this.mask + 1);
    const isFull = this.size >= PAIRS_MAX || slots > SLOTS;
    this.words = isFull ? new Int32Array(64) : new Int32Array(4 * slots);
    this.mask = this.words.length / 4 - 1;
    this.size = 0;
    if (isFull) return;
    for (let at = 0; at < old.length; at += 4) {
      if ((old[at] | old[at + 1] | old[at + 2] | old[at + 3]) !== 0) {
        this.add(old[at], old[at + 1], old[at + 2], old[at + 3]);
      }
    }
  }
}
