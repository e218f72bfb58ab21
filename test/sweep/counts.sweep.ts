/**
 * The large rows of the independent counts: minutes rather than seconds, so not part of `npm test`.
 * Only agreement is judged; the small rows with every property are in test/spec/counts.test.ts.
 */
import { expect, it } from 'vitest';
import { check } from '../../checker/check-spec.js';
import { paxos } from '../../spec/paxos/spec.js';

// Paxos.tla under TLC, without symmetry: acceptors, ballots, values, distinct, depth.
it.each([
  [4, 3, 2, 2135473, 31],
  [3, 4, 2, 8220065, 33],
])(
  'paxos with %i acceptors, %i ballots, %i values has the states that TLC finds',
  async (acceptors, ballots, values, distinct, depth) => {
    const parameters = { acceptors, ballots, values };
    const verdict = await check(paxos, { parameters, properties: ['agreement'] });
    expect(verdict).toMatchObject({ kind: 'holds', coverage: { distinct, depth, queue: 0 } });
  },
);
