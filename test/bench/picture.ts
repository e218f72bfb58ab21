/**
 * The picture of the rates (SVG), so that one sees whether a search slows down as its space grows: above, each large search on its
 * way, by the states found so far; below, whole searches of every size, by how many states there are.
 *
 * Observable Plot draws into the DOM of jsdom. Colours are classes of a style sheet inside the file: with those of a dark page
 * where the reader has one, also as an `<img>`.
 */
import * as Plot from '@observablehq/plot';
import { JSDOM } from 'jsdom';
import { type Curve, curvesOf, laddersOf, SERIES, type Series } from './rates.js';
import type { Results } from './sample.js';

const SVG = 'http://www.w3.org/2000/svg';
const WIDTH = 820;
const PANEL_HEIGHT = 290;
const TITLE_HEIGHT = 42;
const LEGEND_HEIGHT = 28;
const LEGEND_STEP = 170;
/** Of a name, about. */
const LINE_HEIGHT = 15;
const CHARACTER_WIDTH = 7;
const MARGINS = { marginLeft: 46, marginRight: 150, marginTop: 10, marginBottom: 44 };

const SYMBOLS: Readonly<Record<Series, Plot.SymbolType>> = {
  'spin-bfs': 'triangle',
  'spin-dfs': 'square',
  paxoscope: 'diamond',
  'paxoscope-workers': 'circle',
};

/** Light and dark, told apart by readers who do not see all colours. */
const STYLE = `
  svg { color: #24292f }
  .paper { fill: #ffffff }
  .quiet { color: #6e7781 }
  .spin-bfs { color: #b35900 } .spin-dfs { color: #c2358a }
  .paxoscope { color: #0e8a6d } .paxoscope-workers { color: #0969da }
  .name { stroke: #ffffff; stroke-width: 3px; paint-order: stroke }
  .dot { fill: currentColor; stroke: none }
  @media (prefers-color-scheme: dark) {
    svg { color: #e6edf3 }
    .paper { fill: #0d1117 }
    .quiet { color: #8d96a0 }
    .spin-bfs { color: #f0883e } .spin-dfs { color: #f778ba }
    .paxoscope { color: #3fd0a8 } .paxoscope-workers { color: #58a6ff }
    .name { stroke: #0d1117 }
  }
`;

interface Panel {
  readonly title: string;
  readonly says: string;
  readonly marks: Plot.Markish[];
  /** Those that are named. */
  readonly curves: readonly Curve[];
}

/** An SVG document; undefined where nothing took long enough to be drawn. */
export function drawRates(results: Results): string | undefined {
  const panels = [onTheWay(results), asAWhole(results)].filter((panel) => panel !== undefined);
  if (panels.length === 0) return undefined;
  const { window } = new JSDOM('');
  const { document } = window;
  const height = LEGEND_HEIGHT + panels.length * (TITLE_HEIGHT + PANEL_HEIGHT);
  const picture = element(document, 'svg', {
    viewBox: `0 0 ${WIDTH} ${height}`,
    width: WIDTH,
    height,
    'font-family': 'system-ui, sans-serif',
    'font-size': 12,
    fill: 'currentColor',
    role: 'img',
    'aria-label': panels.map(({ title }) => title).join('; '),
  });
  picture.append(
    element(document, 'style', {}, STYLE),
    element(document, 'rect', { class: 'paper', width: WIDTH, height }),
    legend(document, results),
  );
  for (const [i, panel] of panels.entries()) {
    const top = LEGEND_HEIGHT + i * (TITLE_HEIGHT + PANEL_HEIGHT);
    picture.append(...drawPanel(document, panel, top));
  }
  const xml = new window.XMLSerializer().serializeToString(picture);
  return `${xml.replaceAll('><', '>\n<')}\n`;
}

/** Each large search by itself. */
function onTheWay(results: Results): Panel | undefined {
  const curves = curvesOf(results);
  if (curves.length === 0) return undefined;
  const marks = curves.map(({ series, points }) =>
    Plot.line(points, { x: 'states', y: 'rate', className: series, strokeWidth: 1.6 }),
  );
  const title = 'While a search runs';
  const says = 'states generated a second, duplicates too, by the distinct states found so far';
  return { title, says, marks, curves };
}

