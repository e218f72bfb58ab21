/**
 * What a check says besides true and false: coverage that can be counted by hand, bounds, progress, and the properties
 * that have no counterexample or no successor.
 */
import { describe, expect, it } from 'vitest';
import { checkModel, type Progress } from '../../checker/check.js';
import { check } from '../../checker/check-spec.js';
import { InputError } from '../../checker/input-error.js';
import { type Action, add, cell, type Model, over, type Property, set, soup } from '../../checker/model.js';
import { ParameterError } from '../../checker/parameters.js';
import { UnknownNameError } from '../../checker/spec.js';
import { consensus } from '../../spec/consensus/spec.js';

const at = cell<string>('at');
const seen = soup<{ place: string }>('seen');

const move = (name: string, edges: Readonly<Record<string, readonly string[]>>): Action => ({
  name,
  run: (view) => (edges[view.get(at)] ?? []).map((place) => ({ updates: [set(at, place)] })),
});

const whereNot = (place: string): Property => ({
  kind: 'invariant',
  name: `not-${place}`,
  says: '',
  instances: [{ holds: (view) => view.get(at) !== place }],
});
const reach = (place: string): Property => ({
  kind: 'reachable',
  name: `reach-${place}`,
  says: '',
  instances: [{ holds: (view) => view.get(at) === place }],
});

//            walk            walk
//      A ----------> B ------------> D
//      |             ^  |            |
//      | jump   walk |  | walk       | stay (changes nothing)
//      +-----------> C <+            +--+  E is never reached: fly is enabled nowhere
//
// Levels: 1 {A}, 2 {B, C}, 3 {D}. Steps that change something: A-B, A-C, B-D, B-C, C-B.
const graph = (properties: readonly Property[], end = 'D'): Model => ({
  name: 'graph',
  variables: [at],
  initial: [[set(at, 'A')]],
  actions: [
    move('walk', { A: ['B'], B: ['D', 'C'], C: ['B'] }),
    move('jump', { A: ['C'] }),
    move('stay', { D: [end] }),
    move('fly', {}),
  ],
  properties,
});

describe('coverage', () => {
  it('of a graph that one can draw is what one counts', async () => {
    const properties: Property[] = [
      whereNot('E'),
      reach('D'),
      reach('A'),
      {
        kind: 'transition',
        name: 'leaves-A',
        says: '',
        instances: [{ holds: (before, after) => after.get(at) !== 'A' || before.get(at) === 'A' }],
      },
      { kind: 'deadlock', name: 'ends-in-D', says: '', mayEnd: (view) => view.get(at) === 'D' },
    ];
    const { kind, coverage } = await checkModel(graph(properties));
    expect(kind).toBe('holds');
    expect(coverage).toMatchObject({ distinct: 4, generated: 1 + 5, depth: 3, queue: 0 });
    expect(coverage.actions).toEqual([
      { name: 'walk', fired: 4 },
      { name: 'jump', fired: 1 },
      { name: 'stay', fired: 0 },
      { name: 'fly', fired: 0 },
    ]);
    expect(coverage.properties).toEqual([
      { name: 'not-E', kind: 'invariant', says: '', verdict: 'holds', evaluated: 4 },
      { name: 'reach-D', kind: 'reachable', says: '', verdict: 'holds', evaluated: 4, depth: 3 },
      { name: 'reach-A', kind: 'reachable', says: '', verdict: 'holds', evaluated: 4, depth: 1 },
      { name: 'leaves-A', kind: 'transition', says: '', verdict: 'holds', evaluated: 5 },
      { name: 'ends-in-D', kind: 'deadlock', says: '', verdict: 'holds', evaluated: 1 },
    ]);
    expect(coverage.specCalls).toBeGreaterThan(0);
    expect(coverage.peakMemoryBytes).toBeGreaterThan(1e6);
    expect(coverage.seconds).toBeGreaterThan(0);
  });

  it('counts initial states that are given twice as generated, and once as distinct', async () => {
    const twice = { ...graph([]), initial: [[set(at, 'A')], [set(at, 'B')], [set(at, 'A')]] };
    // A and B are level 1; C and D level 2.
    expect((await checkModel(twice)).coverage).toMatchObject({ distinct: 4, generated: 3 + 5, depth: 2 });
  });

  it('counts members of a soup, of which two may come in one step, and actions by the name of their element', async () => {
    const model: Model = {
      name: 'spread',
      variables: [seen],
      initial: [[add(seen, { place: 'a' })]],
      actions: [
        {
          name: (element) => `from ${(element as { place: string }).place}`,
          over: over.soup(seen),
          run: (_view, element) => {
            const { place } = element as { place: string };
            // a sends b and c together, b sends d; c sends what is there already.
            const next = { a: ['b', 'c'], b: ['d'], c: ['a'] }[place] ?? [];
            return [{ updates: next.map((to) => add(seen, { place: to })) }];
          },
        },
      ],
      properties: [],
    };
    // {a} -> {a,b,c} -> {a,b,c,d}
    const { coverage } = await checkModel(model);
    expect(coverage).toMatchObject({ distinct: 3, generated: 3, depth: 3 });
    expect(Object.fromEntries(coverage.actions.map(({ name, fired }) => [name, fired]))).toMatchObject({
      'from a': 1,
      'from b': 1,
      'from c': 0,
    });
  });

  it('says how likely it is that a state was taken for another: n (n - 1) / 2^65 for n states', async () => {
    const { distinct, collisionProbability } = (await checkModel(counter(5000))).coverage;
    expect(distinct).toBe(5000);
    expect(collisionProbability).toBeCloseTo((5000 * 4999) / 2 ** 65, 20);
    expect((await checkModel(counter(1))).coverage.collisionProbability).toBe(0);
  });
});

