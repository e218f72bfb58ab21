/** Specs that declare ids to be alike and treat them differently: what `--lint` says of them, and that without it nothing does. */
import { List, Set } from 'immutable';
import { describe, expect, it } from 'vitest';
import { checkModel } from '../../../checker/check.js';
import {
  type Action,
  cell,
  isLiveness,
  type Model,
  type Property,
  type Refines,
  set,
  type View,
} from '../../../checker/model.js';
import { lintSymmetry } from '../../../checker/symmetry/symmetry-lint.js';
import { SymmetryError, symmetryOf } from '../../../checker/symmetry.js';
import { action, by, does, invariant, mapsCell, reachable, transition } from '../../../spec/kit/plain.js';
import { specs } from '../../../spec/registry.js';
import { done, electing, ids, isAnybodyDone, leader, phase } from '../liveness/electing-model.js';

/** What the lint says, without the last line: what to do. */
async function complaint(model: Model): Promise<readonly string[]> {
  const asked = checkModel(model, { symmetry: true, lint: true });
  await expect(asked).rejects.toThrow(SymmetryError);
  const lines = await asked.then(
    () => [],
    (error: Error) => error.message.split('\n'),
  );
  expect(lines.pop()).toMatch(/^ {2}what to do: .* not by </);
  return lines;
}

describe('an action that', () => {
  const other = (one: string, two: string): string =>
    `nodes are not alike: with ${one} and ${two} exchanged, it takes other steps`;

  it('names an id', async () => {
    expect(await complaint(electing({ mayWork: (id) => id !== 'a2' }))).toEqual([
      other('a1', 'a2'),
      '  as it is: action work(node: a1) does a1: idle → done',
      '  exchanged: no action does a2: idle → done; the counterpart of that action does nothing',
      '  in the state: a1: idle; a2: idle; a3: idle; leader: none',
    ]);
  });

  it('takes the first of a sorted list of ids', async () => {
    const elected = (view: View): string[] => Set(done(view)).sort().slice(0, 1).toArray();
    expect(await complaint(electing({ elected }))).toEqual([
      other('a1', 'a2'),
      '  as it is: action elect does leader: none → a1',
      '  exchanged: no action does leader: none → a2; the counterpart of that action does leader: none → a1',
      '  in the state: a1: done; a2: done; a3: idle; leader: none',
    ]);
  });

  it('compares ids', async () => {
    const mayWork = (id: string, view: View): boolean =>
      ids.every((other) => other >= id || view.get(phase(other)) === 'done');
    expect((await complaint(electing({ mayWork }))).slice(0, 2)).toEqual([
      other('a1', 'a2'),
      '  as it is: action work(node: a1) does a1: idle → done',
    ]);
  });

  it('does more for one id, where others do as much', async () => {
    const elected = (view: View) => [...done(view), ...(isAnybodyDone(view) ? ['a3'] : [])];
    expect(await complaint(electing({ elected }))).toEqual([
      other('a2', 'a3'),
      '  as it is: action elect does leader: none → a3',
      '  exchanged: no action does leader: none → a2; the counterpart of that action does leader: none → a1 or leader: none → a3',
      '  in the state: a1: done; a2: idle; a3: idle; leader: none',
    ]);
  });

  it('throws for one id only', async () => {
    const mayWork = (id: string, view: View): boolean => {
      if (id === 'a1' && view.get(phase('a2')) === 'done') throw new RangeError('no');
      return true;
    };
    expect(await complaint(electing({ mayWork }))).toEqual([
      other('a1', 'a2'),
      '  as it is: every action answers',
      expect.stringMatching(/^ {2}exchanged: one of them threw RangeError: no/),
      '  in the state: a1: done; a2: idle; a3: idle; leader: none',
    ]);
  });
});

