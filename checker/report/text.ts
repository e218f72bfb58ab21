/**
 * An execution as text for a terminal: what it shows, where it starts, its steps one by one with what each
 * received, sent and changed, and then the picture of who talked to whom (diagram.ts).
 */
import stringWidth from 'string-width';
import type { Assignment, Execution, Step } from '../execution.js';
import { changeParts, formatMessage, formatName, formatParameters, formatValue } from '../format-value.js';
import { renderDiagram } from './diagram.js';
import { foundRows, placeShown } from './found.js';
import { type Paint, pad, paint, WIDTH, wrap } from './layout.js';
import { readTexts } from './messages-read.js';
import {
  broadcasts,
  endless,
  headline,
  isRefuted,
  mover,
  newsworthyChanges,
  participants,
  reasons,
  stepTitle,
} from './narrative.js';
import { renderTable } from './table.js';

/** Labels of the initial state that are wider than this many columns do not take part in the alignment. */
const LABEL_MAX = 26;

/** Columns of the labels of what a judge found. */
const FOUND_WIDTH = 12;

/** So many lines of what a property looked at are shown. */
const EVIDENCE_MAX = 20;

export interface TextOptions {
  /** Terminal colours; off unless asked for. */
  readonly color?: boolean;
  /** What the property looked at in the last state (checker/paths/evidence.ts). */
  readonly evidence?: readonly Assignment[];
}

/** The whole report, without a line break at its end. No line is wider than 100 columns. */
export function renderText(execution: Execution, options: TextOptions = {}): string {
  const style = paint(options.color ?? false);
  return joined([
    headline(execution).flatMap((line, i) => wrap('', i === 0 ? style.title(line) : line, 2)),
    foundRows(execution).flatMap(({ label, text }) => wrap(pad(`  ${label}`, FOUND_WIDTH), text)),
    ...story(execution, options, style),
  ]);
}

/** What happened, without the headline and what a judge found: for a report that has told these. */
export function renderStory(execution: Execution, options: TextOptions = {}): string {
  return joined(story(execution, options, paint(options.color ?? false)));
}

function story(execution: Execution, options: TextOptions, style: Paint): readonly (readonly string[])[] {
  const first = initialState(execution);
  const isRecorded = execution.recorded !== undefined;
  const title = isRecorded ? 'Before these lines, as far as it is logged' : 'Initially';
  return [
    isRecorded && first.length === 0 ? [] : [style.title(title), ...first],
    [style.title(stepsTitle(execution)), ...steps(execution, style)],
    evidence(execution, options.evidence ?? [], style),
    why(execution, style),
    renderDiagram(execution).map((line, i) => (i === 0 ? style.title(line) : line)),
  ];
}

function joined(sections: readonly (readonly string[])[]): string {
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
    // Of a recorded run: nothing is known of it.
    if (execution.recorded !== undefined && formatValue(assignment.value) === '{}') continue;
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

/** What the property looked at, a line a variable; of a soup a line a member. */
function evidence({ property }: Execution, seen: readonly Assignment[], style: Paint): readonly string[] {
  if (property === undefined || seen.length === 0) return [];
  const parameters = formatParameters(property.parameters);
  const title = `What ${formatName(property.name)}${parameters === '' ? '' : ` (${parameters})`} looks at in the last state`;
  const rows = seen.flatMap(({ variable, kind, value }) =>
    (kind === 'soup' ? (value as readonly unknown[]) : [value]).map((item, i) => ({
      label: i === 0 ? `  ${formatName(variable)}: ` : '',
      text: kind === 'soup' ? formatMember(item) : formatValue(item),
    })),
  );
  const shown = rows.slice(0, EVIDENCE_MAX);
  const column = Math.max(...shown.map(({ label }) => stringWidth(label)));
  const more = rows.length - shown.length;
  return [
    ...wrap('', style.title(title), 2),
    ...shown.flatMap(({ label, text }) => wrap(pad(label, column), text)),
    ...(more > 0 ? [`  … and ${more} more`] : []),
  ];
}

/** A message with its sender, where the member of the soup has one. */
function formatMember(member: unknown): string {
  const { from, message } = (member ?? {}) as { readonly from?: unknown; readonly message?: unknown };
  if (typeof from !== 'string' || message === undefined) return formatMessage(member);
  return `${formatMessage(message)} from ${formatName(from)}`;
}

function isEmpty(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

/** `inbox a1` is a1 of the family `inbox `. */
function splitName(name: string): readonly [family: string, member: string] {
  const end = name.lastIndexOf(' ') + 1;
  return [name.slice(0, end), name.slice(end)];
}

function stepsTitle({ steps, loopStart, recorded }: Execution): string {
  if (recorded !== undefined)
    return steps.length === 1 ? 'The line' : `The line, and ${steps.length - 1} that led there`;
  if (steps.length === 0) return 'No steps';
  const count = steps.length === 1 ? '1 step' : `${steps.length} steps`;
  if (loopStart === undefined) return count;
  if (loopStart === steps.length) return `${count}, then nothing more`;
  if (loopStart === 0) return `${count}, again and again`;
  const repeated = loopStart === steps.length - 1 ? `${steps.length}` : `${loopStart + 1} to ${steps.length}`;
  return `${count}, ${repeated} again and again`;
}

/** What makes it a counterexample, where its steps do not show that. */
function why(execution: Execution, style: Paint): readonly string[] {
  const found = reasons(execution);
  if (found.sentences.length === 0) return [];
  return [
    style.title('Why this breaks it'),
    ...found.sentences.flatMap((sentence) => wrap('  ', sentence)),
    ...renderTable([...found.abstract, ...found.fairness], [], 4),
  ];
}

function steps(execution: Execution, style: Paint): readonly string[] {
  const { steps, loopStart } = execution;
  const numberWidth = String(steps.length).length + 2;
  const lines = steps.flatMap((step, i) => {
    const number = `${String(i + 1).padStart(numberWidth)}. `;
    const mark = isRefuted(execution, i) ? '✗ ' : '';
    const place = placeShown(execution, step);
    const body = [
      ...wrap(number, `${mark}${stepHead(step)}`, numberWidth + 6),
      ...(place === undefined ? [] : placeLines(place, numberWidth + 4, style)),
      ...stepBody(step, numberWidth + 4),
    ];
    return i === loopStart ? [loopMark('the loop begins here', style), ...body] : body;
  });
  if (loopStart === undefined) return lines;
  return [...lines, loopMark(endless(execution), style)];
}

function placeLines(place: string, indent: number, style: Paint): readonly string[] {
  return wrap(' '.repeat(indent), formatName(place), indent + 2).map(style.faint);
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
  const read = readTexts(step).flatMap((text, i) =>
    wrap(margin, `${i === 0 ? 'rests on' : 'and on'} ${text}`, indent + 2),
  );
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
  return [...read, ...sent, ...changed];
}
