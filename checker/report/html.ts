/**
 * An execution as a page of its own, to step through with the keyboard: the space-time diagram, beside it the step that one is at, with what it received,
 * sent and changed, and the state after it. All is in the page; without scripts the steps stand one below the other.
 */
import type { Assignment, Execution, Step } from '../execution.js';
import { changeParts, formatMessage, formatName, formatValue } from '../format-value.js';
import { foundRows, placeShown } from './found.js';
import { renderSpaceTime } from './html-diagram.js';
import { PAGE_SCRIPT, PAGE_STYLE } from './html-page.js';
import { escaped } from './markup.js';
import { shownOf } from './messages-read.js';
import {
  broadcasts,
  endless,
  headline,
  isWrong,
  mover,
  newsworthyChanges,
  reasons,
  sendingSteps,
  stepTitle,
} from './narrative.js';

/** Columns of a value in what was found: it is wrapped, and scrolls. */
const FOUND_MAX = 4000;

export function renderHtml(execution: Execution, evidence: readonly Assignment[] = []): string {
  const { steps } = execution;
  const [what, claim] = headline(execution);
  const receipts = receiptsOf(execution);
  const diagram = renderSpaceTime(execution);
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
    '<meta name="color-scheme" content="light dark">',
    `<title>${escaped(claim ?? what)}</title><style>${PAGE_STYLE}</style></head><body>`,
    `<header><h1>${escaped(what)}</h1>`,
    ...(claim === undefined ? [] : [`<p class="${execution.property?.outcome}">${escaped(claim)}</p>`]),
    ...whySection(execution, evidence),
    '<p class="keys">Keys: <kbd>↓</kbd> or <kbd>j</kbd> next step, <kbd>↑</kbd> or <kbd>k</kbd> the one before, <kbd>Home</kbd>, <kbd>End</kbd>.</p></header>',
    `<div class="work"><div class="diagram">${diagram}</div>`,
    '<main aria-live="polite">',
    initialSection(execution),
    ...steps.map((_, i) => stepSection(execution, i, receipts[i])),
    ...(execution.initial.length === 0 ? [] : ['<h2 class="stepping-only">State</h2>']),
    '<table class="state stepping-only"></table>',
    '</main></div>',
    `<script type="application/json" id="states">${dataOf(execution)}</script>`,
    `<script>${PAGE_SCRIPT}</script>`,
    '</body></html>',
  ].join('\n');
}

/** What makes it what it claims to be: of a recorded run what was found, else what the property looked at, or why nothing saves it, or no abstract step is there. */
function whySection(execution: Execution, evidence: readonly Assignment[]): readonly string[] {
  const { sentences, abstract, fairness } = reasons(execution);
  const rows = [
    ...foundRows(execution, FOUND_MAX).map(({ label, text }) => [label, text]),
    ...evidence.map(({ variable, kind, value }) => [
      formatName(variable),
      kind === 'soup' ? (value as readonly unknown[]).map(formatMessage).join('\n') : formatValue(value),
    ]),
  ];
  return [
    ...(rows.length === 0 ? [] : [`<table class="why">${rows.map(whyRow).join('')}</table>`]),
    ...(sentences.length === 0 ? [] : [`<p>${escaped(sentences.join(' '))}</p>`]),
    ...(abstract.length === 0 ? [] : [`<table class="why">${abstract.map(whyRow).join('')}</table>`]),
    ...(fairness.length === 0
      ? []
      : [
          `<details><summary>assumptions of fairness</summary><table class="why">${fairness.map(whyRow).join('')}</table></details>`,
        ]),
  ];
}

function whyRow([label, text]: readonly string[]): string {
  const isBad = /: FALSE /.test(text) || text.startsWith('observed ');
  return `<tr${isBad ? ' class="bad"' : ''}><th>${escaped(label)}</th><td>${escaped(text)}</td></tr>`;
}

function initialSection({ initial, recorded }: Execution): string {
  const title = recorded === undefined ? 'Initially' : 'Before these lines, as far as it is logged';
  const rows = initial
    .filter(({ value }) => !(Array.isArray(value) && value.length === 0))
    .map(
      ({ variable, value }) =>
        `<li><b>${escaped(formatName(variable))}</b> <code>${escaped(formatValue(value))}</code></li>`,
    );
  return `<section id="step-0"><h2>${title}</h2><ul class="static-only">${rows.join('')}</ul></section>`;
}

