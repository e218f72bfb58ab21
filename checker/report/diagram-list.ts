/**
 * What takes the place of the space-time diagram where so many lifelines do not fit side by side: one line
 * for each step, "who got a message from whom", with the same columns beside it.
 */
import stringWidth from 'string-width';
import type { Execution, Step } from '../execution.js';
import { formatName } from '../format-value.js';
import { pad, shorten, WIDTH } from './layout.js';
import { readingLabel, sentInText } from './messages-read.js';
import { endless, isRefuted, mover, sendingSteps } from './narrative.js';

/** Names that are longer are shortened. */
const NAME_MAX = 20;
/** Of those whose messages a step rests on, so many are named. */
const SENDERS_MAX = 2;
/** Columns of the steps in which these were sent. */
const SENT_IN_MAX = 12;

/** The lines of the list, its title first, each at most 100 columns wide. */
export function renderList(execution: Execution, nodes: number): readonly string[] {
  const { steps, loopStart } = execution;
  const sentIn = sendingSteps(execution);
  const rows = [
    ['step', 'who', 'sent in', 'message received, or action'],
    ...steps.flatMap((step, i) => {
      const label = isRefuted(execution, i) ? `✗ ${readingLabel(step)}` : readingLabel(step);
      const row = [String(i + 1), who(step), sentInText(step, sentIn[i], SENT_IN_MAX), label];
      return i === loopStart ? [['', '', '', '↻ the loop begins here'], row] : [row];
    }),
  ];
  if (loopStart !== undefined) {
    rows.push(['', '', '', `↻ ${endless(execution)}`]);
  }
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => stringWidth(row[column]))));
  return [
    `Who talked to whom (${nodes} nodes do not fit side by side in ${WIDTH} columns)`,
    '',
    ...rows.map((row) => {
      const cells = row.map((cell, column) => (column === 3 ? cell : pad(cell, widths[column])));
      return shorten(cells.join('  '), WIDTH).trimEnd();
    }),
  ];
}

function who(step: Step): string {
  const node = shorten(formatName(mover(step) ?? ''), NAME_MAX);
  if (step.received === undefined) {
    const senders = [...new Set((step.read ?? []).map(({ from }) => from))];
    if (senders.length === 0) return node;
    const more = senders.length > SENDERS_MAX ? ', …' : '';
    const names = senders.slice(0, SENDERS_MAX).map((name) => shorten(formatName(name), NAME_MAX));
    return `${names.join(', ')}${more} ──▶ ${node}`;
  }
  return `${shorten(formatName(step.received.from), NAME_MAX)} ──▶ ${node}`;
}
