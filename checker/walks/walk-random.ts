/**
 * The generator of each walk, from the seed and the number of the walk alone: so it does not matter which thread takes a walk,
 * or what was walked before.
 *
 * Its state is a hash of the two. Then the generators begin at random places of one cycle of 2^128 - 1 numbers, and that any two of
 * n walks share some of m numbers has a chance of n^2 m / 2^128 at most (Vigna 2020, "On the probability of overlap"). To jump from
 * walk to walk would take time in proportion to their number; neighbouring seeds would give neighbouring, so similar states.
 */
import { createHash } from 'node:crypto';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';

export function generatorOf(seed: number, walk: number): RandomGenerator {
  const digest = createHash('sha256').update(`walk ${walk} of seed ${seed}`).digest();
  return xoroshiro128plusFromState([0, 4, 8, 12].map((at) => digest.readInt32LE(at)));
}
