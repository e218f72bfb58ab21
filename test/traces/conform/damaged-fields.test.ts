/**
 * What is in `changed` has no schema of its own: a field of any form ends in a judgement, and never in an error of the judge.
 */
import { expect, it } from 'vitest';
import { Run } from '../../../traces/conform/run.js';
import type { Event } from '../../../traces/event.js';
import { PmmcJudge } from '../../../traces/mapping/pmmc/judge.js';
import { recorded } from './recorded.js';

const events = recorded(2);
const at = events.findIndex((event) => event.kind === 'step' && event.changed.accepted !== undefined);

it.each([['zzz'], [{ '1': 'x' }], [{ '1': {} }], [{ '1': { ballot: 3, slot: 1 } }], [7], [null], [[]]])(
  'accepted: %j',
  (accepted) => {
    const run = new Run('run', new PmmcJudge());
    events.forEach((event, i) => {
      const given = i === at ? { ...event, changed: { accepted } } : event;
      run.accept({ event: given as Event, place: { file: 'run', line: i + 1 } });
    });
    expect(['inconclusive', 'violation']).toContain(run.finish().verdict.kind);
  },
);
