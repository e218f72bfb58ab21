/**
 * Refinement against a naive check: every step of the concrete model, mapped, is a step or a stutter of the abstract one,
 * and every initial state is mapped to an initial state.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkModel } from '../../../checker/check.js';
import {
  add,
  type Cell,
  cell,
  type Mapping,
  type Model,
  type Refines,
  type Soup,
  set,
  soup,
  type View,
} from '../../../checker/model.js';
import { DirectState } from '../../../checker/paths/direct.js';
import { verifyExecution } from '../../../checker/paths/verify.js';
import { ModelError } from '../../../checker/tables/layout.js';
import { mapsCell, mapsSoup } from '../../../spec/kit/plain.js';
import { modelOf, modelPlan } from '../random-model.js';
import { explore } from '../twin.js';

const SEED = 20261121;

/** An abstract model in which `now` moves along given edges, and `seen` collects where it came to. */
const now = cell<number>('now');
const seen = soup<{ n: number }>('seen');

function abstractOf(edges: readonly (readonly [number, number])[], starts: readonly number[]): Model {
  return {
    name: 'abstract',
    variables: [now, seen],
    initial: starts.map((n) => [set(now, n)]),
    actions: [
      {
        name: 'Move',
        run: (view) =>
          edges
            .filter(([from]) => from === view.get(now))
            .map(([, to]) => ({ updates: [set(now, to), ...(to === 0 ? [] : [add(seen, { n: to })])] })),
      },
    ],
    properties: [],
  };
}

const asCell = (value: (view: View) => number): Mapping => mapsCell(now, value);
const asSoup = (members: (view: View) => readonly { n: number }[]): Mapping => mapsSoup(seen, members);

const refining = (abstract: Model, mapping: readonly Mapping[]): Refines => ({
  kind: 'refines',
  name: 'refines',
  says: '',
  abstract,
  mapping,
});

/** The state that the mapping makes of a concrete state, in the same words as a state of the abstract model. */
function mapped({ abstract, mapping }: Refines, state: DirectState): DirectState {
  return DirectState.of(
    abstract,
    mapping.flatMap((m) =>
      m.kind === 'cell'
        ? [set(m.cell as Cell<unknown>, m.value(state))]
        : m.members(state).map((member) => add(m.soup as Soup<unknown>, member)),
    ),
  );
}

/** How many steps the shortest execution has that is none of the abstract model; undefined where there is none. */
function naively(model: Model, property: Refines): number | undefined {
  const starts = new Set(DirectState.initial(property.abstract).map((state) => state.text()));
  let level = DirectState.initial(model);
  if (level.some((state) => !starts.has(mapped(property, state).text()))) return 0;
  const known = new Set(level.map((state) => state.text()));
  for (let length = 1; level.length > 0; length++) {
    const next: DirectState[] = [];
    for (const state of level) {
      const from = mapped(property, state);
      const allowed = new Set([from.text(), ...from.steps().map((step) => step.next.text())]);
      for (const step of state.steps()) {
        if (!allowed.has(mapped(property, step.next).text())) return length;
        if (known.has(step.next.text())) continue;
        known.add(step.next.text());
        next.push(step.next);
      }
    }
    level = next;
  }
  return undefined;
}

describe('refinement of random models', () => {
  it('holds, or fails at the length, that a naive check says', async () => {
    const edge = fc.tuple(fc.nat(3), fc.nat(3));
    let holding = 0;
    let failing = 0;
    await fc.assert(
      fc.asyncProperty(
        modelPlan,
        fc.array(edge, { minLength: 3, maxLength: 16 }),
        fc.uniqueArray(fc.nat(3), { minLength: 1 }),
        fc.boolean(),
        async (plan, edges, starts, collects) => {
          // The concrete model gets a soup of its own steps, so that the mapping reads a cell and a soup.
          const concrete = { ...modelOf(plan), properties: [] };
          const first = concrete.variables[0] as Cell<unknown>;
          const bag = concrete.variables.find((v) => v.kind === 'soup') as Soup<{ n: number }> | undefined;
          const numberOf = (value: unknown): number => JSON.stringify(value).length % 4;
          const property = refining(abstractOf(edges, starts), [
            asCell((view) => numberOf(view.get(first))),
            asSoup((view) => (collects && bag ? view.sent(bag, { n: 2 }).map(() => ({ n: 1 })) : [])),
          ]);
          fc.pre(explore(concrete, 300).closed);
          const expected = naively(concrete, property);
          const model = { ...concrete, properties: [property] };
          const verdict = await checkModel(model);
          if (expected === undefined) holding++;
          else failing++;
          expect(verdict.kind).toBe(expected === undefined ? 'holds' : 'violated');
          if (verdict.kind !== 'violated' || verdict.execution === undefined) return;
          expect(verdict.execution.steps.length).toBe(expected);
          verifyExecution(model, verdict.execution);
        },
      ),
      { seed: SEED, numRuns: 200 },
    );
    expect(holding).toBeGreaterThan(15);
    expect(failing).toBeGreaterThan(50);
  });
});

