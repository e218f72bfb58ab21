/**
 * The encoder against a naive structural equality: equal text exactly where the values are equal. Then each kind of
 * thing that is no value, with the path at which it was found.
 */
import fc from 'fast-check';
import * as immutable from 'immutable';
import { describe, expect, it } from 'vitest';
import { canonical, equalValues, ValueError } from '../../checker/canonical.js';
import { Interned } from '../../checker/intern.js';
import { arbitraryValue } from './arbitrary-value.js';

const SEED = 20261121;

/** Equality by the book: plain data by structure, Immutable's collections by kind and by what they hold. */
function naivelyEqual(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  if (Array.isArray(a) || Array.isArray(b)) {
    return (
      Array.isArray(a) &&
      Array.isArray(b) &&
      a.length === b.length &&
      a.every((x, i) => naivelyEqual(x, b[i]))
    );
  }
  if (immutable.isRecord(a) || immutable.isRecord(b)) {
    return immutable.isRecord(a) && immutable.isRecord(b) && naivelyEqual(a.toObject(), b.toObject());
  }
  if (immutable.isList(a) || immutable.isList(b)) {
    return immutable.isList(a) && immutable.isList(b) && naivelyEqual(a.toArray(), b.toArray());
  }
  if (immutable.isSet(a) || immutable.isSet(b)) return immutable.is(a, b);
  if (immutable.isMap(a) || immutable.isMap(b)) {
    if (!immutable.isMap(a) || !immutable.isMap(b) || a.size !== b.size) return false;
    return [...a].every(([key, item]) => b.has(key) && naivelyEqual(item, b.get(key)));
  }
  const fields = Object.keys(a);
  return (
    fields.length === Object.keys(b).length &&
    fields.every(
      (f) =>
        Object.hasOwn(b, f) &&
        naivelyEqual((a as Record<string, unknown>)[f], (b as Record<string, unknown>)[f]),
    )
  );
}

/** The same value, put together in the opposite order. */
function rebuilt(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(rebuilt);
  if (immutable.isRecord(value)) {
    const fields = value.toObject() as Record<string, unknown>;
    return immutable.Record(fields)(
      Object.fromEntries(Object.entries(fields).map(([k, v]) => [k, rebuilt(v)])),
    );
  }
  if (immutable.isList(value)) return immutable.List(value.toArray().map(rebuilt));
  if (immutable.isSet(value)) return immutable.Set(value.toArray().reverse().map(rebuilt));
  if (immutable.isMap(value)) {
    return immutable.Map([...value].reverse().map(([key, item]): [unknown, unknown] => [key, rebuilt(item)]));
  }
  // Not by assignment: a field may be called __proto__.
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, item]) => [key, rebuilt(item)]),
  );
}

/** Few values from few parts, so that equal ones are frequent. */
const crowded: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => {
  const part = fc.constantFrom<unknown>(0, -0, 1, '0', '1', 1n, null, undefined, true, 'true', 'null');
  return {
    value: fc.oneof(
      { depthSize: 'small' },
      part,
      fc.array(tie('value'), { maxLength: 2 }),
      fc.dictionary(fc.constantFrom('a', 'b'), tie('value'), { maxKeys: 2 }),
      fc.array(tie('value'), { maxLength: 2 }).map((items) => immutable.List(items)),
      fc.array(part, { maxLength: 3 }).map((items) => immutable.Set(items)),
      fc.array(fc.tuple(part, tie('value')), { maxLength: 2 }).map((entries) => immutable.Map(entries)),
      tie('value').map((a) => immutable.Record({ a: undefined as unknown })({ a })),
    ),
  };
}).value;

