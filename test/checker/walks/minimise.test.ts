/**
 * Walks less the steps that do not matter: what is left is an execution of the model, still breaks the property at its end and only
 * there, and no single step of it could go.
 */
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { canonical } from '../../../checker/canonical.js';
import {
  type Action,
  add,
  cell,
  type Model,
  type Outcome,
  over,
  type Property,
  set,
  soup,
} from '../../../checker/model.js';
import { DirectState, type DirectStep } from '../../../checker/paths/direct.js';
import {
  directPath,
  instanceShown,
  type Path,
  type ReplayPoint,
  runOf,
} from '../../../checker/paths/replay.js';
import { verifyExecution } from '../../../checker/paths/verify.js';
import { minimise } from '../../../checker/walks/minimise.js';
import { Walker } from '../../../checker/walks/walker.js';
import {
  action,
  disabled,
  does,
  invariant,
  mapsCell,
  neverStuck,
  refines,
  transition,
} from '../../../spec/kit/plain.js';
import { modelOf, modelPlan } from '../random-model.js';

/** The first of some walks that breaks a property. */
function brokenWalk(
  model: Model,
  seed: number,
  maxSteps: number,
): { path: Path; property: Property } | undefined {
  const walker = new Walker(model, { seed, maxSteps });
  for (let walk = 0; walk < 30; walk++) {
    const points: ReplayPoint[] = [];
    for (let goesOn = walker.begin(walk); ; goesOn = walker.advance()) {
      if (points.length === walker.length) points.push({ low: walker.low, high: walker.high });
      if (!goesOn) break;
    }
    if (walker.trouble?.kind !== 'violated') continue;
    const name = walker.trouble.failure.property.name;
    const property = model.properties.find((p) => p.name === name) as Property;
    return { path: directPath(model, points), property };
  }
  return undefined;
}

function statesOf({ start, steps }: Path): DirectState[] {
  return [start, ...steps.map(({ next }) => next)];
}

function isBrokenAt(property: Property, states: readonly DirectState[], at: number): boolean {
  return instanceShown(property, states[Math.max(0, at - 1)], states[at]) !== undefined;
}

/** What a step is called, whatever state it is taken in. */
function nameOf({ action, element, outcome: { parameters, received } }: DirectStep): string {
  return canonical([action.name.toString(), action.node, action.parameters, element, parameters, received]);
}

/** The states of a walk with these steps in this order, if there is one. Each step has a name of its own here. */
function retake(start: DirectState, steps: readonly DirectStep[]): DirectState[] | undefined {
  const states = [start];
  for (const step of steps) {
    const again = states[states.length - 1].steps().find((s) => nameOf(s) === nameOf(step));
    if (again === undefined) return undefined;
    states.push(again.next);
  }
  return states;
}

describe('walks through random models', () => {
  it('stay broken, and lose no step without being whole', () => {
    const walks = fc.record({ plan: modelPlan, seed: fc.nat(), maxSteps: fc.integer({ min: 1, max: 25 }) });
    let shortened = 0;
    fc.assert(
      fc.property(walks, ({ plan, seed, maxSteps }) => {
        const model = modelOf(plan);
        const found = brokenWalk(model, seed, maxSteps);
        if (found === undefined) return;
        const { path, property } = found;
        const { isMinimal, ...left } = minimise(property, path);
        const { steps } = left;
        if (steps.length < path.steps.length) shortened++;
        expect(isMinimal).toBe(true);

        const states = statesOf(left);
        expect(states.map((_, at) => isBrokenAt(property, states, at))).toEqual(
          states.map((_, at) => at === steps.length),
        );
        const names = path.steps.map(nameOf);
        for (const step of steps) {
          const at = names.indexOf(nameOf(step));
          expect(at).toBeGreaterThanOrEqual(0);
          names.splice(0, at + 1);
        }
        const parameters = instanceShown(
          property,
          states[Math.max(0, steps.length - 1)],
          states[steps.length],
        );
        const { name, kind, says } = property;
        const claim = { name, kind, says, parameters: parameters ?? {}, outcome: 'violated' as const };
        verifyExecution(model, { spec: 'random', parameters: {}, property: claim, ...runOf(left) });

        for (let without = 0; without < steps.length; without++) {
          const fewer = retake(
            path.start,
            steps.filter((_, i) => i !== without),
          );
          if (fewer !== undefined) expect(isBrokenAt(property, fewer, fewer.length - 1)).toBe(false);
        }
      }),
      { numRuns: 2000 },
    );
    expect(shortened).toBeGreaterThan(20);
  });
});

/** Counts to 4, beside a clock that does not matter. */
const n = cell<number>('n');
const clock = cell<number>('clock');
const box = soup<{ kind: 'even' | 'odd' }>('box');
const up = action('Up', {}, (view) => (view.get(n) < 4 ? does(set(n, view.get(n) + 1)) : disabled));
const tick = action('Tick', {}, (view) =>
  view.get(n) < 4 ? does(set(clock, (view.get(clock) + 1) % 5)) : disabled,
);

