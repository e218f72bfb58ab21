/**
 * The benchmark's Markdown: tables as arrays of lines, so that a row can be printed as soon as it is measured.
 * Speed appears only as ratios of times taken side by side; absolute times of a noisy machine are in the JSON alone,
 * but for the cold start, which stands next to a bare Node process.
 */
import type { ColdStart, Machine, Row } from './sample.js';
import { againstPaxoscope, median, medianOf, pairedRatio } from './statistics.js';

export type Line = string;

const MEBIBYTE = 2 ** 20;
const NONE = '–';

/** A header and its rule. All columns but the first are figures. */
export function tableHead(columns: readonly string[]): readonly Line[] {
  return [tableRow(columns), tableRow(columns.map((_, column) => (column === 0 ? '---' : '---:')))];
}

export function tableRow(cells: readonly string[]): Line {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

export function heading(machine: Machine, runs: number): readonly Line[] {
  const spin = machine.spin === undefined ? 'no Spin' : `Spin ${machine.spin}`;
  const memory = `${Math.round(machine.memoryBytes / 2 ** 30)} GiB`;
  return [
    '# Paxoscope benchmark',
    '',
    `${machine.cpu}, ${machine.cores} cores, ${memory}, ${machine.platform}; Node ${machine.node}; ${spin}.`,
    `Medians of ${runs} run${runs === 1 ? '' : 's'}, taken in turn.`,
    '',
  ];
}

export const LADDER_COLUMNS = [
  'Paxos: acceptors, ballots, values',
  'distinct states',
  'time, Spin BFS / Paxoscope',
  'time, Spin DFS / Paxoscope',
  'memory, Spin BFS / Paxoscope',
  'memory, Spin DFS / Paxoscope',
  'Paxoscope memory',
  'workers',
] as const;

export const LADDER_NOTE =
  'Above 1, Paxoscope needs less. Time is search time as each tool reports it, without compilation; ' +
  `${NONE}: the search is too short for Spin's 10 ms clock, or was not run.`;

export function ladderLine(row: Row): Line {
  return tableRow([
    Object.values(row.parameters).join(', '),
    count(medianOf(row.samples.paxoscope, 'distinct') ?? medianOf(row.samples['spin-bfs'], 'distinct')),
    ratio(againstPaxoscope(row, 'spin-bfs', 'seconds')),
    ratio(againstPaxoscope(row, 'spin-dfs', 'seconds')),
    ratio(againstPaxoscope(row, 'spin-bfs', 'memoryBytes')),
    ratio(againstPaxoscope(row, 'spin-dfs', 'memoryBytes')),
    mebibytes(medianOf(row.samples.paxoscope, 'memoryBytes')),
    count(medianOf(row.samples.paxoscope, 'workers')),
  ]);
}

export const OTHER_COLUMNS = ['spec', 'distinct states', 'search / whole process', 'memory'] as const;

export function otherLine(row: Row): Line {
  const samples = row.samples.paxoscope ?? [];
  const parameters = Object.entries(row.parameters).map(([name, value]) => ` --${name} ${value}`);
  const share = pairedRatio(
    samples.map(({ seconds }) => seconds),
    samples.map(({ wallSeconds }) => wallSeconds),
  );
  return tableRow([
    `\`${row.spec}${parameters.join('')}\``,
    count(medianOf(samples, 'distinct')),
    ratio(share),
    mebibytes(medianOf(samples, 'memoryBytes')),
  ]);
}

export const COLD_START_COLUMNS = [
  'cold start',
  'whole process',
  'of that, search',
  'bare Node process',
  'whole / bare',
] as const;

export function coldStartLine(command: string, { samples, bareNodeSeconds }: ColdStart): Line {
  return tableRow([
    `\`${command}\``,
    milliseconds(medianOf(samples, 'wallSeconds')),
    milliseconds(medianOf(samples, 'seconds')),
    milliseconds(bareNodeSeconds.length === 0 ? undefined : median(bareNodeSeconds)),
    ratio(
      pairedRatio(
        samples.map(({ wallSeconds }) => wallSeconds),
        bareNodeSeconds,
      ),
    ),
  ]);
}

/** Two significant places are all that a noisy machine can give. */
export function ratio(value: number | undefined): string {
  if (value === undefined) return NONE;
  return value >= 10 ? value.toFixed(0) : value.toFixed(value >= 1 ? 1 : 2);
}

export function count(value: number | undefined): string {
  return value === undefined ? NONE : value.toLocaleString('en-US');
}

function mebibytes(bytes: number | undefined): string {
  return bytes === undefined ? NONE : `${Math.round(bytes / MEBIBYTE)} MiB`;
}

function milliseconds(seconds: number | undefined): string {
  return seconds === undefined ? NONE : `${Math.round(seconds * 1000)} ms`;
}
