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

const judgedWith = (change: (event: Event, i: number) => Event) => {
  const run = new Run('run', new PmmcJudge());
  events.forEach((event, i) => {
    run.accept({ event: change(event, i), place: { file: 'run', line: i + 1 } });
  });
  return run.finish().verdict;
};

it('a ballot without a number is no ballot that was there, and a violation', () => {
  const begin = events.findIndex((event) => event.kind === 'step' && event.action === 'begin');
  const bad = { ...events[begin], changed: { ballot: { leader: 's1' }, active: false } } as unknown as Event;
  expect(judgedWith((event, i) => (i === begin ? bad : event))).toMatchObject({
    kind: 'violation',
    violation: { place: { line: begin + 1 } },
  });
});

it('nothing where a table of entries is to be is a violation', () => {
  const accepts = events.findIndex(
    (event) =>
      event.kind === 'step' && event.action === 'receive p2a' && event.changed.accepted !== undefined,
  );
  const bad = { ...events[accepts], changed: { accepted: null } } as Event;
  expect(judgedWith((event, i) => (i === accepts ? bad : event))).toMatchObject({
    kind: 'violation',
    violation: { place: { line: accepts + 1 } },
  });
});

it.each(['acceptor', 'leader', 'replica'])('a start without a state of its %s is judged', (role) => {
  const start = events.findIndex((event) => event.kind === 'start' && event.incarnation > 1);
  const bad = { ...events[start], durable: { [role]: null } } as Event;
  expect(['inconclusive', 'violation']).toContain(judgedWith((event, i) => (i === start ? bad : event)).kind);
});

it('lines about the network come in any order', () => {
  const drops = events.filter((event) => event.kind === 'drop');
  expect(drops.length).toBeGreaterThan(2);
  const turned = drops.toReversed();
  let next = 0;
  const verdict = judgedWith((event) => {
    if (event.kind !== 'drop') return event;
    next += 1;
    return turned[next - 1];
  });
  expect(verdict).toEqual({ kind: 'conforms' });
});
