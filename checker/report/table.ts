/**
 * Columns that line up. Widths are columns on the screen; the last column takes what is left of the line.
 */
import stringWidth from 'string-width';
import { pad, shorten, WIDTH, wrap } from './layout.js';

export type Alignment = 'left' | 'right';

/** Space between two columns. */
const GAP = 2;
/** What the last column has at least, if others can give way; and what none of those goes below. */
const LAST_MIN = 12;
const OTHER_MIN = 8;

/**
 * Rows as lines, each indented by two columns and none wider than 100. The last column is wrapped; it is aligned to the left. Others that leave it
 * no room are shortened, the widest first.
 * @param align of the columns before the last
 */
export function renderTable(
  rows: readonly (readonly string[])[],
  align: readonly Alignment[] = [],
  indent = 2,
): readonly string[] {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const wanted = Array.from({ length: columns - 1 }, (_, column) =>
    Math.max(...rows.map((row) => stringWidth(row[column] ?? ''))),
  );
  const widths = fitted(wanted, WIDTH - indent - LAST_MIN - GAP * wanted.length);
  return rows.flatMap((row) => {
    const head = widths
      .map((width, column) => {
        const text = shorten(row[column] ?? '', width);
        const filled =
          align[column] === 'right' ? ' '.repeat(width - stringWidth(text)) + text : pad(text, width);
        return filled + ' '.repeat(GAP);
      })
      .join('');
    return wrap(' '.repeat(indent) + head, row[columns - 1] ?? '');
  });
}

/** The widths, the widest made less until all have room, or none can give way any more. */
function fitted(wanted: readonly number[], room: number): readonly number[] {
  const widths = [...wanted];
  for (;;) {
    const excess = widths.reduce((sum, width) => sum + width, 0) - room;
    const widest = widths.indexOf(Math.max(...widths));
    if (excess <= 0 || widest < 0 || widths[widest] <= OTHER_MIN) return widths;
    const next = Math.max(OTHER_MIN, ...widths.filter((width) => width < widths[widest]));
    widths[widest] = Math.max(next, widths[widest] - excess);
  }
}
