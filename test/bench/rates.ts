/**
 * How fast searches were, as points to be drawn: one for each sample on the way of a search, and one for each search as a whole.
 */
import { RecentRate } from '../../checker/cli/recent-rate.js';
import type { Results, Row, Sample, Tool } from './sample.js';
import { medianOf, medianRate, medianRun } from './statistics.js';

/** What is drawn alike: searches of every state. */
export const SERIES = ['spin-bfs', 'spin-dfs', 'paxoscope', 'paxoscope-workers'] as const satisfies Tool[];
export type Series = (typeof SERIES)[number];

export interface Point {
  /** Distinct states found. */
  readonly states: number;
  /** States a second: generated ones on a curve, distinct ones on a ladder. */
  readonly rate: number;
}

/**
 * One search on its way. Its rate counts every state generated, duplicates too, since each is looked up among all that were found:
 * this is what would slow down with their number. Of new states there are ever fewer towards the end, at whatever speed.
 */
export interface Curve {
  readonly series: Series;
  readonly row: Row;
  readonly points: readonly Point[];
}

/** All searches by one tool, by the number of states in all. */
export interface Ladder {
  readonly series: Series;
  readonly points: readonly Point[];
}

/** A rate on the way is taken over this part of the whole time: large searches have many more samples than can be told apart. */
const SPAN = 1 / 20;

/** The run in the middle, of each search the progress of which was recorded. */
export function curvesOf({ ladder, others }: Results): readonly Curve[] {
  return [...ladder, ...others].flatMap((row) =>
    SERIES.flatMap((series) => {
      const run = medianRun(row.samples[series]);
      return run?.progress === undefined ? [] : [{ series, row, points: pointsOf(run) }];
    }),
  );
}

/** Paxos of every size, by each tool that took long enough to be measured. */
export function laddersOf({ ladder }: Results): readonly Ladder[] {
  return SERIES.map((series) => ({
    series,
    points: ladder
      .flatMap(({ samples }) => {
        const states = medianOf(samples[series], 'distinct');
        const rate = medianRate(samples[series]);
        return states === undefined || rate === undefined ? [] : [{ states, rate }];
      })
      .sort((a, b) => a.states - b.states),
  })).filter(({ points }) => points.length > 0);
}

/** A point for each sample and one for the end. */
function pointsOf({ progress = [], seconds, distinct, generated }: Sample): readonly Point[] {
  const recent = new RecentRate(seconds * SPAN);
  return [...progress, { seconds, distinct, generated }].map((sample) => ({
    states: sample.distinct,
    rate: recent.of(sample.generated, sample.seconds),
  }));
}
