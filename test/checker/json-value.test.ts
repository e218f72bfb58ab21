import fc from 'fast-check';
import * as immutable from 'immutable';
import { describe, expect, it } from 'vitest';
import { canonical } from '../../checker/canonical.js';
import { fromJson, type JsonValue, toJson } from '../../checker/json-value.js';
import { arbitraryValue } from './arbitrary-value.js';

describe('toJson', () => {
  it.each([
    [null, 'null'],
    [undefined, '{"#undefined":true}'],
    [-0, '0'],
    [12345678901234567890n, '{"#bigint":"12345678901234567890"}'],
    [{ vote: null, ballot: 2 }, '{"ballot":2,"vote":null}'],
    [[1, [undefined]], '[1,[{"#undefined":true}]]'],
    [immutable.List([1, 2]), '{"#list":[1,2]}'],
    [immutable.Set(['b', 'a']), '{"#set":["a","b"]}'],
    [immutable.Map([['b', 1], ['a', 2]]), '{"#map":[["a",2],["b",1]]}'], // biome-ignore format: a table
    [immutable.Record({ vote: 1, ballot: 2 })(), '{"#record":{"ballot":2,"vote":1}}'],
    [{ '#map': 1, '##x': 2, 'a#': 3 }, '{"###x":2,"##map":1,"a#":3}'],
  ])('writes %s', (value, json) => {
    expect(JSON.stringify(toJson(value))).toBe(json);
    expect(canonical(fromJson(toJson(value)))).toBe(canonical(value));
  });

  it('names the path to what is not a value', () => {
    expect(() => toJson({ log: [1, { at: Number.NaN }] })).toThrow('log[1].at: NaN is not a value');
    expect(() => toJson({ entry: new Date(0) })).toThrow('entry: an instance of Date is not a value');
  });
});

describe('fromJson', () => {
  it.each<[JsonValue, string]>([
    [
      { vote: { '#bag': [] } },
      'vote: #bag is none of the tags #map, #set, #list, #record, #bigint, #undefined',
    ],
    [[{ '#set': [], more: 1 }], '[0]: an object with the tag #set must have no other field'],
    [{ a: { '#set': { b: 1 } } }, 'a.#set: must be an array'],
    [{ '#map': [['k']] }, '#map[0]: must be [key, value]'],
    [{ '#map': [['k', 1], ['k', 2]] }, '#map: has the same key or member twice'], // biome-ignore format: a table
    [{ '#set': [1, 1] }, '#set: has the same key or member twice'],
    [{ '#bigint': 1 }, '#bigint: must be a string of digits'],
    [{ '#undefined': false }, '#undefined: must be true'],
    [{ '#record': [] }, '#record: must be an object'],
    [{ 'a b': { '#list': 1 } }, '["a b"].#list: must be an array'],
  ])('refuses %j', (json, message) => {
    expect(() => fromJson(json)).toThrow(
      expect.objectContaining({ name: 'JsonValueError', message }) as unknown as Error,
    );
  });
});

it('refuses what is nested too deep, and reads what is nested less', () => {
  const nested = (depth: number) => JSON.parse('['.repeat(depth) + ']'.repeat(depth)) as JsonValue;
  expect(() => fromJson(nested(100_000))).toThrow('is nested more than 1000 deep');
  expect(JSON.stringify(fromJson(nested(900)))).toBe(JSON.stringify(nested(900)));
});

it('reads back what it wrote, through text', () => {
  fc.assert(
    fc.property(arbitraryValue, (value) => {
      const back = fromJson(JSON.parse(JSON.stringify(toJson(value))) as JsonValue);
      expect(canonical(back)).toBe(canonical(value));
      expect(JSON.stringify(toJson(back))).toBe(JSON.stringify(toJson(value)));
    }),
    { seed: 1998, numRuns: 2000 },
  );
});
