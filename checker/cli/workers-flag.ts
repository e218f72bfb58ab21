/**
 * `--workers`: how many threads a command may use, the one that runs it among them.
 */
import { availableParallelism } from 'node:os';
import type { Workers } from '../threads/workers.js';
import { countOf, type Flags, type FlagValues, takesValue } from './flags.js';

/** Each thread builds the model and has tables of its own: with more than this, memory would be the first to end. */
export const WORKERS_MAX = 256;

export const workersFlag: Flags = {
  workers: takesValue(`threads to use (1..${WORKERS_MAX})`, { defaultDescription: 'one for each core' }),
};

/**
 * Where nobody asks for threads: each of them loads and compiles everything once more, beside the one that it is to help, and what is over soon
 * takes longer with them than without.
 */
const ALONE_MS = 1000;

/** @throws UsageError for anything but a whole number from 1 to WORKERS_MAX */
export function workersOf(values: FlagValues): Workers {
  const count = countOf(values, 'workers', 1, WORKERS_MAX);
  if (count !== undefined) return { count };
  return { count: Math.min(availableParallelism(), WORKERS_MAX), aloneMs: ALONE_MS };
}
