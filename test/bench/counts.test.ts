/** Which counts are complained about, and which instances are run. */
import { describe, expect, it } from 'vitest';
import { wrongCounts } from './counts.js';
import { row, sample } from './fixtures.js';
import { type Instance, LADDER, NAMES, OTHER_SPECS, type Sizes, select } from './ladder.js';
import type { Row } from './sample.js';

const instance: Instance = { name: 'tiny', spec: 'paxos', parameters: {}, distinct: 25, orbits: 5, depth: 9 };
const orbit = (changes = {}) => sample({ distinct: 5, generated: 7, ...changes });

describe('wrongCounts', () => {
  const complaints = (samples: Row['samples'], about: Instance = instance) =>
    wrongCounts(about, row(samples));

  it('has nothing to say where every run found what the oracle says', () => {
    expect(
      complaints({
        paxoscope: [sample(), sample()],
        'paxoscope-workers': [sample({ workers: 2 })],
        'paxoscope-symmetry': [orbit()],
        'paxoscope-symmetry-workers': [orbit({ workers: 2 })],
        'spin-bfs': [sample()],
      }),
    ).toEqual([]);
    expect(complaints({})).toEqual([]);
  });

  it('names tool, count and expectation, once for all runs', () => {
    const wrong = sample({ distinct: 24, depth: 8 });
    expect(complaints({ paxoscope: [wrong, wrong], 'spin-bfs': [sample()] })).toEqual([
      'tiny: paxoscope has distinct 24, expected 25',
      'tiny: paxoscope has depth 8, expected 9',
    ]);
    expect(complaints({ 'paxoscope-symmetry': [orbit({ distinct: 6 })] })).toEqual([
      'tiny: paxoscope-symmetry has distinct 6, expected 5',
    ]);
  });

  it('compares runs with each other where there is no oracle, states with states and orbits with orbits', () => {
    const free: Instance = { name: 'tiny', spec: 'paxos', parameters: {} };
    const samples = { paxoscope: [sample()], 'paxoscope-symmetry': [orbit()] };
    expect(complaints(samples, free)).toEqual([]);
    expect(complaints({ ...samples, 'paxoscope-workers': [sample({ distinct: 24 })] }, free)).toEqual([
      'tiny: paxoscope-workers has distinct 24, expected 25',
    ]);
    expect(complaints({ ...samples, 'paxoscope-symmetry-workers': [orbit({ depth: 8 })] }, free)).toEqual([
      'tiny: paxoscope-symmetry-workers has depth 8, expected 9',
    ]);
  });

  it('lets Spin differ in generated, but not Paxoscope from itself on more workers', () => {
    const other = sample({ generated: 40 });
    expect(complaints({ paxoscope: [other], 'spin-bfs': [sample()] })).toEqual([]);
    expect(complaints({ paxoscope: [sample(), other] })).toHaveLength(1);
    expect(complaints({ paxoscope: [sample()], 'paxoscope-workers': [other] })).toHaveLength(1);
  });
});

describe('select', () => {
  const names = (sizes: Partial<Sizes>, only: readonly string[] = []): readonly string[] =>
    select(LADDER, only, { quick: false, huge: false, ...sizes }).map(({ name }) => name);

  it('leaves out what is too large, unless it is named', () => {
    expect(names({})).toContain('paxos-3-4-2');
    expect(names({})).not.toContain('paxos-5-3-1');
    expect(names({ huge: true })).toContain('paxos-5-3-1');
    expect(names({ quick: true })).not.toContain('paxos-3-4-2');
    expect(names({ quick: true }, ['paxos-5-3-1'])).toEqual(['paxos-5-3-1']);
  });

  it('has one instance of each name', () => {
    expect(new Set(NAMES).size).toBe(NAMES.length);
    expect(OTHER_SPECS.length).toBeGreaterThan(1);
  });
});
