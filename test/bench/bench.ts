/**
 * `npm run bench`: Paxoscope against Spin on the same state spaces, side by side on this machine; with one worker and with one for each
 * core, by states and by orbits. Then the real size of every protocol of messages, each once.
 *
 * Progress goes to stderr, the tables as Markdown to stdout. They, every sample (JSON), and a picture of the rates (SVG) are saved under
 * `bench-results/`. Exit code 1 where a count is not what it must be or a run failed, 2 where the command line is wrong.
 */
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import stringify from 'json-stringify-pretty-compact';
import yargs from 'yargs';
import { hideBin } from 'yargs/helpers';
import { CHAIN_NAMES, measureChain, selectChains } from './chains.js';
import { compare, parseResults } from './comparison.js';
import { CONFORM, type ConformRow, measureConform, wrongGrowth } from './conform.js';
import { wrongCounts } from './counts.js';
import { HISTORIES, type HistoryRow, measureHistory } from './histories.js';
import { COLD_START, type Instance, LADDER, NAMES, OTHER_SPECS, REAL, select } from './ladder.js';
import { describeMachine } from './machine.js';
import { type Measuring, measureColdStart, measureReal, measureRow, message } from './measure.js';
import { projectFile } from './project.js';
import { report } from './report.js';
import { type ChainRow, type ColdStart, FORMAT, type Results, type Row } from './sample.js';
import { findSpin } from './spin.js';

const options = await yargs(hideBin(process.argv))
  .scriptName('npm run bench --')
  .usage('$0 [options]\n\nPaxoscope against Spin, as ratios of times taken side by side')
  .option('quick', { type: 'boolean', default: false, describe: 'without large instances, one run each' })
  .option('huge', { type: 'boolean', default: false, describe: '162 million states too: minutes, gigabytes' })
  .option('only', {
    type: 'string',
    array: true,
    choices: [...NAMES, ...[...HISTORIES, ...CONFORM].map(({ name }) => name), ...CHAIN_NAMES],
    default: [] as string[],
    describe: 'these instances',
  })
  .option('runs', {
    type: 'number',
    describe: 'runs of each tool and instance',
    defaultDescription: '3, or 1 with --quick',
  })
  .option('compare', { type: 'string', describe: 'JSON of an earlier benchmark' })
  .option('cli', { type: 'string', default: projectFile('dist/cli.js'), describe: 'the build to measure' })
  .option('results', {
    type: 'string',
    default: projectFile('bench-results'),
    describe: 'the folder for what is saved',
  })
  .check(({ runs, cli }) => {
    if (runs !== undefined && (!Number.isInteger(runs) || runs < 1))
      throw new Error('--runs must be a whole number, at least 1');
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

const errors: string[] = [];
const spin = await findSpin();
const machine = describeMachine(spin);
const runs = options.runs ?? (options.quick ? 1 : 3);
const measuring: Measuring = {
  cli: resolve(options.cli),
  runs,
  cores: machine.cores,
  hasSpin: spin.kind === 'present',
  progress,
  failed,
};

const ladder = await measureRows(LADDER, measureRow);
const coldStart = await measureStart();
const others = await measureRows(OTHER_SPECS, measureRow);
const real = await measureRows(REAL, measureReal);
const histories = await measureHistories();
const conform = await measureRuns();
const chains = await measureChains();

const results: Results = {
  format: FORMAT,
  takenAt: new Date().toISOString(),
  runs,
  machine,
  ladder,
  ...(coldStart === undefined ? {} : { coldStart }),
  others,
  real,
  histories,
  ...(conform.length === 0 ? {} : { conform }),
  ...(chains.length === 0 ? {} : { chains }),
  errors,
};
const markdown = report(
  results,
  spin.kind === 'absent' ? [`Without Spin: ${spin.reason}.`] : [],
  earlier === undefined ? undefined : { earlier, changes: compare(earlier, results) },
);
process.stdout.write(`${markdown}\n`);
await save();
process.exitCode = errors.length > 0 ? 1 : 0;

async function measureRows(
  instances: readonly Instance[],
  measure: typeof measureRow,
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const instance of select(instances, options.only, options)) {
    const row = await measure(instance, measuring);
    wrongCounts(instance, row).forEach(failed);
    rows.push(row);
  }
  return rows;
}

async function measureStart(): Promise<ColdStart | undefined> {
  if (select([COLD_START], options.only, options).length === 0) return undefined;
  try {
    const start = await measureColdStart(COLD_START, measuring);
    wrongCounts(COLD_START, { ...COLD_START, samples: { paxoscope: start.samples } }).forEach(failed);
    return start;
  } catch (error) {
    failed(`${COLD_START.name}: ${message(error)}`);
    return undefined;
  }
}

async function measureHistories(): Promise<readonly HistoryRow[]> {
  const rows: HistoryRow[] = [];
  for (const instance of HISTORIES) {
    if (options.only.length > 0 && !options.only.includes(instance.name)) continue;
    try {
      rows.push(await measureHistory(instance, measuring));
    } catch (error) {
      failed(message(error));
    }
  }
  return rows;
}

async function measureRuns(): Promise<readonly ConformRow[]> {
  const rows: ConformRow[] = [];
  for (const instance of CONFORM) {
    const { name, size } = instance;
    if (options.only.length === 0 ? options.quick && size === 'large' : !options.only.includes(name))
      continue;
    try {
      rows.push(await measureConform(instance, measuring));
    } catch (error) {
      failed(message(error));
    }
  }
  wrongGrowth(rows).forEach(failed);
  return rows;
}

async function measureChains(): Promise<readonly ChainRow[]> {
  const rows: ChainRow[] = [];
  for (const instance of selectChains(options.only, options)) {
    try {
      progress(instance.name);
      rows.push(await measureChain(resolve(options.cli), instance, runs));
    } catch (error) {
      failed(message(error));
    }
  }
  return rows;
}

async function readEarlier(path: string): Promise<Results> {
  try {
    return parseResults(await readFile(path, 'utf8'));
  } catch (error) {
    progress(`--compare ${path}: ${message(error)}`);
    process.exit(2);
  }
}

async function save(): Promise<void> {
  const folder = resolve(options.results);
  await mkdir(folder, { recursive: true });
  // Colons are not allowed in file names everywhere.
  const base = join(folder, results.takenAt.replaceAll(':', '-'));
  await writeFile(`${base}.json`, `${stringify(results, { maxLength: 110 })}\n`);
  await writeFile(`${base}.md`, `${markdown}\n`);
  const { drawRates } = await import('./picture.js');
  const picture = drawRates(results);
  if (picture !== undefined) await writeFile(`${base}.svg`, picture);
  progress(`saved ${base}.json, .md${picture === undefined ? '' : ' and .svg'}`);
}

function failed(error: string): void {
  errors.push(error);
  progress(`error: ${error}`);
}

function progress(line: string): void {
  process.stderr.write(`${line}\n`);
}
