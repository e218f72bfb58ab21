/**
 * An execution as text for a terminal: what it shows, where it starts, its steps one by one with what each
 * received, sent and changed, and then the picture of who talked to whom (diagram.ts).
 */
import stringWidth from 'string-width';
import type { Execution, Step } from '../execution.js';
import { changeParts, formatMessage, formatName, formatValue } from '../format-value.js';
import { renderDiagram } from './diagram.js';
import { type Paint, pad, paint, WIDTH, wrap } from './layout.js';
import {
  broadcasts,
  endless,
  headline,
  mover,
  newsworthyChanges,
  participants,
  reasons,
  stepTitle,
} from './narrative.js';
import { renderTable } from './table.js';

/** Labels of the initial state that are wider than this many columns do not take part in the alignment. */
const LABEL_MAX = 26;

export interface TextOptions {
  /** Terminal colours; off unless asked for. */
  readonly color?: boolean;
}

/** The whole report, without a line break at its end. No line is wider than 100 columns. */
export function renderText(execution: Execution, options: TextOptions = {}): string {
  const style = paint(options.color ?? false);
  const sections = [
    headline(execution).flatMap((line, i) => wrap('', i === 0 ? style.title(line) : line, 2)),
    [style.title('Initially'), ...initialState(execution)],
    [style.title(stepsTitle(execution)), ...steps(execution, style)],
    why(execution, style),
    renderDiagram(execution).map((line, i) => (i === 0 ? style.title(line) : line)),
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

/**
 * Variables of one family (nodes; inboxes) that begin with equal values share a line. Channels and inboxes that are
 * empty from beginning to end are left out.
 */
function initialState(execution: Execution): readonly string[] {
  const nodes = new Set(participants(execution));
  const groups = new Map<string, { family: string; names: string[]; value: string }>();
  const changed = new Set(execution.steps.flatMap(({ changes }) => changes.map(({ variable }) => variable)));
  for (const assignment of execution.initial) {
    if (isEmpty(assignment.value) && !changed.has(assignment.variable)) continue;
    const name = formatName(assignment.variable);
    const [family, member] = nodes.has(assignment.variable) ? ['', name] : splitName(name);
    const value = formatValue(assignment.value);
    const key = JSON.stringify([family, value]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { family, names: [member], value });
    else group.names.push(member);
  }
  const rows = [...groups.values()].map(({ family, names, value }) => ({
    label: `  ${family}${names.join(', ')}: `,
    value,
  }));
  // Values stand in a column of their own, except those behind a label that would push it far away.
  const fitting = rows.map(({ label }) => stringWidth(label)).filter((width) => width <= LABEL_MAX);
  const column = Math.max(0, ...fitting);
  return rows.flatMap(({ label, value }) =>
    stringWidth(label) <= column
      ? wrap(pad(label, column), value)
      : wrap('  ', `${label.trim()} ${value}`, 4),
  );
}

function isEmpty(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

/** `inbox a1` is a1 of the family `inbox `. */
function splitName(name: string): readonly [family: string, member: string] {
  const end = name.lastIndexOf(' ') + 1;
  return [name.slice(0, end), name.slice(end)];
}

function stepsTitle({ steps, loopStart }: Execution): string {
  if (steps.length === 0) return 'No steps';
  const count = steps.length === 1 ? '1 step' : `${steps.length} steps`;
  if (loopStart === undefined) return count;
  if (loopStart === steps.length) return `${count}, then nothing more`;
  if (loopStart === 0) return `${count}, again and again`;
  const repeated = loopStart === steps.length - 1 ? `${steps.length}` : `${loopStart + 1} to ${steps.length}`;
  return `${count}, ${repeated} again and again`;
}

/** Of a liveness counterexample: what makes it one. */
function why(execution: Execution, style: Paint): readonly string[] {
  const found = reasons(execution);
  if (found === undefined || found.sentences.length === 0) return [];
  return [
    style.title('Why this breaks it'),
    ...found.sentences.flatMap((sentence) => wrap('  ', sentence)),
    ...renderTable(found.fairness, [], 4),
  ];
}

function steps(execution: Execution, style: Paint): readonly string[] {
  const { steps, loopStart } = execution;
  const numberWidth = String(steps.length).length + 2;
  const lines = steps.flatMap((step, i) => {
    const number = `${String(i + 1).padStart(numberWidth)}. `;
    const body = [...wrap(number, stepHead(step), numberWidth + 6), ...stepBody(step, numberWidth + 4)];
    return i === loopStart ? [loopMark('the loop begins here', style), ...body] : body;
  });
  if (loopStart === undefined) return lines;
  return [...lines, loopMark(endless(execution), style)];
}

function loopMark(text: string, style: Paint): string {
  return style.faint(`── ${text} ${'─'.repeat(Math.max(0, WIDTH / 2 - text.length))}`);
}

function stepHead(step: Step): string {
  const node = mover(step);
  return `${node === undefined ? '' : `${formatName(node)}: `}${stepTitle(step)}`;
}

function stepBody(step: Step, indent: number): readonly string[] {
  const margin = ' '.repeat(indent);
  const sent = broadcasts(step.sent).flatMap(({ from, to, message }) => {
    // Only where somebody else than the mover sends is the sender news.
    const sender = from === mover(step) ? '' : `${formatName(from)} `;
    const receivers = to.map(formatName).join(', ');
    return wrap(margin, `${sender}→ ${receivers}: ${formatMessage(message)}`, indent + 2);
  });
  const changed = newsworthyChanges(step).flatMap((change) =>
    changeParts(change).flatMap(({ path, text }) => {
      const variable = formatName(change.variable);
      const dotted = path === '' || path.startsWith('[') ? path : `.${path}`;
      return wrap(margin, `${variable}${dotted}: ${text}`, indent + 2);
    }),
  );
  return [...sent, ...changed];
}
