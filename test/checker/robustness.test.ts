/**
 * Models that once made the checker lie or crash: each is kept with what must be said of it.
 */
import { describe, expect, it } from 'vitest';
import { checkModel } from '../../checker/check.js';
import { type Action, cell, type Model, type Property, set, type View } from '../../checker/model.js';
import { ModelError } from '../../checker/tables/layout.js';
import { action, disabled, does, invariant, reachable, transition } from '../../spec/kit/plain.js';

const n = cell<number>('n');
const m = cell<number>('m');

function model(actions: readonly Action[], properties: readonly Property[]): Model {
  return { name: 'robust', variables: [n, m], initial: [[set(n, 0), set(m, 0)]], actions, properties };
}

const countTo = (limit: number): Action =>
  action('Up', {}, (view) => (view.get(n) < limit ? does(set(n, view.get(n) + 1)) : disabled));
const countMTo = (limit: number): Action =>
  action('UpM', {}, (view) => (view.get(m) < limit ? does(set(m, view.get(m) + 1)) : disabled));

it('tables that never pay are dropped, however many there are', async () => {
  const all = ['p', 'q', 'r', 's'].map((name) =>
    invariant(name, 'both stay small', (view) => view.get(n) + view.get(m) <= 400),
  );
  const verdict = await checkModel(model([countTo(200), countMTo(200)], all));
  expect(verdict).toMatchObject({ kind: 'holds', coverage: { distinct: 201 * 201 } });
});

it('a violation thousands of steps deep is shown, from the parent links too', async () => {
  const broken = invariant('below', 'n stays below 3000', (view) => view.get(n) < 3000);
  const verdict = await checkModel(model([countTo(4000)], [broken]));
  expect(verdict.kind === 'violated' && verdict.execution?.steps.length).toBe(3000);
  const fault = invariant('throws', 'throws at 12000', (view) => {
    if (view.get(n) === 12_000) throw new Error('deep');
    return true;
  });
  const failed = await checkModel(model([countTo(20_000)], [fault]));
  expect(failed.kind === 'spec-error' && failed.execution?.steps.length).toBe(12_000);
});

it('a violation is not lost where spec code fails in a state that the search had not reached', async () => {
  const pick = action('Pick', {}, (view) =>
    view.get(n) === 0 ? Array.from({ length: 60 }, (_, i) => ({ updates: [set(n, i + 1)] })) : disabled,
  );
  const go = action('Go', {}, (view) => {
    if (view.get(n) === 50) throw new Error('boom');
    return view.get(n) > 0 && view.get(n) < 100 ? does(set(n, view.get(n) + 100)) : disabled;
  });
  const not101 = invariant('not101', 'n is not 101', (view) => view.get(n) !== 101);
  expect(await checkModel(model([pick, go], [not101]))).toMatchObject({
    kind: 'violated',
    property: 'not101',
  });
});

describe('a property that answers no boolean is a spec error', () => {
  it.each([
    ['a promise', async () => false, /answers with something of type object, not with true or false/],
    ['a list', () => [], /answers with a list/],
    ['nothing', () => undefined, /answers with something of type undefined/],
  ])('%s', async (_what, holds, says) => {
    const property = invariant('odd', 'odd', holds as unknown as (view: View) => boolean);
    const verdict = await checkModel(model([countTo(1)], [property]));
    expect(verdict.kind === 'spec-error' && verdict.message).toMatch(says);
  });
});

describe('a transition predicate that throws, or is false, where nothing has changed', () => {
  const byOne = (otherwise: (by: number | undefined) => boolean) =>
    transition('by-one', 'n goes up by one', (before, after) => {
      const by = [1, 2].find((step) => before.get(n) + step === after.get(n));
      return by === undefined ? otherwise(by) : by === 1;
    });
  const throwing = byOne((by) => (by as number).toFixed() === '1');
  const both = [countTo(3), countMTo(1)];

  it('holds where every step changes what it reads: no other is taken', async () => {
    for (const property of [throwing, byOne(() => false)])
      expect(await checkModel(model([countTo(3)], [property]))).toMatchObject({ kind: 'holds' });
  });

  it('is asked of steps that change something else', async () => {
    const verdict = await checkModel(model(both, [throwing]));
    expect(verdict.kind === 'spec-error' && verdict.message).toMatch(/property by-one/);
    expect(await checkModel(model(both, [byOne(() => false)]))).toMatchObject({
      kind: 'violated',
      execution: { steps: [{ action: 'UpM' }] },
    });
  });
});

describe('a malformed model is refused', () => {
  const good = model([countTo(1)], [reachable('one', 'n is 1', (view) => view.get(n) === 1)]);
  it.each([
    ['no initial state', { ...good, initial: [] }, 'model robust has no initial state'],
    ['no actions', { ...good, actions: undefined }, 'model robust has no list of actions'],
    [
      'an unknown kind of property',
      { ...good, properties: [{ kind: 'invarient', name: 'x', says: '', instances: [] }] },
      'model robust has a malformed property: x is of kind invarient; ' +
        'there are: invariant, transition, reachable, deadlock, refines, eventually, leadsTo, possible',
    ],
    [
      'an update that is none',
      { ...good, initial: [[undefined]] },
      'model robust has a malformed initial state: updates hold undefined; use set, add and change',
    ],
  ])('%s', async (_what, malformed, says) => {
    await expect(checkModel(malformed as unknown as Model)).rejects.toThrow(new ModelError(says));
  });
});

it('names that only differ in broken characters are different variables', async () => {
  const a = cell<number>('\ud800');
  const b = cell<number>('\ud801');
  const both: Model = {
    name: 'surrogates',
    variables: [a, b],
    initial: [[set(a, 0), set(b, 0)]],
    actions: [action('Both', {}, (view) => (view.get(a) === 0 ? does(set(a, 1), set(b, 1)) : disabled))],
    properties: [],
  };
  expect(await checkModel(both)).toMatchObject({ kind: 'holds', coverage: { distinct: 2 } });
});
