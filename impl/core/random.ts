/** The random numbers of a server: a seeded generator, so that a run can be repeated. */
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';

export interface Random {
  /** A whole number from `least` to `most`, both included. */
  within(least: number, most: number): number;
}

/** The state is a hash of the seed: the first numbers of neighbouring small seeds would otherwise be much the same. */
export function seeded(seed: number): Random {
  const generator = xoroshiro128plusFromState([1, 2, 3, 4].map((word) => hash(seed, word)));
  return { within: (least, most) => uniformInt(generator, least, most) };
}

/** The final mix of murmur3 (Appleby), over both. */
function hash(seed: number, word: number): number {
  let h = Math.imul(seed, 0x9e3779b1) ^ Math.imul(word, 0x85ebca77);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
