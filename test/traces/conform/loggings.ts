/** The same runs with less in their logs: without states, or without the steps of acceptors. */

import { Run } from '../../../traces/conform/run.js';
import type { Judgement } from '../../../traces/conform/verdict.js';
import type { Event } from '../../../traces/event.js';
import { everything, PmmcJudge } from '../../../traces/mapping/pmmc/judge.js';
import { sentBy } from '../../../traces/mapping/pmmc/sent-by.js';

export interface Logging {
  readonly name: string;
  readonly judge: (events: readonly Event[]) => Judgement;
}

function judged(judge: PmmcJudge, events: readonly Event[], unlogged: readonly string[]): Judgement {
  const run = new Run('run', judge, { isUnlogged: (kind) => unlogged.includes(kind) });
  events.forEach((event, i) => {
    run.accept({ event, place: { file: 'run.jsonl', line: i + 1 } });
  });
  return run.finish();
}

/** What is sent and received, and which configuration is learned. */
function withoutState(events: readonly Event[]): readonly Event[] {
  return events.map((event) => {
    if (event.kind !== 'step') return event;
    const { members } = event.changed;
    return { ...event, changed: members === undefined ? {} : { members } } as Event;
  });
}

/**
 * Without the steps of a role, but for those that tell a configuration. Positions have no holes: what is left is numbered anew.
 */
function withoutRole(events: readonly Event[], role: string): readonly Event[] {
  const last = new Map<string, number>();
  const numbers = new Map<string, number>();
  return events.flatMap((event): Event[] => {
    if (event.kind === 'header' || event.kind === 'client' || event.kind === 'drop') return [event];
    // An incarnation that never began, and may be begun again.
    if (event.sequence === 1 && (event.kind === 'crash' || event.kind === 'end')) return [event];
    const key = `${event.node} ${event.incarnation}`;
    const before = last.get(key) ?? 0;
    const isGone = event.kind === 'step' && event.role === role && event.changed.members === undefined;
    const sequence = isGone ? before : before + 1;
    last.set(key, sequence);
    numbers.set(`${key} ${event.sequence}`, sequence);
    if (isGone) return [];
    if (event.kind !== 'persist') return [{ ...event, sequence }];
    return [{ ...event, sequence, through: numbers.get(`${key} ${event.through}`) ?? event.through }];
  });
}

const without = (role: string): Logging => ({
  name: `${role}s not logged`,
  judge: (events) =>
    judged(new PmmcJudge({ ...everything, unlogged: [role] }), withoutRole(events, role), sentBy[role] ?? []),
});

export const loggings: readonly Logging[] = [
  { name: 'everything', judge: (events) => judged(new PmmcJudge(), events, []) },
  {
    name: 'events only',
    judge: (events) =>
      judged(new PmmcJudge({ ...everything, isStateLogged: false }), withoutState(events), []),
  },
  without('acceptor'),
  without('leader'),
  without('replica'),
];
