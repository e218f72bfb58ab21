/**
 * The similarity graph as a picture, for few executions: a dot for each, a line where some process cannot tell two apart, a colour for each component. Laid out
 * by d3-force, which draws no random numbers of its own: the same picture every time.
 */
import {
  forceCollide,
  forceLink,
  forceManyBody,
  forceSimulation,
  forceX,
  forceY,
  type SimulationNodeDatum,
} from 'd3-force';
import type { Components } from '../../chain/components.js';
import { CRASHED, type Executions } from '../../chain/executions.js';
import type { RoundExecution } from '../../chain/round-execution.js';
import { escaped } from '../markup.js';
import { STYLE } from './drawing.js';
import { crashWords } from './words.js';

/** More cannot be told apart by eye. */
export const GRAPH_MAX = 600;
const TICKS = 300;
const MARGIN = 36;
/** Components share a colour where there are more of them than colours; the large ones come first. */
const COLOURS = 12;

interface Dot extends SimulationNodeDatum {
  readonly execution: number;
  /** What it is drawn as: one dot for executions that are told apart by nobody. */
  readonly component: number;
}

/** @param chain executions of a chain, whose links are drawn bold, each a path of its own */
export function renderSimilarityGraph(
  executions: Executions,
  components: Components,
  chain: readonly RoundExecution[] = [],
): string {
  const dots: Dot[] = Array.from({ length: executions.size }, (_, execution) => ({
    execution,
    component: components.component(execution),
  }));
  const links = linksOf(executions);
  forceSimulation(dots)
    .force(
      'link',
      forceLink<Dot, { source: number; target: number }>(
        links.map(([source, target]) => ({ source, target })),
      ).distance(24),
    )
    .force('charge', forceManyBody().strength(-34))
    .force('x', forceX().strength(0.05))
    .force('y', forceY().strength(0.07))
    .force('collide', forceCollide(7))
    .stop()
    .tick(TICKS);
  const xs = dots.map(({ x = 0 }) => x);
  const ys = dots.map(({ y = 0 }) => y);
  const [left, top] = [Math.min(...xs) - MARGIN, Math.min(...ys) - MARGIN];
  const width = Math.ceil(Math.max(...xs) - left + MARGIN);
  const height = Math.ceil(Math.max(...ys) - top + MARGIN);
  const point = (execution: number) =>
    `${Math.round(xs[execution] - left)} ${Math.round(ys[execution] - top)}`;
  const colour = coloursOf(executions, components);
  const line = links.map(([a, b]) => `M${point(a)}L${point(b)}`).join('');
  const places = numbersOf(executions, chain);
  const bold = places.slice(1).map((to, i) => `<path class="chain" d="M${point(places[i])}L${point(to)}"/>`);
  const circles = dots.map(({ execution, component }) => {
    const isEnd = execution === 0 || execution === executions.inputs - 1;
    const [x, y] = point(execution).split(' ');
    const described = executions.describe(execution);
    const name = `${described.inputs.join('')}, ${crashWords(described)}`;
    return `<circle class="${colour.get(component)}" cx="${x}" cy="${y}" r="${isEnd ? 9 : 4.5}"><title>${escaped(name)}</title></circle>`;
  });
  const labels = ['all 0', 'all 1'].map((label, end) => {
    const [x, y] = point(end * (executions.inputs - 1)).split(' ');
    return `<text class="name outlined" x="${x}" y="${Number(y) - 14}" text-anchor="middle">${label}</text>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>the similarity graph: ${executions.size} executions, ${components.count} components</title>`,
    `<style>${STYLE}${GRAPH_STYLE}</style>`,
    `<rect class="paper" width="${width}" height="${height}"/>`,
    `<path class="similar" d="${line}"/>`,
    ...bold,
    ...circles,
    ...labels,
    '</svg>',
  ].join('\n');
}

/** Executions of a chain by their numbers. */
function numbersOf(executions: Executions, chain: readonly RoundExecution[]): number[] {
  const numbers = new Map<string, number>();
  for (let i = 0; i < executions.size; i++) numbers.set(JSON.stringify(executions.describe(i)), i);
  return chain.map((execution) => {
    const number = numbers.get(JSON.stringify(execution));
    if (number === undefined) throw new Error(`no such execution: ${JSON.stringify(execution)}`);
    return number;
  });
}

/** Pairs of executions that some process cannot tell apart, each once. */
function linksOf(executions: Executions): [number, number][] {
  const holders = new Map<number, number[]>();
  for (let execution = 0; execution < executions.size; execution++)
    for (let p = 0; p < executions.system.processes; p++) {
      const view = executions.view(execution, p);
      if (view !== CRASHED) holders.set(view, [...(holders.get(view) ?? []), execution]);
    }
  const found = new Map<number, [number, number]>();
  for (const group of holders.values())
    for (const a of group) for (const b of group) if (a < b) found.set(a * executions.size + b, [a, b]);
  return [...found.values()];
}

/** By component the name of its colour: the largest have colours of their own, those of the two ends first, and what stands alone is grey. */
function coloursOf(executions: Executions, components: Components): ReadonlyMap<number, string> {
  const sizes = new Map<number, number>();
  for (let execution = 0; execution < executions.size; execution++) {
    const component = components.component(execution);
    sizes.set(component, (sizes.get(component) ?? 0) + 1);
  }
  const ends = [0, executions.inputs - 1].map((execution) => components.component(execution));
  const rank = (component: number) => (ends.includes(component) ? ends.indexOf(component) - 2 : 0);
  const order = [...sizes].sort((a, b) => rank(a[0]) - rank(b[0]) || b[1] - a[1] || a[0] - b[0]);
  return new Map(
    order.map(([component, size], i) => [
      component,
      size === 1 && !ends.includes(component) ? 'alone' : `c${i % COLOURS}`,
    ]),
  );
}

/** Around the circle of hues by steps that keep neighbours in the list apart; where the eye takes a hue for bright it is darker on white. */
const hues = Array.from({ length: COLOURS }, (_, i) => (210 + i * 150) % 360);
const isBright = (hue: number) => hue >= 30 && hue < 210;
const isDim = (hue: number) => hue > 210 && hue < 300;
const onWhite = hues
  .map((hue, i) => `.c${i} { fill: hsl(${hue} 75% ${isBright(hue) ? 33 : 47}%) }`)
  .join(' ');
const onBlack = hues.map((hue, i) => `.c${i} { fill: hsl(${hue} 80% ${isDim(hue) ? 74 : 62}%) }`).join(' ');

const GRAPH_STYLE = `
  .outlined { stroke: #ffffff; stroke-width: 4px; paint-order: stroke }
  .similar { stroke: #8c959f; stroke-opacity: .45; fill: none }
  .chain { stroke: #d4a72c; stroke-width: 4; fill: none; stroke-linecap: round }
  .alone { fill: #8c959f } ${onWhite}
  @media (prefers-color-scheme: dark) {
    .outlined { stroke: #0d1117 } .similar { stroke: #768390 } .alone { fill: #656d76 } ${onBlack}
  }`;
