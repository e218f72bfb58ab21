/**
 * Compares two saved benchmarks, search by search, above 1 meaning that Paxoscope became faster (or smaller).
 *
 * Times of two days, or of two machines, are not comparable as such. Where both days ran Spin, Spin serves as the yardstick:
 * (Spin / Paxoscope now) / (Spin / Paxoscope then) cancels the machine. The plain ratio is shown beside it.
 */
import { FORMAT, isPaxoscope, type PaxoscopeTool, type Results, type Row, TOOLS } from './sample.js';
import { medianOf, ratioOf } from './statistics.js';
import { type Line, quotient, ratio, table } from './table.js';

export interface Change {
  readonly name: string;
  readonly tool: PaxoscopeTool;
  /** Search time then / now. */
  readonly time?: number;
  /** The same with Spin's breadth-first search as the yardstick; absent where either lacks it. */
  readonly timeBySpin?: number;
  /** Memory then / now. */
  readonly memory?: number;
  /** Bytes a state then / now. */
  readonly bytesPerState?: number;
}

/** Searches that both have, on as many workers, in the order of `now`. */
export function compare(then: Results, now: Results): readonly Change[] {
  const old = new Map([...then.ladder, ...then.others].map((row) => [row.name, row]));
  return [...now.ladder, ...now.others].flatMap((row) => {
    const before = old.get(row.name);
    return before === undefined ? [] : changes(before, row);
  });
}

export function comparisonLines(then: Results, changes: readonly Change[]): readonly Line[] {
  return [
    `Against ${then.takenAt} (${then.machine.cpu}, Node ${then.machine.node}); above 1 is better now.`,
    '',
    ...table<Change>(
      [
        { head: 'instance', cell: ({ name }) => name },
        { head: 'search', cell: ({ tool }) => tool },
        { head: 'time, Spin as yardstick', cell: ({ timeBySpin }) => ratio(timeBySpin) },
        { head: 'time', cell: ({ time }) => ratio(time) },
        { head: 'peak memory', cell: ({ memory }) => ratio(memory) },
        { head: 'bytes a state', cell: ({ bytesPerState }) => ratio(bytesPerState) },
      ],
      changes,
    ),
  ];
}

/** @param text a file that the benchmark saved. Throws on any other, and on one of another format. */
export function parseResults(text: string): Results {
  const parsed: unknown = JSON.parse(text);
  const { format, ladder, others } = (parsed ?? {}) as Partial<Results>;
  // Only the outline is looked at: the file is one that we wrote ourselves, and `format` says which shape it has.
  if (typeof format !== 'number' || !Array.isArray(ladder) || !Array.isArray(others))
    throw new Error('not results of this benchmark');
  if (format !== FORMAT)
    throw new Error(`results of format ${format}; this benchmark reads format ${FORMAT}: take them anew`);
  return parsed as Results;
}

function changes(then: Row, now: Row): readonly Change[] {
  return TOOLS.filter(isPaxoscope).flatMap((tool) => {
    const [before, after] = [then.samples[tool], now.samples[tool]];
    if (before === undefined || after === undefined) return [];
    // A worker for each core is not the same search on a machine with more cores.
    if (medianOf(before, 'workers') !== medianOf(after, 'workers')) return [];
    const improved = (measure: 'seconds' | 'memoryBytes' | 'bytesPerState'): number | undefined =>
      quotient(medianOf(before, measure), medianOf(after, measure));
    return {
      name: now.name,
      tool,
      time: improved('seconds'),
      timeBySpin: quotient(
        ratioOf(now, 'spin-bfs', tool, 'seconds'),
        ratioOf(then, 'spin-bfs', tool, 'seconds'),
      ),
      memory: improved('memoryBytes'),
      bytesPerState: improved('bytesPerState'),
    };
  });
}
