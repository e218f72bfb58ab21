/**
 * The space-time diagram of a page: a lifeline for each process, time downward, each step in a row of its own, each message from the step that sent
 * it to the step that received it, or, dotted, to one that rests on it. What was sent before the first step begins in the row of its receipt, dashed. Long labels are wrapped, and make
 * their rows higher.
 */
import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';
import type { Execution, Step } from '../execution.js';
import { formatName } from '../format-value.js';
import { shorten } from './layout.js';
import { escaped } from './markup.js';
import { readingLabel, shownOf } from './messages-read.js';
import { endless, isWrong, mover, participants, sendingSteps, stepLabel } from './narrative.js';

const ROW = 26;
const HEAD = 34;
const MARGIN = 44;
/** Between two lifelines, in pixels; of a column of text, in pixels. */
const SPACING = { least: 56, most: 150 } as const;
const COLUMN = 7.4;
const NAME_MAX = 20;
const LABEL_MAX = 64;
/** Columns of the label of a step with what it rests on. */
const READING_MAX = 44;
const LINE = 17;
/** Lines of a label; the step itself, beside the diagram, has the rest. */
const LINES_MAX = 6;

/** Two SVGs, names and steps. Rows are links to their steps. */
export function renderSpaceTime(execution: Execution): string {
  const { steps, loopStart } = execution;
  const nodes = participants(execution);
  const names = nodes.map((node) => shorten(formatName(node), NAME_MAX));
  const widest = Math.max(0, ...names.map((name) => stringWidth(name)));
  const spacing = Math.min(SPACING.most, Math.max(SPACING.least, widest * COLUMN + 16));
  const x = (node: string) => MARGIN + spacing / 2 + nodes.indexOf(node) * spacing;
  const labels = MARGIN + nodes.length * spacing + 12;
  const texts = steps.map((step, i) => linesOf(`${isWrong(execution, i) ? '✗ ' : ''}${labelOf(step)}`));
  const ending = loopStart === undefined ? '' : `↻ ${endless(execution)}`;
  const width = Math.ceil(
    labels + 24 + Math.max(20, ...[...texts.flat(), ending].map((text) => stringWidth(text))) * COLUMN,
  );
  const heights = [ROW, ...texts.map(({ length }) => ROW + (length - 1) * LINE)];
  const tops = [0];
  for (const high of heights) tops.push(tops[tops.length - 1] + high);
  const y = (row: number) => tops[row] + ROW / 2;
  const height = tops[steps.length + 1] + (loopStart === undefined ? 0 : ROW) + 8;
  const sentIn = sendingSteps(execution);
  const place = (lines: readonly string[], i: number) => {
    const row = i + 1;
    const [first, ...more] = lines.map(escaped);
    const rest = more.map((line) => `<tspan x="${labels}" dy="${LINE}">${line}</tspan>`).join('');
    return [
      `<a href="#step-${row}" data-step="${row}"${isWrong(execution, i) ? ' class="bad"' : ''}><rect class="row" x="0" y="${tops[row]}" width="${width}" height="${heights[row]}"/>`,
      `<text class="number" x="${MARGIN - 14}" y="${y(row) + 4}" text-anchor="end">${row}</text>`,
      `<text class="label" x="${labels}" y="${y(row) + 4}">${first}${rest}</text></a>`,
    ].join('');
  };
  return [
    // The names stay in sight while the steps are scrolled.
    `<svg class="names" viewBox="0 0 ${width} ${HEAD}" width="${width}" height="${HEAD}">${nodes.map((node, i) => `<text class="name" x="${x(node)}" y="20" text-anchor="middle">${escaped(names[i])}</text>`).join('')}</svg>`,
    `<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="who sent what to whom">`,
    '<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerUnits="userSpaceOnUse" markerWidth="9" markerHeight="9" orient="auto-start-reverse"><path class="head" d="M0 0 8 4 0 8z"/></marker></defs>',
    `<a href="#step-0" data-step="0"><rect class="row" x="0" y="0" width="${width}" height="${ROW}"/><text class="label faint" x="${labels}" y="${y(0) + 4}">before</text></a>`,
    ...texts.map(place),
    ...nodes.map((node) => `<line class="life" x1="${x(node)}" x2="${x(node)}" y1="0" y2="${height - 8}"/>`),
    ...steps.flatMap((step, i) => arrows(step, i + 1, sentIn[i], { x, y })),
    ...steps.map((step, i) => dot(execution, step, i, { x, y, nodes })),
    ...(loopStart === undefined
      ? []
      : [`<text class="label faint" x="${labels}" y="${y(steps.length + 1) + 4}">${escaped(ending)}</text>`]),
    '</svg>',
  ].join('\n');
}

