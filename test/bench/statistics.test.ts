import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { row, sample } from './fixtures.js';
import { againstPaxoscope, median, medianOf, pairedRatio } from './statistics.js';

describe('median', () => {
  it('is the middle of an odd number of values, and between the two in the middle of an even one', () => {
    expect(median([9, 1, 10])).toBe(9);
    expect(median([4, 1, 3, 2])).toBe(2.5);
  });

  it('does not reorder its argument', () => {
    const numbers = Object.freeze([3, 1, 2]);
    expect(median(numbers)).toBe(2);
  });

  it('has as many values below it as above it', () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 1 }), (numbers) => {
        const middle = median(numbers);
        const below = numbers.filter((n) => n < middle).length;
        const above = numbers.filter((n) => n > middle).length;
        expect(Math.max(below, above)).toBeLessThanOrEqual(numbers.length / 2);
      }),
    );
  });

  it('does not exist for no values', () => {
    expect(() => median([])).toThrow(RangeError);
    expect(medianOf([], 'seconds')).toBeUndefined();
    expect(medianOf(undefined, 'seconds')).toBeUndefined();
  });
});

describe('ratios', () => {
  it('are formed run by run: a machine that is slow in one round does not tip the scales', () => {
    // The second round took ten times as long for both; the ratio of the means would be off, that of the pairs is 2.
    expect(pairedRatio([2, 20, 2], [1, 10, 1])).toBe(2);
  });

  it('do not exist without pairs', () => {
    expect(pairedRatio([], [])).toBeUndefined();
    expect(pairedRatio([1, 2], [1])).toBeUndefined();
    expect(pairedRatio([1], [0])).toBeUndefined();
  });

  it('are above 1 where Paxoscope takes less', () => {
    const both = row({ 'spin-bfs': [sample({ seconds: 3 })], paxoscope: [sample({ seconds: 2 })] });
    expect(againstPaxoscope(both, 'spin-bfs', 'seconds')).toBe(1.5);
    expect(againstPaxoscope(both, 'spin-dfs', 'seconds')).toBeUndefined();
  });

  it('are not formed from times that the clock of Spin cannot resolve, but memory still is', () => {
    const short = row({ 'spin-dfs': [sample({ seconds: 0.01 })], paxoscope: [sample()] });
    expect(againstPaxoscope(short, 'spin-dfs', 'seconds')).toBeUndefined();
    expect(againstPaxoscope(short, 'spin-dfs', 'memoryBytes')).toBe(1);
  });
});
