/** Medians, and ratios of what was taken side by side. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { row, sample } from './fixtures.js';
import { median, medianOf, medianRate, medianRun, pairedRatio, ratioOf } from './statistics.js';

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
    expect(ratioOf(both, 'spin-bfs', 'paxoscope', 'seconds')).toBe(1.5);
    expect(ratioOf(both, 'spin-dfs', 'paxoscope', 'seconds')).toBeUndefined();
  });

  it('are not formed from times that are too short, on either side, but memory still is', () => {
    const short = row({ 'spin-dfs': [sample({ seconds: 0.01 })], paxoscope: [sample()] });
    expect(ratioOf(short, 'spin-dfs', 'paxoscope', 'seconds')).toBeUndefined();
    expect(ratioOf(short, 'spin-dfs', 'paxoscope', 'memoryBytes')).toBe(1);
    expect(ratioOf(short, 'paxoscope', 'spin-dfs', 'seconds')).toBeUndefined();
  });
});

describe('of the runs of one tool', () => {
  const runs = [3, 1, 2].map((seconds) => sample({ seconds, distinct: 6 }));

  it('the rate is that of the run in the middle', () => {
    expect(medianRate(runs)).toBe(3);
    expect(medianRate([])).toBeUndefined();
    expect(medianRate([sample({ seconds: 0.01 })])).toBeUndefined();
  });

  it('one is in the middle', () => {
    expect(medianRun(runs)).toBe(runs[2]);
    expect(medianRun(runs.slice(0, 2))).toBe(runs[1]);
    expect(medianRun([])).toBeUndefined();
  });
});
