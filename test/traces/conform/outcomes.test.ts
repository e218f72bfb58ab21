/** What replicas say that they executed and answered is held against what was decided: one such word changed in one line is found at that line. */
import { expect, it } from 'vitest';
import type { Event, EventOf } from '../../../traces/event.js';
import { loggings } from './loggings.js';
import { recorded } from './recorded.js';

type Changed = EventOf<'step'>['changed'];
interface Told {
  readonly executed?: Readonly<Record<string, readonly string[]>>;
  readonly answered?: Readonly<Record<string, string>>;
}

const [everything] = loggings;
const events = recorded(34);
const told = (event: Event): Told => (event.kind === 'step' ? (event.changed as Told) : {});
const answersWith = (kind: string) => (event: Event) =>
  Object.values(told(event).answered ?? {}).includes(kind);

/** The run with one line changed, judged; and the number of that line. */
function changedAt(fits: (event: Event) => boolean, change: (told: Told) => Told) {
  const at = events.findIndex(fits);
  expect(at).toBeGreaterThan(0);
  const now = { ...events[at], changed: change(told(events[at])) as unknown as Changed } as Event;
  return { line: at + 1, verdict: everything.judge(events.with(at, now)).verdict };
}

const entry = (map: Readonly<Record<string, unknown>> = {}) => Object.entries(map)[0];
const isExecution = (event: Event) => told(event).executed !== undefined;

it.each([
  [
    'another request',
    (requests: readonly string[]) => [requests[0].replace(/\d+$/, '99'), ...requests.slice(1)],
  ],
  ['one less', (requests: readonly string[]) => requests.slice(1)],
  ['one more', (requests: readonly string[]) => [...requests, 'c9 1']],
])('executed: %s', (_, change) => {
  const { line, verdict } = changedAt(isExecution, (all) => {
    const [slot, requests] = entry(all.executed) as [string, readonly string[]];
    return { ...all, executed: { ...all.executed, [slot]: change(requests) } };
  });
  expect(verdict).toMatchObject({
    kind: 'violation',
    violation: {
      level: 3,
      rule: 'what is executed is what was decided',
      place: { line },
      suspect: 'implementation',
      differences: [{ field: expect.stringMatching(/^changed\.executed\[\d+\]$/) }],
    },
  });
});

it.each([
  ['differs', 'swapped'],
  ['swapped', 'differs'],
  ['done', 'deleted'],
  ['acquired', 'held'],
  ['deleted', 'redirect'],
  ['value', 'done'],
  ['redirect', 'done'],
])('answered: %s told as %s', (kind, other) => {
  const { line, verdict } = changedAt(answersWith(kind), (all) => {
    const found = Object.entries(all.answered ?? {}).find(([, one]) => one === kind) as [string, string];
    return { ...all, answered: { ...all.answered, [found[0]]: other } };
  });
  // A read has no result in the log, and who redirects has applied nothing of it.
  const expected = kind === 'value' || kind === 'redirect' ? undefined : kind;
  expect(verdict).toMatchObject({
    kind: 'violation',
    violation: {
      rule: 'what is answered is what was decided',
      place: { line },
      differences: [{ expected, observed: other }],
    },
  });
});

it('a read that is answered as another kind of read', () => {
  const { line, verdict } = changedAt(answersWith('value'), (all) => {
    const found = Object.entries(all.answered ?? {}).find(([, one]) => one === 'value') as [string, string];
    return { ...all, answered: { ...all.answered, [found[0]]: 'entries' } };
  });
  expect(verdict).toMatchObject({
    kind: 'violation',
    violation: { level: 1, place: { line }, differences: [{ expected: 'value', observed: 'entries' }] },
  });
});

it('is told of the step, and is no state', () => {
  const at = events.findIndex(isExecution);
  const { executed = {} } = told(events[at]);
  const now = { ...events[at], changed: { executed: { ...executed, 999: ['c9 1'] } } } as unknown as Event;
  const { execution } = everything.judge(events.with(at, now));
  const step = execution?.steps[execution.recorded?.at ?? 0];
  const [[slot, [request]]] = Object.entries(executed);
  expect(step?.parameters.executed).toBe(`${request} in slot ${slot}, c9 1 in slot 999`);
  expect(step?.changes).toEqual([]);
});

it('a decision that is missing is told without guards, for none is about it', () => {
  const at = events.findIndex((event) => 'decisions' in told(event));
  const { decisions: _, ...changed } = told(events[at]) as { decisions?: unknown };
  const { verdict } = everything.judge(events.with(at, { ...events[at], changed } as Event));
  expect(verdict).toMatchObject({
    kind: 'violation',
    violation: { rule: 'replica: receive decision', guards: [], editKind: 'field' },
  });
  const says = verdict.kind === 'violation' ? verdict.violation.edit : '';
  expect(says).toMatch(/^changed\.decisions\.\d+: \S+ instead of nothing$/);
});

it('is not judged where a line before it is missing, and what is there conforms', () => {
  const at = events.findIndex(isExecution);
  expect(everything.judge(events.toSpliced(at, 1)).verdict).toMatchObject({
    kind: 'inconclusive',
    reason: 'gap',
  });
});
