/**
 * Specs at fault: each kind of bad code gives the verdict `spec-error` with a message that says where and what, and the
 * execution that leads to the state in which it happened.
 */
import { List } from 'immutable';
import { describe, expect, it } from 'vitest';
import { type CheckOptions, checkModel } from '../../checker/check.js';
import { ModelError } from '../../checker/layout.js';
import {
  type Action,
  add,
  blind,
  type Cell,
  cell,
  change,
  type Model,
  type Outcome,
  over,
  type Property,
  set,
  soup,
  type View,
} from '../../checker/model.js';
import { verifyExecution } from '../../checker/replay.js';

interface Log {
  readonly entries: readonly { readonly n: number }[];
}

const count = cell<number>('count');
const log = cell<Log>('log');
const other = cell<unknown>('other');
const sent = soup<{ kind: 'tick'; body: { n: number } }>('sent');

const tick: Action = {
  name: 'Tick',
  run: (view) => {
    const n = view.get(count);
    const { entries } = view.get(log);
    return n === 4
      ? []
      : [{ updates: [set(count, n + 1), set(log, { entries: [...entries, { n }] }), add(sent, { kind: 'tick', body: { n } })] }];
  },
};

/** Counts to 4; the faulty code misbehaves where the count is 2. */
function model(faulty: Partial<Model> & { readonly action?: Action['run']; readonly property?: Property }): Model {
  const { action, property, ...rest } = faulty;
  return {
    name: 'faulty',
    variables: [count, log, other, sent],
    initial: [[set(count, 0), set(log, { entries: [] }), set(other, null)]],
    actions: [tick, ...(action === undefined ? [] : [{ name: 'Bad', node: 'n1', parameters: { p: 1 }, run: action }])],
    properties: property === undefined ? [] : [property],
    ...rest,
  };
}

const atTwo =
  (bad: (view: View) => readonly Outcome[]): Action['run'] =>
  (view) =>
    view.get(count) === 2 ? bad(view) : [];

async function fault(faulty: Model, options?: CheckOptions) {
  const verdict = await checkModel(faulty, options);
  if (verdict.kind !== 'spec-error') throw new Error(`no fault: ${verdict.kind}`);
  return verdict;
}

const setsOther = (value: unknown): Outcome[] => [{ updates: [set(other, value)] }];

class Ballot {}

function cyclic(): unknown {
  const value: Record<string, unknown> = {};
  value.next = { again: [value] };
  return value;
}

describe('an action that', () => {
  it.each<[string, (view: View) => readonly Outcome[], string]>([
    ['throws', () => { throw new RangeError('too far'); }, 'threw RangeError: too far'],
    ['throws what is no error', () => { throw 'stop'; }, 'threw stop'],
    ['writes to a cell', (v) => { (v.get(log) as { entries: unknown }).entries = []; return []; }, 'changes its input: log.entries[0]'],
    ['writes to a nested field', (v) => { (v.get(log).entries[1] as { n: number }).n = 9; return []; }, 'changes its input: log.entries[1].n'],
    ['pushes to an array in a cell', (v) => { (v.get(log).entries as unknown[]).push(1); return []; }, 'changes its input: log.entries[2]'],
    ['deletes a field', (v) => { delete (v.get(log) as { entries?: unknown }).entries; return []; }, 'changes its input: log.entries'],
    ['sorts what was sent', (v) => { (v.sent(sent) as unknown[]).reverse(); return []; }, 'changes its input: sent[0].body.n'],
    ['writes to a message that was sent', (v) => { (v.sent(sent)[0].body as { n: number }).n = 7; return []; }, 'changes its input: sent[0].body.n'],
    ['puts NaN into a cell', () => setsOther(Number.NaN), 'other: NaN is not a value'],
    ['puts NaN deep into a cell', () => setsOther({ a: [1, { b: Number.NaN }] }), 'other.a[1].b: NaN is not a value'],
    ['puts a function into a cell', () => setsOther(List([() => 1])), 'other[0]: a function is not a value'],
    ['puts a cycle into a cell', () => setsOther(cyclic()), 'other.next.again[0]: a cycle is not a value'],
    ['puts an instance of a class into a cell', () => setsOther({ ballot: new Ballot() }), 'other.ballot: an instance of Ballot is not a value'],
    ['sends what is no value', () => [{ updates: [add(sent, { kind: 'tick', body: { n: Number.NaN } })] }], 'sent.body.n: NaN is not a value'],
    ['sets a cell of another model', () => [{ updates: [set(cell('stranger'), 1)] }], 'cell stranger is not a variable of model faulty'],
    ['adds to a soup of another model', () => [{ updates: [add(soup('stranger'), 1)] }], 'soup stranger is not a variable of model faulty'],
    ['reads a cell of another model', (v) => { v.get(cell('stranger')); return []; }, 'threw ModelError: cell stranger is not a variable of model faulty'],
  ])('%s is at fault', async (_what, bad, what) => { // biome-ignore format: a table
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
      'action Bad(node: n1, p: 1): answered differently on equal input: first [], then [[[["other","=",1]],{}]]',
    );
    expect(verdict.execution?.steps).toEqual([]);
  });

  it('reads other variables on equal input is found without lint', async () => {
    let calls = 0;
    const action: Action['run'] = (view) => {
      view.get((calls++ % 2 === 0 ? count : log) as Cell<unknown>);
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
    ['throws', () => { throw new Error('no elements'); }, 'threw Error: no elements'],
    ['has elements that are no values', () => [Number.NaN], 'NaN is not a value'],
  ])('ranges over a cell whose listing %s is at fault', async (_what, bad, what) => { // biome-ignore format: a table
    const ranging: Action = { name: 'Bad', over: over.cell(count, (n) => (n === 2 ? bad(n) : [])), run: () => [] };
    const verdict = await fault(model({ actions: [tick, ranging] }));
    expect(verdict.message).toContain(what);
    expect(verdict.message).toContain('Bad');
    expect(verdict.execution?.steps.length).toBe(2);
  });
});

