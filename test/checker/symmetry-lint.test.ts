/** Specs that declare ids to be alike and treat them differently: what `--lint` says of them, and that without it nothing does. */
import { List, Set } from 'immutable';
import { describe, expect, it } from 'vitest';
import { checkModel } from '../../checker/check.js';
import {
  type Action,
  type Cell,
  cell,
  isLiveness,
  type Model,
  type Outcome,
  type Property,
  type Refines,
  set,
  type View,
} from '../../checker/model.js';
import { SymmetryError, symmetryOf } from '../../checker/symmetry.js';
import { lintSymmetry } from '../../checker/symmetry-lint.js';
import { action, by, does, invariant, reachable, transition } from '../../spec/kit/plain.js';
import { specs } from '../../spec/registry.js';

const ids = ['a1', 'a2', 'a3'];
const cells = new Map(ids.map((id) => [id, cell<string>(id)]));
const phase = (id: string): Cell<string> => cells.get(id) as Cell<string>;
const leader = cell<string | null>('leader');

const done = (view: View): string[] => ids.filter((id) => view.get(phase(id)) === 'done');
const isAnybodyDone = (view: View): boolean => ids.map((id) => view.get(phase(id))).includes('done');

/** Nodes work; of those that are done one becomes the leader, at any time. */
function electing({
  mayWork = () => true,
  elected = (view) => done(view),
  properties = [],
}: {
  mayWork?: (id: string, view: View) => boolean;
  elected?: (view: View) => readonly string[];
  properties?: readonly Property[];
}): Model {
  const work = (id: string): Action =>
    by(
      id,
      action('work', {}, (view) =>
        view.get(phase(id)) === 'idle' && mayWork(id, view) ? does(set(phase(id), 'done')) : [],
      ),
    );
  const elect = action('elect', {}, (view): readonly Outcome[] =>
    view.get(leader) === null ? elected(view).map((id) => ({ updates: [set(leader, id)] })) : [],
  );
  return {
    name: 'electing',
    sorts: [{ name: 'nodes', ids }],
    variables: [...ids.map(phase), leader],
    initial: [[...ids.map((id) => set(phase(id), 'idle')), set(leader, null)]],
    actions: [...ids.map(work), elect],
    properties,
  };
}

async function complaint(model: Model): Promise<string> {
  const asked = checkModel(model, { symmetry: true, lint: true });
  await expect(asked).rejects.toThrow(SymmetryError);
  return asked.then(
    () => '',
    (error: Error) => error.message,
  );
}

describe('an action that', () => {
  it('names an id', async () => {
    expect(await complaint(electing({ mayWork: (id) => id !== 'a2' }))).toBe(
      'nodes are not alike: action work(node: a1) does a1: idle → done, but with a1 and a2 exchanged no action does ' +
        'a2: idle → done (its counterpart does nothing); in the state a1: idle; a2: idle; a3: idle; leader: none',
    );
  });

  it('takes the first of a sorted list of ids', async () => {
    expect(
      await complaint(electing({ elected: (view) => Set(done(view)).sort().slice(0, 1).toArray() })),
    ).toBe(
      'nodes are not alike: action elect does leader: none → a1, but with a1 and a2 exchanged no action does ' +
        'leader: none → a2 (its counterpart does leader: none → a1); in the state a1: done; a2: done; a3: idle; leader: none',
    );
  });

  it('compares ids', async () => {
    const mayWork = (id: string, view: View): boolean =>
      ids.every((other) => other >= id || view.get(phase(other)) === 'done');
    expect(await complaint(electing({ mayWork }))).toMatch(
      /^nodes are not alike: action work\(node: a1\) does a1: idle → done, but with a1 and a2 exchanged no action does a2: idle → done/,
    );
  });

  it('does more for one id, where others do as much', async () => {
    const elected = (view: View) => [...done(view), ...(isAnybodyDone(view) ? ['a3'] : [])];
    expect(await complaint(electing({ elected }))).toBe(
      'nodes are not alike: action elect does leader: none → a3, but with a2 and a3 exchanged no action does ' +
        'leader: none → a2 (its counterpart does leader: none → a1 or leader: none → a3); in the state a1: done; a2: idle; a3: idle; leader: none',
    );
  });

  it('fails for one id only', async () => {
    const mayWork = (id: string, view: View): boolean => {
      if (id === 'a1' && view.get(phase('a2')) === 'done') throw new RangeError('no');
      return true;
    };
    expect(await complaint(electing({ mayWork }))).toMatch(
      /^nodes are not alike: the actions answer, but with a1 and a2 exchanged one of them threw RangeError: no.*; in the state a1: done; a2: idle; a3: idle; leader: none$/,
    );
  });
});