/** Searches of all sizes beside each other. */
function asAWhole(results: Results): Panel | undefined {
  const ladders = laddersOf(results);
  if (ladders.length === 0) return undefined;
  const marks = ladders.flatMap(({ series, points }) => [
    Plot.line(points, { x: 'states', y: 'rate', className: series, strokeOpacity: 0.5 }),
    Plot.dot(points, { x: 'states', y: 'rate', className: `${series} dot`, symbol: SYMBOLS[series], r: 4 }),
  ]);
  const title = 'Paxos of every size';
  return {
    title,
    says: 'distinct states a second over the whole search, by how many there are',
    marks,
    curves: [],
  };
}

function drawPanel(document: Document, { title, says, marks, curves }: Panel, top: number): Element[] {
  const plot = Plot.plot({
    document,
    width: WIDTH,
    height: PANEL_HEIGHT,
    ...MARGINS,
    x: { type: 'log', label: 'states (logarithmic)', labelAnchor: 'center', tickFormat: short, ticks: 6 },
    y: { zero: true, nice: true, grid: true, label: null, tickFormat: short, ticks: 6 },
    marks,
  });
  const heading = element(document, 'text', { x: MARGINS.marginLeft, y: top + 28, 'font-size': 15 });
  heading.append(
    element(document, 'tspan', { 'font-weight': 600 }, title),
    element(document, 'tspan', { dx: 10, 'font-size': 12, class: 'quiet', fill: 'currentColor' }, says),
  );
  const drawing = placed(document, plot, top + TITLE_HEIGHT);
  drawing.append(...namesAtEnds(document, curves, plot));
  return [heading, drawing];
}

function legend(document: Document, { machine, ladder, others }: Results): Element {
  const names: Readonly<Record<Series, string>> = {
    'spin-bfs': 'Spin, breadth-first',
    'spin-dfs': 'Spin, depth-first',
    paxoscope: 'Paxoscope, 1 worker',
    'paxoscope-workers': `Paxoscope, ${machine.cores} workers`,
  };
  const shown = SERIES.filter((series) => [...ladder, ...others].some(({ samples }) => samples[series]));
  const plot = Plot.plot({
    document,
    width: WIDTH,
    height: LEGEND_HEIGHT,
    axis: null,
    x: { type: 'identity' },
    y: { type: 'identity' },
    marks: shown.flatMap((series, i) => {
      const place = { x: [MARGINS.marginLeft + 5 + i * LEGEND_STEP], y: [18] };
      return [
        Plot.dot([series], { ...place, className: `${series} dot`, symbol: SYMBOLS[series], r: 4.5 }),
        Plot.text([series], { ...place, text: [names[series]], textAnchor: 'start', dx: 10 }),
      ];
    }),
  });
  return placed(document, plot, 0);
}

/** What was plotted, without Plot's own style sheet, which is for pages. */
function placed(document: Document, plot: Element, top: number): Element {
  const group = element(document, 'g', { transform: `translate(0,${top})`, 'text-anchor': 'middle' });
  group.append(...[...plot.children].filter(({ localName }) => localName !== 'style'));
  return group;
}

/** Whether no other curve of the same instance ends above it: one name is enough for both. */
function isUppermost({ row, points }: Curve, _: number, curves: readonly Curve[]): boolean {
  const rivals = curves.filter((other) => other.row === row);
  return rivals.every((other) => other.points.at(-1)!.rate <= points.at(-1)!.rate);
}

/** The name of each instance at the end of its curve, higher up where it would cover another. */
function namesAtEnds(document: Document, curves: readonly Curve[], plot: Plot.Plot): Element[] {
  const ends = curves
    .filter(isUppermost)
    .map(({ row, points }) => ({ name: row.name, ...points.at(-1)! }))
    .sort((a, b) => a.states - b.states);
  const taken: { right: number; y: number }[] = [];
  return ends.map(({ name, states, rate }) => {
    const x = plot.scale('x')!.apply(states) + 6;
    let y = plot.scale('y')!.apply(rate);
    // From left to right: only names that began further left can reach to where this one begins.
    while (taken.some((other) => other.right > x && Math.abs(other.y - y) < LINE_HEIGHT)) y -= 1;
    taken.push({ right: x + name.length * CHARACTER_WIDTH, y });
    return element(document, 'text', { class: 'name', x, y, dy: '0.32em', 'text-anchor': 'start' }, name);
  });
}

/** `100k`, `1M`, `1.5M` */
function short(value: number): string {
  if (value < 1e3) return String(value);
  return value < 1e6
    ? `${Number((value / 1e3).toPrecision(3))}k`
    : `${Number((value / 1e6).toPrecision(3))}M`;
}

function element(
  document: Document,
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  content = '',
): Element {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  made.textContent = content;
  return made;
}
