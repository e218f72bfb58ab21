/**
 * An execution as a Mermaid diagram, which GitHub and many wikis draw. With nodes it is a sequence diagram: each
 * message where it is received, dotted where a step rests on it, each other step and each change of state a note. Without nodes it is a state
 * diagram: what changed in each state, and the action that led there.
 */
import wrapAnsi from 'wrap-ansi';
import type { Execution, Step } from '../execution.js';
import { changeParts, formatMessage, formatName, formatValue } from '../format-value.js';
import { foundLines } from './found.js';
import { shorten, wrap } from './layout.js';
import { shownOf } from './messages-read.js';
import {
  endless,
  headline,
  isRefuted,
  mover,
  newsworthyChanges,
  participants,
  reasonLines,
  stepLabel,
  stepTitle,
} from './narrative.js';

/** Mermaid neither wraps nor shortens; the text report has everything in full. */
const TEXT_MAX = 60;
const NOTE_LINES_MAX = 5;

/** The diagram, for Mermaid 11. */
export function renderMermaid(execution: Execution): string {
  const nodes = participants(execution);
  return nodes.length === 0 ? stateDiagram(execution) : sequenceDiagram(execution, nodes);
}

function sequenceDiagram(execution: Execution, nodes: readonly string[]): string {
  const { steps, loopStart } = execution;
  // Names of our own: a node may be called `end` or `a b`, which Mermaid would read as something else.
  const id = (node: string) => `n${nodes.indexOf(node) + 1}`;
  const everybody = nodes.length === 1 ? id(nodes[0]) : `${id(nodes[0])},${id(nodes[nodes.length - 1])}`;
  const lines = steps.flatMap((step, i) => {
    const number = isRefuted(execution, i) ? `✗ ${i + 1}` : String(i + 1);
    const scene = sequenceStep(step, number, id, everybody);
    if (loopStart === undefined || i < loopStart) return scene;
    const inner = scene.map((line) => `  ${line}`);
    return i === loopStart ? ['loop for ever', ...inner] : inner;
  });
  if (loopStart !== undefined) {
    lines.push(loopStart < steps.length ? 'end' : `Note over ${everybody}: ${literal(endless(execution))}`);
  }
  const why = whyLines(execution);
  if (why.length > 0) lines.push(`Note over ${everybody}: ${limited(why).join('<br/>')}`);
  const found = foundLines(execution).flatMap((line) =>
    wrap('', line, 2).map((part) => literal(part, Number.POSITIVE_INFINITY)),
  );
  if (found.length > 0) lines.push(`Note over ${everybody}: ${found.join('<br/>')}`);
  const head = headline(execution).flatMap((line) => wrapAnsi(line, TEXT_MAX, { hard: true }).split('\n'));
  if (head.length > 1)
    lines.unshift(`Note over ${everybody}: ${head.map((line) => literal(line)).join('<br/>')}`);
  const title = literal(head.length > 1 ? formatName(execution.spec) : head[0]);
  return [
    'sequenceDiagram',
    ...(title.trim() === '' ? [] : [`  title ${title}`]),
    ...nodes.map((node) => `  participant ${id(node)} as ${literal(node).trim() || id(node)}`),
    ...lines.map((line) => `  ${line}`),
  ].join('\n');
}

function sequenceStep(
  step: Step,
  number: string,
  id: (node: string) => string,
  everybody: string,
): readonly string[] {
  const { received } = step;
  const node = mover(step);
  const place = node === undefined ? everybody : id(node);
  const changes = changeLines(step);
  if (received === undefined) {
    const more = (step.read ?? []).length - shownOf(step).length;
    const rest = more === 0 ? [] : [`rests on ${more} more`];
    const note = [literal(`${number}. ${stepTitle(step)}`), ...rest, ...changes].join('<br/>');
    return [...readArrows(step, id), `Note over ${place}: ${note}`];
  }
  const arrow = `${id(received.from)}->>${id(received.to)}: ${literal(`${number}. ${stepLabel(step)}`)}`;
  return changes.length === 0 ? [arrow] : [arrow, `Note over ${place}: ${changes.join('<br/>')}`];
}

function stateDiagram(execution: Execution): string {
  const { steps, loopStart } = execution;
  // The state after the last step of a loop is the one that the loop began with.
  const last = loopStart ?? steps.length;
  const name = (index: number) => `s${index === steps.length ? last : index}`;
  const first = execution.initial.map(({ variable, value }) => literal(`${variable}: ${formatValue(value)}`));
  const isLoop = loopStart !== undefined && loopStart < steps.length;
  const states = [first, ...steps.map(changeLines)].slice(0, isLoop ? steps.length : undefined);
  const why = whyLines(execution);
  // A label of this diagram is Markdown, in which "1." would begin a list: hence (1).
  return [
    'stateDiagram-v2',
    `  %% ${literal(headline(execution).join(' '), Number.POSITIVE_INFINITY)}`,
    ...states.map((lines, i) => `  s${i} : ${limited(lines).join('<br/>') || '(nothing changes)'}`),
    '  [*] --> s0',
    ...steps.map(
      (step, i) => `  ${name(i)} --> ${name(i + 1)} : ${literal(`(${i + 1}) ${stepTitle(step)}`)}`,
    ),
    ...(loopStart === steps.length ? [`  s${last} --> s${last} : ${literal(endless(execution))}`] : []),
    ...(why.length === 0 ? [] : [`  note right of s${last} : ${limited(why).join('<br/>')}`]),
  ].join('\n');
}

/** Dotted, before the step that rests on them. */
function readArrows(step: Step, id: (node: string) => string): readonly string[] {
  const node = mover(step);
  if (node === undefined) return [];
  return shownOf(step).map(
    ({ from, message }) => `${id(from)}-->>${id(node)}: ${literal(formatMessage(message)).trim() || '-'}`,
  );
}

/** What the step changed, each part a line of a note; of the network, only what the messages do not tell. */
function changeLines(step: Step): readonly string[] {
  const node = mover(step);
  const lines = newsworthyChanges(step).flatMap((change) =>
    changeParts(change).map(({ path, text }) => {
      // A note stands at its node: the node's own variable need not be named again.
      const variable = change.variable === node && path !== '' ? '' : change.variable;
      const dot = variable === '' || path === '' || path.startsWith('[') ? '' : '.';
      return literal(`${variable}${dot}${path}: ${text}`);
    }),
  );
  return limited(lines);
}

/** What makes it a counterexample, where its steps do not show that. */
function whyLines(execution: Execution): readonly string[] {
  return reasonLines(execution).map((line) => literal(line, Number.POSITIVE_INFINITY));
}

function limited(lines: readonly string[]): readonly string[] {
  if (lines.length <= NOTE_LINES_MAX) return lines;
  return [...lines.slice(0, NOTE_LINES_MAX - 1), `and ${lines.length - NOTE_LINES_MAX + 1} more`];
}

/**
 * Text that Mermaid takes for nothing but text: every character that means something to it, or to the HTML it
 * makes, becomes an entity code (`#59;`), and the text is shortened first so that no code is cut in two.
 */
function literal(text: string, columns = TEXT_MAX): string {
  const line = shorten(text.replace(/\s+/g, ' '), columns);
  return line.replace(/[#;:"<>&%{}$\\]/g, (character) => `#${character.charCodeAt(0)};`);
}
