/** The random numbers of a server: a seeded generator, so that a run can be repeated. */
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

export interface Random {
  /** A whole number from `least` to `most`, both included. */
  within(least: number, most: number): number;
}

export function seeded(seed: number): Random {
  const generator = xoroshiro128plus(seed);
  return { within: (least, most) => uniformInt(generator, least, most) };
}
