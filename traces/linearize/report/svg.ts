/**
 * The history of an object as a picture: one lane a client, a bar from call to return, and on it the operation's place in the longest linearization. It needs nothing but itself, and follows the
 * reader's choice of light or dark.
 */
import { formatName } from '../../../checker/format-value.js';
import { shorten } from '../../../checker/report/layout.js';
import { formatCount, formatPlural } from '../../../checker/report/numbers.js';
import { BAR, type Bar, LANE, type Lanes, lanesOf, MARGIN } from './lanes.js';
import { inBothThemes } from './palette.js';
import { type Mark, type Scene, sceneOf, subjectOf } from './scene.js';
import { describeWhole, headline, type Report, shownState } from './words.js';

const STYLE = `text { font: 12px system-ui, sans-serif; } .title { font-weight: 600; font-size: 13px; } .alarm { font-weight: 600; }
.lane { stroke-width: 1; } .cut { stroke-dasharray: 4 3; } .bar { stroke-width: 1.2; } .failing { stroke-width: 2.5; }
.left-over { stroke-width: 2; } .unplaced { stroke-dasharray: 3 2; }
.number { font-size: 9px; font-weight: 600; text-anchor: middle; }
${inBothThemes(
  (c) => `
svg { background: ${c.ground}; } text { fill: ${c.ink}; } .faint { fill: ${c.faint}; }
.lane { stroke: ${c.line}; } .cut { stroke: ${c.badEdge}; }
.placed { fill: ${c.bar}; stroke: ${c.edge}; } .failing { fill: ${c.bad}; stroke: ${c.badEdge}; }
.left-over { fill: ${c.left}; stroke: ${c.leftEdge}; } .unplaced { fill: ${c.rest}; stroke: ${c.faint}; }
.point { fill: ${c.edge}; } .number { fill: ${c.ground}; } .alarm { fill: ${c.badEdge}; }`,
)}`;

/** Room for the title. */
const WIDTH_MIN = 860;
/** What is wider is scrolled. */
const WIDTH_SEEN = 1100;
const HEAD = 28;
const FOOT = 46;

export function renderSvg(report: Report): string {
  const { verdict, parts } = report.judgement;
  const failure = verdict.kind === 'not-linearizable' ? verdict.failures[0] : undefined;
  return drawScene(sceneOf(subjectOf(parts, failure)), headline(report), true);
}

/**
 * @param title for those who cannot see the picture
 * @param isTitled whether the picture itself has the title and the legend
 */
export function drawScene(scene: Scene, title: string, isTitled: boolean): string {
  const lanes = lanesOf(scene);
  const drawn = Math.max(Math.ceil(lanes.width), WIDTH_MIN);
  const width = drawn > WIDTH_SEEN ? drawn + MARGIN : drawn;
  const height = isTitled ? HEAD + lanes.height + FOOT : HEAD + lanes.height;
  const name = scene.part === undefined ? title : `${scene.part}: ${title}`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escape(name)}">`,
    `<style>${STYLE}</style>`,
    ...(isTitled
      ? [`<text class="title" x="12" y="20">${escape(shorten(name, Math.floor(width / 7.5)))}</text>`]
      : []),
    `<g transform="translate(0 ${HEAD})">`,
    ...lanes.lanes.map(({ client, top }) => laneOf(client, top, width)),
    ...cutOf(scene, lanes),
    ...lanes.bars.map(drawBar),
    '</g>',
    ...(isTitled
      ? legendOf(scene).map(
          (line, i) => `<text class="faint" x="12" y="${HEAD + lanes.height + 18 * (i + 1)}">${line}</text>`,
        )
      : []),
    '</svg>',
  ].join('\n');
}

function laneOf(client: string, top: number, width: number): string {
  const middle = top + LANE / 2;
  const name = escape(shorten(`client ${formatName(client)}`, 15));
  // Again at the right, where whoever has scrolled there sees it.
  const again =
    width > WIDTH_SEEN
      ? `<text class="faint" x="${width - 12}" y="${middle + 4}" text-anchor="end">${name}</text>`
      : '';
  return (
    `<line class="lane" x1="${MARGIN - 8}" y1="${middle}" x2="${width > WIDTH_SEEN ? width - MARGIN : width}" y2="${middle}"/>` +
    `<text class="faint" x="12" y="${middle + 4}">${name}</text>${again}`
  );
}

/** The last line of the prefix that fails. */
function cutOf({ failsAt }: Scene, { end, height }: Lanes): readonly string[] {
  if (failsAt === undefined) return [];
  return [
    `<line class="cut" x1="${round(end)}" y1="14" x2="${round(end)}" y2="${height}"/>`,
    `<text class="alarm" x="${round(end)}" y="10" text-anchor="end">no order from line ${failsAt} on</text>`,
  ];
}

function drawBar({ mark, label, left, right, top, point }: Bar): string {
  const middle = top + BAR / 2;
  // What has not ended has no right edge.
  const shape = mark.isEnded
    ? `<rect class="bar ${mark.role}" x="${round(left)}" y="${top}" width="${round(right - left)}" height="${BAR}" rx="4"/>`
    : `<path class="bar ${mark.role}" d="M ${round(right)} ${top} H ${round(left)} V ${top + BAR} H ${round(right)} l 8 ${-BAR / 2} Z"/>`;
  const pointed =
    point === undefined
      ? ''
      : `<line class="bar placed" x1="${round(point)}" y1="${top}" x2="${round(point)}" y2="${top - 3}"/><circle class="point" cx="${round(point)}" cy="${top - 4}" r="8"/>` +
        `<text class="number" x="${round(point)}" y="${top - 1}">${mark.place}</text>`;
  return `<g><title>${escape(tooltip(mark))}</title>${shape}<text x="${round(left + 7)}" y="${middle + 4}">${escape(label)}</text>${pointed}</g>`;
}

function tooltip(mark: Mark): string {
  const { operation, place, state } = mark;
  const whole = describeWhole(operation);
  if (mark.role === 'failing') return `${whole}\nhas no place`;
  return place === undefined
    ? `${whole}\nnot in the order`
    : `${whole}\nplace ${place}: then ${shownState(state ?? '')}`;
}

/** What the marks mean, and what is not shown: a line of each. */
export function legendOf({ marks, earlier, later, failsAt }: Scene): readonly string[] {
  const keys = [
    'circle: place in the order that was found',
    ...(failsAt === undefined ? [] : ['red: has no place']),
    ...(marks.some(({ role }) => role === 'left-over') ? ['amber: left over where red has a place'] : []),
    ...(marks.some(({ role }) => role === 'unplaced') ? ['dashed: without effect, or not needed'] : []),
    ...(marks.some(({ isEnded }) => !isEnded) ? ['arrow: open'] : []),
  ].join('; ');
  const hidden = [
    ...(earlier > 0 ? [`${formatPlural(earlier, 'earlier operation')} not shown`] : []),
    ...(later > 0 ? [`${formatCount(later)} called later not shown`] : []),
  ].join('; ');
  return [keys, hidden].filter((line) => line !== '');
}

function round(x: number): number {
  return Math.round(x * 10) / 10;
}

export function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
