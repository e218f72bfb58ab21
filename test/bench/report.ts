/**
 * A benchmark as Markdown: on which machine, the tables, what is compared in them, what went wrong.
 */
import { chainTable } from './chains.js';
import { type Change, comparisonLines } from './comparison.js';
import { conformColumns } from './conform.js';
import { historyColumns } from './histories.js';
import { COLD_START } from './ladder.js';
import { checkArguments } from './paxoscope.js';
import type { Machine, Results, Row } from './sample.js';
import {
  coldStartColumns,
  type Line,
  orbitColumns,
  realColumns,
  spinColumns,
  stateColumns,
  table,
} from './table.js';

/** An earlier benchmark and what has changed since. */
export interface Comparison {
  readonly earlier: Results;
  readonly changes: readonly Change[];
}

/** @param notes sentences about the whole, such as what is not installed */
export function report(results: Results, notes: readonly string[] = [], comparison?: Comparison): string {
  const { machine, runs, ladder, others, real = [], coldStart, errors } = results;
  const { cores } = machine;
  const rows = [...ladder, ...others];
  const has = (tool: 'spin-bfs' | 'spin-dfs' | 'paxoscope-symmetry') => (row: Row) =>
    row.samples[tool] !== undefined;
  const besideSpin = ladder.filter((row) => has('spin-bfs')(row) || has('spin-dfs')(row));
  const byOrbits = rows.filter(has('paxoscope-symmetry'));
  return [
    ...heading(machine, runs),
    ...notes.flatMap((note) => [note, '']),
    ...section('Beside Spin', besideSpin, () => [...table(spinColumns(cores), besideSpin), '', SPIN_NOTE]),
    ...section('Every state', rows, () => table(stateColumns(cores), rows)),
    ...section('By symmetry', byOrbits, () => table(orbitColumns(cores), byOrbits)),
    ...section('Real sizes', real, () => table(realColumns, real)),
    ...section('Cold start', coldStart === undefined ? [] : [coldStart], (starts) =>
      table(coldStartColumns(checkArguments(COLD_START).join(' ')), starts),
    ),
    ...section('Client histories', results.histories ?? [], (rows) => table(historyColumns, rows)),
    ...section('Recorded runs', results.conform ?? [], (rows) => table(conformColumns, rows)),
    ...section('Chains of the lower bound', results.chains ?? [], chainTable),
    ...(comparison === undefined
      ? []
      : section('Since then', [comparison], () => comparisonLines(comparison.earlier, comparison.changes))),
    ...section('Errors', errors, () => errors.map((error) => `- ${error.split('\n')[0]}`)),
  ]
    .join('\n')
    .trimEnd();
}

const SPIN_NOTE =
  'Above 1, Paxoscope needs less. Time is search time as each tool reports it, without compilation; memory is that of the whole ' +
  'process. –: too short to measure, or not run.';

function heading(machine: Machine, runs: number): readonly Line[] {
  const spin = machine.spin === undefined ? 'no Spin' : `Spin ${machine.spin}`;
  const memory = `${Math.round(machine.memoryBytes / 2 ** 30)} GiB`;
  return [
    '# Paxoscope benchmark',
    '',
    `${machine.cpu}, ${machine.cores} core${machine.cores === 1 ? '' : 's'}, ${memory}, ${machine.platform}; Node ${machine.node}; ${spin}.`,
    `Medians of ${runs} run${runs === 1 ? '' : 's'}, taken in turn; huge instances and real sizes are run once.`,
    '',
  ];
}

function section<T>(
  title: string,
  about: readonly T[],
  lines: (about: readonly T[]) => readonly Line[],
): readonly Line[] {
  return about.length === 0 ? [] : [`## ${title}`, '', ...lines(about), ''];
}
