/**
 * A judgement as one page that needs nothing but itself: verdict, reasons, a picture of each object that matters, and the order that was found.
 */
import { formatName } from '../../../checker/format-value.js';
import { formatCount, formatPlural } from '../../../checker/report/numbers.js';
import type { PartJudgement, Step } from '../verdict.js';
import { inBothThemes } from './palette.js';
import { sceneOf, subjectOf } from './scene.js';
import { drawScene, escape, legendOf } from './svg.js';
import {
  describeLeftOut,
  describeLines,
  describeOperation,
  describeWhole,
  headline,
  type Report,
  reachedText,
  reasons,
  shownState,
} from './words.js';

/** Objects that are drawn. */
const PICTURES = 8;
/** Rows of an order: the last ones. */
const ROWS = 500;

const STYLE = `body { margin: 2rem; font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.3rem; } h2 { font-size: 1.05rem; margin-top: 2rem; } p { max-width: 60rem; } .bad { font-weight: 600; }
.picture { overflow-x: auto; border: 1px solid; border-radius: 6px; }
table { border-collapse: collapse; } td, th { text-align: left; padding: .15rem 1rem .15rem 0; border-bottom: 1px solid; vertical-align: top; }
td:first-child { text-align: right; }
${inBothThemes(
  (c) => `
body { background: ${c.ground}; color: ${c.ink}; } .bad { color: ${c.badEdge}; } .faint { color: ${c.faint}; }
.picture, td, th { border-color: ${c.line}; }`,
)}`;

/** What fails is at the right end of a picture. */
const SCROLL = `<script>for (const picture of document.querySelectorAll('.picture.fails')) picture.scrollLeft = picture.scrollWidth;</script>`;

export function renderHtml(report: Report): string {
  const { verdict, parts, configurations } = report.judgement;
  const title = headline(report);
  const leftOut = describeLeftOut(report);
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
    `<title>${escape(title)}</title><style>${STYLE}</style></head><body>`,
    `<h1>${escape(title)}</h1>`,
    `<p class="faint">read as ${report.dialect}; ${formatPlural(configurations, 'configuration')} searched, of a budget of ${formatCount(report.budget)}${leftOut === undefined ? '' : `; left out: ${leftOut}`}</p>`,
    ...drawnParts(report).map((part) => sectionOf(part, title)),
    ...(parts.length > PICTURES && verdict.kind !== 'linearizable'
      ? [`<p class="faint">At most ${PICTURES} objects are drawn; --json has all.</p>`]
      : []),
    SCROLL,
    '</body></html>',
  ].join('\n');
}

/** All that failed, those that are undecided; one where all is well. */
function drawnParts({ judgement }: Report): readonly PartJudgement[] {
  const { verdict, parts } = judgement;
  const failures = verdict.kind === 'not-linearizable' ? verdict.failures : [];
  const failed = failures.map((failure) => subjectOf(parts, failure));
  const undecided = parts.filter(({ result }) => result.kind === 'unknown');
  const drawn = [...failed, ...undecided];
  return drawn.length === 0 ? [subjectOf(parts, undefined)] : drawn.slice(0, PICTURES);
}

function sectionOf(part: PartJudgement, title: string): string {
  const { result } = part;
  const scene = sceneOf(part);
  const told =
    result.kind === 'not-linearizable'
      ? [
          `<p class="bad">${escape(describeWhole(result.failure.operation))}</p>`,
          `<p>${escape(reasons(result.failure).join(' '))}</p>`,
        ]
      : result.kind === 'unknown'
        ? [`<p>Undecided: ${reachedText(result.reached)}.</p>`]
        : [];
  const order =
    result.kind === 'linearizable'
      ? result.order
      : result.kind === 'unknown'
        ? undefined
        : result.failure.order;
  return [
    `<section>${part.name === undefined ? '' : `<h2>${escape(part.name)}</h2>`}`,
    ...told,
    `<div class="picture${result.kind === 'not-linearizable' ? ' fails' : ''}">${drawScene(scene, title, false)}</div>`,
    `<p class="faint">${legendOf(scene).join('<br>')}</p>`,
    ...(order === undefined ? [] : [tableOf(order)]),
    '</section>',
  ].join('\n');
}

function tableOf(order: readonly Step[]): string {
  const from = Math.max(0, order.length - ROWS);
  const rows = order.slice(from).map(({ operation, state }, i) => {
    const cells = [
      String(from + i + 1),
      `client ${formatName(operation.client)}`,
      describeLines(operation),
      describeOperation(operation),
      shownState(state),
    ];
    return `<tr>${cells.map((cell) => `<td>${escape(cell)}</td>`).join('')}</tr>`;
  });
  return [
    `<h2>The longest linearization, ${formatPlural(order.length, 'operation')}${from === 0 ? '' : `, the last ${ROWS}`}</h2>`,
    '<table><tr><th></th><th>client</th><th>lines</th><th>operation</th><th>then</th></tr>',
    ...rows,
    '</table>',
  ].join('\n');
}
