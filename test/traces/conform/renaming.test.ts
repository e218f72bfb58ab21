/** Logs in names of their own: a mapping gives them those of the spec; one that speaks of what there is not is refused. */
import { describe, expect, it } from 'vitest';
import { paxosRoles } from '../../../spec/paxos-roles/spec.js';
import { strangeNames } from '../../../traces/conform/known-names.js';
import { ModelJudge } from '../../../traces/conform/model-judge.js';
import {
  type Mapping,
  mappingOf,
  type Rename,
  refuseStrangers,
  renaming,
} from '../../../traces/conform/renaming.js';
import type { Event } from '../../../traces/event.js';
import { judgeLines, linesInTurn } from './walks.js';

const instance = paxosRoles.instantiate();
const { model } = instance;
const lines = linesInTurn(instance, 16, 5);

/** The other way round, and then the same walk is a log in foreign names. */
const foreign = renaming(
  {
    nodes: { a1: 'north', a2: 'south', p1: 'boss' },
    actions: { prepare: 'ask', 'receive prepare': 'onAsk' },
    kinds: { prepare: 'P1A', promise: 'P1B' },
    fields: { ballot: 'round' },
  },
  'test',
);
const mapping: Mapping = {
  nodes: { north: 'a1', south: 'a2', boss: 'p1' },
  actions: { ask: 'prepare', onAsk: 'receive prepare' },
  kinds: { P1A: 'prepare', P1B: 'promise' },
  fields: { round: 'ballot' },
};
const judged = (events: readonly Event[], rename?: Rename) =>
  judgeLines(new ModelJudge('paxos-roles', model), events, rename === undefined ? {} : { rename });

describe('a walk in foreign names', () => {
  const renamed = lines.map((line) => foreign(line).event);

  it('speaks of what the spec does not have', () => {
    expect(judged(renamed).verdict).toMatchObject({
      kind: 'inconclusive',
      reason: 'unknown',
      says: expect.stringMatching(/has no process boss; it has p1/),
    });
  });

  it('speaks of the one process that has another name, where others send to it or hear from it', () => {
    const one = renaming({ nodes: { a1: 'elsewhere' } }, 'test');
    expect(judged(lines.map((line) => one(line).event)).verdict).toMatchObject({
      kind: 'inconclusive',
      reason: 'unknown',
      says: expect.stringMatching(/has no process elsewhere; it has p1.*: a mapping \(nodes\) gives names/),
    });
  });

  it('conforms with the mapping', () => {
    expect(judged(renamed, renaming(mapping, 'test')).verdict).toEqual({ kind: 'conforms' });
  });

  it('is refuted with the mapping where the spec does not allow it, in the names of the spec', () => {
    const at = renamed.findIndex((event) => event.kind === 'step' && event.node === 'north');
    const worse = renamed.map((event, n) =>
      n === at && event.kind === 'step' ? { ...event, changed: { promised: 7 } } : event,
    );
    expect(judged(worse, renaming(mapping, 'test')).verdict).toMatchObject({
      kind: 'violation',
      violation: { node: 'a1', rule: 'a1: receive prepare' },
    });
  });

  it('conforms with a function that makes each line', () => {
    const rename = renaming(mapping, 'test');
    expect(
      judged(renamed, renaming({ line: (line: Event) => rename(line).event }, 'test')).verdict.kind,
    ).toBe('conforms');
  });
});

it.each([
  [{ node: {} }, /Unrecognized key: "node"; it has nodes, actions, kinds, fields and values,/],
  [{ nodes: { a: 1 } }, /nodes\.a: .*expected string/],
  [7, /is no mapping/],
  [{ line: 'x' }, /line: must be a function/],
])('%j is no mapping', (value, says) => {
  expect(() => mappingOf(value, 'names.json')).toThrow(says);
});

it.each([
  [{ nodes: { north: 'a9' } }, /^names\.json: nodes\.north: paxos-roles has no process a9; it has p1, /],
  [{ nodes: { north: 'a1', south: 'a1' } }, /nodes\.south: a1 is north already/],
  [{ actions: { ask: 'prepares' } }, /actions\.ask: paxos-roles has no action prepares; it has prepare, /],
])('%j speaks of what the spec does not have', (value, says) => {
  expect(() => refuseStrangers(mappingOf(value, 'names.json'), model, 'names.json')).toThrow(says);
});

it('of a field that the spec is not seen to have there is a word', () => {
  const names = mappingOf({ fields: { n: 'ballot', prom: 'promised', who: 'owner' } }, 'names.json');
  const told = strangeNames(names, model, 'names.json');
  expect(told).toHaveLength(1);
  expect(told[0]).toMatch(
    /^names\.json: fields\.who: in 20 random walks of paxos-roles there was no field owner; there were .*\bballot\b.*\bpromised\b/,
  );
});

it('a function may change the line that it is given: another line with the same words is as it was', () => {
  const spoil = (event: Event) => {
    if (event.kind === 'step') (event.changed as Record<string, unknown>).spoilt = true;
    return event;
  };
  const given = lines.find(({ kind }) => kind === 'step') as Event;
  const before = JSON.stringify(given);
  renaming({ line: spoil }, 'test')(given);
  expect(JSON.stringify(given)).toBe(before);
});

it('of a step several may be made, of which one receives something', () => {
  const step = lines.find(({ kind }) => kind === 'step') as Event;
  const made = (line: (event: Event) => unknown) => () => renaming({ line }, 'names.ts')(step);
  expect(made((event) => [event, event])().parts).toHaveLength(2);
  expect(made(() => null)().parts).toEqual([]);
  expect(made((event) => [event, { kind: 'end' }])).toThrow('a list in which not all are steps');
  const received = { from: 'p1', message: { id: 'm', kind: 'x' } };
  expect(made((event) => [1, 2].map(() => ({ ...event, received })))).toThrow('one message at most');
});

it('a function that throws, or makes no line, is told', () => {
  const fails = (): never => {
    throw new Error('no');
  };
  expect(() => renaming({ line: fails }, 'names.ts')(lines[0])).toThrow('names.ts: line: no');
  expect(() => renaming({ line: () => ({}) }, 'names.ts')(lines[0])).toThrow(
    /makes something that is no line: .*; of a step it may make a list of steps, or null for none/,
  );
});