describe('a property that', () => {
  it.each<[string, Property, readonly string[] | undefined]>([
    [
      'names an id',
      invariant('idle-or-led', '', (view) => view.get(phase('a1')) === 'idle' || isAnybodyDone(view)),
      undefined,
    ],
    [
      'names an id in an invariant',
      invariant('first-idle', '', (view) => view.get(phase('a1')) === 'idle'),
      [
        'nodes are not alike: with a1 and a2 exchanged, property first-idle answers otherwise',
        '  as it is: property first-idle is false',
        '  exchanged: property first-idle is true',
        '  in the state: a1: done; a2: idle; a3: idle; leader: none',
      ],
    ],
    [
      'names an id in what is to be reached',
      reachable('third-leads', '', (view) => view.get(leader) === 'a3'),
      [
        'nodes are not alike: with a2 and a3 exchanged, property third-leads answers otherwise',
        '  as it is: property third-leads is false',
        '  exchanged: property third-leads is true',
        '  in the state: a1: idle; a2: done; a3: idle; leader: a2',
      ],
    ],
    [
      'is asked of all ids, and treats one differently',
      invariant(
        'idle',
        '',
        ids.map((node) => ({
          parameters: { node },
          holds: (view) => node === 'a1' || view.get(phase(node)) === 'idle',
        })),
      ),
      [
        'nodes are not alike: with a1 and a2 exchanged, property idle answers otherwise',
        '  as it is: property idle(node: a1) is true',
        '  exchanged: property idle(node: a2) is false',
        '  in the state: a1: done; a2: idle; a3: idle; leader: none',
      ],
    ],
    [
      'names an id at steps',
      transition('first-stays', '', (before, after) => before.get(phase('a1')) === after.get(phase('a1'))),
      [
        'nodes are not alike: with a1 and a2 exchanged, property first-stays answers otherwise',
        '  as it is: property first-stays is false',
        '  exchanged: property first-stays is true',
        '  at the step: work(node: a1) does a1: idle → done',
        '  in the state: a1: idle; a2: idle; a3: idle; leader: none',
      ],
    ],
    [
      'names an id where nothing more happens',
      { kind: 'deadlock', name: 'first-leads', says: '', mayEnd: (view) => view.get(leader) === 'a1' },
      [
        'nodes are not alike: with a1 and a2 exchanged, property first-leads answers otherwise',
        '  as it is: property first-leads is true',
        '  exchanged: property first-leads is false',
        '  in the state: a1: done; a2: done; a3: done; leader: a1',
      ],
    ],
  ])('%s', async (_what, property, message) => {
    const model = electing({ properties: [property] });
    if (message !== undefined) expect(await complaint(model)).toEqual(message);
    else expect(await checkModel(model, { symmetry: true, lint: true })).toMatchObject({ kind: 'holds' });
  });

  it('refines with a mapping that names an id', async () => {
    const flag = cell<boolean>('flag');
    const refines: Refines = {
      kind: 'refines',
      name: 'refines-flag',
      says: '',
      abstract: {
        name: 'flag',
        variables: [flag],
        initial: [[set(flag, false)]],
        actions: [action('raise', {}, (view) => (view.get(flag) ? [] : does(set(flag, true))))],
        properties: [],
      },
      mapping: [mapsCell(flag, (view) => view.get(phase('a1')) === 'idle')],
    };
    const lines = await complaint(electing({ properties: [refines] }));
    expect(lines.slice(0, 4)).toEqual([
      'nodes are not alike: with a1 and a2 exchanged, property refines-flag answers otherwise',
      '  as it is: property refines-flag is false',
      '  exchanged: property refines-flag is true',
      expect.stringMatching(/^ {2}at the step: work/),
    ]);
  });

  it('numbers what it is asked of is no fault', async () => {
    const property = invariant(
      'idle',
      '',
      ids.map((id, i) => ({ parameters: { i }, holds: (view) => view.get(phase(id)) !== 'idle' })),
    );
    expect(await lintSymmetry(electing({ properties: [property] }), symmetryOf(electing({})))).toBeDefined();
  });
});

it('nothing has to be asked for: where symmetry is used, it is tried', async () => {
  const elected = (view: View): string[] => done(view).sort().slice(0, 1);
  const properties = [reachable('third-before-second', '', (view) => view.get(leader) === 'a3')];
  const model = electing({ elected, properties });
  expect((await checkModel(model)).kind).toBe('holds');
  await expect(checkModel(model, { symmetry: true })).rejects.toThrow(
    /a1 and a2 exchanged, it takes other steps/,
  );
  const alike = await checkModel(electing({}), { symmetry: true });
  expect(alike.coverage.symmetryTrial).toEqual({
    states: expect.any(Number),
    isComplete: false,
    unnamed: [],
  });
  // A sort whose ids stand nowhere merges no states.
  const misspelt = { ...electing({}), sorts: [{ name: 'nodes', ids: ['n1', 'n2'] }] };
  const inVain = await checkModel(misspelt, { symmetry: true });
  expect(inVain.coverage.symmetryTrial?.unnamed).toEqual([{ sort: 'nodes', ids: ['n1', 'n2'] }]);
  // The lint, which tries more, tells of itself.
  const linted = await checkModel(electing({}), { symmetry: true, lint: true });
  expect(linted.coverage).toMatchObject({ symmetryLint: { isComplete: true } });
  expect(linted.coverage.symmetryTrial).toBeUndefined();
});

