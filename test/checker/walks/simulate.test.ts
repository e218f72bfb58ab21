/** Random walks: they replay from their seed, break what is broken, show only what replays, and never say that something holds. */
import { describe, expect, test } from 'vitest';
import { type Cell, cell, type Model, type Property, set, type View } from '../../../checker/model.js';
import { ReplayError } from '../../../checker/paths/replay.js';
import { verifyExecution } from '../../../checker/paths/verify.js';
import { renderSimulation } from '../../../checker/report/simulation.js';
import {
  type SimulationOptions,
  type SimulationProgress,
  type SimulationVerdict,
  simulate,
} from '../../../checker/simulate.js';
import { aboutOf, type Instance, onlyProperties } from '../../../checker/spec.js';
import { consensus } from '../../../spec/consensus/spec.js';
import {
  action,
  disabled,
  does,
  forEach,
  invariant,
  neverStuck,
  reachable,
  transition,
} from '../../../spec/kit/plain.js';
import { paxos } from '../../../spec/paxos/spec.js';
import { voting } from '../../../spec/voting/spec.js';

const LIMITS: SimulationOptions = { seed: 1, walks: 200, maxSteps: 60 };

/** A verdict without how long it took. */
function timeless(verdict: SimulationVerdict): unknown {
  return { ...verdict, coverage: { ...verdict.coverage, seconds: 0 } };
}

test('a property without instances says nothing, and was not judged', async () => {
  const n: Cell<number> = cell('n');
  const unasked = (properties: Model['properties']): Model => ({
    name: 'unasked',
    variables: [n],
    initial: [[set(n, 0)]],
    actions: [action('up', {}, (view) => (view.get(n) < 3 ? does(set(n, view.get(n) + 1)) : disabled))],
    properties,
  });
  const none = invariant('none', 'asked of nobody', []);
  const three = reachable('three', 'it gets to three', (view) => view.get(n) === 3);
  const some = await simulate(unasked([none, three]), LIMITS);
  expect(some.coverage.properties).toMatchObject([{ name: 'none', instances: 0 }, { verdict: 'holds' }]);
  expect(some.coverage.properties[1]).not.toHaveProperty('instances');
  const instance = { spec: consensus, parameters: {} } as Instance;
  expect(renderSimulation(some, instance)).toMatch(
    /none +invariant +says nothing at this size: no instances/,
  );
  expect(renderSimulation(some, instance)).toContain('and nothing broke');
  const nothing = await simulate(unasked([none]), LIMITS);
  expect(renderSimulation(nothing, instance)).toContain('of which nothing was asked');
});

describe('walks through the specs', () => {
  test('the same seed walks the same way, another seed another', async () => {
    const { model } = paxos.instantiate();
    const [first, again, other] = [
      await simulate(model, LIMITS),
      await simulate(model, LIMITS),
      await simulate(model, { ...LIMITS, seed: 2 }),
    ];
    expect(timeless(again)).toEqual(timeless(first));
    expect(other.coverage.actions).not.toEqual(first.coverage.actions);
  });

  test('whatever is right is bounded, never proved', async () => {
    for (const spec of [consensus, voting, paxos]) {
      const { kind, coverage } = await simulate(spec.instantiate().model, LIMITS);
      expect(kind).toBe('bounded');
      expect(coverage.walks).toBe(LIMITS.walks);
      expect(
        coverage.properties.filter((p) => p.kind !== 'reachable').every((p) => p.verdict === 'unknown'),
      ).toBe(true);
      expect(coverage.actions.reduce((sum, { fired }) => sum + fired, 0)).toBe(coverage.steps);
      expect(coverage.longest).toBeLessThanOrEqual(LIMITS.maxSteps);
    }
  });

  // The mutants whose break is common enough for a few thousand walks; one of every kind of property.
  test.each([
    [consensus, 'chooses-again'],
    [consensus, 'changes-its-mind'],
    [voting, 'lowers-its-ballot'],
    [voting, 'unsafe-vote'],
    [paxos, 'P2c-dropped'],
    [paxos, 'promises-go-back'],
    [paxos, 'promises-hide-the-vote'],
  ])('$name: %s is refuted by an execution that replays', async (spec, mutant) => {
    const { breaks } = spec.mutants.find(({ name }) => name === mutant) ?? { breaks: '' };
    const instance = onlyProperties(spec.instantiate({}, mutant), [breaks]);
    const verdict = await simulate(instance.model, { ...LIMITS, walks: 3000 }, aboutOf(instance));
    if (verdict.kind !== 'violated') throw new Error(verdict.kind);
    expect(verdict.property).toBe(breaks);
    verifyExecution(instance.model, verdict.execution);
    expect(verdict.execution.steps.length).toBeLessThanOrEqual(verdict.walkedSteps);
    // The walk in which it broke is the last that counts, and counts in full.
    expect(verdict.coverage.walks).toBe(verdict.walk);
    expect(verdict.coverage.longest).toBeGreaterThanOrEqual(verdict.walkedSteps);
  });

  test('a walk is the same in a longer run, and the first that breaks something is told', async () => {
    const instance = onlyProperties(paxos.instantiate({}, 'adopts-lowest-vote'), ['P2c']);
    const [broken, longer] = [
      await simulate(instance.model, { ...LIMITS, walks: 3000 }),
      await simulate(instance.model, { ...LIMITS, walks: 100_000 }),
    ];
    if (broken.kind !== 'violated') throw new Error(broken.kind);
    expect(timeless(longer)).toEqual(timeless(broken));
    const { kind, coverage } = await simulate(instance.model, { ...LIMITS, walks: broken.walk - 1 });
    expect(kind).toBe('bounded');
    expect(coverage.steps).toBe(broken.coverage.steps - broken.walkedSteps);
  });
});

