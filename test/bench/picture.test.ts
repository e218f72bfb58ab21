/** The picture as a document: well formed, every sample in it, both themes; how it looks is for eyes. */
import { JSDOM } from 'jsdom';
import { describe, expect, it } from 'vitest';
import { results, row, sample } from './fixtures.js';
import { drawRates } from './picture.js';
import { curvesOf, laddersOf } from './rates.js';
import type { Results, Sample } from './sample.js';

/** A search of so many states that was looked at ten times. */
function sampled(distinct: number, seconds: number): Sample {
  const progress = Array.from({ length: 10 }, (_, i) => ({
    seconds: (seconds * (i + 1)) / 11,
    distinct: Math.round((distinct * (i + 1)) / 11),
    generated: Math.round((3 * distinct * (i + 1)) / 11),
  }));
  return sample({ seconds, distinct, generated: 3 * distinct, progress });
}

const measured: Results = results([
  row({ 'spin-bfs': [sample({ distinct: 1_000 })], paxoscope: [sample({ distinct: 1_000 })] }, 'small'),
  row({ paxoscope: [sampled(1e6, 2)], 'paxoscope-workers': [sampled(1e6, 1)] }, 'a & b <c>'),
]);

function parsed(svg: string | undefined): Document {
  return new JSDOM(svg, { contentType: 'image/svg+xml' }).window.document;
}

/** Points of the lines that a series has in the picture: a path is moves and lines, one for each point. */
function pointsOf(picture: Document, series: string): number[] {
  return [...picture.querySelectorAll(`g[aria-label=line].${series} path`)].map(
    (path) => path.getAttribute('d')!.match(/[ML]/g)!.length,
  );
}

describe('the points', () => {
  it('are one for each sample of the run in the middle, and one for its end', () => {
    const [one, all] = curvesOf(measured);
    expect([one!.series, all!.series]).toEqual(['paxoscope', 'paxoscope-workers']);
    expect(one!.points).toHaveLength(11);
    expect(one!.points.at(-1)!.states).toBe(1e6);
    // Three steps for each state, at an even pace.
    for (const { rate } of one!.points) expect(rate / 1.5e6).toBeCloseTo(1, 4);
    const slow = results([row({ paxoscope: [sampled(10, 9), sampled(20, 5), sampled(30, 1)] })]);
    expect(curvesOf(slow)[0]!.points.at(-1)!.states).toBe(20);
  });

  it('are one for each size that took long enough', () => {
    expect(laddersOf(measured)).toEqual([
      { series: 'spin-bfs', points: [{ states: 1_000, rate: 1_000 }] },
      {
        series: 'paxoscope',
        points: [
          { states: 1_000, rate: 1_000 },
          { states: 1e6, rate: 5e5 },
        ],
      },
      { series: 'paxoscope-workers', points: [{ states: 1e6, rate: 1e6 }] },
    ]);
    expect(laddersOf(results([row({ paxoscope: [sample({ seconds: 0.001 })] })]))).toEqual([]);
  });
});

describe('the picture', () => {
  const svg = drawRates(measured);
  const picture = parsed(svg);

  it('is one well-formed SVG document without figures that are none', () => {
    expect(picture.documentElement.namespaceURI).toBe('http://www.w3.org/2000/svg');
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('has every point of every curve and of every size', () => {
    expect(pointsOf(picture, 'paxoscope')).toEqual([11, 2]);
    expect(pointsOf(picture, 'paxoscope-workers')).toEqual([11, 1]);
    expect(pointsOf(picture, 'spin-bfs')).toEqual([1]);
  });

  it('names what is drawn: the instance once, and only tools that were run', () => {
    const texts = [...picture.querySelectorAll('text')].map(({ textContent }) => textContent);
    expect(texts.filter((text) => text === 'a & b <c>')).toHaveLength(1);
    expect(texts).toContain('Paxoscope, 2 workers');
    expect(texts).not.toContain('Spin, depth-first');
  });

  it('keeps names apart where curves end close to each other', () => {
    const close = results(['one', 'two', 'three'].map((name) => row({ paxoscope: [sampled(1e6, 2)] }, name)));
    const heights = [...parsed(drawRates(close)).querySelectorAll('text.name')].map((name) =>
      Number(name.getAttribute('y')),
    );
    expect(heights).toHaveLength(3);
    for (const i of [1, 2]) expect(heights[i - 1]! - heights[i]!).toBeGreaterThan(14);
  });

  it('has a style of its own for dark pages', () => {
    expect(picture.querySelector('style')!.textContent).toContain('prefers-color-scheme: dark');
  });

  it('leaves out a panel without points, and is not drawn without any', () => {
    const short = results([row({ paxoscope: [sample({ seconds: 0.001 })] })]);
    expect(drawRates(short)).toBeUndefined();
    const panels = (of: Results) => parsed(drawRates(of)).querySelectorAll('tspan[font-weight]').length;
    expect(panels(measured)).toBe(2);
    expect(panels(results(measured.ladder.slice(0, 1)))).toBe(1);
  });
});