describe('a blind update that', () => {
  const changing = (apply: (old: Log, argument: number) => Log): Model =>
    model({ action: atTwo(() => [{ updates: [change(log, blind('bad', apply), 1)] }]) });

  it.each<[string, (old: Log, argument: number) => Log, string]>([
    ['throws', () => { throw new Error('full'); }, 'threw Error: full'],
    ['writes to the old value', (old) => { (old.entries as unknown[]).push(3); return old; }, 'changes its input: message.entries[2]'],
    ['makes what is no value', () => ({ entries: [{ n: Number.NaN }] }), 'log.entries[0].n: NaN is not a value'],
  ])('%s is at fault', async (_what, apply, what) => { // biome-ignore format: a table
    const verdict = await fault(changing(apply));
    expect(verdict.message).toBe(`blind update bad of log: ${what}`);
    expect(verdict.execution?.steps.length).toBe(2);
  });

  it('answers differently on equal input is found by lint', async () => {
    let calls = 0;
    const apply = (): Log => ({ entries: [{ n: calls++ }] });
    const faulty = changing(apply);
    expect((await fault(faulty, { lint: true })).message).toMatch(/^blind update bad of log: answered differently/);
  });
});

describe('a property that', () => {
  const holds = (bad: (view: View) => boolean) => (view: View) => view.get(count) !== 2 || bad(view);
  const invariant = (bad: (view: View) => boolean): Property => ({
    kind: 'invariant',
    name: 'sane',
    says: '',
    instances: [{ parameters: { i: 1 }, holds: holds(bad) }],
  });

  it.each<[string, (view: View) => boolean, string]>([
    ['throws', () => { throw new TypeError('undefined is not a log'); }, 'threw TypeError: undefined is not a log'],
    ['writes', (v) => { (v.get(log).entries[0] as { n: number }).n = 1; return true; }, 'changes its input: log.entries[0].n'],
  ])('%s is at fault, in the state where it does', async (_what, bad, what) => { // biome-ignore format: a table
    const verdict = await fault(model({ property: invariant(bad) }));
    expect(verdict.message).toBe(`property sane(i: 1): ${what}`);
    expect(verdict.execution?.steps.length).toBe(2);
  });

  it('fails already in the initial state has no execution to show', async () => {
    const first: Property = { ...invariant(() => true), kind: 'invariant', instances: [{ holds: () => { throw new Error('no'); } }] }; // biome-ignore format: short
    expect(await fault(model({ property: first }))).toMatchObject({ message: 'property sane: threw Error: no' });
  });

  it('is random is found by lint', async () => {
    let calls = 0;
    const verdict = await fault(model({ property: invariant(() => calls++ % 2 === 0) }), { lint: true });
    expect(verdict.message).toBe('property sane(i: 1): answered differently on equal input: first true, then false');
  });

  it('reads other variables on equal input is found without lint', async () => {
    let calls = 0;
    const property: Property = {
      kind: 'invariant',
      name: 'sane',
      says: '',
      instances: [{ holds: (view) => { view.get((calls++ % 2 === 0 ? count : log) as Cell<unknown>); return true; } }], // biome-ignore format: short
    };
    expect((await fault(model({ property }))).message).toBe(
      'property sane: the answer is not a function of what was read: equal input led to different reads',
    );
  });

  it('compares steps and throws is at fault', async () => {
    const property: Property = {
      kind: 'transition',
      name: 'forward',
      says: '',
      instances: [{ holds: (_before, after) => { if (after.get(count) === 3) throw new Error('three'); return true; } }], // biome-ignore format: short
    };
    const verdict = await fault(model({ property }));
    expect(verdict.message).toBe('property forward: threw Error: three');
    expect(verdict.execution?.steps.length).toBeGreaterThanOrEqual(2);
  });

  it('is asked of a dead end and throws is at fault', async () => {
    const mayEnd = (): boolean => {
      throw new Error('no end');
    };
    const verdict = await fault(model({ property: { kind: 'deadlock', name: 'ends', says: '', mayEnd } }));
    expect([verdict.message, verdict.execution?.steps.length]).toEqual(['property ends: threw Error: no end', 4]);
  });
});

describe('a malformed model is an error, not a verdict:', () => {
  it.each<[string, Partial<Model>, string]>([
    ['a variable twice', { variables: [count, log, other, sent, soup('count')] }, 'model faulty declares the variable count twice'],
    ['a cell without initial value', { initial: [[set(count, 0), set(log, { entries: [] })]] }, 'an initial state of faulty gives the cell other no value'],
    ['an initial state by change', { initial: [[change(count, blind('b', (n) => n), 0)]] }, 'an initial state of faulty is given by set and add, not by change'],
    ['an unknown soup ranged over', { actions: [{ name: 'A', over: over.soup(soup('stranger')), run: () => [] }] }, 'soup stranger is not a variable of model faulty'],
    ['a cell taken for a soup', { actions: [{ name: 'A', over: over.soup(soup('count')), run: () => [] }] }, 'soup count is not a variable of model faulty'],
  ])('%s', async (_what, malformed, message) => { // biome-ignore format: a table
    await expect(checkModel(model(malformed))).rejects.toThrow(new ModelError(message));
  });
});