const n = cell<number>('n') as Cell<number>;

/** Counts to a limit by ones or twos, from 0. */
function counting(limit: number, properties: readonly Property[], run?: (view: View) => never): Model {
  return {
    name: 'counting',
    variables: [n],
    initial: [[set(n, 0)]],
    actions: forEach({ by: [1, 2] }, ({ by }) =>
      action('Up', { by }, (view) => {
        if (view.get(n) === 3) run?.(view);
        return view.get(n) < limit ? does(set(n, view.get(n) + by)) : disabled;
      }),
    ),
    properties,
  };
}

describe('small models', () => {
  test('walks end where no step is left, or at the limit', async () => {
    const closed = await simulate(counting(4, []), { seed: 1, walks: 10, maxSteps: 50 });
    expect(closed.coverage).toMatchObject({ walks: 10, deadEnds: 10 });
    expect(closed.coverage.longest).toBeLessThanOrEqual(4);
    expect(closed.coverage.distinctEstimate).toBeLessThanOrEqual(6);
    expect(closed.coverage.distinctEstimate).toBeGreaterThan(closed.coverage.longest);
    expect(closed.coverage.states).toBe(closed.coverage.steps + 10);
    expect(closed.coverage.depth).toBe(closed.coverage.longest + 1);
    const endless = await simulate(counting(1e9, []), { seed: 1, walks: 10, maxSteps: 50 });
    expect(endless.coverage).toMatchObject({ walks: 10, deadEnds: 0, steps: 500, longest: 50 });
  });

  test('a property of the initial state is judged', async () => {
    const verdict = await simulate(
      counting(4, [invariant('positive', '', (view) => view.get(n) > 0)]),
      LIMITS,
    );
    expect(verdict).toMatchObject({ kind: 'violated', execution: { steps: [] }, walk: 1, walkedSteps: 0 });
  });

  test('steps and ends are judged', async () => {
    const grows = transition('by-one', '', (before, after) => after.get(n) - before.get(n) < 2);
    expect(await simulate(counting(4, [grows]), LIMITS)).toMatchObject({
      kind: 'violated',
      property: 'by-one',
    });
    const stuck = neverStuck('goes-on', '', (view) => view.get(n) === 4);
    const verdict = await simulate(counting(4, [stuck]), LIMITS);
    if (verdict.kind !== 'violated') throw new Error(verdict.kind);
    expect(verdict.execution.steps.at(-1)?.changes[0].after).toBe(5);
  });

  test('what is reachable is met, and the rest is left open', async () => {
    const four = reachable('four', '', (view) => view.get(n) === 4);
    const nine = reachable('nine', '', (view) => view.get(n) === 9);
    const { kind, coverage } = await simulate(counting(4, [four, nine]), LIMITS);
    expect(kind).toBe('bounded');
    expect(coverage.properties.map(({ verdict }) => verdict)).toEqual(['holds', 'unknown']);
  });

  test('spec code that fails is told with the way there', async () => {
    const model = counting(9, [], () => {
      throw new Error('boom');
    });
    const verdict = await simulate(model, LIMITS);
    expect(verdict).toMatchObject({ kind: 'spec-error', message: 'action Up(by: 1): threw Error: boom' });
    if (verdict.kind !== 'spec-error') throw new Error(verdict.kind);
    expect(verdict.execution?.steps.at(-1)?.changes[0].after).toBe(3);
    expect(verdict.coverage.walks).toBe(verdict.walk);
    expect(verdict.cause).toMatchObject({ message: 'boom' });
  });

  test('an abort ends it as interrupted', async () => {
    const controller = new AbortController();
    const walking = simulate(counting(1e9, []), {
      seed: 1,
      walks: 1e9,
      maxSteps: 100,
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    expect(await walking).toMatchObject({ kind: 'bounded', bound: 'interrupted' });
  });

  test('too little memory ends it as out of memory', async () => {
    const verdict = await simulate(counting(1e9, []), {
      seed: 1,
      walks: 1e9,
      maxSteps: 1e9,
      memoryLimitBytes: 1,
    });
    expect(verdict).toMatchObject({ kind: 'bounded', bound: 'memory' });
    // The walk that was under way counts as far as it went.
    expect(verdict.coverage).toMatchObject({ walks: 0 });
    expect(verdict.coverage.steps).toBeGreaterThan(0);
    expect(verdict.coverage.longest).toBe(verdict.coverage.steps);
  });

  test('a spec that answers differently when it is replayed has no counterexample', async () => {
    let calls = 0;
    const flaky = invariant('flaky', '', (view) => view.get(n) < 3 || ++calls > 2);
    await expect(simulate(counting(9, [flaky]), LIMITS)).rejects.toThrow(ReplayError);
  });

  test('tells how far it is', async () => {
    const seen: SimulationProgress[] = [];
    const controller = new AbortController();
    const onProgress = (progress: SimulationProgress) => {
      seen.push(progress);
      if (seen.length === 2) controller.abort();
    };
    await simulate(counting(1e9, []), {
      seed: 1,
      walks: 1e9,
      maxSteps: 100,
      signal: controller.signal,
      onProgress,
    });
    expect(seen[1].steps).toBeGreaterThan(seen[0].steps);
    for (const { walks, steps, distinctEstimate, seconds } of seen) {
      expect(steps).toBeGreaterThanOrEqual(100 * walks);
      expect(distinctEstimate).toBeGreaterThan(0);
      expect(seconds).toBeGreaterThan(0.1);
    }
  });
});