/** A clock with minutes; abstractly, with hours of two minutes. */
const minute = cell<number>('minute');
const clock = (properties: Model['properties'], wrapsAt = 6, start = 0): Model => ({
  name: 'clock',
  variables: [minute],
  initial: [[set(minute, start)]],
  actions: [{ name: 'Tick', run: (view) => [{ updates: [set(minute, (view.get(minute) + 1) % wrapsAt)] }] }],
  properties,
});
const hours = abstractOf([[0, 1], [1, 2], [2, 0]], [0]); // biome-ignore format: edges
const hour = asCell((view) => Math.floor(view.get(minute) / 2));
const past = asSoup((view) => (view.get(minute) < 2 ? [] : [{ n: 1 }]));

describe('a clock', () => {
  // minutes 0 1 2 3 4 5, hours 0 0 1 1 2 2; `seen` would have to remember 1 and 2 for ever
  const onlyNow: Model = { ...hours, variables: [now], actions: [{ name: 'Move', run: (view) => [
    { updates: [set(now, (view.get(now) + 1) % 3)] },
  ] }] }; // biome-ignore format: short

  it('refines an hour hand: some of its steps are stutters', async () => {
    const verdict = await checkModel(clock([refining(onlyNow, [hour])]));
    expect(verdict).toMatchObject({ kind: 'holds', coverage: { distinct: 6 } });
    expect(verdict.coverage.properties).toMatchObject([{ kind: 'refines', verdict: 'holds', evaluated: 3 }]);
  });

  it('that wraps too early does not, and the execution ends with the step that is none', async () => {
    const model = clock([refining(onlyNow, [hour])], 4);
    const verdict = await checkModel(model);
    if (verdict.kind !== 'violated' || verdict.execution === undefined) throw new Error(verdict.kind);
    expect(verdict.execution.steps.map((step) => step.changes[0].after)).toEqual([1, 2, 3, 0]);
    verifyExecution(model, verdict.execution);
  });

  it('that forgets what was seen does not', async () => {
    const verdict = await checkModel(clock([refining(hours, [hour, past])]));
    expect(verdict.kind === 'violated' && verdict.execution?.steps.length).toBe(4);
  });

  it('that starts in the middle maps to no initial state: an execution without steps', async () => {
    const model = clock([refining(onlyNow, [hour])], 6, 3);
    const verdict = await checkModel(model);
    if (verdict.kind !== 'violated' || verdict.execution === undefined) throw new Error(verdict.kind);
    expect(verdict.execution.steps).toEqual([]);
    verifyExecution(model, verdict.execution);
  });

  it.each<[string, Mapping[], string]>([
    ['not mapped', [hour], 'property refines must map the variable seen of abstract exactly once'],
    [
      'mapped twice',
      [hour, past, hour],
      'property refines must map the variable now of abstract exactly once',
    ],
  ])('with a variable %s is no model', async (_what, mapping, message) => {
    const checking = checkModel(clock([refining(hours, mapping)]));
    await expect(checking).rejects.toThrow(new ModelError(message));
    await expect(checking).rejects.toBeInstanceOf(ModelError);
  });

  it.each<[string, Mapping, string]>([
    [
      'gives what is no value',
      asCell(() => Number.NaN),
      'refinement refines(variable: now): now: NaN is not a value',
    ],
    [
      'throws',
      asCell(() => {
        throw new Error('no hour');
      }),
      'refinement refines(variable: now): threw Error: no hour',
    ],
  ])('whose mapping %s is at fault', async (_what, mapping, message) => {
    expect(await checkModel(clock([refining(onlyNow, [mapping])]))).toMatchObject({
      kind: 'spec-error',
      message,
    });
  });

  it('whose mapping answers differently on equal input is at fault', async () => {
    let calls = 0;
    const mapping = asCell((view) => view.get(minute) * (calls++ % 2));
    const verdict = await checkModel(clock([refining(onlyNow, [mapping])]), { lint: true });
    expect(verdict).toMatchObject({
      kind: 'spec-error',
      message: expect.stringMatching(
        /^refinement refines\(variable: now\): answered differently on equal input/,
      ),
    });
  });

  it('whose mapping reads other variables on equal input is at fault', async () => {
    // A sample of all questions is asked twice.
    let calls = 0;
    const mapping = asCell((view) => (calls++ % 4 < 2 ? view.get(minute) : 0));
    expect(await checkModel(clock([refining(onlyNow, [mapping])]))).toMatchObject({
      kind: 'spec-error',
      message:
        'refinement refines(variable: now): the answer is not a function of what was read: equal input led to different reads',
    });
  });
});
