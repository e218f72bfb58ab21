/**
 * The space-time diagram: a lifeline for each node, time downward, a row for each step. A message is an
 * arrow in the row in which it is received, from its sender's lifeline; the column "sent in" names the step
 * that sent it, which may be much earlier. Drawing it at its receipt keeps every step one row, and a
 * message that nobody has received yet does not clutter the picture.
 */
import stringWidth from 'string-width';
import type { Execution, Step } from '../execution.js';
import { formatName } from '../format-value.js';
import { renderList } from './diagram-list.js';
import { pad, shorten, WIDTH, wrap } from './layout.js';
import { readingLabel, sentInText } from './messages-read.js';
import { endless, isRefuted, mover, participants, sendingSteps } from './narrative.js';

/** Columns from one lifeline to the next: below the least, arrows can no longer be told apart. */
const SPACING = { least: 4, most: 12 } as const;
/** Columns for the labels on the right: what they should have, and what they must have. */
const LABELS = { wanted: 40, least: 24 } as const;
const LEGEND =
  '● step of this node   ├──▶● message from the node where the arrow begins   ┼ passes by a node';
const READ_LEGEND = '◁ the step rests on these messages, which were sent to its node before';
const HEADINGS = { step: 'step', sentIn: 'sent in', label: 'message received, or action' } as const;

/** The lines of the diagram, its title first, each at most 100 columns wide; none if no node takes part. */
export function renderDiagram(execution: Execution): readonly string[] {
  const nodes = participants(execution);
  if (nodes.length === 0) return [];
  const grid = layOut(nodes.map(formatName), execution.steps.length);
  return grid === undefined ? renderList(execution, nodes.length) : renderGrid(execution, nodes, grid);
}

/** Where things stand in a row. */
interface Grid {
  /** What stands above each lifeline: the name of the node, or a short one that `keys` explains. */
  readonly headings: readonly string[];
  readonly keys: readonly string[];
  readonly stepWidth: number;
  readonly spacing: number;
}

/** Undefined if so many lifelines do not fit. */
function layOut(names: readonly string[], steps: number): Grid | undefined {
  const stepWidth = Math.max(HEADINGS.step.length, String(steps).length);
  const spare = WIDTH - stepWidth - HEADINGS.sentIn.length - 4;
  const widest = Math.max(...names.map((name) => stringWidth(name)));
  const wanted = Math.min(Math.max(widest + 2, 8), SPACING.most);
  const room = Math.min(wanted, Math.floor((spare - LABELS.wanted) / names.length));
  if (widest + 1 <= room)
    return { headings: names, keys: [], stepWidth, spacing: Math.max(room, SPACING.least) };
  const spacing = Math.min(
    Math.max(widest + 1, SPACING.least),
    Math.floor((spare - LABELS.least) / names.length),
  );
  if (spacing < SPACING.least) return undefined;
  if (widest + 1 <= spacing) return { headings: names, keys: [], stepWidth, spacing };
  // Names that do not fit stand under the diagram's title, each with the short one that it goes by.
  const headings = names.map((name, i) => (stringWidth(name) < spacing ? name : `#${i + 1}`));
  const keys = names.flatMap((name, i) => (headings[i] === name ? [] : [`${headings[i]}=${name}`]));
  return { headings, keys, stepWidth, spacing };
}

function renderGrid(execution: Execution, nodes: readonly string[], grid: Grid): readonly string[] {
  const { steps, loopStart } = execution;
  const sentIn = sendingSteps(execution);
  const rows = steps.flatMap((step, i) => {
    const row = gridRow(
      grid,
      String(i + 1),
      lanes(grid, nodes, step),
      sentInText(step, sentIn[i], HEADINGS.sentIn.length),
      isRefuted(execution, i) ? `✗ ${readingLabel(step)}` : readingLabel(step),
    );
    return i === loopStart ? [loopRow(grid, 'the loop begins here'), row] : [row];
  });
  if (loopStart !== undefined) {
    rows.push(loopRow(grid, endless(execution)));
  }
  return [
    'Who talked to whom (time runs downward; an arrow stands where its message is received)',
    ...wrap('  ', LEGEND),
    ...(steps.some(({ read }) => read !== undefined) ? [`  ${READ_LEGEND}`] : []),
    ...(grid.keys.length > 0 ? wrap('  ', grid.keys.join('  ')) : []),
    '',
    gridRow(grid, HEADINGS.step, headingLane(grid), HEADINGS.sentIn, HEADINGS.label),
    ...rows,
  ];
}

function gridRow(grid: Grid, step: string, lane: string, sentIn: string, label: string): string {
  const left = `${step.padStart(grid.stepWidth)}  ${lane}${centred(sentIn, HEADINGS.sentIn.length)}  `;
  return `${left}${shorten(label, WIDTH - stringWidth(left))}`.trimEnd();
}

function loopRow(grid: Grid, text: string): string {
  return gridRow(grid, '', blankLane(grid, '┊').join(''), '', `↻ ${text}`);
}

/** The lifelines of one row, and what the step draws on and between them. */
function lanes(grid: Grid, nodes: readonly string[], step: Step): string {
  const cells = blankLane(grid, '│');
  const at = (node: string) => lifeline(grid, nodes.indexOf(node));
  if (step.received !== undefined) drawArrow(cells, at(step.received.from), at(step.received.to));
  const node = mover(step);
  if (node !== undefined) {
    // Those from further away first: their lines pass by the others, which begin on them.
    const senders = [...new Set((step.read ?? []).map(({ from }) => from))].map(at);
    senders.sort((a, b) => Math.abs(b - at(node)) - Math.abs(a - at(node)));
    for (const from of senders) drawArrow(cells, from, at(node));
    cells[at(node)] = '●';
  }
  return cells.join('');
}

function drawArrow(cells: string[], from: number, to: number): void {
  cells[to] = '●';
  if (from === to) {
    // A message to oneself: a hook that leaves the lifeline and comes back to it.
    cells[to + 1] = '◀';
    cells[to + 2] = '┘';
    return;
  }
  const towards = to > from ? 1 : -1;
  cells[from] = towards === 1 ? '├' : '┤';
  for (let x = from + towards; x !== to; x += towards) cells[x] = '│┼'.includes(cells[x]) ? '┼' : '─';
  cells[to - towards] = towards === 1 ? '▶' : '◀';
}

function blankLane(grid: Grid, line: string): string[] {
  const cells = new Array<string>(grid.headings.length * grid.spacing).fill(' ');
  grid.headings.forEach((_, i) => {
    cells[lifeline(grid, i)] = line;
  });
  return cells;
}

function lifeline(grid: Grid, index: number): number {
  return index * grid.spacing + Math.floor(grid.spacing / 2);
}

/** The headings, each centred above its lifeline. */
function headingLane(grid: Grid): string {
  let lane = '';
  grid.headings.forEach((heading, i) => {
    lane = pad(lane, lifeline(grid, i) - Math.floor(stringWidth(heading) / 2)) + heading;
  });
  return pad(lane, grid.headings.length * grid.spacing);
}

function centred(text: string, columns: number): string {
  return pad(pad('', Math.ceil((columns - stringWidth(text)) / 2)) + text, columns);
}
