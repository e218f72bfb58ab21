/** What a log says of maps, sets and lists in plain JSON is read as the spec has it. */
import { expect, it } from 'vitest';
import { inWordsOf } from '../../../traces/conform/plain-words.js';

const map = (...entries: unknown[]) => ({ '#map': entries });

it.each([
  ['a map whole, as an object', map(['a1', 1], ['a2', 2]), { a2: 2, a1: 1 }, undefined],
  ['a map with entries in another order', map(['a1', 1], ['a2', 2]), map(['a2', 2], ['a1', 1]), undefined],
  ['only what changed of a map', map(['a1', 1], ['a2', 2]), { a2: 2 }, map(['a1', 1])],
  ['an entry that is gone', map(['a1', 1]), { a2: null }, map(['a1', 1], ['a2', 2])],
  ['a map whose keys are numbers', map([1, 'x']), { '1': 'x' }, undefined],
  ['a map in a map', map([1, map(['a', 2])]), { '1': { a: 2 } }, undefined],
  ['a set as an array', { '#set': ['a', 'b'] }, ['b', 'a'], undefined],
  ['a list as an array', { '#list': [1, 2] }, [1, 2], undefined],
  ['a map in an object in an array', [{ m: map(['a', 1]) }], [{ m: { a: 1 } }], undefined],
])('%s', (_name, expected, observed, before) => {
  expect(inWordsOf(expected, observed, before)).toEqual(expected);
});

it.each([
  ['another value', map(['a1', 1]), { a1: 2 }],
  ['an entry too many', map(['a1', 1]), { a1: 1, a2: 2 }],
  ['another set', { '#set': ['a'] }, ['a', 'b']],
  ['a list in another order', { '#list': [1, 2] }, [2, 1]],
])('%s is not the same', (_name, expected, observed) => {
  expect(inWordsOf(expected, observed)).not.toEqual(expected);
});
