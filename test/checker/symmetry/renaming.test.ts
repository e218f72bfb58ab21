/** What a renaming makes of values: the value whose text the encoder gives for it, and back again. */
import fc from 'fast-check';
import { List, Map, Record, Set } from 'immutable';
import { describe, expect, it } from 'vitest';
import { canonical, canonicalRenamed } from '../../../checker/canonical.js';
import { cell, soup, unorderedCell } from '../../../checker/model.js';
import {
  renamedName,
  renamedText,
  renamedValue,
  requireInOrder,
} from '../../../checker/symmetry/renaming.js';
import { ModelError } from '../../../checker/tables/layout.js';
import { arbitraryValue } from '../arbitrary-value.js';

const exchange = new globalThis.Map([
  ['a1', 'a2'],
  ['a2', 'a1'],
]);
const plain = cell<unknown>('plain');
const bag = unorderedCell<unknown>('bag');

describe('a renamed value', () => {
  it.each<[string, unknown, unknown]>([
    ['a string', 'a1', 'a2'],
    ['a string that only holds an id', 'a1 or so', 'a1 or so'],
    ['an array, in its order', ['a1', 'b', 'a2'], ['a2', 'b', 'a1']],
    ['an object, keys too', { a1: 'a1', from: 'a2', n: 1 }, { a2: 'a2', from: 'a1', n: 1 }],
    ['a List', List(['a1']), List(['a2'])],
    ['a Set', Set(['a1', 'b']), Set(['a2', 'b'])],
    ['a Map, keys too', Map({ a1: Set(['a2']), b: null }), Map({ a2: Set(['a1']), b: null })],
    ['a Record', Record({ vote: 'a1' })(), Record({ vote: 'a2' })()],
    ['a Record with ids for fields', Record({ a1: 1, a2: 2 })(), Record({ a1: 2, a2: 1 })()],
    [
      'what holds no id',
      { kind: 'b', of: [1, null, undefined, 2n] },
      { kind: 'b', of: [1, null, undefined, 2n] },
    ],
  ])('%s', (_what, value, renamed) => {
    expect(canonical(renamedValue(plain, value, exchange))).toBe(canonical(renamed));
    expect(renamedText(plain, value, exchange)).toBe(canonical(renamed));
  });

  it('has the text that the encoder gives for it, and is itself again when it is renamed back', () => {
    const renaming = new globalThis.Map([
      ['v1', 'none'],
      ['none', '#map'],
      ['#map', 'v1'],
    ]);
    const back = new globalThis.Map([...renaming].map(([id, image]) => [image, id]));
    fc.assert(
      fc.property(arbitraryValue, (value) => {
        const renamed = renamedValue(plain, value, renaming);
        expect(canonical(renamed)).toBe(canonicalRenamed(value, renaming));
        expect(canonical(renamedValue(plain, renamed, back))).toBe(canonical(value));
      }),
      { seed: 20261121, numRuns: 500 },
    );
  });

  it('is refused where a Record has a field for an id and none for its image', () => {
    expect(() => renamedValue(plain, { by: Record({ a1: 1 })() }, exchange)).toThrow(
      new ModelError('a Record has the field a1, but not a2, its image'),
    );
  });
});

describe('a list without order', () => {
  const queue = [
    { from: 'a1', n: 2 },
    { from: 'a1', n: 2 },
    { from: 'a2', n: 1 },
  ];
  const renamed = [
    { from: 'a1', n: 1 },
    { from: 'a2', n: 2 },
    { from: 'a2', n: 2 },
  ];

  it('is put in order again', () => {
    expect(renamedValue(bag, queue, exchange)).toEqual(renamed);
    expect(renamedText(bag, queue, exchange)).toBe(canonical(renamed));
    expect(renamedText(plain, queue, exchange)).not.toBe(canonical(renamed));
  });

  it('must be kept in order, and be a list', () => {
    expect(() => requireInOrder(bag, queue)).not.toThrow();
    expect(() => requireInOrder(plain, [2, 1])).not.toThrow();
    expect(() => requireInOrder(bag, [2, 1])).toThrow(
      new ModelError(
        "bag is unordered, and holds a list that is not in the order of its items' canonical texts",
      ),
    );
    expect(() => requireInOrder(bag, 1)).toThrow(new ModelError('bag is unordered, and holds no list'));
  });

  it('is no other way of having members in a soup', () => {
    expect(renamedText(soup('s'), ['a2', 'a1'], exchange)).toBe('["a1","a2"]');
  });
});

it('the words of a name that are ids change', () => {
  expect(renamedName('channel a1 to a2', exchange)).toBe('channel a2 to a1');
  expect(renamedName('a11 xa1 up', exchange)).toBe('a11 xa1 up');
});