describe('canonical text', () => {
  it('is equal for two values exactly where they are equal', () => {
    let equal = 0;
    fc.assert(
      fc.property(crowded, crowded, (a, b) => {
        if (naivelyEqual(a, b)) equal++;
        expect(canonical(a) === canonical(b)).toBe(naivelyEqual(a, b));
        expect(equalValues(a, b)).toBe(naivelyEqual(a, b));
      }),
      { seed: SEED, numRuns: 10_000 },
    );
    expect(equal).toBeGreaterThan(100);
  });

  it('tells wild values apart too', () => {
    fc.assert(
      fc.property(arbitraryValue, arbitraryValue, (a, b) => {
        expect(canonical(a) === canonical(b)).toBe(naivelyEqual(a, b));
      }),
      { seed: SEED, numRuns: 3000 },
    );
  });

  it('does not depend on the order in which fields, entries and members came', () => {
    fc.assert(
      fc.property(arbitraryValue, (value) => {
        expect(canonical(rebuilt(value))).toBe(canonical(value));
      }),
      { seed: SEED, numRuns: 2000 },
    );
  });

  it('differs between values that look alike', () => {
    const alike: unknown[] = [
      [1, '1', 1n, '1n', [1], immutable.List([1]), immutable.Set([1])],
      [
        {},
        [],
        immutable.Map(),
        immutable.Set(),
        immutable.List(),
        immutable.Record({})(),
        '',
        null,
        undefined,
      ],
      [{ a: 1 }, immutable.Map({ a: 1 }), immutable.Record({ a: 1 })(), immutable.Map([['a', '1']])],
      [{}, { a: undefined }, { a: null }, { a: 'undefined' }],
      [immutable.Map([[1, 'x']]), immutable.Map([['1', 'x']]), immutable.Map([[1n, 'x']])],
      [true, 'true', [true]],
      ['a","b', ['a', 'b'], ['a,b'], ['a","b']],
      [{ 'a:1,b': 2 }, { a: 1, b: 2 }, { 'a":1,"b': 2 }],
      ['\ud800', '\\ud800', '\ufffd'],
      [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER - 1, 1e21, 1e22, 0.1, 0.30000000000000004, 0.3],
    ];
    for (const group of alike as unknown[][]) {
      expect(new Set(group.map(canonical)).size, canonical(group)).toBe(group.length);
    }
  });

  it('takes 0 and -0 for one value, and a Record for its fields, whatever factory made it', () => {
    expect(canonical([-0])).toBe(canonical([0]));
    const first = immutable.Record({ a: 1, b: 2 }, 'First');
    const second = immutable.Record({ b: 2, a: 1 }, 'Second');
    expect(canonical(first())).toBe(canonical(second()));
  });
});

it.each<[unknown, string]>([
  [immutable.Map({ a: [Number.NaN] }), 'box.get("a")[0]: NaN is not a value'],
  [immutable.Set([Number.NaN]), 'box{}: NaN is not a value'],
  [{ a: Number.NaN }, 'box.a: NaN is not a value'],
  [{ 'a b': Number.NaN }, 'box["a b"]: NaN is not a value'],
  [[Number.NaN], 'box[0]: NaN is not a value'],
  [Number.NaN, 'box: NaN is not a value'],
])('the path goes on behind the name of a variable: %j', (value, says) => {
  const interned = new Interned('box');
  expect(() => interned.intern(value)).toThrow(says);
});

