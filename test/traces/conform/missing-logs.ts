/** Recorded runs of which the logs of some servers are not there. */
import { Run } from '../../../traces/conform/run.js';
import type { Verdict } from '../../../traces/conform/verdict.js';
import type { Event } from '../../../traces/event.js';
import { PmmcJudge } from '../../../traces/mapping/pmmc/judge.js';

export function serversOf(events: readonly Event[]): readonly string[] {
  return events.flatMap((event) =>
    event.kind === 'header' && /^s\d+$/.test(event.node) ? [event.node] : [],
  );
}

/** @returns the verdict, how many steps were judged, and how many are there */
export function judgedWithout(
  events: readonly Event[],
  missing: readonly string[],
): { readonly verdict: Verdict; readonly steps: number; readonly all: number } {
  const left = events.filter((event) => !('node' in event && missing.includes(event.node)));
  const run = new Run('a run', new PmmcJudge());
  left.forEach((event, i) => {
    run.accept({ event, place: { file: 'node' in event ? event.node : 'clients', line: i + 1 } });
  });
  const { verdict, coverage } = run.finish();
  return { verdict, steps: coverage.steps, all: left.filter(({ kind }) => kind === 'step').length };
}
