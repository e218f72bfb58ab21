/**
 * What takes the place of the space-time diagram where so many lifelines do not fit side by side: one line
 * for each step, "who got a message from whom", with the same columns beside it.
 */
import stringWidth from 'string-width';
import type { Execution, Step } from '../execution.js';
import { formatName } from '../format-value.js';
import { pad, shorten, WIDTH } from './layout.js';
import { endless, isRefuted, mover, sendingSteps, stepLabel } from './narrative.js';

/** Names that are longer are shortened. */
const NAME_MAX = 20;

/** The lines of the list, its title first, each at most 100 columns wide. */
export function renderList(execution: Execution, nodes: number): readonly string[] {
  const { steps, loopStart } = execution;
  const sentIn = sendingSteps(execution);
  const rows = [
    ['step', 'who', 'sent in', 'message received, or action'],
    ...steps.flatMap((step, i) => {
      const sent = sentIn[i] === undefined ? '–' : String(sentIn[i] + 1);
      const label = isRefuted(execution, i) ? `✗ ${stepLabel(step)}` : stepLabel(step);
      const row = [String(i + 1), who(step), step.received === undefined ? '' : sent, label];
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
  if (step.received === undefined) return node;
  return `${shorten(formatName(step.received.from), NAME_MAX)} ──▶ ${node}`;
}
