import { describe, expect, it } from 'vitest';
import { compare, comparisonLines, parseResults } from './comparison.js';
import { results, row, sample } from './fixtures.js';

describe('compare', () => {
  it('cancels a slower machine by taking Spin as the yardstick', () => {
    const then = results([
      row({ 'spin-bfs': [sample({ seconds: 4 })], paxoscope: [sample({ seconds: 4 })] }),
    ]);
    // Everything takes twice as long on this machine, but Paxoscope, which became twice as fast.
    const now = results([row({ 'spin-bfs': [sample({ seconds: 8 })], paxoscope: [sample({ seconds: 4 })] })]);
    expect(compare(then, now)).toEqual([{ name: 'paxos-3-3-2', time: 1, timeBySpin: 2, memory: 1 }]);
  });

  it('leaves out what only one of them has, rows as well as tools', () => {
    const then = results([row({ paxoscope: [sample()] })]);
    const now = results([row({ paxoscope: [sample()] }), row({ paxoscope: [sample()] }, 'new')]);
    expect(compare(then, now)).toEqual([{ name: 'paxos-3-3-2', time: 1, timeBySpin: undefined, memory: 1 }]);
    expect(comparisonLines(then, compare(then, now)).at(-1)).toBe('| paxos-3-3-2 | – | 1.0 | 1.0 |');
  });

  it('reads back what was saved, and nothing else', () => {
    const saved = results([row({ paxoscope: [sample()] })]);
    expect(parseResults(JSON.stringify(saved))).toEqual(saved);
    expect(() => parseResults('{"format":2}')).toThrow('format 1');
    expect(() => parseResults('null')).toThrow('format 1');
  });
});
