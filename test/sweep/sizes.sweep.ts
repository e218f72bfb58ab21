/** Small sizes of every spec, further than in `npm test`. */
import { it } from 'vitest';
import { expectNothingViolated, smallSizes } from '../spec/small-sizes.js';

it.each(smallSizes)('nothing is violated in %s of any small size', (_name, spec, sizes) =>
  expectNothingViolated(spec, sizes, 20_000),
);
