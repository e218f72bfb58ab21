/**
 * A walk is a function of the model, the seed and its number: on random models, whatever a walker has seen before, whoever takes
 * which walk, and in whatever order the walks are handed in, the same is told.
 */
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { Engine } from '../../../checker/engine.js';
import { StepOrder } from '../../../checker/liveness/step-order.js';
import { cell, type Model, set } from '../../../checker/model.js';
import { Ledger } from '../../../checker/walks/ledger.js';
import { addTally, emptyTally, type Tally } from '../../../checker/walks/tally.js';
import { generatorOf } from '../../../checker/walks/walk-random.js';
import { type Block, WalkNumbers } from '../../../checker/walks/walk-share.js';
import { Walker } from '../../../checker/walks/walker.js';
import { reachable, transition } from '../../../spec/kit/plain.js';
import { modelOf, modelPlan } from '../random-model.js';

const WALKS = 12;

/** One walk, as it is handed in, with the states that it passed. */
function take(walker: Walker, walk: number): Block & { readonly passed: readonly string[] } {
  const passed: string[] = [];
  for (let goesOn = walker.begin(walk); ; goesOn = walker.advance()) {
    passed.push(`${walker.low} ${walker.high} ${walker.engine.movers[walker.mover]}`);
    if (!goesOn) break;
  }
  const { trouble } = walker;
  const message = trouble?.kind === 'violated' ? trouble.failure.property.name : 'spec error';
  const told = trouble && { trouble: { kind: trouble.kind, message } };
  return { from: walk, to: walk + 1, tally: walker.take(), ...told, passed };
}

/** Names in the order of the alphabet: the order in which they were met means nothing. */
function sorted({ fired, met, registers, ...rest }: Tally): unknown {
  const sketch = Buffer.from(registers).toString('base64');
  return { ...rest, fired: [...fired].sort(), met: [...met].sort(), sketch };
}

const walked = fc.record({ plan: modelPlan, seed: fc.nat(), maxSteps: fc.integer({ min: 1, max: 15 }) });

describe('walks through random models', () => {
  it('do not depend on what was walked before', () => {
    fc.assert(
      fc.property(walked, ({ plan, ...options }) => {
        const experienced = new Walker(modelOf(plan), options);
        for (let walk = 0; walk < WALKS; walk++) {
          const fresh = take(new Walker(modelOf(plan), options), walk);
          const { passed, trouble } = take(experienced, walk);
          expect({ passed, trouble }).toEqual({ passed: fresh.passed, trouble: fresh.trouble });
        }
      }),
      { numRuns: 150 },
    );
  });

  it('add up to the same, whoever took which and in whatever order they are handed in', () => {
    const shares = fc.array(fc.nat(2), { minLength: WALKS, maxLength: WALKS });
    const orders = fc.shuffledSubarray([...Array(WALKS).keys()], { minLength: WALKS });
    fc.assert(
      fc.property(walked, shares, orders, ({ plan, ...options }, share, order) => {
        const one = new Walker(modelOf(plan), options);
        const expected = emptyTally();
        let walk = 0;
        let last: Block;
        do {
          last = take(one, walk++);
          addTally(expected, last.tally);
        } while (last.trouble === undefined && walk < WALKS);

        const three = [0, 1, 2].map(() => new Walker(modelOf(plan), options));
        const blocks = share.map((walker, i) => take(three[walker], i));
        const ledger = new Ledger();
        for (const i of order) ledger.add(blocks[i]);
        expect(ledger.isComplete(WALKS)).toBe(true);
        const { from, to, tally, trouble } = ledger.beginning;
        expect({ from, to, trouble }).toEqual({ from: 0, to: walk, trouble: last.trouble });
        expect(sorted(tally)).toEqual(sorted(expected));
        expect(tally.walks).toBe(walk);
      }),
      { numRuns: 150 },
    );
  });
});

describe('the ledger', () => {
  const block = (from: number, to: number, message?: string): Block => ({
    from,
    to,
    tally: { ...emptyTally(), walks: to - from },
    ...(message === undefined ? {} : { trouble: { kind: 'violated', message } }),
  });

  test('joins what touches, and waits for what is missing', () => {
    const ledger = new Ledger();
    for (const part of [block(7, 9), block(0, 3), block(5, 7)]) ledger.add(part);
    expect(ledger.beginning).toMatchObject({ from: 0, to: 3, tally: { walks: 3 } });
    expect(ledger.isComplete(9)).toBe(false);
    expect(ledger.everything().tally.walks).toBe(7);
    ledger.add(block(3, 5));
    expect(ledger.beginning).toMatchObject({ to: 9, tally: { walks: 9 } });
    expect(ledger.isComplete(9)).toBe(true);
  });

  test('goes no further than the first trouble, though walks beyond it were taken', () => {
    const ledger = new Ledger();
    for (const part of [block(5, 7, 'second'), block(3, 5), block(2, 3, 'first')]) ledger.add(part);
    expect(ledger.isComplete(9)).toBe(false);
    expect(ledger.everything()).toMatchObject({ to: 3, trouble: { message: 'first' } });
    ledger.add(block(0, 2));
    expect(ledger.isComplete(9)).toBe(true);
    expect(ledger.beginning).toMatchObject({ to: 3, tally: { walks: 3 }, trouble: { message: 'first' } });
  });
});

