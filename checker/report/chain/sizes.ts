/** The table of sizes: on which side of the bound each of them is. */
import type { SizeRow } from '../../chain/table-of-sizes.js';
import { wrap } from '../layout.js';
import { formatCount } from '../numbers.js';
import { renderTable } from '../table.js';

export function renderSizes(rows: readonly SizeRow[]): string {
  const lines = rows.map(({ processes, faults, rounds, executions, components, length, views }) => [
    String(processes),
    String(faults),
    String(rounds),
    formatCount(executions),
    formatCount(components),
    length === undefined ? '' : formatCount(length),
    views === undefined
      ? 'impossible: a chain connects all 0 and all 1'
      : `solvable: a table of ${formatCount(views)} views`,
  ]);
  const right = Array.from({ length: 6 }, () => 'right' as const);
  return [
    ...wrap(
      '',
      'Consensus among n processes of which f may crash, in r rounds. Every row was decided by all its executions, and is as the theorem says: impossible exactly where r <= f and r <= n - 2',
    ),
    '',
    ...renderTable([['n', 'f', 'r', 'executions', 'components', 'links', 'consensus'], ...lines], right),
  ].join('\n');
}

export function sizesJson(rows: readonly SizeRow[]): object {
  return { sizes: rows.map((row) => ({ ...row, length: row.length ?? null, views: row.views ?? null })) };
}
