/** How far a search is: the line at any width, the rate that it shows, the line on a terminal, and the file for programs. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Progress } from '../../checker/check.js';
import { ProgressLine, SearchProgress } from '../../checker/cli/progress.js';
import { describeProgress, describeWalks } from '../../checker/cli/progress-text.js';
import { RecentRate } from '../../checker/cli/recent-rate.js';
import { processTerminal, type Terminal } from '../../checker/cli/terminal.js';
import { served as paxoscope, temporaryFolder } from './run.js';

const progress: Progress = {
  distinct: 1_234_567,
  generated: 3_500_000,
  depth: 14,
  queue: 201_377,
  seconds: 12.3,
  memoryBytes: 512e6,
  load: 0.714,
};

describe('the line of progress', () => {
  it('tells everything where there is room, and has no bar without an end', () => {
    expect(describeProgress(progress, 802_114)).toBe(
      'level 14 · 1,234,567 states · 802,000 states/s now · 100,000 on average · queue 201,377 · load 0.71 · 512 MB · 12 s',
    );
  });

  it('tells how far --max-states is, by the rate of now', () => {
    expect(describeProgress(progress, 500_000, { maxStates: 2_000_000 })).toMatch(
      / · 12 s · 61 % of --max-states · at most 1\.53 s more$/,
    );
    const past = describeProgress(progress, 500_000, { maxStates: 1_234_567 });
    expect(past).not.toContain('--max-states');
  });

  it('tells what is done once the search is over, and no rate', () => {
    const doing = 'judging served, one thread';
    expect(describeProgress({ ...progress, doing }, 1)).toBe(`${doing} · 512 MB · 12 s`);
    expect(describeProgress({ ...progress, doing }, 1, {}, 20)).toBe(doing);
  });

  it('tells of --max-depth as levels: how many states they hold nobody knows', () => {
    expect(describeProgress(progress, 1, { maxDepth: 20 })).toMatch(/^level 14 of at most 20 · /);
    expect(describeProgress(progress, 1, { maxDepth: 20 }, 400)).not.toMatch(/%|more|░/);
  });

  it.each([
    [
      200,
      'level 14 · 1,234,567 states · 802,000 states/s now · 100,000 on average · queue 201,377 · load 0.71 · 512 MB · 12 s · █████████░░░░░░░ · 61 % of --max-states · at most 0.95 s more',
    ],
    [
      120,
      'level 14 · 1,234,567 states · 802,000 states/s now · queue 201,377 · 512 MB · 12 s · 61 % of --max-states',
    ],
    [79, 'level 14 · 1,234,567 states · 802,000 states/s now · 61 % of --max-states'],
    [60, '1,234,567 states · 802,000 states/s now'],
    [20, '1,234,567 states'],
    [5, '1,234,567 states'],
  ])('fits into %i columns', (width, line) => {
    expect(describeProgress(progress, 802_114, { maxStates: 2_000_000 }, width)).toBe(line);
  });

  it('fits into any width that holds its first figure, and loses nothing where it grows', () => {
    fc.assert(
      fc.property(fc.integer({ min: 16, max: 300 }), (width) => {
        const parts = (columns: number): string[] =>
          describeProgress(progress, 802_114, { maxStates: 2_000_000 }, columns).split(' · ');
        expect(parts(width).join(' · ').length).toBeLessThanOrEqual(width);
        expect(parts(width + 1)).toEqual(expect.arrayContaining(parts(width)));
      }),
    );
  });
});

it.each([
  [
    Number.POSITIVE_INFINITY,
    '1,200 of 5,000 walks · 31,022 steps · 15,511 steps/s · 16,111 states/s · about 24,301 distinct',
  ],
  [79, '1,200 of 5,000 walks · 31,022 steps · 16,111 states/s · about 24,301 distinct'],
  [70, '1,200 of 5,000 walks · 16,111 states/s · about 24,301 distinct'],
  [10, '1,200 of 5,000 walks'],
])('the line of random walks fits into %f columns', (width, line) => {
  const seen = { walks: 1200, steps: 31_022, distinctEstimate: 24_301, seconds: 2 };
  expect(describeWalks(seen, 5000, width)).toBe(line);
  expect(describeWalks({ ...seen, seconds: 0 }, 5000)).not.toMatch(/Infinity|NaN/);
});

describe('the rate of now', () => {
  it('is that of the last three seconds, whatever was before', () => {
    const rate = new RecentRate();
    expect(rate.of(1_000, 1)).toBe(1_000);
    expect(rate.of(2_000, 2)).toBe(1_000);
    for (let second = 3; second <= 10; second++) rate.of(2_000 + 10 * (second - 2), second);
    expect(rate.of(2_090, 11)).toBe(10);
  });

  it('is a number from the first moment on', () => {
    expect(new RecentRate().of(0, 0)).toBe(0);
    expect(new RecentRate().of(5, 0)).toBeLessThan(Number.POSITIVE_INFINITY);
  });
});

describe('on a terminal', () => {
  const shownAt = (columns: number, isInteractive: boolean): string[] => {
    const shown: string[] = [];
    const terminal: Terminal = {
      isInteractive: { stdout: isInteractive, stderr: isInteractive },
      columns,
      print: async () => {},
      say: (line) => shown.push(line),
      rewrite: (line) => shown.push(line),
    };
    const search = new SearchProgress(new ProgressLine(terminal, true), { maxStates: 2e6 }, 'a mutant: ');
    search.show(progress);
    search.show(progress);
    return shown;
  };

  it('the line fits with its title, and is written anew each time', () => {
    const shown = shownAt(60, true);
    expect(shown).toEqual(Array(2).fill('a mutant: 1,234,567 states · 100,000 states/s now'));
  });

  it('that does not know its width, a line has 79 columns', () => {
    const { columns } = process.stderr;
    try {
      process.stderr.columns = 0;
      expect(processTerminal().columns).toBe(79);
    } finally {
      process.stderr.columns = columns;
    }
  });

  it('elsewhere it is whole, without a bar, and comes once a second', () => {
    const [line, ...more] = shownAt(60, false);
    expect(line).toMatch(/^a mutant: level 14 · .* · load 0\.71 · .* more$/);
    expect(line).not.toMatch(/[█░]/);
    expect(more).toEqual([]);
  });
});

describe('--progress-file', () => {
  const folder = temporaryFolder();

  it('has an object a line, each further than the one before', async () => {
    const file = path.join(folder, 'progress.jsonl');
    const { code, stderr } = await paxoscope(
      `check paxos --ballots 4 --max-states 600000 --progress-file ${file}`,
    );
    expect([code, stderr]).toEqual([3, '']);
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    const told = lines.map((line): Progress => JSON.parse(line));
    expect(told.length).toBeGreaterThan(1);
    for (const key of ['distinct', 'generated', 'seconds'] as const) {
      expect(told.at(-1)![key]).toBeGreaterThan(told[0][key]);
    }
    expect(Object.keys(told[0]).sort()).toEqual(Object.keys(progress).sort());
  });

  it('that cannot be written is an error before the search', async () => {
    const { code, stdout, stderr } = await paxoscope('check paxos --progress-file /nonexistent/x');
    expect(stderr).toBe('paxoscope: /nonexistent/x cannot be written: no such file or directory\n');
    expect([code, stdout]).toEqual([2, '']);
  });

  it('on a disk that is full is told once, and the verdict stays', async () => {
    const { code, stderr } = await paxoscope(
      'check paxos --ballots 4 --max-states 600000 --progress-file /dev/full',
    );
    expect(stderr).toBe('paxoscope: /dev/full cannot be written any further: no space left on device\n');
    expect(code).toBe(3);
  });
});
