/**
 * Columns that line up. Widths are columns on the screen; the last column takes what is left of the line.
 */
import stringWidth from 'string-width';
import { pad, wrap } from './layout.js';

export type Alignment = 'left' | 'right';

/** Space between two columns. */
const GAP = 2;

/**
 * Rows as lines, each indented by two columns and none wider than 100. The last column is wrapped; it is aligned to the left.
 * @param align of the columns before the last
 */
export function renderTable(
  rows: readonly (readonly string[])[],
  align: readonly Alignment[] = [],
  indent = 2,
): readonly string[] {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns - 1 }, (_, column) =>
    Math.max(...rows.map((row) => stringWidth(row[column] ?? ''))),
  );
  return rows.flatMap((row) => {
    const head = widths
      .map((width, column) => {
        const text = row[column] ?? '';
        const filled =
          align[column] === 'right' ? ' '.repeat(width - stringWidth(text)) + text : pad(text, width);
        return filled + ' '.repeat(GAP);
      })
      .join('');
    return wrap(' '.repeat(indent) + head, row[columns - 1] ?? '');
  });
}