describe('what is no value is refused with its path', () => {
  class Ballot {
    number = 1;
  }
  const cyclic: unknown[] = [];
  cyclic.push({ self: cyclic });
  const sparse: unknown[] = [1];
  sparse[2] = 3;
  const byReference =
    'a plain object or array as a member of a Set or key of a Map is compared by reference; use a primitive, a Record or a List';
  const collections = "of Immutable's collections only List, Map, Set and Record are values";

  it.each<[string, unknown, string, string]>([
    ['a function', { on: [() => 1] }, 'on[0]', 'a function is not a value'],
    ['a symbol', [Symbol('s')], '[0]', 'a symbol is not a value'],
    ['NaN', { a: { b: Number.NaN } }, 'a.b', 'NaN is not a value'],
    ['Infinity', immutable.List([1, Number.POSITIVE_INFINITY]), '[1]', 'Infinity is not a value'],
    ['-Infinity', Number.NEGATIVE_INFINITY, '', '-Infinity is not a value'],
    ['an instance of a class', { ballot: new Ballot() }, 'ballot', 'an instance of Ballot is not a value'],
    ['a Date', { 'sent at': new Date(0) }, '["sent at"]', 'an instance of Date is not a value'],
    [
      'a native Map',
      [new Map()],
      '[0]',
      "an instance of Map is not a value; use Immutable's Map, or a plain object",
    ],
    [
      'a native Set',
      { seen: new Set() },
      'seen',
      "an instance of Set is not a value; use Immutable's Set, or an array",
    ],
    ['a typed array', { bytes: new Uint8Array(1) }, 'bytes', 'an instance of Uint8Array is not a value'],
    ['a cycle', { top: cyclic }, 'top[0].self', 'a cycle is not a value'],
    ['a sparse array', { log: sparse }, 'log[1]', 'a hole in an array is not a value'],
    ['an accessor', { get now() { return 1; } }, 'now', 'an accessor is not a value'], // biome-ignore format: a table
    ['a symbol as key', { a: { [Symbol('k')]: 1 } }, 'a', 'a field named by a symbol is not a value'],
    ['an OrderedMap', { log: immutable.OrderedMap() }, 'log', collections],
    ['an OrderedSet', [immutable.OrderedSet()], '[0]', collections],
    ['a Stack', immutable.Map({ s: immutable.Stack() }), '.get("s")', collections],
    ['a Seq', { s: immutable.Seq([1]) }, 's', collections],
    ['a plain object in a Set', { seen: immutable.Set([{ a: 1 }]) }, 'seen', byReference],
    ['an array in a Set', { seen: immutable.Set([[1]]) }, 'seen', byReference],
    ['a plain object as key of a Map', immutable.Map([[{ a: 1 }, 1]]), '', byReference],
    [
      'a plain object in a List in a Set',
      { seen: immutable.Set([immutable.List([{ a: 1 }])]) },
      'seen',
      byReference,
    ],
    [
      'a plain object in a Record as key',
      immutable.Map([[immutable.Record({ a: {} })(), 1]]),
      '',
      byReference,
    ],
    ['a function in a Map', { m: immutable.Map([[1, () => 1]]) }, 'm.get(1)', 'a function is not a value'],
    ['NaN in a Set', { m: immutable.Set([Number.NaN]) }, 'm{}', 'NaN is not a value'],
    ['NaN in a Record', { r: immutable.Record({ a: Number.NaN })() }, 'r.a', 'NaN is not a value'],
    [
      'an accessor in an array',
      { log: Object.defineProperty([1], 0, { get: () => 1 }) },
      'log[0]',
      'an accessor is not a value',
    ],
    [
      'an instance of a class of arrays',
      { log: new (class Log extends Array {})() },
      'log',
      'an instance of Log is not a value',
    ],
    [
      'a symbol as field of an array',
      { log: Object.assign([1], { [Symbol('s')]: 1 }) },
      'log',
      'a field of an array is not a value',
    ],
    [
      'a field of an array that is not listed',
      { log: Object.defineProperty([1], 'at', { value: 1 }) },
      'log',
      'a field of an array is not a value',
    ],
    [
      'a field of an array',
      { log: Object.assign([1], { at: 1 }) },
      'log',
      'a field of an array is not a value',
    ],
  ])('%s', (_what, value, path, what) => {
    const refusal = (() => {
      try {
        return canonical(value);
      } catch (error) {
        return error;
      }
    })();
    expect(refusal).toBeInstanceOf(ValueError);
    expect(refusal).toMatchObject({ path, what, message: path === '' ? what : `${path}: ${what}` });
  });

  it('but one object in two places is no cycle', () => {
    const vote = { ballot: 1 };
    expect(canonical([vote, { again: vote }])).toBe('[{"ballot":1},{"again":{"ballot":1}}]');
  });
});
