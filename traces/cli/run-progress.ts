/** How far the judgement of runs is, on one line. */
import { formatName } from '../../checker/format-value.js';
import { formatCount, formatPlural } from '../../checker/report/numbers.js';
import type { Run } from '../conform/run.js';

/** Runs that are told of, at most: those that came last. */
const RUNS_MAX = 3;

export function runProgress(runs: readonly Run[]): string {
  if (runs.length === 0) return 'waiting for a run';
  const others = runs.length - RUNS_MAX;
  const last = runs.slice(-RUNS_MAX).map(lineOf);
  return (others > 0 ? [formatPlural(others, 'other run'), ...last] : last).join(' · ');
}

function lineOf(run: Run): string {
  const { lines, verdict } = run.soFar;
  const says = verdict.kind === 'inconclusive' ? `inconclusive (${verdict.reason})` : verdict.kind;
  return `${formatName(run.name)}: ${says} so far, ${formatCount(lines)} lines`;
}
