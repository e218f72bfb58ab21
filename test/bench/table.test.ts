import { describe, expect, it } from 'vitest';
import { results, row, sample } from './fixtures.js';
import {
  COLD_START_COLUMNS,
  coldStartLine,
  heading,
  LADDER_COLUMNS,
  ladderLine,
  OTHER_COLUMNS,
  otherLine,
  ratio,
  tableHead,
} from './table.js';

describe('tables', () => {
  it('render one ladder row', () => {
    const line = ladderLine(
      row({
        'spin-bfs': [sample({ seconds: 3, memoryBytes: 2 ** 22 })],
        'spin-dfs': [sample({ seconds: 0.5, memoryBytes: 2 ** 21 })],
        paxoscope: [sample({ seconds: 2, distinct: 185_369 })],
      }),
    );
    expect(line).toBe('| 3, 3, 2 | 185,369 | 1.5 | 0.25 | 4.0 | 2.0 | 1 MiB | 1 |');
  });

  it('show a dash where there is no figure', () => {
    expect(ladderLine(row({}))).toBe('| 3, 3, 2 | – | – | – | – | – | – | – |');
  });

  it('have as many cells in a line as in their head', () => {
    const cells = (line: string): number => line.split('|').length;
    const [head, rule] = tableHead(LADDER_COLUMNS);
    expect(cells(rule!)).toBe(cells(head!));
    expect(cells(ladderLine(row({})))).toBe(cells(head!));
    expect(cells(otherLine(row({})))).toBe(cells(tableHead(OTHER_COLUMNS)[0]!));
    const cold = coldStartLine('check x', { samples: [], bareNodeSeconds: [] });
    expect(cells(cold)).toBe(cells(tableHead(COLD_START_COLUMNS)[0]!));
  });

  it('render a cold start against a bare process', () => {
    const start = { samples: [sample({ wallSeconds: 0.3, seconds: 0.1 })], bareNodeSeconds: [0.05] };
    expect(coldStartLine('check x', start)).toBe('| `check x` | 300 ms | 100 ms | 50 ms | 6.0 |');
  });

  it('say which machine it was, with or without Spin', () => {
    const { machine } = results([]);
    expect(heading(machine, 3).join('\n')).toContain(
      'a processor, 2 cores, 8 GiB, Linux; Node 20.19.0; no Spin.',
    );
    expect(heading({ ...machine, spin: '6.5.2' }, 3).join('\n')).toContain('Spin 6.5.2.');
  });

  it('round ratios to what can be believed', () => {
    expect([0.256, 1.04, 12.3, undefined].map(ratio)).toEqual(['0.26', '1.0', '12', '–']);
  });
});
