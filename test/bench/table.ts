/**
 * The benchmark's tables, in Markdown. A column is a head and what stands under it for a row, so that the two cannot drift apart.
 *
 * How Paxoscope compares with Spin, with itself on more workers, and with itself by orbits appears as ratios of times taken side by side:
 * they carry over to another machine better than the times do.
 */
import type { ColdStart, Row, Sample, Tool } from './sample.js';
import { type Measure, median, medianOf, medianRate, pairedRatio, ratioOf } from './statistics.js';

export type Line = string;

export interface Column<T> {
  readonly head: string;
  readonly cell: (row: T) => string;
}

const MEBIBYTE = 2 ** 20;
const NONE = '–';
/** Below this, bytes a state say how large the first segments of the visited set are, and nothing about states. */
const STATES_TO_AVERAGE = 100_000;

/** All columns but the first are figures. */
export function table<T>(columns: readonly Column<T>[], rows: readonly T[]): readonly Line[] {
  return [
    line(columns.map(({ head }) => head)),
    line(columns.map((_, column) => (column === 0 ? '---' : '---:'))),
    ...rows.map((row) => line(columns.map(({ cell }) => cell(row)))),
  ];
}

/** Paxoscope beside Spin: one line for each size of Paxos. */
export function spinColumns(cores: number): readonly Column<Row>[] {
  return [
    {
      head: 'Paxos: acceptors, ballots, values',
      cell: ({ parameters }) => Object.values(parameters).join(', '),
    },
    distinct('distinct states', 'paxoscope'),
    ...tools(cores).flatMap(({ tool, workers }) => [
      against(`time, Spin BFS / ${workers}`, 'spin-bfs', tool, 'seconds'),
      against(`time, Spin DFS / ${workers}`, 'spin-dfs', tool, 'seconds'),
    ]),
    against('memory, Spin BFS / 1 worker', 'spin-bfs', 'paxoscope', 'memoryBytes'),
    against('memory, Spin DFS / 1 worker', 'spin-dfs', 'paxoscope', 'memoryBytes'),
  ];
}

/** Every state, on one worker and on one for each core. */
export function stateColumns(cores: number): readonly Column<Row>[] {
  const both = tools(cores);
  return [
    { head: 'spec', cell: nameOf },
    distinct('distinct states', 'paxoscope'),
    ...both.map(({ tool, workers }) => of(`time, ${workers}`, tool, 'seconds', seconds)),
    ...faster(cores, 'paxoscope', 'paxoscope-workers'),
    ...both.map(({ tool, workers }) => ({
      head: `states/s, ${workers}`,
      cell: ({ samples }: Row) => rate(medianRate(samples[tool])),
    })),
    ...both.map(({ tool, workers }) => of(`peak memory, ${workers}`, tool, 'memoryBytes', mebibytes)),
    ...both.map(({ tool, workers }) => ({
      head: `bytes a state, ${workers}`,
      cell: ({ samples }: Row) => bytes(bytesPerState(samples[tool])),
    })),
  ];
}

/** One state for each orbit, beside every state. */
export function orbitColumns(cores: number): readonly Column<Row>[] {
  const both = tools(cores);
  return [
    { head: 'spec, with `--symmetry`', cell: nameOf },
    distinct('orbits', 'paxoscope-symmetry'),
    {
      head: 'states / orbits',
      cell: ({ samples }) =>
        ratio(
          quotient(
            medianOf(samples.paxoscope, 'distinct'),
            medianOf(samples['paxoscope-symmetry'], 'distinct'),
          ),
        ),
    },
    ...both.map(({ orbits, workers }) => of(`time, ${workers}`, orbits, 'seconds', seconds)),
    ...faster(cores, 'paxoscope-symmetry', 'paxoscope-symmetry-workers'),
    ...both.map(({ tool, orbits, workers }) =>
      against(`time, all states / orbits, ${workers}`, tool, orbits, 'seconds'),
    ),
    ...both.map(({ orbits, workers }) => of(`peak memory, ${workers}`, orbits, 'memoryBytes', mebibytes)),
  ];
}

/** Real sizes, each as its spec is checked where nothing else is said: by orbits where it asks for that. */
export const realColumns: readonly Column<Row>[] = [
  { head: 'spec', cell: nameOf },
  distinct('states, or orbits', 'paxoscope'),
  of('steps', 'paxoscope', 'generated', count),
  of('depth', 'paxoscope', 'depth', count),
  of('whole process', 'paxoscope', 'wallSeconds', seconds),
  of('workers', 'paxoscope', 'workers', count),
  of('peak memory', 'paxoscope', 'memoryBytes', mebibytes),
];