function stepSection(execution: Execution, index: number, receipts: Receipts): string {
  const { steps, loopStart } = execution;
  const step = steps[index];
  const node = mover(step);
  const who = node === undefined ? '' : `<b>${escaped(formatName(node))}</b>: `;
  const isBad = isWrong(execution, index);
  const place = placeShown(execution, step);
  const lines = [
    ...(place === undefined ? [] : [`<p class="faint"><code>${escaped(formatName(place))}</code></p>`]),
    ...(index === loopStart ? ['<p class="faint">↻ The loop begins here.</p>'] : []),
    ...listOf('rests on', readOf(step)),
    ...listOf('sends', sentOf(step, receipts)),
    ...listOf('changes', changesOf(step)),
    ...(index === steps.length - 1 && loopStart !== undefined
      ? [`<p class="faint">↻ ${escaped(endless(execution))}</p>`]
      : []),
  ];
  return [
    `<section id="step-${index + 1}"${isBad ? ' class="bad"' : ''}>`,
    `<h2>${isBad ? '✗ ' : ''}step ${index + 1} of ${steps.length}</h2>`,
    `<p>${who}${escaped(stepTitle(step))}</p>`,
    ...lines,
    '</section>',
  ].join('');
}

function listOf(title: string, items: readonly string[]): readonly string[] {
  return items.length === 0
    ? []
    : [`<h3>${title}</h3><ul>${items.map((item) => `<li>${item}</li>`).join('')}</ul>`];
}

/** Each message that it rests on, with its sender and the step that sent it. */
function readOf(step: Step): readonly string[] {
  const more = (step.read ?? []).length - shownOf(step).length;
  return [
    ...shownOf(step).map(({ from, message, sentAt }) => {
      const link = sentAt === undefined ? '' : ` (<a href="#step-${sentAt + 1}">step ${sentAt + 1}</a>)`;
      return `${escaped(formatName(from))}${link}: <code>${escaped(formatMessage(message))}</code>`;
    }),
    ...(more === 0 ? [] : [`${more} more`]),
  ];
}

/** Of each receiver of what a step sent: in which steps it was received. */
type Receipts = ReadonlyMap<string, readonly number[]>;

function receiptsOf(execution: Execution): readonly Receipts[] {
  const all = execution.steps.map(() => new Map<string, number[]>());
  sendingSteps(execution).forEach((sentIn, i) => {
    const { received } = execution.steps[i];
    if (sentIn === undefined || received === undefined) return;
    const key = receiptKey(received.to, received.message);
    all[sentIn].set(key, [...(all[sentIn].get(key) ?? []), i + 1]);
  });
  return all;
}

const receiptKey = (to: string, message: unknown): string =>
  `${JSON.stringify(to)} ${formatMessage(message)}`;

function sentOf(step: Step, receipts: Receipts): readonly string[] {
  return broadcasts(step.sent).map(({ from, to, message }) => {
    const sender = from === mover(step) ? '' : `${formatName(from)} `;
    const receivers = to.map((node) => {
      const at = receipts.get(receiptKey(node, message)) ?? [];
      const links = at.map((k) => `<a href="#step-${k}">step ${k}</a>`).join(', ');
      return `${escaped(formatName(node))}${links === '' ? '' : ` (${links})`}`;
    });
    return `${escaped(sender)}→ ${receivers.join(', ')}: <code>${escaped(formatMessage(message))}</code>`;
  });
}

function changesOf(step: Step): readonly string[] {
  return newsworthyChanges(step).flatMap((change) =>
    changeParts(change).map(({ path, text }) => {
      const dot = path === '' || path.startsWith('[') ? '' : '.';
      return `<b>${escaped(`${formatName(change.variable)}${dot}${path}`)}</b> <code>${escaped(text)}</code>`;
    }),
  );
}

/** For the script: the variables with their first values, and of each step what it sets or, of a soup, adds; all as texts. */
function dataOf({ initial, steps, recorded }: Execution): string {
  const indexOf = new Map(initial.map(({ variable }, i) => [variable, i]));
  const members = (value: unknown) => (value as readonly unknown[]).map(formatMessage);
  const data = {
    // The step at which the page opens.
    opening: recorded === undefined ? steps.length : recorded.at + 1,
    names: initial.map(({ variable }) => formatName(variable)),
    first: initial.map(({ kind, value }) => (kind === 'soup' ? members(value) : formatValue(value))),
    steps: steps.map(({ changes }) =>
      changes.map(({ variable, kind, after }) => [
        indexOf.get(variable),
        kind === 'soup' ? members(after) : formatValue(after),
      ]),
    ),
  };
  // Nothing in it may end the element.
  return JSON.stringify(data).replaceAll('<', '\\u003c');
}
