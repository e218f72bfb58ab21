/** The runs that are measured are what they are said to be, at a small size; and time that grows too fast is told. */
import { expect, it } from 'vitest';
import { CONFORM, conformColumns, measureConform, wrongGrowth } from './conform.js';
import { projectFile } from './project.js';

it('a run is made, parsed and judged, and what does not conform is an error', async () => {
  const small = { name: 'small', phaseMs: 2000, size: 'small' } as const;
  const measuring = { cli: projectFile('dist/cli.js'), runs: 1, progress: () => {} };
  const row = await measureConform(small, measuring);
  expect(row.lines).toBeGreaterThan(2000);
  const [{ parseSeconds, wallSeconds, memoryBytes }] = row.samples;
  expect(parseSeconds).toBeGreaterThan(0);
  expect(wallSeconds).toBeGreaterThan(parseSeconds);
  expect(memoryBytes).toBeGreaterThan(2 ** 24);
  expect(conformColumns.map(({ cell }) => cell(row))).toHaveLength(7);
  await expect(
    measureConform(small, { ...measuring, cli: projectFile('dist/test/bench/parse-lines.js') }),
  ).rejects.toThrow('small: ');
});

it('twice the lines may take 2.2 times as long', () => {
  const rows = (seconds: number) =>
    [1, seconds].map((wallSeconds, i) => ({
      name: CONFORM[i].name,
      lines: 100_000 * (i + 1),
      samples: [{ parseSeconds: 1, wallSeconds, memoryBytes: 1 }],
    }));
  expect(wrongGrowth(rows(2.1))).toEqual([]);
  expect(wrongGrowth(rows(2.3))).toEqual([
    'conform-200000: 200,000 lines take 2.30 times as long as 100,000; at most 2.2 is linear',
  ]);
  expect(wrongGrowth(rows(2.3).slice(1))).toEqual([]);
});