/** @param command what was started */
export function coldStartColumns(command: string): readonly Column<ColdStart>[] {
  return [
    { head: 'cold start', cell: () => `\`${command}\`` },
    { head: 'whole process', cell: ({ samples }) => milliseconds(medianOf(samples, 'wallSeconds')) },
    { head: 'of that, search', cell: ({ samples }) => milliseconds(medianOf(samples, 'seconds')) },
    {
      head: 'bare Node process',
      cell: ({ bareNodeSeconds }) =>
        milliseconds(bareNodeSeconds.length === 0 ? undefined : median(bareNodeSeconds)),
    },
    {
      head: 'whole / bare',
      cell: ({ samples, bareNodeSeconds }) => {
        const whole = samples.map(({ wallSeconds }) => wallSeconds);
        return ratio(pairedRatio(whole, bareNodeSeconds));
      },
    },
  ];
}

/** `paxos-roles --acceptors 5` */
export function nameOf({ spec, parameters }: Row): string {
  const flags = Object.entries(parameters).map(([name, value]) => ` --${name} ${value}`);
  return `\`${spec}${flags.join('')}\``;
}

/** Two significant places are all that a noisy machine can give. */
export function ratio(value: number | undefined): string {
  if (value === undefined) return NONE;
  return value >= 10 ? count(Math.round(value)) : value.toFixed(value >= 1 ? 1 : 2);
}

export function count(value: number | undefined): string {
  return value === undefined ? NONE : value.toLocaleString('en-US');
}

export function quotient(above: number | undefined, below: number | undefined): number | undefined {
  return above === undefined || below === undefined || below === 0 ? undefined : above / below;
}

function line(cells: readonly string[]): Line {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

/** One worker, and one for each core where there are several. */
function tools(cores: number): readonly { tool: Tool; orbits: Tool; workers: string }[] {
  return [
    { tool: 'paxoscope', orbits: 'paxoscope-symmetry', workers: '1 worker' } as const,
    {
      tool: 'paxoscope-workers',
      orbits: 'paxoscope-symmetry-workers',
      workers: `${cores} workers`,
    } as const,
  ].slice(0, cores > 1 ? 2 : 1);
}

function faster(cores: number, one: Tool, all: Tool): readonly Column<Row>[] {
  return cores > 1 ? [against(`time, 1 / ${cores} workers`, one, all, 'seconds')] : [];
}

function of(
  head: string,
  tool: Tool,
  measure: Measure,
  format: (value: number | undefined) => string,
): Column<Row> {
  return { head, cell: ({ samples }) => format(medianOf(samples[tool], measure)) };
}

/** How many states there are says any tool that searched them. */
function distinct(head: string, tool: 'paxoscope' | 'paxoscope-symmetry'): Column<Row> {
  return {
    head,
    cell: ({ samples }) => {
      const like = [samples[tool], samples[`${tool}-workers`]];
      const spin = tool === 'paxoscope' ? [samples['spin-bfs'], samples['spin-dfs']] : [];
      return count(
        medianOf(
          [...like, ...spin].find((taken) => taken !== undefined),
          'distinct',
        ),
      );
    },
  };
}

function against(head: string, above: Tool, below: Tool, measure: 'seconds' | 'memoryBytes'): Column<Row> {
  return { head, cell: (row) => ratio(ratioOf(row, above, below, measure)) };
}

function bytesPerState(samples: readonly Sample[] | undefined): number | undefined {
  const states = medianOf(samples, 'distinct') ?? 0;
  return states < STATES_TO_AVERAGE ? undefined : medianOf(samples, 'bytesPerState');
}

function seconds(value: number | undefined): string {
  if (value === undefined || value < 1) return milliseconds(value);
  return `${value < 10 ? value.toFixed(1) : count(Math.round(value))} s`;
}

function rate(value: number | undefined): string {
  return count(value === undefined ? undefined : Number(value.toPrecision(3)));
}

function bytes(value: number | undefined): string {
  return value === undefined ? NONE : value.toFixed(1);
}

function mebibytes(value: number | undefined): string {
  return value === undefined ? NONE : `${count(Math.round(value / MEBIBYTE))} MiB`;
}

function milliseconds(value: number | undefined): string {
  return value === undefined ? NONE : `${Math.round(value * 1000)} ms`;
}
