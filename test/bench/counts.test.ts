import { describe, expect, it } from 'vitest';
import { wrongCounts } from './counts.js';
import { row, sample } from './fixtures.js';
import { type Instance, LADDER, NAMES, select } from './ladder.js';

const instance: Instance = { name: 'tiny', spec: 'paxos', parameters: {}, distinct: 25, depth: 9 };

describe('wrongCounts', () => {
  it('has nothing to say where every run found what the oracle says', () => {
    expect(wrongCounts(instance, row({ paxoscope: [sample(), sample()], 'spin-bfs': [sample()] }))).toEqual(
      [],
    );
    expect(wrongCounts(instance, row({}))).toEqual([]);
  });

  it('names tool, count and expectation, once for all runs', () => {
    const wrong = sample({ distinct: 24, depth: 8 });
    expect(wrongCounts(instance, row({ paxoscope: [wrong, wrong], 'spin-bfs': [sample()] }))).toEqual([
      'tiny: paxoscope has distinct 24, expected 25',
      'tiny: paxoscope has depth 8, expected 9',
    ]);
  });

  it('compares runs with each other where there is no oracle', () => {
    const { distinct: _, depth: __, ...free } = instance;
    expect(wrongCounts(free, row({ paxoscope: [sample(), sample({ distinct: 24 })] }))).toEqual([
      'tiny: paxoscope has distinct 24, expected 25',
    ]);
  });

  it('lets tools differ in generated, but not runs of one tool', () => {
    const other = sample({ generated: 40 });
    expect(wrongCounts(instance, row({ paxoscope: [other], 'spin-bfs': [sample()] }))).toEqual([]);
    expect(wrongCounts(instance, row({ paxoscope: [sample(), other] }))).toHaveLength(1);
  });
});

describe('select', () => {
  it('leaves out the large one unless asked for all, or for it', () => {
    const names = (only: readonly string[], full: boolean): readonly string[] =>
      select(LADDER, only, full).map(({ name }) => name);
    expect(names([], false)).not.toContain('paxos-3-4-2');
    expect(names([], true)).toContain('paxos-3-4-2');
    expect(names(['paxos-3-4-2'], false)).toEqual(['paxos-3-4-2']);
    expect(new Set(NAMES).size).toBe(NAMES.length);
  });
});
