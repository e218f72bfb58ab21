/** Whether two values of JSON are the same, held against the plainest way to say so. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { differencesOf, sameJson } from '../../../traces/conform/differences.js';

/** As a text with sorted fields. */
function plain(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(plain).join()}]`;
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? '-0' : JSON.stringify(value);
  const fields = Object.entries(value).filter(([, part]) => part !== undefined);
  return `{${fields
    .map(([name, part]) => `${JSON.stringify(name)}:${plain(part)}`)
    .sort()
    .join()}}`;
}

const names = fc.constantFrom('a', 'b', '1', '__proto__', 'constructor', 'toString');
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(null, 0, -0, 1, 'a', '', true),
    fc.array(tie('value'), { maxLength: 2 }),
    fc
      .array(fc.tuple(names, tie('value')), { maxLength: 3 })
      .map((fields) => Object.fromEntries(fields) as object),
  ),
}));

it('agrees with a comparison of texts', () => {
  let same = 0;
  fc.assert(
    fc.property(value, value, (one, other) => {
      const expected = plain(one) === plain(other);
      if (expected) same += 1;
      expect(sameJson(one, other)).toBe(expected);
      expect(differencesOf(one, other).length === 0).toBe(expected);
    }),
    { seed: 8, numRuns: 20_000 },
  );
  expect(same).toBeGreaterThan(500);
});

it('an undefined field is none', () => {
  expect(sameJson({ a: 1, b: undefined }, { a: 1 })).toBe(true);
  expect(sameJson({ a: 1, b: undefined }, { a: 1, c: 2 })).toBe(false);
  expect(sameJson({ a: 1 }, { a: 1, c: undefined })).toBe(true);
});

it('what a prototype has is no field', () => {
  const strange: unknown = JSON.parse('{"__proto__":{}}');
  expect(sameJson(strange, { a: 1 })).toBe(false);
  expect(sameJson({ a: 1 }, strange)).toBe(false);
  expect(sameJson(strange, {})).toBe(false);
  expect(sameJson(strange, JSON.parse('{"__proto__":{}}'))).toBe(true);
});
