/** Algorithms down the chain and on every execution; what is no algorithm is refused with the reason. */
import { describe, expect, it } from 'vitest';
import { failureAnywhere } from '../../../checker/chain/algorithm-everywhere.js';
import { failureOnChain } from '../../../checker/chain/algorithm-on-chain.js';
import { AlgorithmRun } from '../../../checker/chain/algorithm-run.js';
import { shortestChainIn } from '../../../checker/chain/decide.js';
import { Executions } from '../../../checker/chain/executions.js';
import { textbookChain } from '../../../checker/chain/textbook.js';
import type { Input, RoundAlgorithm, RoundSystem } from '../../../checker/rounds.js';
import { AlgorithmDefinitionError, defineAlgorithm } from '../../../spec/kit/rounds.js';
import { algorithms } from '../../../spec/lower-bound/algorithms.js';

const named = (name: string): RoundAlgorithm => {
  const found = algorithms.find((algorithm) => algorithm.name === name);
  if (found === undefined) throw new Error(`no algorithm ${name}`);
  return found;
};

describe('on a chain every algorithm breaks, with a common process in agreement with both sides:', () => {
  const sizes: readonly RoundSystem[] = [
    { processes: 3, faults: 1, rounds: 1 },
    { processes: 4, faults: 2, rounds: 2 },
    { processes: 5, faults: 2, rounds: 1 },
  ];
  it.each(algorithms.flatMap(({ name }) => sizes.map((size) => [name, size] as const)))(
    '%s %o',
    (name, system) => {
      const run = new AlgorithmRun(named(name), system, name);
      const shortest = shortestChainIn(new Executions(system), 'failure-free');
      for (const chain of [textbookChain(system), shortest]) {
        if (chain === undefined) throw new Error('no chain');
        const { at, kind, decisions: along } = failureOnChain(run, chain);
        expect(along).toEqual(chain.executions.map((execution) => run.decisions(execution)));
        const decisions = along[at];
        const values = new Set(decisions.filter((decision) => decision !== undefined));
        if (kind === 'agreement') expect(values).toEqual(new Set([0, 1]));
        if (at === 0) continue;
        const before = along[at - 1];
        // In the execution before all agree, on what the common process decides in both.
        const [witness] = chain.witnesses[at - 1];
        expect(decisions[witness]).toBe(before[witness]);
        expect(new Set(before.filter((decision) => decision !== undefined)).size).toBe(1);
      }
    },
  );
});

describe('on every execution, where there are rounds enough:', () => {
  it.each([
    ['floodset', 3, 1, 2, undefined],
    ['floodset', 3, 2, 3, undefined],
    ['floodset', 4, 2, 3, undefined],
    ['eig', 3, 1, 2, undefined],
    ['eig', 3, 2, 3, undefined],
    ['floodset-early', 3, 2, 3, undefined],
    ['floodset-early', 4, 2, 3, undefined],
    // With n = f + 1 there is an algorithm for f rounds: FloodSet is not it where two can disagree.
    ['floodset', 2, 1, 1, undefined],
    ['floodset', 3, 2, 2, undefined],
    ['naive-majority', 3, 1, 2, 'agreement'],
    ['naive-minimum', 3, 1, 2, 'agreement'],
    ['naive-own', 3, 1, 2, 'agreement'],
  ])('%s, n = %i, f = %i, r = %i: %s', (name, processes, faults, rounds, expected) => {
    const system = { processes, faults, rounds };
    const failure = failureAnywhere(new AlgorithmRun(named(name), system, name), new Executions(system));
    expect(failure?.kind).toBe(expected);
  });
});

interface Plain {
  readonly input: Input;
  readonly last: number;
}

/** An algorithm that decides its own input, with something else about it. */
function odd(change: Partial<Omit<RoundAlgorithm<Plain, Input>, 'kind'>>): RoundAlgorithm {
  return defineAlgorithm<Plain, Input>({
    name: 'odd',
    title: 'odd',
    source: 'test',
    init: ({ input, rounds }) => ({ input, last: rounds }),
    send: ({ input }) => input,
    receive: (self) => self,
    decide: ({ input, last }, round) => (round < last ? null : input),
    ...change,
  });
}

it('a decision stands, whatever decide gives later', () => {
  const system = { processes: 2, faults: 0, rounds: 2 };
  const once = odd({ decide: ({ input }, round) => (round === 1 ? input : null) });
  const failure = failureAnywhere(new AlgorithmRun(once, system, 'odd'), new Executions(system));
  expect(failure?.kind).toBe('agreement');
});

describe('what is no algorithm is refused:', () => {
  const seen: Input[] = [];
  let calls = 0;
  const bad: readonly [string, RegExp, RoundAlgorithm][] = [
    [
      'throws',
      /^odd: receive of p0 in round 1: threw RangeError: too far/,
      odd({
        receive: () => {
          throw new RangeError('too far');
        },
      }),
    ],
    [
      'never decides',
      /^odd never decides: decide of p0 after round \d gives null/,
      odd({ decide: () => null }),
    ],
    [
      'decides what is no input',
      /gives 2, which is neither 0, 1 nor null/,
      odd({ decide: () => 2 as Input }),
    ],
    [
      'changes its decision',
      /^odd changes its decision: p\d has decided 1, and decide of p\d after round 1 gives 0; a decision is irrevocable/,
      odd({
        // Decides its own input, and the least in the end: only the last word is right.
        receive: (self, _, received) => ({
          ...self,
          input: [...received.values()].includes(0) ? 0 : self.input,
        }),
        decide: ({ input }) => input,
      }),
    ],
    [
      'gives no state',
      /^odd: init of p0 gives undefined/,
      odd({ init: () => undefined as unknown as Plain }),
    ],
    [
      'changes its state',
      /Cannot assign to read only property/,
      odd({ receive: (self) => Object.assign(self, { input: 1 }) }),
    ],
    [
      'sends what is no value',
      /send of p1 to p0 in round 1: .*function/,
      odd({ send: () => (() => 0) as unknown as Input }),
    ],
    [
      'rolls dice',
      /answers differently on equal input: .*; it looks at more than it received/,
      odd({ receive: (self) => ({ ...self, input: (calls++ % 2) as Input }) }),
    ],
    [
      'looks at the inputs of others',
      /looks at more than it received: p\d has the same view in/,
      odd({
        init: ({ process, input, rounds }) => {
          seen[process] = input;
          return { input, last: rounds };
        },
        receive: (self) => ({ ...self, input: seen.includes(0) ? 0 : 1 }),
      }),
    ],
  ];

  it.each(bad)('%s, on a chain', (_, message, algorithm) => {
    const system = { processes: 3, faults: 1, rounds: 1 };
    const chain = textbookChain(system);
    expect(() => failureOnChain(new AlgorithmRun(algorithm, system, 'odd'), chain)).toThrow(message);
  });

  it.each(bad)('%s, on every execution', (_, message, algorithm) => {
    const system = { processes: 3, faults: 1, rounds: 2 };
    const run = new AlgorithmRun(algorithm, system, 'odd');
    expect(() => failureAnywhere(run, new Executions(system))).toThrow(message);
  });

  it('without one of its functions', () => {
    expect(() => odd({ decide: undefined })).toThrow(AlgorithmDefinitionError);
    expect(() => odd({ decide: undefined })).toThrow(
      'algorithm odd has no decide; every algorithm has: name, title, source, init, send, receive, decide',
    );
    expect(() => odd({ send: 3 as never })).toThrow('algorithm odd has a number as send, not a function');
  });
});
