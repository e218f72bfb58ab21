/**
 * How far a search is, in one line: what matters most stays where the line is narrow.
 *
 * How many states there are nobody knows before they are found, so there is a bar, and an estimate, only where --max-states gives
 * an end. --max-depth is an end in levels, and levels differ in size by orders of magnitude: a part of them would say nothing.
 */
import type { Progress } from '../check.js';
import { formatBytes, formatCount, formatPlural, formatSeconds } from '../report/numbers.js';

/** Where the search is to stop at the latest. */
export interface Bounds {
  readonly maxStates?: number;
  readonly maxDepth?: number;
}

/** A piece of the line; the lower its rank, the longer it stays. */
interface Part {
  readonly rank: number;
  readonly text: string;
}

const BAR_CELLS = 16;
const BETWEEN = ' · ';

/**
 * `level 14 · 1,234,567 states · 1,520,000 states/s now · 1,490,000 on average · queue 201,377 · load 0.71 · 512 MB · 12 s`
 * @param recentRate states a second now, as RecentRate understands it
 * @param width columns that the line may take; infinite where it is not for a terminal, and then there is no bar
 */
export function describeProgress(
  progress: Progress,
  recentRate: number,
  bounds: Bounds = {},
  width = Number.POSITIVE_INFINITY,
): string {
  const { distinct, depth, queue, seconds, memoryBytes, load } = progress;
  const { maxStates, maxDepth } = bounds;
  if (progress.doing !== undefined) {
    const doing = [
      { rank: 0, text: progress.doing },
      { rank: 1, text: formatBytes(memoryBytes) },
      { rank: 2, text: formatSeconds(seconds) },
    ];
    return fitting(doing, width);
  }
  const parts: Part[] = [
    { rank: 3, text: `level ${depth}${maxDepth === undefined ? '' : ` of at most ${maxDepth}`}` },
    { rank: 0, text: formatPlural(distinct, 'state') },
    { rank: 1, text: `${formatRate(recentRate)} states/s now` },
    { rank: 9, text: `${formatRate(distinct / Math.max(seconds, 1e-3))} on average` },
    { rank: 4, text: `queue ${formatCount(queue)}` },
    { rank: 10, text: `load ${load.toFixed(2)}` },
    { rank: 5, text: formatBytes(memoryBytes) },
    { rank: 6, text: formatSeconds(seconds) },
  ];
  if (maxStates !== undefined && distinct < maxStates) {
    const share = distinct / maxStates;
    if (Number.isFinite(width)) parts.push({ rank: 8, text: bar(share) });
    const left = formatSeconds((maxStates - distinct) / Math.max(recentRate, 1));
    parts.push({ rank: 2, text: `${Math.floor(100 * share)} % of --max-states` });
    parts.push({ rank: 7, text: `at most ${left} more` });
  }
  return fitting(parts, width);
}

/** The line with as many parts as fit, the least important left out first; the most important stays whatever the width. */
function fitting(parts: readonly Part[], width: number): string {
  const line = parts.map(({ text }) => text).join(BETWEEN);
  if (line.length <= width || parts.length === 1) return line;
  const last = Math.max(...parts.map(({ rank }) => rank));
  return fitting(
    parts.filter(({ rank }) => rank !== last),
    width,
  );
}

function bar(share: number): string {
  const filled = Math.floor(share * BAR_CELLS);
  return '█'.repeat(filled) + '░'.repeat(BAR_CELLS - filled);
}

/** Three figures: the others change with every look. */
function formatRate(rate: number): string {
  return formatCount(Number(rate.toPrecision(3)));
}