const count = cell<number>('count');

/** Counts up from 0, in so many states. */
function counter(states: number, properties: readonly Property[] = []): Model {
  return {
    name: 'counter',
    variables: [count],
    initial: [[set(count, 0)]],
    actions: [
      {
        name: 'Count',
        run: (view) => (view.get(count) + 1 < states ? [{ updates: [set(count, view.get(count) + 1)] }] : []),
      },
    ],
    properties,
  };
}

describe('verdicts without a full search', () => {
  const never: Property = {
    kind: 'reachable',
    name: 'minus',
    says: '',
    instances: [{ holds: (v) => v.get(count) < 0 }],
  };
  const soon: Property = {
    kind: 'reachable',
    name: 'five',
    says: '',
    instances: [{ holds: (v) => v.get(count) === 5 }],
  };

  it.each([
    [{ maxStates: 10 }, { kind: 'max-states', limit: 10 }, { distinct: 10, depth: 10 }],
    [{ maxDepth: 7 }, { kind: 'max-depth', limit: 7 }, { distinct: 7, depth: 7 }],
    [{ maxStates: 1 }, { kind: 'max-states', limit: 1 }, { distinct: 1, depth: 1 }],
    [{ maxDepth: 1 }, { kind: 'max-depth', limit: 1 }, { distinct: 1, depth: 1 }],
  ])('%j is bounded, and decides nothing that it has not seen', async (limits, bound, coverage) => {
    const verdict = await checkModel(counter(1000, [never, soon]), limits);
    expect(verdict).toMatchObject({ kind: 'bounded', bound, coverage: { distinct: coverage.distinct } });
    expect(verdict.coverage.queue).toBeGreaterThan(0);
    expect(verdict.coverage.properties.map((p) => p.verdict)).toEqual([
      'unknown',
      coverage.distinct > 5 ? 'holds' : 'unknown',
    ]);
  });

  it('memory that is out is bounded', async () => {
    const memoryLimitBytes = process.memoryUsage.rss() + 16e6;
    const verdict = await checkModel(counter(100_000_000), { memoryLimitBytes });
    expect(verdict).toMatchObject({
      kind: 'bounded',
      bound: { kind: 'memory', limitBytes: memoryLimitBytes },
    });
    expect(verdict.coverage.distinct).toBeGreaterThan(1000);
    expect(verdict.coverage.distinct).toBeLessThan(10_000_000);
  });

  it('memory that would be out at once is refused', async () => {
    const memoryLimitBytes = process.memoryUsage.rss() + 1e6;
    const refused = checkModel(counter(10), { memoryLimitBytes });
    await expect(refused).rejects.toThrow(InputError);
    await expect(refused).rejects.toThrow(
      /^\d+ MB of memory are too little: the process takes \d+ MB .* give it \d+M or more \(--max-memory\)$/,
    );
  });

  it('an abort from outside is bounded', async () => {
    const abort = new AbortController();
    const checking = checkModel(counter(10_000_000), { signal: abort.signal });
    setImmediate(() => abort.abort());
    const verdict = await checking;
    expect(verdict).toMatchObject({ kind: 'bounded', bound: { kind: 'interrupted' } });
    expect(verdict.coverage.distinct).toBeLessThan(10_000_000);
  });

  it('progress is told on the way, and grows', async () => {
    const told: Progress[] = [];
    const abort = new AbortController();
    await checkModel(counter(100_000_000), {
      signal: abort.signal,
      onProgress: (progress) => {
        told.push(progress);
        if (told.length === 2) abort.abort();
      },
    });
    expect(told.length).toBe(2);
    const [first, second] = told;
    for (const key of ['distinct', 'generated', 'depth', 'seconds'] as const) {
      expect(second[key]).toBeGreaterThan(first[key]);
    }
    expect(first.load).toBeGreaterThan(0);
    expect(first.load).toBeLessThanOrEqual(1);
    expect(first.memoryBytes).toBeGreaterThan(1e6);
  });

  it('a reachable property that is never met is violated, without an execution', async () => {
    const verdict = await checkModel(counter(10, [soon, never]));
    expect(verdict).toMatchObject({ kind: 'violated', property: 'minus', parameters: {} });
    expect(verdict.kind === 'violated' && verdict.execution).toBeUndefined();
    expect(verdict.coverage.properties.map((p) => p.verdict)).toEqual(['holds', 'violated']);
  });
});

