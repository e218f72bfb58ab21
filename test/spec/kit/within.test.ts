/**
 * Bounds of an instance: a step that leads outside is no step, is counted, and is told of where a counterexample has nothing else to do.
 */
import { expect, it } from 'vitest';
import { checkModel } from '../../../checker/check.js';
import type { Model } from '../../../checker/model.js';
import { ReplayError } from '../../../checker/paths/replay.js';
import { verifyExecution } from '../../../checker/paths/verify.js';
import { render } from '../../../checker/report/index.js';
import { simulate } from '../../../checker/simulate.js';
import { network } from '../../../spec/kit/network.js';
import { eventually, neverStuck, possible, weaklyFair } from '../../../spec/kit/plain.js';
import { ignore, type Role, send, step } from '../../../spec/kit/role.js';
import { type AnyNode, system } from '../../../spec/kit/system.js';

interface Counter {
  readonly n: number;
  readonly rested: boolean;
}
type Count = { readonly kind: 'count'; readonly n: number };

/** Two processes that count each other up by messages; either may rest. */
const counter: Role<Counter, Count> = {
  init: () => ({ n: 0, rested: false }),
  receive: (_self, state, from, { n }) =>
    n > state.n ? step({ ...state, n }, send(from, { kind: 'count', n: n + 1 })) : ignore,
  actions: {
    begin: ({ id, nodes }, state) =>
      id === 'c1' && state.n === 0
        ? [step({ ...state, n: 1 }, send(nodes.all[1], { kind: 'count', n: 2 }))]
        : [],
    rest: ({ id }, state) => (id === 'c2' && !state.rested ? [step({ ...state, rested: true })] : []),
  },
};

type Properties = (nodes: { readonly all: readonly AnyNode<Count>[] }) => Model['properties'];

function counting(properties: Properties, within = (state: Counter) => state.n <= 2): Model {
  return system({
    name: 'counting',
    constants: {},
    network: network.bag({}),
    roles: { all: { role: counter, nodes: ['c1', 'c2'], within } },
    properties,
  });
}

it('counts the steps that it cuts off, and says where an execution ends at one', async () => {
  const verdict = await checkModel(
    counting(() => [neverStuck('goes-on', 'somebody counts on', () => false)]),
  );
  expect(verdict).toMatchObject({
    kind: 'violated',
    execution: { cutOff: [{ action: 'receive count', node: 'c1' }] },
  });
  const { actions } = verdict.coverage;
  // Of the states in which the third message is on its way: with and without rest.
  expect(actions.find(({ name }) => name === 'receive count')).toMatchObject({ fired: 2, cutOff: 2 });
  expect(actions.every(({ name, cutOff }) => name === 'receive count' || cutOff === undefined)).toBe(true);
  const execution = verdict.kind === 'violated' && verdict.execution;
  if (!execution) throw new Error('no execution');
  const text = render(execution, 'text').replace(/\s+/g, ' ');
  expect(text).toContain('since the bounds of the instance (within) cut it off: receive count at c1.');
  const model = counting(() => [neverStuck('goes-on', 'somebody counts on', () => false)]);
  verifyExecution(model, execution);
  expect(() => verifyExecution(model, { ...execution, cutOff: [{ action: 'rest' }] })).toThrow(ReplayError);
});

it('counts what it cuts off from walks too, as often as they come by', async () => {
  const model = counting(() => []);
  const walks = 200;
  const { coverage } = await simulate(model, { seed: 1, walks, maxSteps: 10 });
  const [cut] = coverage.actions.filter(({ cutOff }) => cutOff !== undefined);
  expect(cut.name).toBe('receive count');
  // Each walk ends where the third message waits; one whose last step is a rest comes by twice.
  expect(coverage).toMatchObject({ walks, deadEnds: walks, steps: 3 * walks });
  expect(cut.cutOff).toBeGreaterThan(walks);
  expect(cut.cutOff).toBeLessThan(2 * walks);
  const short = await simulate(model, { seed: 1, walks, maxSteps: 1 });
  expect(short.coverage.actions.every(({ cutOff }) => cutOff === undefined)).toBe(true);
});

it('names what a lasso leaves undone: cut off, or enabled without fairness', async () => {
  const verdict = await checkModel(
    counting(({ all }) => [
      eventually(
        'three',
        'somebody counts to three',
        (view) => all.some(({ state }) => view.get(state).n === 3),
        [weaklyFair('begin'), weaklyFair('receive count')],
      ),
    ]),
  );
  expect(verdict).toMatchObject({
    execution: {
      liveness: {
        unfair: [{ action: 'rest', node: 'c2' }],
        cutOff: [{ action: 'receive count', node: 'c1' }],
      },
    },
  });
});

it('says of what is out of reach what is cut off on all ways on', async () => {
  const verdict = await checkModel(
    counting(({ all }) => [
      possible('three', 'somebody counts to three', (view) =>
        all.some(({ state }) => view.get(state).n === 3),
      ),
    ]),
  );
  expect(verdict).toMatchObject({
    execution: { liveness: { stillReachable: 6, cutOff: [{ action: 'receive count' }] } },
  });
});

it('refuses an instance that begins outside its bounds', () => {
  expect(() =>
    counting(
      () => [],
      (state) => state.n > 0,
    ),
  ).toThrow('c1 begins outside the bounds of the instance: within is false of its first state');
});

it('refuses what is no value before any bound is asked', async () => {
  const model = system({
    name: 'wrong',
    constants: {},
    network: network.soup(),
    roles: {
      all: {
        role: { init: () => ({ n: 0 }), actions: { up: () => [step({ n: Number.NaN })] } } as Role<
          { n: number },
          Count
        >,
        nodes: ['c1'],
        within: ({ n }) => n <= 2,
      },
    },
    properties: () => [],
  });
  const verdict = await checkModel(model);
  expect(verdict.kind === 'spec-error' && verdict.message).toBe(
    'action up(node: c1): c1.n: NaN is not a value',
  );
});
