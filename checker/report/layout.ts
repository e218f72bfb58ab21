/**
 * Text that fits a terminal: widths are columns on the screen, not characters, so that names in any script
 * and coloured text come out right.
 */
import { styleText } from 'node:util';
import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';

/** No line of a text report is wider. */
export const WIDTH = 100;

/** Colours for a terminal, or, switched off, none at all. */
export interface Paint {
  readonly title: (text: string) => string;
  readonly faint: (text: string) => string;
}

export function paint(color: boolean): Paint {
  // What stdout is does not matter here: the caller has decided.
  const style = (format: 'bold' | 'dim') => (text: string) =>
    color ? styleText(format, text, { validateStream: false }) : text;
  return { title: style('bold'), faint: style('dim') };
}

/**
 * Lines of at most WIDTH columns: the first begins with `head`, the others are indented by `hang` columns,
 * which is at least the width of the head.
 */
export function wrap(head: string, text: string, hang = stringWidth(head)): readonly string[] {
  const lines = wrapAnsi(text, WIDTH - hang, { hard: true }).split('\n');
  return lines.map((line, i) => `${i === 0 ? head : ' '.repeat(hang)}${line}`.trimEnd());
}

/** The text, filled with spaces to at least that many columns. */
export function pad(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - stringWidth(text)));
}

/** Characters that one column may have: letters with marks, signs that are joined. */
const FAR = 16;

/** The text, its end replaced by `…` if it is wider than that many columns. */
export function shorten(text: string, columns: number): string {
  // Of a text of megabytes the beginning is looked at alone.
  const isFar = text.length > FAR * (columns + 1);
  if (!isFar && stringWidth(text) <= columns) return text;
  let kept = '';
  let width = stringWidth('…');
  const start = isFar ? text.slice(0, FAR * (columns + 1)) : text;
  for (const { segment } of new Intl.Segmenter().segment(start)) {
    width += stringWidth(segment);
    if (width > columns) break;
    kept += segment;
  }
  return columns > 0 ? `${kept}…` : '';
}
