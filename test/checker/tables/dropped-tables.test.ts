/**
 * Tables that do not pay are dropped in the middle of a search and their code is called for every state from then on:
 * with the same answers. The models are grids in which an action and a property read everything there is.
 */
import { describe, expect, it } from 'vitest';
import { checkModel } from '../../../checker/check.js';
import {
  add,
  type Cell,
  cell,
  type Model,
  over,
  type Property,
  set,
  soup,
  type View,
} from '../../../checker/model.js';
import { verifyExecution } from '../../../checker/paths/verify.js';
import { Search } from '../../../checker/search.js';
import { SpecCalls } from '../../../checker/user-code/spec-call.js';
import { axes, moving, origin, position } from '../symmetry/cube.js';
import { explore } from '../twin.js';

const SIDE = 22;
const marks = soup<{ kind: 'mark' }>('marks');

/**
 * A cube of 22^3 states, each with and without a mark that can be set at its far corner. One action moves along
 * all axes and so reads all of them: no two states show it the same words.
 */
function cube(properties: Property[], byElement = false): Model {
  return {
    name: 'cube',
    variables: [...axes, marks],
    initial: [origin],
    actions: [
      moving(SIDE - 1),
      {
        name: 'mark',
        run: (view) =>
          position(view).every((at) => at === SIDE - 1) ? [{ updates: [add(marks, { kind: 'mark' })] }] : [],
      },
      ...(byElement
        ? [
            {
              name: 'reset',
              over: over.soup(marks),
              run: (view: View) =>
                position(view).some((at) => at > 0) ? [{ updates: axes.map((a) => set(a, 0)) }] : [],
            },
          ]
        : []),
    ],
    properties,
  };
}

const sumBelow = (limit: number): Property => ({
  kind: 'invariant',
  name: 'near',
  says: 'the sum of the coordinates is below a limit',
  instances: [{ holds: (view) => position(view).reduce((sum, at) => sum + at, 0) < limit }],
});

const forward: Property = {
  kind: 'transition',
  name: 'forward',
  says: 'no coordinate goes down',
  instances: [{ holds: (before, after) => axes.every((axis) => after.get(axis) >= before.get(axis)) }],
};

/** How often spec code was called; more than once a state where tables were dropped. */
function searched(model: Model): Search {
  const search = new Search(model, new SpecCalls(false), { memoryLimitBytes: Number.POSITIVE_INFINITY });
  while (search.advance(1000));
  return search;
}

describe('a model whose tables do not pay', () => {
  it('has all its states, steps and levels', () => {
    const search = searched(cube([]));
    // The cube, and its far corner with a mark. Steps: 3 directions in a cube, and the mark; and one initial state.
    const states = SIDE ** 3 + 1;
    const steps = 3 * (SIDE - 1) * SIDE ** 2 + 1;
    expect(search.end).toEqual({ kind: 'closed' });
    expect([search.distinct, search.generated, search.depth]).toEqual([
      states,
      steps + 1,
      3 * (SIDE - 1) + 2,
    ]);
    expect(search.engine.fired()).toEqual([steps - 1, 1]);
    // Both actions read everything: a call for each of them in nearly every state, whether filed or not.
    expect(search.engine.calls.count).toBeGreaterThan(1.9 * states);
  });

  it('agrees with direct evaluation, also where an action over a soup goes back', () => {
    const model = cube([], true);
    const twin = explore(model, 100_000);
    const search = searched(model);
    expect([search.distinct, search.generated, search.depth]).toEqual([
      twin.distinct,
      twin.generated,
      twin.depth,
    ]);
  });

  it('judges invariants in every state', async () => {
    expect((await checkModel(cube([sumBelow(3 * SIDE - 2)]))).kind).toBe('holds');
    const model = cube([sumBelow(3 * SIDE - 3)]);
    const verdict = await checkModel(model);
    if (verdict.kind !== 'violated' || verdict.execution === undefined) throw new Error(verdict.kind);
    expect(verdict.execution.steps.length).toBe(3 * SIDE - 3);
    verifyExecution(model, verdict.execution);
  });

  it('judges step properties at every step', async () => {
    expect((await checkModel(cube([forward]))).kind).toBe('holds');
    const model = cube([forward], true);
    const verdict = await checkModel(model);
    if (verdict.kind !== 'violated' || verdict.execution === undefined) throw new Error(verdict.kind);
    // To the far corner, the mark, and back.
    expect(verdict.execution.steps.length).toBe(3 * (SIDE - 1) + 2);
    verifyExecution(model, verdict.execution);
  });
});

it('a table over a wide cell next to narrow ones keeps its answers while its nodes change shape', () => {
  const wide: Cell<number> = cell('wide');
  const flag: Cell<boolean> = cell('flag');
  const model: Model = {
    name: 'wide',
    variables: [wide, flag],
    initial: [[set(wide, 0), set(flag, false)]],
    actions: [
      {
        name: 'count',
        run: (view) => (view.get(wide) < 12_000 ? [{ updates: [set(wide, view.get(wide) + 1)] }] : []),
      },
      { name: 'flip', run: (view) => [{ updates: [set(flag, !view.get(flag))] }] },
      {
        name: 'jump',
        run: (view) =>
          view.get(flag) && view.get(wide) % 1000 === 7 && view.get(wide) < 12_000
            ? [{ updates: [set(wide, view.get(wide) + 100_000)] }]
            : [],
      },
    ],
    properties: [],
  };
  const search = searched(model);
  // 12,001 numbers below the bound and 12 above it, each with the flag up and down.
  expect(search.distinct).toBe(2 * (12_001 + 12));
});