describe('a property that', () => {
  it.each<[string, Property, string]>([
    [
      'names an id',
      invariant('idle-or-led', '', (view) => view.get(phase('a1')) === 'idle' || isAnybodyDone(view)),
      '',
    ],
    [
      'names an id in an invariant',
      invariant('first-idle', '', (view) => view.get(phase('a1')) === 'idle'),
      'nodes are not alike: property first-idle is false, but with a1 and a2 exchanged property first-idle is true; ' +
        'in the state a1: done; a2: idle; a3: idle; leader: none',
    ],
    [
      'names an id in what is to be reached',
      reachable('third-leads', '', (view) => view.get(leader) === 'a3'),
      'nodes are not alike: property third-leads is false, but with a2 and a3 exchanged property third-leads is true; ' +
        'in the state a1: idle; a2: done; a3: idle; leader: a2',
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
      'nodes are not alike: property idle(node: a1) is true, but with a1 and a2 exchanged property idle(node: a2) is false; ' +
        'in the state a1: done; a2: idle; a3: idle; leader: none',
    ],
    [
      'names an id at steps',
      transition('first-stays', '', (before, after) => before.get(phase('a1')) === after.get(phase('a1'))),
      'nodes are not alike: property first-stays is false, but with a1 and a2 exchanged property first-stays is true; ' +
        'at the step work(node: a1) does a1: idle → done in the state a1: idle; a2: idle; a3: idle; leader: none',
    ],
    [
      'names an id where nothing more happens',
      { kind: 'deadlock', name: 'first-leads', says: '', mayEnd: (view) => view.get(leader) === 'a1' },
      'nodes are not alike: property first-leads is true, but with a1 and a2 exchanged property first-leads is false; ' +
        'in the state a1: done; a2: done; a3: done; leader: a1',
    ],
  ])('%s', async (_what, property, message) => {
    const model = electing({ properties: [property] });
    if (message !== '') expect(await complaint(model)).toBe(message);
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
      mapping: [
        { kind: 'cell', cell: flag as Cell<never>, value: (view) => view.get(phase('a1')) === 'idle' },
      ],
    };
    expect(await complaint(electing({ properties: [refines] }))).toMatch(
      /^nodes are not alike: property refines-flag is false, but with a1 and a2 exchanged property refines-flag is true; at the step/,
    );
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

it('without the lint such a spec gives wrong answers', async () => {
  const elected = (view: View): string[] => done(view).sort().slice(0, 1);
  const properties = [reachable('third-before-second', '', (view) => view.get(leader) === 'a3')];
  const model = electing({ elected, properties });
  expect((await checkModel(model)).kind).toBe('holds');
  expect((await checkModel(model, { symmetry: true })).kind).toBe('violated');
});

describe('the lint', () => {
  it('says on how many states it tried, and whether these are all', async () => {
    const model = electing({});
    const group = symmetryOf(model);
    const all = (await checkModel(model)).coverage.distinct;
    expect(await lintSymmetry(model, group)).toEqual({ states: all, isComplete: true, exchanges: 2 });
    expect(await lintSymmetry(model, group, { statesMax: 9 })).toEqual({
      states: 9,
      isComplete: false,
      exchanges: 2,
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
      /action step\(node: b\d\) does top: none → b1, but with b1 and b2 exchanged no action does top: none → b2/,
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

  it('leaves it to the search to tell of code that fails, or that answers differently each time', async () => {
    let calls = 0;
    const fails = electing({
      mayWork: () => {
        throw new RangeError('no');
      },
    });
    const wavers = electing({ elected: () => [`leader ${calls++}`] });
    for (const model of [fails, wavers]) {
      expect((await checkModel(model, { symmetry: true, lint: true })).kind).toBe('spec-error');
    }
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
  const whole = instantiate().model;
  // Liveness is not judged on orbits.
  const model = { ...whole, properties: whole.properties.filter((property) => !isLiveness(property)) };
  expect(await lintSymmetry(model, symmetryOf(model), { statesMax: 300 })).toBeDefined();
});
