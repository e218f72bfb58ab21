/** Logs whose sequence numbers mean nothing: the orders of each node's lines are searched, within a budget. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { paxosRoles } from '../../../spec/paxos-roles/spec.js';
import { twoPhaseCommit } from '../../../spec/two-phase-commit/spec.js';
import { renderText } from '../../../traces/conform/report/text.js';
import { traceOf } from '../../../traces/conform/walk-trace.js';
import { type Event, event as schema } from '../../../traces/event.js';
import { PmmcJudge } from '../../../traces/mapping/pmmc/judge.js';
import { canProduce, withOneFieldChanged } from './changed-walks.js';
import { recorded } from './recorded.js';
import { judgeLines, judgeWalk, walk } from './walks.js';

const instances = {
  'two-phase-commit': twoPhaseCommit.instantiate(),
  'paxos-roles': paxosRoles.instantiate(),
};
const STEPS = 14;
const choices = fc.array(fc.nat({ max: 1 << 30 }), { minLength: STEPS, maxLength: STEPS });
const orders = fc.infiniteStream(fc.nat({ max: 1 << 20 }));

function walked(instance: (typeof instances)['paxos-roles'], numbers: readonly number[]): readonly Event[] {
  let i = 0;
  const execution = walk(instance, STEPS, (of) => (numbers[i++ % numbers.length] + i) % of);
  return traceOf(instance.model, execution, 'walk');
}

/** The steps of each node get their sequence numbers anew, in any order; so do their places in the file. */
function shuffled(events: readonly Event[], numbers: Iterator<number>): readonly Event[] {
  const headers = events.filter((event) => event.kind === 'header');
  const lines = events.filter((event) => event.kind !== 'header' && event.kind !== 'client');
  const mixed = lines
    .map((event) => ({ event, key: numbers.next().value as number }))
    .sort((one, other) => one.key - other.key);
  const counts = new Map<string, number>();
  const numbered = mixed.map(({ event }) => {
    const sequence = (counts.get(event.node) ?? 0) + 1;
    counts.set(event.node, sequence);
    return { ...event, sequence };
  });
  return [...headers, ...numbered];
}

describe.each(Object.entries(instances))('%s', (_name, instance) => {
  it('a walk conforms in whatever order its lines are', () => {
    fc.assert(
      fc.property(choices, orders, (numbers, order) => {
        const events = shuffled(walked(instance, numbers), order);
        const judgement = judgeWalk(instance, events, {}, true);
        expect(judgement.verdict, renderText([judgement])).toEqual({ kind: 'conforms' });
        expect(judgement.coverage.steps).toBeGreaterThan(2);
      }),
      { seed: 3, numRuns: 10, endOnFailure: true },
    );
  });

  it('a walk with one field changed is refuted where no order explains it, unless the budget ends', () => {
    const kinds: string[] = [];
    fc.assert(
      fc.property(choices, orders, fc.nat(), fc.nat(), (numbers, order, line, field) => {
        const changed = withOneFieldChanged(walked(instance, numbers), line, field);
        const { verdict } = judgeWalk(instance, shuffled(changed, order), {}, true);
        kinds.push(verdict.kind);
        if (changed.some((event) => !schema.safeParse(event).success)) return;
        if (canProduce(instance.model, changed)) expect(verdict.kind).toBe('conforms');
      }),
      { seed: 4, numRuns: 15, endOnFailure: true },
    );
    expect(kinds.filter((kind) => kind === 'violation').length).toBeGreaterThan(5);
  });
});

/** The same lines, but two of them have each other's numbers. */
function withNumbersSwapped(events: readonly Event[], one: Event, other: Event): readonly Event[] {
  if (!('incarnation' in one && 'incarnation' in other)) throw new Error('lines have numbers');
  return events.map((event) => {
    if (event === one) return { ...one, sequence: other.sequence } as Event;
    return event === other ? ({ ...other, sequence: one.sequence } as Event) : event;
  });
}

/** The first two steps of a process, behind each other, that do not conform the other way round. */
function swappedSteps(events: readonly Event[], verdictOf: (swapped: readonly Event[]) => string) {
  for (const [i, one] of events.entries()) {
    if (one.kind !== 'step') continue;
    const other = events.slice(i + 1).find((event) => 'node' in event && event.node === one.node);
    if (other?.kind !== 'step' || other.incarnation !== one.incarnation) continue;
    const swapped = withNumbersSwapped(events, one, other);
    if (verdictOf(swapped) === 'violation') return { node: one.node, swapped };
  }
  throw new Error('no two steps depend on their order');
}

it('a header may say so, for its node alone', () => {
  const instance = instances['paxos-roles'];
  const events = walked(instance, [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7]);
  const { node, swapped } = swappedSteps(events, (lines) => judgeWalk(instance, lines).verdict.kind);
  const said = swapped.map((event) =>
    event.kind === 'header' && event.node === node ? { ...event, order: 'none' as const } : event,
  );
  expect(judgeWalk(instance, said).verdict).toEqual({ kind: 'conforms' });
});

it('a budget that is too small is said, and is no verdict', () => {
  const instance = instances['paxos-roles'];
  const events = walked(instance, [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7]);
  expect(judgeWalk(instance, events, { budget: 5 }, true).verdict).toMatchObject({
    kind: 'inconclusive',
    reason: 'budget',
  });
});

it('servers: two lines with their numbers swapped are a violation in order, and conform in another', () => {
  const events = recorded(2);
  const { swapped } = swappedSteps(events, (lines) => judgeLines(new PmmcJudge(), lines).verdict.kind);
  const judgement = judgeLines(new PmmcJudge(), swapped, { isUnordered: true });
  expect(judgement.verdict, renderText([judgement])).toEqual({ kind: 'conforms' });
});
