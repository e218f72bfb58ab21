/** Some of the small sizes of every spec, as far as some thousand states go; `npm run sweep` takes all of them, and goes on to 20,000. */
import { it } from 'vitest';
import { expectNothingViolated, smallSizes } from './small-sizes.js';

it.each(smallSizes)('nothing is violated in %s of small sizes', (_name, spec, sizes) =>
  expectNothingViolated(spec, sizes, 3_000, 10),
);
