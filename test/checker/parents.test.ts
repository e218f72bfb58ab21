/**
 * Parent links: the hints along the way to any state, across segments, in 6 bytes a state.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { hintOf, NO_PARENT, Parents } from '../../checker/parents.js';

it('gives back the hints from the initial state on, on random forests', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(), fc.nat(0xffff)), { minLength: 1, maxLength: 200 }), (states) => {
      const parents = new Parents();
      const ways: number[][] = [];
      for (const [draw, hint] of states) {
        const parent = draw % 4 === 0 || ways.length === 0 ? NO_PARENT : draw % ways.length;
        expect(parents.add(parent, hint)).toBe(ways.length);
        ways.push([...(parent === NO_PARENT ? [] : ways[parent]), hint]);
      }
      ways.forEach((way, state) => {
        expect(parents.hintsTo(state)).toEqual(way);
      });
      expect(parents.count).toBe(states.length);
    }),
    { seed: 20261121 },
  );
});

it('keeps them across segments', () => {
  const parents = new Parents();
  const count = 600_000;
  for (let i = 0; i < count; i++) parents.add(i < 100_000 ? NO_PARENT : i - 100_000, i & 0xffff);
  expect(parents.hintsTo(count - 1)).toEqual(
    [99_999, 199_999, 299_999, 399_999, 499_999, 599_999].map((n) => n & 0xffff),
  );
  expect(parents.bytes / count).toBeLessThan(8);
});

it('hints are 16 bits that depend on both halves of a fingerprint', () => {
  expect(hintOf(-1, 0)).toBe(0xffff);
  expect(hintOf(0x12345678, 0)).toBe(0x1234);
  expect(hintOf(0, 0x12345678)).toBe(0x1234);
});
