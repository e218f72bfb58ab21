/**
 * Parent links: the hints along the way to any state, across segments, in 6 bytes a state.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { hintOf, NO_PARENT, Parents } from '../../../checker/search/parents.js';
import { SharedArrays } from '../../../checker/threads/shared-arrays.js';
import { SharedLog } from '../../../checker/threads/shared-log.js';

const newParents = (): Parents => new Parents(new SharedArrays(new SharedLog()));

it('gives back the hints from the initial state on, on random forests', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(), fc.nat(0xffff)), { minLength: 1, maxLength: 200 }), (states) => {
      const parents = newParents();
      const ways: number[][] = [];
      for (const [draw, hint] of states) {
        const parent = draw % 4 === 0 || ways.length === 0 ? NO_PARENT : draw % ways.length;
        expect(parents.add(parent, hint)).toBe(ways.length);
        ways.push([...(parent === NO_PARENT ? [] : ways[parent]), hint]);
      }
      ways.forEach((way, state) => {
        expect(parents.hintsTo(state)).toEqual(way);
      });
    }),
    { seed: 20261121 },
  );
});

it('gives threads numbers of their own', () => {
  const arrays = new SharedArrays(new SharedLog());
  const threads = [new Parents(arrays), new Parents(arrays)];
  const numbers = Array.from({ length: 5000 }, (_, i) => threads[i % 2].add(NO_PARENT, i & 0xffff));
  expect(new Set(numbers).size).toBe(5000);
  numbers.forEach((number, i) => {
    expect(threads[(i + 1) % 2].hintsTo(number)).toEqual([i & 0xffff]);
  });
});

it('keeps them across pieces', () => {
  const parents = newParents();
  const count = 2_100_000;
  for (let i = 0; i < count; i++) parents.add(i < 700_000 ? NO_PARENT : i - 700_000, i & 0xffff);
  expect(parents.hintsTo(count - 1)).toEqual([699_999, 1_399_999, 2_099_999].map((n) => n & 0xffff));
  expect(parents.bytes / count).toBeLessThan(8);
});

it('hints are 16 bits that depend on both halves of a fingerprint', () => {
  expect(hintOf(-1, 0)).toBe(0xffff);
  expect(hintOf(0x12345678, 0)).toBe(0x1234);
  expect(hintOf(0, 0x12345678)).toBe(0x1234);
});
