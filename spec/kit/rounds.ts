/**
 * The language of round-based algorithms: what one process does in a synchronous system. checker/rounds.ts says what a round is and what a crash
 * does; `paxoscope chain --algorithm` runs an algorithm, and roundModel (round-model.ts) makes a model of it that `check` explores.
 *
 *     export default defineAlgorithm({
 *       name: 'my-own',
 *       title: 'decides what it proposed',
 *       source: 'README',
 *       init: ({ input }) => input,
 *       send: (own) => own,
 *       receive: (own) => own,
 *       decide: (own, round) => own,
 *     });
 *
 * Functions are pure: a state is immutable plain data, and nothing may be looked at but what was received.
 */
import type { RoundAlgorithm } from '../../checker/rounds.js';

export type { Input, Received, RoundAlgorithm, RoundStart, RoundSystem } from '../../checker/rounds.js';

/** An algorithm that is not well formed. */
export class AlgorithmDefinitionError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'AlgorithmDefinitionError';
  }
}

const FIELDS = {
  name: 'string',
  title: 'string',
  source: 'string',
  init: 'function',
  send: 'function',
  receive: 'function',
  decide: 'function',
} as const;

/**
 * Declares an algorithm.
 * @throws AlgorithmDefinitionError where a field is missing or of another type
 */
export function defineAlgorithm<S, M>(definition: Omit<RoundAlgorithm<S, M>, 'kind'>): RoundAlgorithm {
  const given = (definition ?? {}) as unknown as Readonly<Record<string, unknown>>;
  for (const [field, type] of Object.entries(FIELDS)) {
    const found = given[field] === null ? 'null' : typeof given[field];
    if (found === type) continue;
    const called = typeof given.name === 'string' ? `algorithm ${given.name}` : 'an algorithm';
    throw new AlgorithmDefinitionError(
      `${called} has ${found === 'undefined' ? `no ${field}` : `a ${found} as ${field}, not a ${type}`}; every algorithm has: ${Object.keys(FIELDS).join(', ')}`,
    );
  }
  // States and messages are opaque to whoever runs it.
  return { ...(definition as unknown as RoundAlgorithm), kind: 'paxoscope-algorithm' };
}
