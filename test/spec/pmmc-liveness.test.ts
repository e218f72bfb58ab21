/**
 * What the graph of Paxos Made Moderately Complex that is to terminate rests on: nothing bounds ballots or slots; neither old numbers used again
 * nor dropping what is ignored changes a verdict; and what it shows reads as it is told (test/golden/pmmc-liveness/).
 */
import fc from 'fast-check';
import { Map, Set } from 'immutable';
import { describe, expect, it } from 'vitest';
import { checkModel } from '../../checker/check.js';
import { check } from '../../checker/check-spec.js';
import type { Cell, Model } from '../../checker/model.js';
import { renderText } from '../../checker/report/text.js';
import { type Network, network } from '../../spec/kit/network.js';
import { reachable } from '../../spec/kit/plain.js';
import { lowering, type Numbering } from '../../spec/kit/renumbering.js';
import { type Ballot, ballotOf, compareBallots, leaderOf, numberOf } from '../../spec/pmmc/ballot.js';
import { numbering } from '../../spec/pmmc/liveness/ballots.js';
import { livenessModel } from '../../spec/pmmc/liveness/instance.js';
import { withoutNumber } from '../../spec/pmmc/liveness/leader.js';
import { suspicionsLeft } from '../../spec/pmmc/liveness/preemption.js';
import { livenessRules } from '../../spec/pmmc/liveness/rules.js';
import { pmmcLiveness } from '../../spec/pmmc/liveness/spec.js';
import { noPvalues, withPvalue } from '../../spec/pmmc/pvalues.js';
import type { ReplicaState } from '../../spec/pmmc/rules.js';
import { expectGolden } from '../golden.js';
import { pmmcSizes } from './liveness-sizes.js';

describe('numbers', () => {
  const ballots = fc.tuple(fc.nat({ max: 20 }), fc.integer({ min: 1, max: 3 }));

  it('are lowered in order, each to its leader, wherever they stand, and none is left out', () => {
    fc.assert(
      fc.property(fc.array(ballots, { minLength: 1 }), (pairs) => {
        const used = pairs.map(([number, leader]) => ballotOf(number, leader));
        const known = used.map((ballot) => ({
          accepted: withPvalue(noPvalues, { ballot, slot: 1, command: 'c1' }),
          envelopes: [{ from: 'scout-l1', message: { kind: 'p1a', ballot } }],
          ballot: null,
          told: Set(['r1']),
        }));
        const { lowered, by } = lowering(known, numbering);
        const after = known.map((state) => numbering.withNumbers(state, lowered) as (typeof known)[number]);
        const now = after.map(({ envelopes }) => envelopes[0].message.ballot);
        now.forEach((ballot, i) => {
          expect(leaderOf(ballot)).toBe(leaderOf(used[i]));
          now.forEach((other, j) => {
            expect(Math.sign(compareBallots(ballot, other))).toBe(
              Math.sign(compareBallots(used[i], used[j])),
            );
          });
          expect(after[i]).toEqual({
            ...known[i],
            accepted: Map([[1, Map([[ballot, Set(['c1'])]])]]),
            envelopes: [{ from: 'scout-l1', message: { kind: 'p1a', ballot } }],
          });
        });
        const numbers = [...new globalThis.Set(now.map(numberOf))].sort((a, b) => a - b);
        expect(numbers).toEqual(numbers.map((_, i) => i));
        expect(Math.max(...used.map(numberOf)) - by).toBe(numbers.length - 1);
      }),
    );
  });
});

async function told(model: Model): Promise<[verdicts: string[], distinct: number]> {
  const { coverage, kind } = await checkModel(model);
  return [[kind, ...coverage.properties.map(({ name, verdict }) => `${name} ${verdict}`)], coverage.distinct];
}

describe.each([
  ['monitors', 1],
  ['monitors', 3],
  ['at-once', 1],
] as const)('%s with %i acceptors', (preempted, acceptors) => {
  const model = (net?: Network, ballots?: Numbering) =>
    livenessModel({ ...pmmcSizes, preempted, acceptors }, livenessRules, net, ballots);

  it('has the same verdicts where ignored messages stay in flight', async () => {
    const [verdicts, fewer] = await told(model());
    const [same, more] = await told(model(network.bag()));
    expect(same).toEqual(verdicts);
    expect(more).toBeGreaterThan(fewer);
  });
});

/** Numbers as they come. */
const unlowered: Numbering = { roundSize: 1, withNumbers: (value) => value };

it.each([{ suspicions: 3 }, { suspicions: 3, leaderCrashes: 1 }])(
  'with %j the verdicts are those of numbers that are not used again',
  async (more) => {
    const model = (ballots?: Numbering) =>
      livenessModel({ ...pmmcSizes, ...more }, livenessRules, undefined, ballots);
    const [verdicts, distinct] = await told(model());
    const [same, others] = await told(model(unlowered));
    expect(same).toEqual(verdicts);
    expect(others).not.toBe(distinct);
  },
);

describe('nothing bounds', () => {
  it.each([0, 1, 2, 3])('ballots: %i suspicions may all be spent, each on a ballot', async (suspicions) => {
    const model = livenessModel(
      { ...pmmcSizes, acceptors: 1, suspicions },
      livenessRules,
      undefined,
      unlowered,
    );
    const leaders = ['l1', 'l2'].map(
      (id) => model.variables.find(({ name }) => name === id) as Cell<{ ballot: Ballot }>,
    );
    const highest = (number: number) =>
      reachable(`a ballot ${number}`, '', (view) =>
        leaders.some((leader) => numberOf(view.get(leader).ballot) === number),
      );
    const spent = reachable('all spent', '', (view) => view.get(suspicionsLeft) === 0);
    const { coverage } = await checkModel({
      ...model,
      properties: [spent, highest(suspicions), highest(suspicions + 1)],
    });
    expect(coverage.queue).toBe(0);
    expect(coverage.properties.map(({ verdict }) => verdict)).toEqual(['holds', 'holds', 'violated']);
  });

  it('slots: one command of two replicas may be decided in two, and in no third', async () => {
    const model = livenessModel({ ...pmmcSizes, acceptors: 1, leaders: 1, replicas: 2 }, livenessRules);
    const replica = model.variables.find(({ name }) => name === 'r1') as Cell<ReplicaState>;
    const decided = reachable('second', '', (view) => view.get(replica).decisions.has(2));
    // A proposal for a third slot would be for a commander that is not there: a spec error.
    expect((await checkModel({ ...model, properties: [decided] })).kind).toBe('holds');
  });
});

it.each([
  ['duel', 'Termination', { preempted: 'at-once', acceptors: 1 }],
  ['duel-of-three-acceptors', 'Termination', { preempted: 'at-once' }],
  ['stuck', 'progress-stays-possible', { acceptorCrashes: 1 }],
])('shows %s', async (name, property, parameters) => {
  const verdict = await check(pmmcLiveness, { parameters, properties: [property] });
  if (verdict.kind !== 'violated' || verdict.execution === undefined) expect.fail(`it is ${verdict.kind}`);
  expectGolden(`pmmc-liveness/${name}.txt`, renderText(verdict.execution));
});

it('tells a name in which there is no ballot to be left out', () => {
  expect(withoutNumber('scout-3.1')).toBe('scout-l1');
  expect(withoutNumber('com-12.2/4')).toBe('com-l2/4');
  expect(() => withoutNumber('scout')).toThrow('scout is not called by a ballot');
});
