/** Valence against a naive twin on random graphs, and what the specs that decide on something are known to show. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkModel } from '../../../checker/check.js';
import { GraphPass } from '../../../checker/liveness/graph-pass.js';
import { Valence } from '../../../checker/liveness/valence.js';
import { UnfinishedError, type ValenceReport, valenceOf } from '../../../checker/liveness/valence-run.js';
import { cell, type Model, set } from '../../../checker/model.js';
import { verifyExecution } from '../../../checker/paths/verify.js';
import { neighbours } from '../../../checker/report/valence.js';
import { SpecCalls } from '../../../checker/user-code/spec-call.js';
import { consensus } from '../../../spec/consensus/spec.js';
import { paxosLiveness } from '../../../spec/paxos-roles/liveness/spec.js';
import { paxosRoles } from '../../../spec/paxos-roles/spec.js';
import { strawmanFirstValue } from '../../../spec/strawmen/first-value.js';

interface Plan {
  readonly edges: readonly (readonly [number, number])[];
  /** States in which 0, and in which 1, is decided. */
  readonly decided: readonly [readonly number[], readonly number[]];
}

const STATES = 7;
const state = fc.nat(STATES - 1);
const plan: fc.Arbitrary<Plan> = fc.record({
  edges: fc.array(fc.tuple(state, state), { maxLength: 14 }),
  decided: fc.tuple(fc.array(state, { maxLength: 2 }), fc.array(state, { maxLength: 2 })),
});

const at = cell<number>('at');

function modelOf({ edges, decided }: Plan): Model {
  return {
    name: 'random',
    variables: [at],
    initial: [[set(at, 0)]],
    actions: [
      {
        name: 'go',
        run: (view) =>
          edges.filter(([from]) => from === view.get(at)).map(([, to]) => ({ updates: [set(at, to)] })),
      },
    ],
    properties: [],
    decisions: decided.map((states, value) => ({
      value: String(value),
      holds: (view) => states.includes(view.get(at)),
    })),
  };
}

/** By state, the states that can be reached from it, itself among them. */
function reachable({ edges }: Plan, from: number): Set<number> {
  const seen = new Set([from]);
  for (const one of seen) for (const [source, to] of edges) if (source === one) seen.add(to);
  return seen;
}

it('is what a naive search says, on random graphs', async () => {
  await fc.assert(
    fc.asyncProperty(plan, async (one) => {
      const model = modelOf(one);
      const { coverage } = await checkModel({ ...model, properties: [] });
      const size = { states: coverage.distinct, steps: coverage.generated - 1 };
      const decisions = (model.decisions ?? []).map(({ value, holds }) => ({ property: value, holds }));
      const pass = new GraphPass(model, new SpecCalls(false), size, decisions);
      while (pass.advance(100));
      const { graph } = pass;
      const valence = new Valence(graph, 2);
      const numbers = [...reachable(one, 0)];
      const bits = (from: number) => {
        const there = reachable(one, from);
        return one.decided.reduce(
          (all, states, value) => (states.some((s) => there.has(s)) ? all | (1 << value) : all),
          0,
        );
      };
      const isBivalent = (from: number) => bits(from) === 3;
      const tally = (values: readonly number[]) =>
        [0, 1, 2, 3].map((v) => values.filter((w) => w === v).length);
      const found = [...valence.counts()].flatMap(([v, count]) => Array.from({ length: count }, () => v));
      expect(tally(found)).toEqual(tally(numbers.map(bits)));
      expect(valence.of(0)).toBe(bits(0));
      const steps = (from: number) =>
        one.edges.filter(([source, to]) => source === from && to !== from).map(([, to]) => to);
      const critical = numbers.filter(
        (s) => isBivalent(s) && steps(s).length > 0 && steps(s).every((to) => !isBivalent(to)),
      );
      expect([...valence.critical()].length).toBe(critical.length);
      // On a cycle are those that can come back to themselves by way of another.
      const onCycle = numbers.filter(
        (s) => isBivalent(s) && steps(s).some((to) => reachable(one, to).has(s)),
      );
      const cycle = valence.bivalentCycle();
      expect(cycle !== undefined).toBe(onCycle.length > 0);
      if (cycle === undefined) return;
      expect(graph.source(cycle.loop[0])).toBe(cycle.start);
      cycle.loop.forEach((edge, i) => {
        expect(graph.target(edge)).toBe(graph.source(cycle.loop[(i + 1) % cycle.loop.length]));
        expect(valence.isBivalent(graph.source(edge))).toBe(true);
      });
    }),
    { numRuns: 150 },
  );
});

const bivalentOf = ({ configurations }: ValenceReport) =>
  configurations.filter(({ reach }) => reach.length > 1).map(({ inputs }) => Object.values(inputs).join(' '));

describe('FLP on paxos-roles:', () => {
  it('is bivalent where inputs differ, has critical configurations, and a run that never decides', async () => {
    const report = await valenceOf(paxosRoles.instantiate());
    expect(report.configurations.map(({ states, critical, reach }) => [states, critical, reach])).toEqual([
      [8211, 0, ['v1']],
      [8643, 12, ['v1', 'v2']],
      [8643, 12, ['v1', 'v2']],
      [8211, 0, ['v2']],
    ]);
    const pair = neighbours(report.configurations);
    expect(pair?.map((one) => (typeof one === 'string' ? one : one.inputs))).toEqual([
      { p1: 'v1', p2: 'v1' },
      { p1: 'v2', p2: 'v1' },
      'p1',
    ]);
    const fork = report.critical?.fork.map(({ values }) => values);
    expect(fork?.every((values) => values.length === 1)).toBe(true);
    expect(new Set(fork?.flat())).toEqual(new Set(['v1', 'v2']));
    // In bounded ballots every run ends: the run that does not is of the instance that uses ballots again.
    expect(report.undecided?.of?.spec.name).toBe('paxos-liveness');
  });

  it('where proposers duel there is no critical configuration, and a fair bivalent loop, which replays', async () => {
    const instance = paxosLiveness.instantiate({ leadership: 'dueling', acceptors: 1 });
    const { critical, undecided } = await valenceOf(instance);
    expect(critical).toBeUndefined();
    expect(undecided?.fairAs).toBe('termination');
    const execution = undecided?.execution;
    expect([execution?.steps.length, execution?.loopStart]).toEqual([15, 3]);
    const { model } =
      paxosLiveness
        .configurations?.({ leadership: 'dueling', acceptors: 1 })
        .find(({ inputs }) => inputs.p1 === undecided?.inputs.p1 && inputs.p2 === undecided?.inputs.p2) ?? {};
    if (model === undefined || execution === undefined) throw new Error('no such configuration');
    verifyExecution(model, execution);
  });

  it('where one leads every bivalent configuration is left in the end', async () => {
    const { undecided } = await valenceOf(paxosLiveness.instantiate());
    expect(undecided).toBeUndefined();
  });
});

it('a strawman is bivalent wherever inputs differ', async () => {
  const report = await valenceOf(strawmanFirstValue.instantiate({ proposers: 2 }));
  expect(bivalentOf(report)).toEqual(['v2 v1', 'v1 v2']);
  expect(report.undecided).toBeUndefined();
});

it('is refused of what decides on nothing, and of what was not explored', async () => {
  await expect(valenceOf(consensus.instantiate())).rejects.toThrow(/^consensus does not say what is decided/);
  await expect(valenceOf(paxosRoles.instantiate(), { maxStates: 100 })).rejects.toThrow(UnfinishedError);
});