function counting(property: Property, ...more: Action[]): Model {
  const initial = [[set(n, 0), set(clock, 0)]];
  return {
    name: 'counting',
    variables: [n, clock, box],
    initial,
    actions: [up, tick, ...more],
    properties: [property],
  };
}

/** The walk that takes these actions: `Up`, or, where there are several alike, `Up#1` for the second. */
function walkOf(model: Model, names: string): Path {
  const [start] = DirectState.initial(model);
  const steps: DirectStep[] = [];
  for (const word of names.split(' ')) {
    const [name, place = '0'] = word.split('#');
    const state = steps.at(-1)?.next ?? start;
    steps.push(state.steps().filter((step) => step.name === name)[Number(place)]);
  }
  return { start, steps };
}

function left(property: Property, names: string, ...more: Action[]): string {
  const path = walkOf(counting(property, ...more), names);
  const { steps, isMinimal } = minimise(property, path);
  return `${steps.map(({ name }) => name).join(' ')}${isMinimal ? '' : ' ...'}`;
}

describe('what stays broken is', () => {
  test('an invariant that is false in the last state', () => {
    const small = invariant('small', '', (view) => view.get(n) < 3);
    expect(left(small, 'Tick Up Tick Tick Up Tick Up')).toBe('Up Up Up');
  });

  test('a transition property that the last step breaks', () => {
    const even = transition(
      'even',
      '',
      (before, after) => before.get(n) % 2 === 0 || after.get(n) === before.get(n),
    );
    expect(left(even, 'Tick Up Tick Up')).toBe('Up Up');
  });

  test('a refinement whose last step the abstract model does not have', () => {
    const abstract: Model = {
      ...counting(invariant('true', '', () => true)),
      variables: [n],
      initial: [[set(n, 0)]],
    };
    const slow = {
      ...abstract,
      actions: [action('Up', {}, (view) => (view.get(n) < 2 ? does(set(n, view.get(n) + 1)) : disabled))],
    };
    const refined = refines('slow', '', slow, [mapsCell(n, (view) => view.get(n))]);
    expect(left(refined, 'Tick Up Tick Up Tick Up')).toBe('Up Up Up');
  });

  test('a last state without a step', () => {
    const goesOn = neverStuck('goes-on', '', () => false);
    expect(left(goesOn, 'Tick Up Up Tick Up Up')).toBe('Up Up Up Up');
  });

  test('a walk that breaks earlier once steps are gone ends there', () => {
    const agrees = invariant('agrees', '', (view) =>
      view.get(n) === 2 ? view.get(clock) === 2 : view.get(n) < 4,
    );
    expect(left(agrees, 'Tick Tick Up Up Up Up')).toBe('Up Up');
  });
});

describe('a step is found again', () => {
  const sends = action('Send', {}, (view) =>
    does(add(box, { kind: view.get(n) % 2 === 0 ? 'even' : 'odd' })),
  );
  const open: Action = {
    name: 'Open',
    over: over.soup(box),
    run: (view) => (view.get(n) < 4 ? [{ updates: [set(n, 4)] }] : []),
  };

  test('only for the message that it received', () => {
    const four = invariant('four', '', (view) => view.get(n) !== 4);
    expect(left(four, 'Up Send Open', sends, open)).toBe('Up Send Open');
    expect(left(four, 'Send Up Tick Open', sends, open)).toBe('Send Open');
  });

  test('as the same of several alternatives that look alike', () => {
    const either: Action = {
      name: 'Either',
      run: (view): Outcome[] => [1, 2, 3].map((by) => ({ updates: [set(n, view.get(n) + by)] })),
    };
    const seven = invariant('seven', '', (view) => view.get(n) < 7);
    const model = counting(seven, either);
    const { steps } = minimise(seven, walkOf(model, 'Either#1 Either#0 Tick Either#2 Either#1'));
    expect(
      runOf({ start: DirectState.initial(model)[0], steps }).steps.map(({ changes }) => changes[0].after),
    ).toEqual([2, 5, 7]);
  });

  test('not where spec code fails', () => {
    const careful = action('Careful', {}, (view) => {
      if (view.get(n) === 0) return disabled;
      if (view.get(clock) === 0) throw new RangeError('what is the time?');
      return does(set(n, 4));
    });
    const four = invariant('four', '', (view) => view.get(n) !== 4);
    expect(left(four, 'Tick Up Tick Careful', careful)).toBe('Up Tick Careful');
  });
});

test('what cannot be tried any more stays', () => {
  const small = invariant('small', '', (view) => view.get(n) < 3);
  const path = walkOf(counting(small), 'Tick Up Tick Up Up');
  expect(minimise(small, path, 0)).toEqual({ ...path, isMinimal: false });
  const some = minimise(small, path, 3);
  expect(some.isMinimal).toBe(false);
  expect(
    instanceShown(small, some.steps.at(-1)?.next as DirectState, some.steps.at(-1)?.next as DirectState),
  ).toEqual({});
});