test('the end of the walks only ever sinks', () => {
  const numbers = WalkNumbers.upTo(1e15);
  const others = new WalkNumbers(numbers.memory);
  expect([numbers.claim(3), others.claim(4), numbers.claim(1)]).toEqual([0, 3, 7]);
  others.endAt(40);
  numbers.endAt(1e12);
  expect([numbers.end, others.end]).toEqual([40, 40]);
});

test('generators of neighbouring walks and seeds have nothing to do with each other', () => {
  const first = (seed: number, walk: number) => generatorOf(seed, walk).next() >>> 0;
  expect(first(3, 5)).toBe(first(3, 5));
  const drawn = [0, 1, 2, 2 ** 32 - 1].flatMap((seed) =>
    Array.from({ length: 500 }, (_, walk) => first(seed, walk)),
  );
  expect(new Set(drawn).size).toBe(drawn.length);
  const mean = drawn.reduce((sum, n) => sum + n, 0) / drawn.length / 2 ** 32;
  expect(Math.abs(mean - 0.5)).toBeLessThan(0.03);
});

it('puts steps in the order of their states, then of their names', () => {
  const step = fc.record({
    low: fc.integer({ min: -2, max: 2 }),
    high: fc.integer({ min: -1, max: 1 }),
    name: fc.nat(3),
  });
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 80 }), fc.nat(), (steps, n) => {
      // As far as the order looks: of each outcome the action, which is all that has a name here.
      const engine = {
        steps: Int32Array.from(steps.flatMap(({ low, high }, outcome) => [outcome, low, high])),
        actionOf: (outcome: number) => steps[outcome].name,
        actionNames: ['d', 'c', 'b', 'a'],
        movers: ['p'],
        outcomes: { mover: new Int32Array(steps.length) },
      } as unknown as Engine;
      const place = n % steps.length;
      const found = steps[new StepOrder(engine).at(place, steps.length)];
      const inOrder = [...steps].sort((a, b) => a.low - b.low || a.high - b.high || b.name - a.name);
      expect(found).toEqual(inOrder[place]);
    }),
  );
});

test('a reachable property that was met can still fail', () => {
  const n = cell<number>('n');
  const model: Model = {
    name: 'fork',
    variables: [n],
    initial: [[set(n, 0)]],
    actions: [1, 2].map((to) => ({
      name: 'Go',
      parameters: { to },
      run: (view) => (view.get(n) === 0 ? [{ updates: [set(n, to)] }] : []),
    })),
    properties: [
      reachable('one', 'it goes to 1', (view) => {
        if (view.get(n) === 2) throw new RangeError('two');
        return view.get(n) === 1;
      }),
    ],
  };
  const walker = new Walker(model, { seed: 1, maxSteps: 3 });
  const walks = Array.from({ length: 20 }, (_, walk) => take(walker, walk));
  const failed = walks.map(({ trouble }) => trouble !== undefined);
  expect(failed).toContain(true);
  expect(failed.indexOf(false)).toBeLessThan(failed.lastIndexOf(true));
  expect(walks.map(({ tally }) => tally.deadEnds === 0)).toEqual(failed);
});

test('of two properties that one step breaks the first one is told, whatever is known of what they read', () => {
  const [x, y] = ['x', 'y'].map((name) => cell<number>(name));
  const model: Model = {
    name: 'two at once',
    variables: [x, y],
    initial: [[set(x, 1), set(y, 0)]],
    actions: [
      { name: 'Go', parameters: {}, run: (view) => (view.get(y) === 0 ? [{ updates: [set(y, 1)] }] : []) },
    ],
    properties: [
      // It is false of the state as a step to itself, and the step changes nothing that it reads.
      transition('first', 'x is never 1', (before) => before.get(x) !== 1),
      transition('second', 'y stays', (before, after) => before.get(y) === after.get(y)),
    ],
  };
  const walker = new Walker(model, { seed: 1, maxSteps: 3 });
  expect(take(walker, 0).trouble).toEqual({ kind: 'violated', message: 'first' });
});