/** With what it rests on as far as there is room on one line: beside the diagram there is all of it, and the arrows are here. */
function labelOf(step: Step): string {
  const own = stepLabel(step);
  return step.read === undefined || stringWidth(own) > READING_MAX
    ? own
    : shorten(readingLabel(step), READING_MAX);
}

/** Words that are too long for a line are broken. */
function linesOf(text: string): readonly string[] {
  const lines = wrapAnsi(text, LABEL_MAX, { hard: true }).split('\n');
  if (lines.length <= LINES_MAX) return lines;
  return [...lines.slice(0, LINES_MAX - 1), shorten(`${lines[LINES_MAX - 1]} …`, LABEL_MAX)];
}

interface Places {
  readonly x: (node: string) => number;
  readonly y: (row: number) => number;
  readonly nodes: readonly string[];
}

/** A step of no process crosses all lifelines. */
function dot(execution: Execution, step: Step, index: number, { x, y, nodes }: Places): string {
  const node = mover(step);
  const [first, last] = [nodes[0], nodes[nodes.length - 1]];
  const at = y(index + 1);
  if (node === undefined)
    return first === undefined
      ? ''
      : `<line class="everybody" x1="${x(first)}" x2="${x(last)}" y1="${at}" y2="${at}"/>`;
  const isBad = isWrong(execution, index);
  const cross = isBad ? `<path class="cross" d="M${x(node) - 7} ${at - 7}l14 14m0 -14l-14 14"/>` : '';
  return `<circle class="step" data-dot="${index + 1}" cx="${x(node)}" cy="${at}" r="5"/>${cross}`;
}

/** What a step receives, and what it rests on. */
function arrows(
  step: Step,
  row: number,
  sentIn: number | undefined,
  places: Pick<Places, 'x' | 'y'>,
): readonly string[] {
  const { received } = step;
  const node = mover(step);
  return [
    ...(received === undefined ? [] : [arrow('message', received.from, received.to, row, sentIn, places)]),
    ...(node === undefined
      ? []
      : shownOf(step).map(({ from, sentAt }) => arrow('message read', from, node, row, sentAt, places))),
  ];
}

/** @param sentIn the index of the step in which it begins */
function arrow(
  kind: string,
  sender: string,
  receiver: string,
  row: number,
  sentIn: number | undefined,
  { x, y }: Pick<Places, 'x' | 'y'>,
): string {
  const [from, to] = [x(sender), x(receiver)];
  const start = y(sentIn === undefined ? row : sentIn + 1);
  const end = y(row);
  const attributes = `class="${kind}${sentIn === undefined ? ' before' : ''}" data-to="${row}" data-from="${sentIn === undefined ? '' : sentIn + 1}" marker-end="url(#head)"`;
  // A message to oneself leaves the lifeline and comes back to it.
  if (from === to)
    return `<path ${attributes} d="M${from + 5} ${sentIn === undefined ? end - 10 : start}C${from + 26} ${start} ${from + 26} ${end} ${to + 6} ${end}"/>`;
  const short = 6 * Math.sign(to - from);
  return `<path ${attributes} d="M${from} ${start}L${to - short} ${end}"/>`;
}
