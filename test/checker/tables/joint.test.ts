/**
 * Actions that are looked up together have the steps that they have one by one: in random models, in which groups are made anew all
 * the time, in soups of several words, and where a joint tree does not pay.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Engine } from '../../../checker/engine.js';
import { add, cell, type Model, over, set, soup } from '../../../checker/model.js';
import { SpecCalls } from '../../../checker/user-code/spec-call.js';
import { paxos } from '../../../spec/paxos/spec.js';
import { modelOf, modelPlan } from '../random-model.js';
import { axes, moving, origin, position } from '../symmetry/cube.js';

const SEED = 20261121;

interface Explored {
  /** Of each state, by its fingerprint: its steps, by action and where they lead, in no order. */
  readonly steps: ReadonlyMap<string, string>;
  readonly engine: Engine;
}

/** Explores up to so many states. Groups are made after every `regroupEvery` of them, or never. */
function explored(model: Model, statesMax: number, regroupEvery: number): Explored {
  const engine = new Engine(model, new SpecCalls(false));
  const { layout } = engine;
  const row = engine.scratchRow();
  const next = engine.scratchRow();
  const steps = new Map<string, string>();
  const queue: { words: Int32Array; low: number; high: number }[] = [];
  const seen = new Set<string>();
  const meet = (words: Int32Array, low: number, high: number): void => {
    const key = `${low},${high}`;
    if (seen.has(key)) return;
    seen.add(key);
    queue.push({ words: words.slice(0, layout.wordCount), low, high });
  };
  for (const initial of model.initial) {
    layout.writeInitial(row, initial);
    const { low, high } = layout.fingerprint(row);
    meet(row, low, high);
  }
  for (let state = queue.shift(); state !== undefined && steps.size < statesMax; state = queue.shift()) {
    if (regroupEvery > 0 && steps.size % regroupEvery === 0) engine.joint.regroup();
    row.set(state.words);
    layout.complete(row, state.words.length);
    const count = engine.expand(row, state.low, state.high);
    const taken = Array.from({ length: count }, (_, i) => {
      const [outcome, low, high] = engine.steps.subarray(3 * i, 3 * i + 3);
      return { text: `${engine.actionNames[engine.actionOf(outcome)]} ${low},${high}`, outcome, low, high };
    });
    // In an order of their own, so that where the exploration ends does not depend on that of the engine.
    taken.sort((a, b) => (a.text < b.text ? -1 : 1));
    for (const { outcome, low, high } of taken) {
      engine.apply(outcome, row, next);
      const found = layout.fingerprint(next);
      if (found.low !== low || found.high !== high)
        throw new Error('a step leads to another state than it says');
      meet(next, low, high);
    }
    steps.set(`${state.low},${state.high}`, taken.map(({ text }) => text).join(' '));
  }
  return { steps, engine };
}

function expectSame(model: Model, statesMax: number, regroupEvery: number): void {
  const apart = explored(model, statesMax, 0);
  const together = explored(model, statesMax, regroupEvery);
  expect(together.steps.size).toBe(apart.steps.size);
  for (const [state, steps] of apart.steps) expect(together.steps.get(state)).toBe(steps);
  const fired = ({ engine }: Explored) => engine.fired().map((times, i) => [engine.actionNames[i], times]);
  expect(fired(together).sort()).toEqual(fired(apart).sort());
}

describe('joint answers', () => {
  for (const regroupEvery of [1, 5, 40]) {
    it(`random models, groups after every ${regroupEvery} states`, () => {
      const property = fc.property(modelPlan, (plan) => {
        try {
          expectSame(modelOf(plan), 200, regroupEvery);
        } catch (error) {
          // Models that are not well formed are refused either way.
          if (!(error instanceof Error) || error.name !== 'ModelError') throw error;
        }
      });
      fc.assert(property, { seed: SEED + regroupEvery, numRuns: 300 });
    });
  }

  it('acceptors of Paxos, whose messages fill several words', () => {
    const { model } = paxos.instantiate({ acceptors: 3, ballots: 3, values: 2 });
    const plain = { ...model, properties: [] };
    expectSame(plain, 6000, 100);
    const { engine } = explored(plain, 6000, 100);
    // Starting ballots; each acceptor; each proposal.
    expect(engine.joint.size).toBe(1 + 3 + 3);
  });

  it('a soup that gets a second word of bits', () => {
    const count = cell<number>('count');
    const heard = cell<boolean>('heard');
    const numbers = soup<number>('numbers');
    const model: Model = {
      name: 'counting',
      variables: [count, heard, numbers],
      initial: [[set(count, 0), set(heard, false)]],
      actions: [
        {
          name: 'say',
          run: (view) => {
            const n = view.get(count);
            return n < 70 ? [{ updates: [set(count, n + 1), add(numbers, n)] }] : [];
          },
        },
        {
          name: 'hear',
          over: over.soup(numbers),
          run: (view, n) =>
            view.get(heard) || ![40, 66].includes(n as number) ? [] : [{ updates: [set(heard, true)] }],
        },
      ],
      properties: [],
    };
    expectSame(model, 1000, 1);
  });

  it('an action for which no tree pays stays by itself when another reads what it reads', () => {
    const marks = soup<number>('marks');
    const model: Model = {
      name: 'cube',
      variables: [...axes, marks],
      initial: [origin],
      actions: [
        moving(40),
        {
          // Far out it reads all axes, but not before 'move' has been given up: that has 4096 other states.
          name: 'mark',
          run: (view) => {
            if (view.get(axes[0]) < 30) return [];
            const [, y, z] = position(view);
            return y === z ? [{ updates: [add(marks, y)] }] : [];
          },
        },
        {
          name: 'back',
          over: over.soup(marks),
          run: (view) => (view.get(axes[1]) === 1 ? [{ updates: [set(axes[1], 0)] }] : []),
        },
      ],
      properties: [],
    };
    expectSame(model, 12_000, 1000);
  });
});
