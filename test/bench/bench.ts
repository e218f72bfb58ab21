/**
 * `npm run bench`: Paxoscope against Spin on the same state spaces, side by side on this machine.
 *
 * Markdown goes to stdout as it is measured, progress to stderr; both, with every sample, are saved under `bench-results/`.
 * Exit code 1 where a count is not what it must be or a run failed, 2 where the command line is wrong.
 */
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import yargs from 'yargs';
import { hideBin } from 'yargs/helpers';
import { compare, comparisonLines, parseResults } from './comparison.js';
import { wrongCounts } from './counts.js';
import { COLD_START, type Instance, LADDER, NAMES, OTHER_SPECS, select } from './ladder.js';
import { describeMachine } from './machine.js';
import { type Measuring, measureColdStart, measureRow, message } from './measure.js';
import { checkArguments } from './paxoscope.js';
import { projectFile } from './project.js';
import type { ColdStart, Results, Row } from './sample.js';
import { findSpin } from './spin.js';
import * as table from './table.js';

const options = await yargs(hideBin(process.argv))
  .scriptName('npm run bench --')
  .usage('$0 [options]\n\nPaxoscope against Spin, as ratios of times taken side by side')
  .option('quick', { type: 'boolean', default: false, describe: 'leave out the largest instance' })
  .option('only', { type: 'string', array: true, choices: NAMES, default: [], describe: 'these instances' })
  .option('runs', { type: 'number', default: 3, describe: 'runs of each tool and instance' })
  .option('compare', { type: 'string', describe: 'JSON of an earlier benchmark' })
  .option('cli', { type: 'string', default: projectFile('dist/cli.js'), describe: 'the build to measure' })
  .check(({ runs, cli }) => {
    if (!Number.isInteger(runs) || runs < 1) throw new Error('--runs must be a whole number, at least 1');
    if (!existsSync(cli)) throw new Error(`there is no ${cli}: run npm run build first`);
    return true;
  })
  .fail((problem, error) => {
    progress(problem ?? message(error));
    process.exit(2);
  })
  .strict()
  .version(false)
  .parseAsync();

// Read before anything runs: a wrong path should not cost the minutes that the measurement takes.
const earlier = options.compare === undefined ? undefined : await readEarlier(options.compare);

const markdown: string[] = [];
const errors: string[] = [];
const spin = await findSpin();
const machine = describeMachine(spin);
const measuring: Measuring = {
  cli: resolve(options.cli),
  runs: options.runs,
  hasSpin: spin.kind === 'present',
  progress,
  failed: report,
};

print(table.heading(machine, options.runs));
if (spin.kind === 'absent') print([`Without Spin: ${spin.reason}.`, '']);

const ladder = await measureTable(LADDER, table.LADDER_COLUMNS, table.ladderLine);
if (ladder.length > 0) print([table.LADDER_NOTE, '']);
const coldStart = await measureStart();
const others = await measureTable(OTHER_SPECS, table.OTHER_COLUMNS, table.otherLine);

const results: Results = {
  format: 1,
  takenAt: new Date().toISOString(),
  runs: options.runs,
  machine,
  ladder,
  ...(coldStart === undefined ? {} : { coldStart }),
  others,
  errors,
};
if (earlier !== undefined) print([...comparisonLines(earlier, compare(earlier, results)), '']);
if (errors.length > 0) print(['Errors:', '', ...errors.map((error) => `- ${error.split('\n')[0]}`), '']);
await save(results);
process.exitCode = errors.length > 0 ? 1 : 0;

async function measureTable(
  instances: readonly Instance[],
  columns: readonly string[],
  line: (row: Row) => string,
): Promise<readonly Row[]> {
  const chosen = select(instances, options.only, !options.quick);
  if (chosen.length > 0) print(table.tableHead(columns));
  const rows: Row[] = [];
  for (const instance of chosen) {
    const row = await measureRow(instance, measuring);
    wrongCounts(instance, row).forEach(report);
    print([line(row)]);
    rows.push(row);
  }
  if (chosen.length > 0) print(['']);
  return rows;
}

async function measureStart(): Promise<ColdStart | undefined> {
  if (select([COLD_START], options.only, !options.quick).length === 0) return undefined;
  try {
    const start = await measureColdStart(COLD_START, measuring);
    const row: Row = { ...COLD_START, samples: { paxoscope: start.samples } };
    wrongCounts(COLD_START, row).forEach(report);
    print([
      ...table.tableHead(table.COLD_START_COLUMNS),
      table.coldStartLine(checkArguments(COLD_START).join(' '), start),
      '',
    ]);
    return start;
  } catch (error) {
    report(`${COLD_START.name}: ${message(error)}`);
    return undefined;
  }
}

async function readEarlier(path: string): Promise<Results> {
  try {
    return parseResults(await readFile(path, 'utf8'));
  } catch (error) {
    progress(`--compare ${path}: ${message(error)}`);
    process.exit(2);
  }
}

async function save(saved: Results): Promise<void> {
  const directory = projectFile('bench-results');
  await mkdir(directory, { recursive: true });
  // Colons are not allowed in file names everywhere.
  const base = join(directory, saved.takenAt.replaceAll(':', '-'));
  await writeFile(`${base}.json`, `${JSON.stringify(saved, null, 2)}\n`);
  await writeFile(`${base}.md`, `${markdown.join('\n').trimEnd()}\n`);
  progress(`saved ${base}.json and .md`);
}

function print(lines: readonly string[]): void {
  markdown.push(...lines);
  process.stdout.write(lines.map((line) => `${line}\n`).join(''));
}

function report(error: string): void {
  errors.push(error);
  progress(`error: ${error}`);
}

function progress(line: string): void {
  process.stderr.write(`${line}\n`);
}
