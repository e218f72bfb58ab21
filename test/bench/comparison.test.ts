/** What has changed since an earlier benchmark, and which files are one. */
import { describe, expect, it } from 'vitest';
import { compare, comparisonLines, parseResults } from './comparison.js';
import { results, row, sample } from './fixtures.js';

describe('compare', () => {
  it('cancels a slower machine by taking Spin as the yardstick', () => {
    const then = results([
      row({ 'spin-bfs': [sample({ seconds: 4 })], paxoscope: [sample({ seconds: 4, bytesPerState: 40 })] }),
    ]);
    // Everything takes twice as long on this machine, but Paxoscope, which became twice as fast.
    const now = results([row({ 'spin-bfs': [sample({ seconds: 8 })], paxoscope: [sample({ seconds: 4 })] })]);
    expect(compare(then, now)).toEqual([
      { name: 'paxos-3-3-2', tool: 'paxoscope', time: 1, timeBySpin: 2, memory: 1, bytesPerState: 2 },
    ]);
  });

  it('takes each way of searching by itself, and leaves out what only one has', () => {
    const then = results([row({ paxoscope: [sample()], 'paxoscope-symmetry': [sample({ seconds: 3 })] })]);
    const now = results([
      row({ paxoscope: [sample()], 'paxoscope-symmetry': [sample()], 'paxoscope-workers': [sample()] }),
      row({ paxoscope: [sample()] }, 'new'),
    ]);
    expect(compare(then, now).map(({ name, tool, time }) => [name, tool, time])).toEqual([
      ['paxos-3-3-2', 'paxoscope', 1],
      ['paxos-3-3-2', 'paxoscope-symmetry', 3],
    ]);
    expect(comparisonLines(then, compare(then, now)).at(-1)).toBe(
      '| paxos-3-3-2 | paxoscope-symmetry | – | 3.0 | 1.0 | 1.0 |',
    );
  });

  it('does not compare two workers with four', () => {
    const on = (workers: number) => results([row({ 'paxoscope-workers': [sample({ workers })] })]);
    expect(compare(on(2), on(2))).toHaveLength(1);
    expect(compare(on(2), on(4))).toEqual([]);
  });

  it('takes rows of other specs as well', () => {
    const one = results([], { others: [row({ paxoscope: [sample()] }, 'paxos-roles')] });
    expect(compare(one, one).map(({ name }) => name)).toEqual(['paxos-roles']);
  });
});

describe('parseResults', () => {
  it('reads back what was saved', () => {
    const progress = [{ seconds: 0.2, distinct: 10, generated: 12 }];
    const saved = results([row({ paxoscope: [sample({ progress })] })]);
    expect(parseResults(JSON.stringify(saved))).toEqual(saved);
  });

  it('refuses what an older benchmark saved, and says which format that is', () => {
    const old = JSON.stringify({ ...results([]), format: 1 });
    expect(() => parseResults(old)).toThrow(
      'results of format 1; this benchmark reads format 2: take them anew',
    );
  });

  it.each(['null', '{}', '[]', '{"format":2}', '{"format":"2","ladder":[],"others":[]}'])(
    'refuses %s',
    (text) => {
      expect(() => parseResults(text)).toThrow('not results of this benchmark');
    },
  );
});
