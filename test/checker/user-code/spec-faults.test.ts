/**
 * Actions at fault: each kind of bad code gives the verdict `spec-error` with a message that says where and what, and the
 * execution that leads to the state in which it happened.
 */
import { List } from 'immutable';
import { describe, expect, it } from 'vitest';
import {
  type Action,
  add,
  type Cell,
  cell,
  type Outcome,
  over,
  set,
  soup,
  type View,
} from '../../../checker/model.js';
import { verifyExecution } from '../../../checker/paths/verify.js';
import { atTwo, count, fault, log, model, other, sent, tick } from './faulty-model.js';

const setsOther = (value: unknown): Outcome[] => [{ updates: [set(other, value)] }];

class Ballot {}

function cyclic(): unknown {
  const value: Record<string, unknown> = {};
  value.next = { again: [value] };
  return value;
}

describe('an action that', () => {
  it.each<[string, (view: View) => readonly Outcome[], string]>([
    [
      'throws',
      () => {
        throw new RangeError('too far');
      },
      'threw RangeError: too far',
    ],
    [
      'throws what is no error',
      () => {
        throw 'stop';
      },
      'threw stop',
    ],
    [
      'writes to a cell',
      (v) => {
        (v.get(log) as { entries: unknown }).entries = [];
        return [];
      },
      'changes its input: log.entries[0]',
    ],
    [
      'writes to a nested field',
      (v) => {
        (v.get(log).entries[1] as { n: number }).n = 9;
        return [];
      },
      'changes its input: log.entries[1].n',
    ],
    [
      'pushes to an array in a cell',
      (v) => {
        (v.get(log).entries as unknown[]).push(1);
        return [];
      },
      'changes its input: log.entries[2]',
    ],
    [
      'deletes a field',
      (v) => {
        delete (v.get(log) as { entries?: unknown }).entries;
        return [];
      },
      'changes its input: log.entries',
    ],
    [
      'sorts what was sent',
      (v) => {
        (v.sent(sent) as unknown[]).reverse();
        return [];
      },
      'changes its input: sent[0].body.n',
    ],
    [
      'writes to a message that was sent',
      (v) => {
        (v.sent(sent)[0].body as { n: number }).n = 7;
        return [];
      },
      'changes its input: sent[0].body.n',
    ],
    ['puts NaN into a cell', () => setsOther(Number.NaN), 'other: NaN is not a value'],
    [
      'puts NaN deep into a cell',
      () => setsOther({ a: [1, { b: Number.NaN }] }),
      'other.a[1].b: NaN is not a value',
    ],
    ['puts a function into a cell', () => setsOther(List([() => 1])), 'other[0]: a function is not a value'],
    ['puts a cycle into a cell', () => setsOther(cyclic()), 'other.next.again[0]: a cycle is not a value'],
    [
      'puts an instance of a class into a cell',
      () => setsOther({ ballot: new Ballot() }),
      'other.ballot: an instance of Ballot is not a value',
    ],
    [
      'sends what is no value',
      () => [{ updates: [add(sent, { kind: 'tick', body: { n: Number.NaN } })] }],
      'sent.body.n: NaN is not a value',
    ],
    [
      'sets a cell of another model',
      () => [{ updates: [set(cell('stranger'), 1)] }],
      'cell stranger is not a variable of model faulty',
    ],
    [
      'adds to a soup of another model',
      () => [{ updates: [add(soup('stranger'), 1)] }],
      'soup stranger is not a variable of model faulty',
    ],
    [
      'reads a cell of another model',
      (v) => {
        v.get(cell('stranger'));
        return [];
      },
      'cell stranger is not a variable of model faulty',
    ],
  ])('%s is at fault', async (_what, bad, what) => {
    // biome-ignore format: a table
    const faulty = model({ action: atTwo(bad) });
    const verdict = await fault(faulty);
    expect(verdict.message).toBe(`action Bad(node: n1, p: 1): ${what}`);
    const { execution } = verdict;
    expect(execution?.steps.map(({ action }) => action)).toEqual(['Tick', 'Tick']);
    if (execution !== undefined) verifyExecution({ ...faulty, actions: [tick] }, execution);
  });

  it('writes to the message that it was given is at fault', async () => {
    const bad: Action = {
      name: (element) => `receive ${(element as { kind: string }).kind}`,
      node: 'n1',
      over: over.soup(sent),
      run: (_view, element) => {
        const { body } = element as { body: { n: number } };
        if (body.n === 1) body.n = 5;
        return [];
      },
    };
    const verdict = await fault(model({ actions: [tick, bad] }));
    expect(verdict.message).toBe('action receive tick(node: n1): changes its input: message.body.n');
    expect(verdict.execution?.steps.length).toBe(2);
  });

  it('is random is found by lint', async () => {
    // Not Math.random itself: it may answer the same twice, and a test must not depend on luck.
    let drawn = 0;
    const random = (): number => ++drawn / 1000;
    const verdict = await fault(model({ action: atTwo(() => setsOther(random())) }), { lint: true });
    expect(verdict.message).toMatch(
      /^action Bad\(node: n1, p: 1\): answered differently on equal input: first .*0\.001.*, then .*0\.002/,
    );
    expect(verdict.execution?.steps.length).toBe(2);
  });

  it('keeps a counter is found by lint, also where it only enables and disables', async () => {
    let calls = 0;
    const verdict = await fault(model({ action: () => (calls++ === 0 ? [] : setsOther(1)) }), { lint: true });
    expect(verdict.message).toBe(
      'action Bad(node: n1, p: 1): answered differently on equal input: first no step, then a step with other = 1',
    );
    expect(verdict.execution?.steps).toEqual([]);
  });

  it('answers differently each time is found without lint', async () => {
    let calls = 0;
    const verdict = await fault(model({ action: () => [{ updates: [set(count, calls++)] }] }));
    expect(verdict.message).toMatch(
      /^action Bad\(node: n1, p: 1\): answered differently on equal input: .*count = 0.*count = 1/,
    );
  });

  it('reads other variables on equal input is found without lint', async () => {
    let calls = 0;
    const action: Action['run'] = (view) => {
      // A sample of all questions is asked twice.
      view.get((calls++ % 4 < 2 ? count : log) as Cell<unknown>);
      return [];
    };
    const verdict = await fault(model({ action }));
    expect(verdict.message).toBe(
      'action Bad(node: n1, p: 1): the answer is not a function of what was read: equal input led to different reads',
    );
  });

  it.each<[string, unknown]>([
    ['nothing at all', undefined],
    ['null', null],
    ['what is no list', { updates: [] }],
  ])('answers %s is at fault', async (_what, answer) => {
    const verdict = await fault(model({ action: atTwo(() => answer as Outcome[]) }));
    expect(verdict.message).toMatch(/^action Bad\(node: n1, p: 1\): /);
    expect(verdict.execution?.steps.length).toBe(2);
  });

  it.each<[string, (n: number) => unknown[], string]>([
    [
      'throws',
      () => {
        throw new Error('no elements');
      },
      'threw Error: no elements',
    ],
    ['has elements that are no values', () => [Number.NaN], 'NaN is not a value'],
  ])('ranges over a cell whose listing %s is at fault', async (_what, bad, what) => {
    // biome-ignore format: a table
    const ranging: Action = { name: 'Bad', over: over.cell(count, (n) => (n === 2 ? bad(n) : [])), run: () => [] };
    const verdict = await fault(model({ actions: [tick, ranging] }));
    expect(verdict.message).toContain(what);
    expect(verdict.message).toContain('Bad');
    expect(verdict.execution?.steps.length).toBe(2);
  });
});