describe('a dead end', () => {
  const ends = (place: string): Property => ({
    kind: 'deadlock',
    name: 'ends',
    says: '',
    mayEnd: (v) => v.get(at) === place,
  });

  it('is a violation where it may not be, with the way there', async () => {
    const verdict = await checkModel(graph([ends('A')]));
    if (verdict.kind !== 'violated') throw new Error(verdict.kind);
    expect(verdict.execution?.steps.map((step) => step.changes[0].after)).toEqual(['B', 'D']);
  });

  it('is none where an endless loop goes on', async () => {
    expect((await checkModel(graph([ends('nowhere')], 'A'))).kind).toBe('holds');
  });

  it('in the initial state is an execution without steps', async () => {
    const verdict = await checkModel(
      counter(1, [{ kind: 'deadlock', name: 'ends', says: '', mayEnd: () => false }]),
    );
    expect(verdict.kind === 'violated' && verdict.execution?.steps).toEqual([]);
  });
});

describe('checking a spec', () => {
  it('judges only the properties that are asked for', async () => {
    const { coverage } = await check(consensus, { properties: ['agreement'] });
    expect(coverage.properties.map(({ name }) => name)).toEqual(['agreement']);
  });

  it.each([
    [
      { properties: ['agreemnt'] },
      UnknownNameError,
      'no property agreemnt; there are: agreement, stability, value-is-chosen',
    ],
    [
      { mutant: 'x' },
      UnknownNameError,
      'no mutant x; there are: chooses-again, changes-its-mind, never-chooses',
    ],
    [{ parameters: { ballots: 1 } }, ParameterError, 'no parameter ballots; there are: values'],
    [{ parameters: { values: 0 } }, ParameterError, 'parameter values is 0, outside its range 1..1000'],
  ])('refuses %j', async (options, type, message) => {
    await expect(check(consensus, options)).rejects.toThrow(type);
    await expect(check(consensus, options)).rejects.toThrow(message);
  });
});
