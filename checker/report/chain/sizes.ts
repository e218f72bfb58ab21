/** The table of sizes: on which side of the bound each of them is. */
import { executionsOf } from '../../chain/sizes.js';
import type { SizeRow } from '../../chain/table-of-sizes.js';
import type { RoundSystem } from '../../rounds.js';
import { wrap } from '../layout.js';
import { formatCount } from '../numbers.js';
import { renderTable } from '../table.js';

const HEAD = ['n', 'f', 'r', 'executions', 'components', 'links', 'consensus'];
const RIGHT = Array.from({ length: 6 }, () => 'right' as const);

/** The table, a piece at a time: what stands above it, then row by row as they come. All columns are wide enough for the last row. */
export class SizesTable {
  private readonly widest: readonly string[];

  /** @param last the largest system */
  constructor(last: RoundSystem) {
    const { processes, faults, rounds } = last;
    this.widest = [...[processes, faults, rounds].map(String), formatCount(executionsOf(last)), '', '', ''];
  }

  head(): string {
    return [
      ...wrap(
        '',
        'Consensus among n processes of which f may crash, in r rounds. Every row was decided by all its executions, and is as the theorem says: impossible exactly where r <= f and r <= n - 2',
      ),
      '',
      this.lines(HEAD)[0],
    ].join('\n');
  }

  row({ processes, faults, rounds, executions, components, length, views }: SizeRow): string {
    return this.lines([
      String(processes),
      String(faults),
      String(rounds),
      formatCount(executions),
      formatCount(components),
      length === undefined ? '' : formatCount(length),
      views === undefined
        ? 'impossible: a chain connects all 0 and all 1'
        : `solvable: a table of ${formatCount(views)} views`,
    ]).join('\n');
  }

  private lines(cells: readonly string[]): readonly string[] {
    return renderTable([HEAD, this.widest, cells], RIGHT).slice(2);
  }
}

export function sizesJson(rows: readonly SizeRow[]): object {
  return { sizes: rows.map((row) => ({ ...row, length: row.length ?? null, views: row.views ?? null })) };
}
