/**
 * What the graph of Paxos that is to terminate rests on: ballots are renumbered in order, dropping what is ignored changes no verdict, and the
 * duel reads as it is told (test/golden/paxos-liveness/).
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { checkModel } from '../../checker/check.js';
import { check } from '../../checker/check-spec.js';
import { renderText } from '../../checker/report/text.js';
import type { Verdict } from '../../checker/verdict.js';
import { droppingIgnored } from '../../spec/kit/dropping.js';
import { type Network, network } from '../../spec/kit/network.js';
import { lowering } from '../../spec/kit/renumbering.js';
import { withBallots } from '../../spec/paxos-roles/liveness/ballots.js';
import { livenessModel } from '../../spec/paxos-roles/liveness/instance.js';
import { livenessRules } from '../../spec/paxos-roles/liveness/rules.js';
import { paxosLiveness } from '../../spec/paxos-roles/liveness/spec.js';
import { expectGolden } from '../golden.js';
import { paxosSizes } from './liveness-sizes.js';

it('renumbers ballots in order, each to its proposer, and leaves no round out', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }),
      fc.integer({ min: 1, max: 4 }),
      (ballots, proposers) => {
        const known = ballots.map((ballot) => ({ promised: ballot, vote: null, messages: [{ ballot }] }));
        const numbering = { roundSize: proposers, withNumbers: withBallots };
        const { lowered, by } = lowering(known, numbering);
        for (const ballot of ballots) {
          expect((ballot - lowered(ballot)) % proposers).toBe(0);
          for (const other of ballots)
            expect(Math.sign(lowered(ballot) - lowered(other))).toBe(Math.sign(ballot - other));
        }
        const rounds = new Set(ballots.map((ballot) => Math.ceil(lowered(ballot) / proposers)));
        expect([...rounds].sort((a, b) => a - b)).toEqual(Array.from(rounds, (_, i) => i + 1));
        expect(Math.max(...ballots) - by).toBe(Math.max(...ballots.map(lowered)));
        expect(lowering(withBallots(known, lowered) as object[], numbering).by).toBe(0);
      },
    ),
  );
});

it('leaves alone what is no ballot: none, and values', () => {
  const state = { promised: 0, vote: { ballot: 4, value: 'v1' } };
  expect(withBallots(state, (ballot) => ballot - 2)).toEqual({
    promised: 0,
    vote: { ballot: 2, value: 'v1' },
  });
});

it.each([
  ['dueling', 1],
  ['distinguished', 1],
  ['distinguished', 3],
] as const)(
  '%s with %i acceptors: nothing depends on whether ignored messages stay in flight',
  async (leadership, acceptors) => {
    const verdicts = async (kind: Network): Promise<[string, number, string[]]> => {
      const verdict: Verdict = await checkModel(
        livenessModel({ ...paxosSizes, leadership, acceptors }, livenessRules, kind),
      );
      const { properties, distinct } = verdict.coverage;
      return [verdict.kind, distinct, properties.map((property) => `${property.name} ${property.verdict}`)];
    };
    const [kind, fewer, dropped] = await verdicts(droppingIgnored(network.bag()));
    const [same, more, kept] = await verdicts(network.bag());
    expect([same, kept]).toEqual([kind, dropped]);
    expect(more).toBeGreaterThan(fewer);
  },
);

// With one acceptor the story is the one that is told: before its proposal arrives, the other has prepared higher.
it.each([
  ['duel', 'termination', { leadership: 'dueling', acceptors: 1 }],
  ['duel-of-three-acceptors', 'termination', { leadership: 'dueling' }],
  ['stuck', 'decision-stays-possible', { acceptorCrashes: 1 }],
])('shows %s', async (name, property, parameters) => {
  const verdict = await check(paxosLiveness, { parameters, properties: [property] });
  if (verdict.kind !== 'violated' || verdict.execution === undefined) expect.fail(`it is ${verdict.kind}`);
  expectGolden(`paxos-liveness/${name}.txt`, renderText(verdict.execution));
});
