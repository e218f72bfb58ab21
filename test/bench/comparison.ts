/**
 * Compares two saved benchmarks, instance by instance, above 1 meaning that Paxoscope became faster (or smaller).
 *
 * Times of two days, or of two machines, are not comparable as such. Where both days ran the same Spin search, Spin serves as the
 * yardstick: (Spin / Paxoscope now) / (Spin / Paxoscope then) cancels the machine. The plain ratio is shown beside it.
 */
import type { Results, Row } from './sample.js';
import { againstPaxoscope, medianOf } from './statistics.js';
import { type Line, ratio, tableHead, tableRow } from './table.js';

export interface Change {
  readonly name: string;
  /** Search time then / now. */
  readonly time?: number;
  /** The same with Spin's breadth-first search as the yardstick; absent where either lacks it. */
  readonly timeBySpin?: number;
  /** Memory then / now. */
  readonly memory?: number;
}

/** Rows that both have, in the order of `now`. */
export function compare(then: Results, now: Results): readonly Change[] {
  const old = new Map([...then.ladder, ...then.others].map((row) => [row.name, row]));
  return [...now.ladder, ...now.others].flatMap((row) => {
    const before = old.get(row.name);
    return before === undefined ? [] : [change(before, row)];
  });
}

export function comparisonLines(then: Results, changes: readonly Change[]): readonly Line[] {
  return [
    `Against ${then.takenAt} (${then.machine.cpu}, Node ${then.machine.node}); above 1 is better now.`,
    '',
    ...tableHead(['instance', 'time, Spin as yardstick', 'time', 'memory']),
    ...changes.map(({ name, timeBySpin, time, memory }) =>
      tableRow([name, ratio(timeBySpin), ratio(time), ratio(memory)]),
    ),
  ];
}

/** @param text a file that the benchmark saved. Throws on any other. */
export function parseResults(text: string): Results {
  const parsed: unknown = JSON.parse(text);
  if (!isResults(parsed)) throw new Error('not results of this benchmark (format 1)');
  return parsed;
}

/** Only the outline is looked at: the file is one that we wrote ourselves, and `format` says which shape it has. */
function isResults(value: unknown): value is Results {
  if (typeof value !== 'object' || value === null) return false;
  const { format, ladder, others } = value as Partial<Results>;
  return format === 1 && Array.isArray(ladder) && Array.isArray(others);
}

function change(then: Row, now: Row): Change {
  return {
    name: now.name,
    time: quotient(medianOf(then.samples.paxoscope, 'seconds'), medianOf(now.samples.paxoscope, 'seconds')),
    timeBySpin: quotient(
      againstPaxoscope(now, 'spin-bfs', 'seconds'),
      againstPaxoscope(then, 'spin-bfs', 'seconds'),
    ),
    memory: quotient(
      medianOf(then.samples.paxoscope, 'memoryBytes'),
      medianOf(now.samples.paxoscope, 'memoryBytes'),
    ),
  };
}

function quotient(above: number | undefined, below: number | undefined): number | undefined {
  return above === undefined || below === undefined || below === 0 ? undefined : above / below;
}
