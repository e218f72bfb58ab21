/**
 * Blind updates and properties at fault: a verdict with place, reason and the way there; and models that are malformed,
 * which are an error before there is any verdict.
 */
import { describe, expect, it } from 'vitest';
import { checkModel } from '../../../checker/check.js';
import {
  blind,
  type Cell,
  cell,
  change,
  type Model,
  over,
  type Property,
  set,
  soup,
  type View,
} from '../../../checker/model.js';
import { ModelError } from '../../../checker/tables/layout.js';
import { atTwo, count, fault, type Log, log, model, other, sent } from './faulty-model.js';

describe('a blind update that', () => {
  const changing = (apply: (old: Log, argument: number) => Log): Model =>
    model({ action: atTwo(() => [{ updates: [change(log, blind('bad', apply), 1)] }]) });

  it.each<[string, (old: Log, argument: number) => Log, string]>([
    [
      'throws',
      () => {
        throw new Error('full');
      },
      'threw Error: full',
    ],
    [
      'writes to the old value',
      (old) => {
        (old.entries as unknown[]).push(3);
        return old;
      },
      'changes its input: message.entries[2]',
    ],
    [
      'makes what is no value',
      () => ({ entries: [{ n: Number.NaN }] }),
      'log.entries[0].n: NaN is not a value',
    ],
  ])('%s is at fault', async (_what, apply, what) => {
    // biome-ignore format: a table
    const verdict = await fault(changing(apply));
    expect(verdict.message).toBe(`blind update bad of log: ${what}`);
    expect(verdict.execution?.steps.length).toBe(2);
  });

  it('answers differently on equal input is found by lint', async () => {
    let calls = 0;
    const apply = (): Log => ({ entries: [{ n: calls++ }] });
    const faulty = changing(apply);
    expect((await fault(faulty, { lint: true })).message).toMatch(
      /^blind update bad of log: answered differently/,
    );
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
    [
      'throws',
      () => {
        throw new TypeError('undefined is not a log');
      },
      'threw TypeError: undefined is not a log',
    ],
    [
      'writes',
      (v) => {
        (v.get(log).entries[0] as { n: number }).n = 1;
        return true;
      },
      'changes its input: log.entries[0].n',
    ],
  ])('%s is at fault, in the state where it does', async (_what, bad, what) => {
    // biome-ignore format: a table
    const verdict = await fault(model({ property: invariant(bad) }));
    expect(verdict.message).toBe(`property sane(i: 1): ${what}`);
    expect(verdict.execution?.steps.length).toBe(2);
  });

  it('fails already in the initial state has an execution without steps', async () => {
    const holds = (): boolean => {
      throw new Error('no');
    };
    const first: Property = { kind: 'invariant', name: 'sane', says: '', instances: [{ holds }] };
    expect(await fault(model({ property: first }))).toMatchObject({
      message: 'property sane: threw Error: no',
      execution: { steps: [] },
    });
  });

  it('is random is found by lint', async () => {
    let calls = 0;
    const verdict = await fault(model({ property: invariant(() => calls++ % 2 === 0) }), { lint: true });
    expect(verdict.message).toBe(
      'property sane(i: 1): answered differently on equal input: first true, then false',
    );
  });

  it('reads other variables on equal input is found without lint', async () => {
    let calls = 0;
    const property: Property = {
      kind: 'invariant',
      name: 'sane',
      says: '',
      instances: [{ holds: (view) => { view.get((calls++ % 4 < 2 ? count : log) as Cell<unknown>); return true; } }], // biome-ignore format: short
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

  it('throws in very many states of a level is asked in all of them, so that what is counted depends on nothing else', async () => {
    const sides = [cell<number>('left'), cell<number>('right')];
    const isMoved = cell<boolean>('is moved');
    const all = Array.from({ length: 250 }, (_, n) => n);
    const choosing = sides.map((side) => ({
      name: 'Choose',
      run: (view: View) => (view.get(side) < 0 ? all.map((n) => ({ updates: [set(side, n)] })) : []),
    }));
    const move = {
      name: 'Move',
      run: (view: View) =>
        sides.every((side) => view.get(side) >= 0) && !view.get(isMoved)
          ? [{ updates: [set(isMoved, true)] }]
          : [],
    };
    const holds = (view: View): boolean => {
      if (view.get(isMoved)) throw 'moved';
      return true;
    };
    const { coverage, message } = await fault({
      name: 'wide',
      variables: [...sides, isMoved],
      initial: [[...sides.map((side) => set(side, -1)), set(isMoved, false)]],
      actions: [...choosing, move],
      properties: [{ kind: 'invariant', name: 'stays', says: '', instances: [{ holds }] }],
    });
    expect(message).toBe('property stays: threw moved');
    const chosen = 250 * 250;
    expect([coverage.distinct, coverage.depth]).toEqual([1 + 2 * 250 + 2 * chosen, 4]);
  });

  it('is asked of a dead end and throws is at fault', async () => {
    const mayEnd = (): boolean => {
      throw new Error('no end');
    };
    const verdict = await fault(model({ property: { kind: 'deadlock', name: 'ends', says: '', mayEnd } }));
    expect([verdict.message, verdict.execution?.steps.length]).toEqual([
      'property ends: threw Error: no end',
      4,
    ]);
  });
});

describe('a malformed model is an error, not a verdict:', () => {
  it.each<[string, Partial<Model>, string]>([
    [
      'a variable twice',
      { variables: [count, log, other, sent, soup('count')] },
      'model faulty declares the variable count twice',
    ],
    [
      'two properties of one name',
      {
        properties: [true, false].map((answer) => ({
          kind: 'reachable',
          name: 'met',
          says: '',
          instances: [{ holds: () => answer }],
        })),
      },
      'model faulty declares the property met twice',
    ],
    [
      'a cell without initial value',
      { initial: [[set(count, 0), set(log, { entries: [] })]] },
      'an initial state of faulty gives the cell other no value',
    ],
    [
      'an initial state by change',
      {
        initial: [
          [
            change(
              count,
              blind('b', (n) => n),
              0,
            ),
          ],
        ],
      },
      'an initial state of faulty is given by set and add, not by change',
    ],
    [
      'an unknown soup ranged over',
      { actions: [{ name: 'A', over: over.soup(soup('stranger')), run: () => [] }] },
      'soup stranger is not a variable of model faulty',
    ],
    [
      'a cell taken for a soup',
      { actions: [{ name: 'A', over: over.soup(soup('count')), run: () => [] }] },
      'soup count is not a variable of model faulty',
    ],
  ])('%s', async (_what, malformed, message) => {
    // biome-ignore format: a table
    await expect(checkModel(model(malformed))).rejects.toThrow(new ModelError(message));
  });
});
