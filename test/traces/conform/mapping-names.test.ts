/** A log whose names are others than the spec's, in all of its lines, is no violation of the implementation; one line with another name is. */
import { describe, expect, it } from 'vitest';
import { paxosRoles } from '../../../spec/paxos-roles/spec.js';
import { pmmc } from '../../../spec/pmmc/spec.js';
import { strangeNames } from '../../../traces/conform/known-names.js';
import { ModelJudge } from '../../../traces/conform/model-judge.js';
import { everyLine } from '../../../traces/conform/model-judging.js';
import { renaming } from '../../../traces/conform/renaming.js';
import { traceOf } from '../../../traces/conform/walk-trace.js';
import type { Event } from '../../../traces/event.js';
import { atRandom, judgeLines, judgeWalk, linesInTurn, walk } from './walks.js';

const instance = paxosRoles.instantiate();
const lines = linesInTurn(instance, 30, 7);

type Fields = Record<string, unknown>;

/** The lines with other fields in some of the objects. */
function changed(
  isOf: (name: string, object: Fields) => boolean,
  change: (object: Fields) => Fields,
  only?: number,
) {
  let met = 0;
  const visit = (name: string, value: unknown): unknown => {
    if (Array.isArray(value)) return value.map((one) => visit(name, one));
    if (typeof value !== 'object' || value === null) return value;
    const object = Object.fromEntries(Object.entries(value).map(([key, part]) => [key, visit(key, part)]));
    if (!isOf(name, object)) return object;
    met += 1;
    return only === undefined || met === only ? change(object) : object;
  };
  const events = lines.map((line) => visit('', line) as Event);
  expect(met).toBeGreaterThan(2);
  return events;
}

const judged = (events: readonly Event[], fields: Readonly<Record<string, string>> = {}) =>
  judgeLines(new ModelJudge('paxos-roles', instance.model, { ...everyLine, fields }), events, {
    rename: renaming({ fields }, 'names.json'),
  }).verdict;
const renamed =
  (from: string, to: string) =>
  ({ [from]: value, ...rest }: Fields): Fields => ({ ...rest, [to]: value });
const without =
  (gone: string) =>
  ({ [gone]: _, ...rest }: Fields): Fields =>
    rest;
const isPromise = (_: string, { kind, ballot }: Fields) => kind === 'promise' && ballot !== undefined;
const raises = (name: string, { promised }: Fields) => name === 'changed' && promised !== undefined;
const isVote = (name: string, object: Fields) => name === 'vote' && object !== null;
const namesAre = (says: string) => ({
  kind: 'inconclusive',
  reason: 'unknown',
  says: expect.stringContaining(says) as string,
});

it('the walk conforms as it is', () => {
  expect(judged(lines)).toEqual({ kind: 'conforms' });
});

describe('in all lines', () => {
  it('a field of a message that no mapping names', () => {
    const verdict = judged(changed(isPromise, renamed('vote', 'prior')));
    expect(verdict).toMatchObject(namesAre('message promise has prior, which it never has in paxos-roles;'));
    expect(verdict).toMatchObject(namesAre('message promise has no vote in any line, and always has it'));
  });

  it('a mapping of a field that no line has is named', () => {
    const verdict = judged(changed(isPromise, renamed('vote', 'prior')), { prio: 'vote' });
    expect(verdict).toMatchObject(namesAre('no vote (fields.prio of the mapping) in any line'));
  });

  it('a mapping to what the spec has elsewhere is named', () => {
    const verdict = judged(changed(isPromise, renamed('vote', 'prior')), { prior: 'learned' });
    expect(verdict).toMatchObject(namesAre('promise has learned (fields.prior of the mapping), which it'));
  });

  it('a field that messages do not have', () => {
    expect(judged(changed(isPromise, without('vote')))).toMatchObject(namesAre('promise has no vote'));
  });

  it('a field of a state', () => {
    const verdict = judged(changed(raises, renamed('promised', 'pledged')));
    expect(verdict).toMatchObject(namesAre('state of a has pledged, which it never has'));
  });

  it('a field within a field', () => {
    const verdict = judged(changed(isVote, renamed('ballot', 'number')));
    expect(verdict).toMatchObject(namesAre('vote has number, which it never has'));
  });
});

describe('a violation stays one', () => {
  const broken = { kind: 'violation', violation: { suspect: expect.any(String) as string } };

  it.each([
    ['a field of one message that is called otherwise', isPromise, renamed('vote', 'prior'), 1],
    ['a field that one message does not have', isPromise, without('vote'), 2],
    ['a field of a state that one line calls otherwise', raises, renamed('promised', 'pledged'), 1],
    // So does an acceptor that forgets to promise.
    ['a field of a state that never changes', raises, without('promised'), undefined],
  ] as const)('%s', (_, isOf, change, only) => {
    expect(judged(changed(isOf, change, only))).toMatchObject(broken);
  });
});

it('a slip of the finger in a mapping is refused, with the name that is nearest', () => {
  const told = (fields: Record<string, string>) => () =>
    strangeNames({ fields }, instance.model, 'names.json');
  expect(told({ prior: 'vot' })).toThrow(
    /^names\.json: fields\.prior: in 20 random walks .* there was no field vot; did you mean vote\?$/,
  );
  expect(told({ pledged: 'promissed' })).toThrow(/did you mean promised\?$/);
  expect(told({ prior: 'accepted' })).not.toThrow();
});

it('what processes send before their first step has names, too', () => {
  const scouts = pmmc.instantiate();
  const right = traceOf(scouts.model, walk(scouts, 40, atRandom(1)), 'walk');
  const inRounds = (_: string, value: Fields) =>
    value?.kind === 'p1a' ? renamed('ballot', 'round')(value) : value;
  const withOther = (isOf: (event: Event) => boolean) =>
    right.map((event) => (isOf(event) ? (JSON.parse(JSON.stringify(event), inRounds) as Event) : event));
  const begins = (event: Event) => event.kind === 'step' && event.action === 'start' && event.sent.length > 0;
  const first = right.find(begins);
  expect(withOther(begins)).not.toEqual(right);
  expect(judgeWalk(scouts, right).verdict).toEqual({ kind: 'conforms' });
  expect(
    judgeWalk(
      scouts,
      withOther(() => true),
    ).verdict,
  ).toMatchObject(namesAre('message p1a has no ballot in any line'));
  expect(
    judgeWalk(
      scouts,
      withOther((event) => event === first),
    ).verdict.kind,
  ).toBe('violation');
});
