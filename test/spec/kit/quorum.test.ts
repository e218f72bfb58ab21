/** Quorums against a naive twin that enumerates all subsets; and the systems that are none. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { names } from '../../../spec/kit/names.js';
import { explicitQuorums, majorities, QuorumError, threshold } from '../../../spec/kit/quorum.js';

const SEED = 20261121;

function subsetsOf<P>(items: readonly P[]): P[][] {
  if (items.length === 0) return [[]];
  const [first, ...rest] = items;
  return subsetsOf(rest).flatMap((subset) => [subset, [first, ...subset]]);
}

describe('majorities', () => {
  it.each([1, 2, 3, 4, 5, 6, 7])('of %i are the sets with more than half', (count) => {
    const processes = names('a', count);
    const { isQuorum, minimal } = majorities(processes);
    const naive = subsetsOf(processes).filter((subset) => 2 * subset.length > count);
    for (const subset of subsetsOf(processes)) expect(isQuorum(subset)).toBe(2 * subset.length > count);
    const smallest = Math.min(...naive.map((subset) => subset.length));
    expect(minimal.map((q) => q.join()).sort()).toEqual(
      naive.filter((q) => q.length === smallest).map((q) => q.join()).sort(), // biome-ignore format: short
    );
    for (const one of minimal)
      for (const other of minimal) expect(one.some((p) => other.includes(p))).toBe(true);
  });

  it('count a process that is named twice once, and a stranger not at all', () => {
    const { isQuorum } = majorities(['a1', 'a2', 'a3']);
    expect(isQuorum(['a1', 'a1', 'a1'])).toBe(false);
    expect(isQuorum(['a1', 'b1', 'b2'] as 'a1'[])).toBe(false);
    expect(isQuorum(['a1', 'a1', 'a3'])).toBe(true);
    expect(isQuorum(new Set(['a3', 'a2'] as const))).toBe(true);
  });

  it('of f out of 2f+1 need not intersect, which is what a mutant is for', () => {
    expect(threshold(['a1', 'a2', 'a3'], 1).minimal).toEqual([['a1'], ['a2'], ['a3']]);
  });
});

describe('explicit quorums', () => {
  const processes = ['a', 'b', 'c', 'd'];

  it('that pairwise intersect are a system: a set is a quorum where it contains one', () => {
    const quorum = fc.subarray(processes, { minLength: 1 });
    let systems = 0;
    fc.assert(
      fc.property(fc.array(quorum, { minLength: 1, maxLength: 5 }), (quorums) => {
        const clash = quorums.some((one) => quorums.some((other) => !one.some((p) => other.includes(p))));
        if (clash) {
          expect(() => explicitQuorums(processes, quorums)).toThrow(QuorumError);
          return;
        }
        systems++;
        const { isQuorum, minimal } = explicitQuorums(processes, quorums);
        for (const subset of subsetsOf(processes)) {
          expect(isQuorum(subset)).toBe(quorums.some((q) => q.every((p) => subset.includes(p))));
        }
        for (const one of minimal) {
          for (const other of minimal) {
            expect(one.some((p) => other.includes(p))).toBe(true);
            expect(one !== other && one.every((p) => other.includes(p))).toBe(false);
          }
        }
      }),
      { seed: SEED, numRuns: 500 },
    );
    expect(systems).toBeGreaterThan(100);
  });

  it.each<[string, string[][], string]>([
    [
      'that do not intersect, by name',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
      'the quorums {a, b} and {c, d} share no member',
    ],
    ['of nobody', [[]], 'the quorums {} and {} share no member'],
    ['of strangers', [['a', 'x']], 'x is in a quorum but not a process'],
    ['of which there is none', [], 'a quorum system needs at least one quorum'],
  ])('%s are refused', (_what, quorums, message) => {
    // biome-ignore format: a table
    expect(() => explicitQuorums(processes, quorums)).toThrow(new QuorumError(message));
  });
});
