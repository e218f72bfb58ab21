/** A 32-bit word stirred until each of its bits weighs on all: the finalizer of MurmurHash3 (Appleby). */
export function scrambled(word: number): number {
  let h = word;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
