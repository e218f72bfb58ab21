/** What the tables show, and what they show where there is no figure. */
import { describe, expect, it } from 'vitest';
import { results, row, sample } from './fixtures.js';
import { report } from './report.js';
import type { Row } from './sample.js';
import {
  type Column,
  coldStartColumns,
  orbitColumns,
  ratio,
  realColumns,
  spinColumns,
  stateColumns,
  table,
} from './table.js';

const MIB = 2 ** 20;

const full = row({
  'spin-bfs': [sample({ seconds: 3, memoryBytes: 4 * MIB })],
  paxoscope: [sample({ seconds: 2, distinct: 185_369, bytesPerState: 20.53 })],
  'spin-dfs': [sample({ seconds: 0.5, memoryBytes: 2 * MIB })],
  'paxoscope-workers': [
    sample({ seconds: 1, distinct: 185_369, memoryBytes: 3 * MIB, workers: 2, bytesPerState: 21.04 }),
  ],
  'paxoscope-symmetry': [sample({ seconds: 0.25, distinct: 17_153 })],
  'paxoscope-symmetry-workers': [sample({ seconds: 0.2, distinct: 17_153, workers: 2 })],
});

/** The cells of the one line, by their heads. */
function cells<T>(columns: readonly Column<T>[], one: T): Record<string, string> {
  return Object.fromEntries(columns.map(({ head, cell }) => [head, cell(one)]));
}

describe('the tables', () => {
  it('put Paxoscope beside Spin', () => {
    expect(cells(spinColumns(2), full)).toEqual({
      'Paxos: acceptors, ballots, values': '3, 3, 2',
      'distinct states': '185,369',
      'time, Spin BFS / 1 worker': '1.5',
      'time, Spin DFS / 1 worker': '0.25',
      'time, Spin BFS / 2 workers': '3.0',
      'time, Spin DFS / 2 workers': '0.50',
      'memory, Spin BFS / 1 worker': '4.0',
      'memory, Spin DFS / 1 worker': '2.0',
    });
  });

  it('tell of a real size what its one search took', () => {
    const real = row({ paxoscope: [sample({ distinct: 6_029_657, wallSeconds: 61.2, workers: 2 })] });
    expect(cells(realColumns, real)).toEqual({
      spec: '`paxos --acceptors 3 --ballots 3 --values 2`',
      'states, or orbits': '6,029,657',
      steps: '35',
      depth: '9',
      'whole process': '61 s',
      workers: '2',
      'peak memory': '1 MiB',
    });
  });

  it('put all workers beside one', () => {
    expect(cells(stateColumns(2), full)).toEqual({
      spec: '`paxos --acceptors 3 --ballots 3 --values 2`',
      'distinct states': '185,369',
      'time, 1 worker': '2.0 s',
      'time, 2 workers': '1.0 s',
      'time, 1 / 2 workers': '2.0',
      'states/s, 1 worker': '92,700',
      'states/s, 2 workers': '185,000',
      'peak memory, 1 worker': '1 MiB',
      'peak memory, 2 workers': '3 MiB',
      'bytes a state, 1 worker': '20.5',
      'bytes a state, 2 workers': '21.0',
    });
  });

  it('put orbits beside states', () => {
    expect(cells(orbitColumns(2), full)).toEqual({
      'spec, with `--symmetry`': '`paxos --acceptors 3 --ballots 3 --values 2`',
      orbits: '17,153',
      'states / orbits': '11',
      'time, 1 worker': '250 ms',
      'time, 2 workers': '200 ms',
      'time, 1 / 2 workers': '1.3',
      'time, all states / orbits, 1 worker': '8.0',
      'time, all states / orbits, 2 workers': '5.0',
      'peak memory, 1 worker': '1 MiB',
      'peak memory, 2 workers': '1 MiB',
    });
  });

  it('have no columns for more workers where there is one core', () => {
    for (const columns of [spinColumns(1), stateColumns(1), orbitColumns(1)])
      expect(columns.map(({ head }) => head).join()).not.toContain('workers');
  });

  it('show a dash where there is no figure', () => {
    for (const columns of [spinColumns(2), stateColumns(2), orbitColumns(2)]) {
      const [, ...figures] = Object.values(cells(columns, row({})));
      expect(new Set(figures)).toEqual(new Set(['–']));
    }
  });

  it('do not divide the first segments of the visited set by a handful of states', () => {
    const tiny = cells(stateColumns(1), row({ paxoscope: [sample({ bytesPerState: 251_678 })] }));
    expect(tiny['bytes a state, 1 worker']).toBe('–');
  });

  it('are Markdown with as many cells in each line as in the head', () => {
    const lines = table(stateColumns(2), [full, row({})]);
    expect(new Set(lines.map((line) => line.split('|').length)).size).toBe(1);
    expect(table([{ head: 'a|b', cell: String }], [1])).toEqual(['| a\\|b |', '| --- |', '| 1 |']);
  });

  it('put a cold start beside a bare process', () => {
    const start = { samples: [sample({ wallSeconds: 0.3, seconds: 0.1 })], bareNodeSeconds: [0.05] };
    expect(table(coldStartColumns('check x'), [start]).at(-1)).toBe(
      '| `check x` | 300 ms | 100 ms | 50 ms | 6.0 |',
    );
  });

  it('round ratios to what can be believed', () => {
    expect([0.256, 1.04, 12.3, 1234.5, undefined].map(ratio)).toEqual(['0.26', '1.0', '12', '1,235', '–']);
  });
});

describe('the report', () => {
  const titles = (markdown: string): readonly string[] =>
    [...markdown.matchAll(/^## (.*)$/gm)].map(([, title]) => title!);

  it('says which machine it was, with or without Spin', () => {
    const { machine } = results([]);
    expect(report(results([]))).toContain('a processor, 2 cores, 8 GiB, Linux; Node 20.19.0; no Spin.');
    expect(report(results([], { machine: { ...machine, cores: 1, spin: '6.5.2' } }))).toContain(
      'a processor, 1 core, 8 GiB, Linux; Node 20.19.0; Spin 6.5.2.',
    );
  });

  it('has the sections for which there is something', () => {
    const alone: Row = row({ paxoscope: [sample()] }, 'paxos-roles');
    const coldStart = { samples: [sample()], bareNodeSeconds: [0.05] };
    expect(titles(report(results([])))).toEqual([]);
    expect(titles(report(results([], { others: [alone] })))).toEqual(['Every state']);
    const everything = results([full], {
      others: [alone],
      real: [alone],
      coldStart,
      errors: ['a count is wrong\nat length'],
    });
    const markdown = report(everything, ['A note.'], { earlier: everything, changes: [] });
    expect(titles(markdown)).toEqual([
      'Beside Spin',
      'Every state',
      'By symmetry',
      'Real sizes',
      'Cold start',
      'Since then',
      'Errors',
    ]);
    expect(markdown).toContain('\nA note.\n');
    expect(markdown).toMatch(/\n- a count is wrong$/);
  });
});
