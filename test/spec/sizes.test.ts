/** Small sizes of every spec, as far as some thousand states go; `npm run sweep` goes on to 20,000. */
import { it } from 'vitest';
import { expectNothingViolated, smallSizes } from './small-sizes.js';

it.each(smallSizes)('nothing is violated in %s of any small size', (_name, spec, sizes) =>
  expectNothingViolated(spec, sizes, 4_000),
);
