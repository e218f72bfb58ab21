/** What is read of a Spin verifier's report, and which reports are refused. */
import { describe, expect, it } from 'vitest';
import { parseSpinOutput } from './spin-output.js';

/** The lines that are read, in the order and the layout of Spin 6.5.2. */
const plain = `
State-vector 28 byte, depth reached 24, errors: 0
   185369 states, stored
   306167 states, matched
   491536 transitions (= stored+matched)
  135.500	memory usage (Mbyte)

pan: elapsed time 0.06 seconds
`;

describe('parseSpinOutput', () => {
  it('reads a complete search; Spin counts steps, depth counts levels', () => {
    expect(parseSpinOutput(plain, 0.1)).toEqual({
      seconds: 0.06,
      wallSeconds: 0.1,
      distinct: 185_369,
      generated: 491_536,
      depth: 25,
      memoryBytes: 135.5 * 2 ** 20,
      workers: 1,
    });
  });

  it('reads numbers in scientific notation, and the memory line of a build with compression', () => {
    const other = plain
      .replace('185369 states', '1.2e+08 states')
      .replace(
        '135.500	memory usage (Mbyte)',
        '  0.300	actual memory usage for states\n  135.5	total actual memory usage',
      );
    expect(parseSpinOutput(other, 1)).toMatchObject({ distinct: 120_000_000, memoryBytes: 135.5 * 2 ** 20 });
  });

  it.each([
    ['a violated assertion', plain.replace('errors: 0', 'errors: 1')],
    ['a search that stopped', `Warning: Search not completed\n${plain}`],
    ['a depth bound that was met', `error: max search depth too small\n${plain}`],
    ['a missing figure', plain.replace('states, stored', '')],
    ['nothing at all', ''],
  ])('rejects %s', (_, output) => {
    expect(() => parseSpinOutput(output, 1)).toThrow(/Spin/);
  });
});
