/** The small parts of the plain front end: bindings in order, updates, names and ranges, guards that can be asked about. */
import { describe, expect, it } from 'vitest';
import { type Action, cell, set } from '../../../checker/model.js';
import { guard, guardsAsked } from '../../../spec/kit/guard.js';
import { names, range } from '../../../spec/kit/names.js';
import { action, bindings, does, forEach } from '../../../spec/kit/plain.js';
import { replacing } from '../../../spec/kit/replacing.js';

describe('bindings', () => {
  it('are every combination, the last domain running fastest', () => {
    expect(bindings({ ballot: [1, 2], value: ['v', 'w'] })).toEqual([
      { ballot: 1, value: 'v' },
      { ballot: 1, value: 'w' },
      { ballot: 2, value: 'v' },
      { ballot: 2, value: 'w' },
    ]);
  });

  it('of no domain are one, and of an empty domain none', () => {
    expect(bindings({})).toEqual([{}]);
    expect(bindings({ ballot: [1, 2], value: [] })).toEqual([]);
    expect(forEach({ n: [1, 2, 3] }, ({ n }) => n * n)).toEqual([1, 4, 9]);
  });
});

it.each([false, undefined, null, 0])('does(...) refuses %s, which is no update', (update) => {
  const fine = set(cell<number>('n'), 1);
  expect(does(fine)).toEqual([{ updates: [fine] }]);
  expect(does()).toEqual([{ updates: [] }]);
  expect(() => does(fine, update as never)).toThrow(
    new TypeError(`does(...) takes updates such as set(...), change(...) and add(...), not ${update}`),
  );
});

it('names and ranges', () => {
  expect(names('a', 3)).toEqual(['a1', 'a2', 'a3']);
  expect(names('a', 0)).toEqual([]);
  expect(range(1, 4)).toEqual([1, 2, 3]);
  expect(range(4, 1)).toEqual([]);
});

describe('a guard', () => {
  const mayVote = (ballot: number, promised: number): boolean =>
    guard('ballot is above 0', ballot > 0, { ballot }) &&
    guard('no higher promise', ballot >= promised, { ballot, promised });

  it('is its condition', () => {
    expect([mayVote(2, 1), mayVote(1, 2), mayVote(0, 0)]).toEqual([true, false, false]);
  });

  it('tells, when asked, which condition was false with which operands', () => {
    expect(guardsAsked(() => mayVote(1, 2))).toEqual({
      result: false,
      guards: [
        { name: 'ballot is above 0', holds: true, operands: { ballot: 1 } },
        { name: 'no higher promise', holds: false, operands: { ballot: 1, promised: 2 } },
      ],
    });
    expect(guardsAsked(() => mayVote(0, 2)).guards.map(({ name }) => name)).toEqual(['ballot is above 0']);
  });

  it('tells nobody else: questions nest, and end also where the code throws', () => {
    const inner: unknown[] = [];
    const { guards } = guardsAsked(() => {
      guard('outer', true);
      inner.push(guardsAsked(() => guard('inner', false)).guards.map(({ name }) => name));
      return guard('outer again', true);
    });
    expect([inner, guards.map(({ name }) => name)]).toEqual([[['inner']], ['outer', 'outer again']]);
    expect(() => guardsAsked(() => { guard('lost', true); throw new Error('no'); })).toThrow('no'); // biome-ignore format: short
    expect(guardsAsked(() => 1).guards).toEqual([]);
  });
});

describe('replacing', () => {
  const actions = ['a', 'b', 'a'].map((name) => action(name, {}, () => []));

  it('puts others in the place of all that have the name', () => {
    const twice = (found: Action) => [found, { ...found, name: 'c' }];
    expect(replacing(actions, 'a', twice).map(({ name }) => name)).toEqual(['a', 'c', 'b', 'a', 'c']);
    expect(replacing(actions, 'b', () => []).map(({ name }) => name)).toEqual(['a', 'a']);
  });

  it('throws where nothing has the name', () => {
    expect(() => replacing(actions, 'A', () => [])).toThrow(
      new RangeError('there is no action A to be replaced; there are: a, b'),
    );
  });
});
