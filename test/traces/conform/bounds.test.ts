/** A line that only a parameter of the spec refuses, which bounds what is checked, is no violation: the parameter is named. */
import { expect, it } from 'vitest';
import type { Instance } from '../../../checker/spec.js';
import { multiPaxos } from '../../../spec/multi-paxos/spec.js';
import { paxosRoles } from '../../../spec/paxos-roles/spec.js';
import { raisedOf } from '../../../traces/conform/raised.js';
import { traceOf } from '../../../traces/conform/walk-trace.js';
import type { Event } from '../../../traces/event.js';
import { atRandom, judgeWalk, linesInTurn, walk } from './walks.js';

const sizes = { proposers: 1, proposerCrashes: 0 };
const wide = paxosRoles.instantiate({ ...sizes, attempts: 3 });
const bounded = paxosRoles.instantiate({ ...sizes, attempts: 1 });
const lines = linesInTurn(wide, 30, 5);
const isSecond = (event: Event) => event.kind === 'step' && event.changed.ballot === 2;
const judgedBy = (instance: Instance, events: readonly Event[]) =>
  judgeWalk(instance, events, { raised: () => raisedOf(instance.spec, instance) }).verdict;
const judged = (events: readonly Event[]) => judgedBy(bounded, events);

it('more ballots than the spec is told of', () => {
  expect(lines.some(isSecond)).toBe(true);
  expect(judgeWalk(wide, lines).verdict).toEqual({ kind: 'conforms' });
  expect(judged(lines)).toMatchObject({
    kind: 'inconclusive',
    reason: 'budget',
    says: expect.stringMatching(
      /: prepare at p1 is refused by nothing but attempts 1, .* may give up to \d+$/,
    ),
  });
});

it('ballots that are left out', () => {
  const leaving = paxosRoles.instantiate({ ...sizes, attempts: 9, skips: 3 });
  const strict = paxosRoles.instantiate({ ...sizes, attempts: 9 });
  const skipping = linesInTurn(leaving, 30, 7);
  expect(judgeWalk(leaving, skipping).verdict).toEqual({ kind: 'conforms' });
  expect(judgeWalk(strict, skipping).verdict).toMatchObject({ kind: 'violation' });
  expect(judgeWalk(strict, skipping, { raised: () => raisedOf(paxosRoles, strict) }).verdict).toMatchObject({
    kind: 'inconclusive',
    reason: 'budget',
    says: expect.stringMatching(/: prepare at p1 is refused by nothing but skips 0, /),
  });
});

it('what no parameter allows stays a violation', () => {
  const worse = lines.map((event) =>
    event.kind === 'step' && isSecond(event) ? { ...event, changed: { ...event.changed, ballot: 1 } } : event,
  );
  expect(judged(worse)).toMatchObject({
    kind: 'violation',
    violation: { node: 'p1', suspect: expect.any(String) },
  });
});

it('more crashes than are left', () => {
  const two = paxosRoles.instantiate({ proposerCrashes: 2 });
  const one = paxosRoles.instantiate({ proposerCrashes: 1 });
  const crashing = linesInTurn(two, 40, 7);
  expect(crashing.filter((event) => event.kind === 'step' && event.action === 'crash')).toHaveLength(2);
  expect(judgedBy(two, crashing)).toEqual({ kind: 'conforms' });
  expect(judgedBy(one, crashing)).toMatchObject({
    kind: 'inconclusive',
    reason: 'budget',
    says: expect.stringMatching(/: crash at p\d is refused by nothing but proposerCrashes 1, .* up to 5$/),
  });
});

it('a parameter that is a rule of the protocol, and has a guard, is no bound: how far ahead a leader may propose', () => {
  const broken = multiPaxos.instantiate({}, 'ignores-the-window');
  const right = multiPaxos.instantiate(broken.parameters);
  const ahead = traceOf(broken.model, walk(broken, 60, atRandom(1)), 'walk');
  expect(judgedBy(right, ahead)).toMatchObject({
    kind: 'violation',
    violation: {
      guards: expect.arrayContaining([
        expect.objectContaining({ name: 'the slot is in the window', holds: false }),
      ]),
    },
  });
});
