/** How far the judgement of runs is, on one line. */
import { formatCount } from '../../checker/report/numbers.js';
import type { Run } from '../conform/run.js';

export function runProgress(runs: readonly Run[]): string {
  return runs.length === 0 ? 'waiting for a run' : runs.map(lineOf).join(' · ');
}

function lineOf(run: Run): string {
  const { lines, verdict } = run.soFar;
  const says = verdict.kind === 'inconclusive' ? `inconclusive (${verdict.reason})` : verdict.kind;
  return `${run.name}: ${says} so far, ${formatCount(lines)} lines`;
}