describe('the lint', () => {
  it('says on how many states it tried, and whether these are all', async () => {
    const model = electing({});
    const group = symmetryOf(model);
    const all = (await checkModel(model)).coverage.distinct;
    expect(await lintSymmetry(model, group)).toEqual({
      states: all,
      isComplete: true,
      exchanges: 2,
      unnamed: [],
    });
    expect(await lintSymmetry(model, group, { statesMax: 9 })).toEqual({
      states: 9,
      isComplete: false,
      exchanges: 2,
      unnamed: [],
    });
  });

  it('reaches deep states of a wide model too', async () => {
    const many = ['b1', 'b2', 'b3', 'b4', 'b5', 'b6'];
    const counts = cell<List<number>>('counts');
    const top = cell<string | null>('top');
    const step = (id: string, i: number): Action =>
      by(
        id,
        action('step', {}, (view) => {
          const all = view.get(counts);
          if (Math.min(...all) === 4) return view.get(top) === null ? does(set(top, 'b1')) : [];
          return (all.get(i) as number) < 4
            ? does(
                set(
                  counts,
                  all.update(i, 0, (n) => n + 1),
                ),
              )
            : [];
        }),
      );
    const model: Model = {
      name: 'wide',
      sorts: [{ name: 'nodes', ids: many }],
      variables: [counts, top],
      initial: [[set(counts, List(many.map(() => 0))), set(top, null)]],
      actions: many.map(step),
      properties: [],
    };
    // 5^6 states before the one in which an id is named, 24 steps deep.
    await expect(lintSymmetry(model, symmetryOf(model))).rejects.toThrow(
      /with b1 and b2 exchanged.*\n.*action step\(node: b\d\) does top: none → b1\n.*no action does top: none → b2/,
    );
  });

  it('tries the steps, and not the properties, where symmetry is declared and not used', async () => {
    const first = invariant('first-first', '', (view) => view.get(phase('a1')) !== 'strange');
    const named = reachable('third-leads', '', (view) => view.get(leader) === 'a3');
    const { kind, coverage } = await checkModel(electing({ properties: [first, named] }), { lint: true });
    expect(kind).toBe('holds');
    expect(coverage).toMatchObject({ symmetry: undefined, symmetryLint: { isComplete: true, exchanges: 2 } });
    await expect(checkModel(electing({ mayWork: (id) => id !== 'a2' }), { lint: true })).rejects.toThrow(
      SymmetryError,
    );
    expect(await checkModel(electing({ mayWork: (id) => id !== 'a2' }))).toMatchObject({ kind: 'holds' });
  });

  it('tries nothing where nothing is declared alike', async () => {
    const model = { ...electing({}), sorts: [{ name: 'nodes', ids, ordered: 'by name' }] };
    expect((await checkModel(model, { lint: true })).coverage.symmetryLint).toBeUndefined();
  });

  it('leaves it to the search to tell of code that fails', async () => {
    const fails = electing({
      mayWork: () => {
        throw new RangeError('no');
      },
    });
    const verdict = await checkModel(fails, { symmetry: true, lint: true });
    expect(verdict).toMatchObject({ kind: 'spec-error', execution: {} });
  });

  it('ends early where it is told to', async () => {
    const abort = new AbortController();
    const slow = electing({
      mayWork: () => {
        const until = performance.now() + 10;
        while (performance.now() < until);
        abort.abort();
        return true;
      },
    });
    const lint = await lintSymmetry(slow, symmetryOf(slow), { signal: abort.signal });
    expect(lint).toMatchObject({ isComplete: false });
  });
});

const declaring = specs.filter(({ instantiate }) =>
  instantiate().model.sorts?.some(({ ordered }) => ordered === undefined),
);

it.each(declaring)('$name treats alike what it declares to be alike', async ({ instantiate }) => {
  // Liveness is judged on all states, never on orbits.
  const instance = instantiate().model;
  const model = { ...instance, properties: instance.properties.filter((property) => !isLiveness(property)) };
  expect(await lintSymmetry(model, symmetryOf(model), { statesMax: 300 })).toBeDefined();
});
