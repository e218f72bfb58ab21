/** How far the judgement of runs is, on one line. */
import { formatName } from '../../checker/format-value.js';
import { formatCount, formatPlural } from '../../checker/report/numbers.js';
import type { Run } from '../conform/run.js';

/** Runs that are told of, at most: those that came last. */
const RUNS_MAX = 3;

/** @param share of the files that was read, up to 1; undefined: nobody knows */
export function runProgress(runs: readonly Run[], share?: number): string {
  if (runs.length === 0) return 'waiting for a run';
  const others = runs.length - RUNS_MAX;
  const last = runs.slice(-RUNS_MAX).map(lineOf);
  const read = share === undefined ? [] : [`${Math.floor(100 * share)} % read`];
  return [...(others > 0 ? [formatPlural(others, 'other run')] : []), ...last, ...read].join(' · ');
}

function lineOf(run: Run): string {
  const { lines, verdict } = run.soFar;
  const says = verdict.kind === 'inconclusive' ? `inconclusive (${verdict.reason})` : verdict.kind;
  return `${formatName(run.name)}: ${says} so far, ${formatCount(lines)} lines`;
}
