/**
 * What the instances rest on that drop what is ignored (spec/kit/dropping.ts): what is ignored once is ignored ever after, in every step of small sizes; and
 * the same values are decided with and without. That verdicts are the same is asked beside the other tests of each spec.
 */
import { describe, expect, it } from 'vitest';
import { canonical } from '../../checker/canonical.js';
import { checkModel } from '../../checker/check.js';
import type { Model } from '../../checker/model.js';
import { DirectState } from '../../checker/paths/direct.js';
import { droppingIgnored } from '../../spec/kit/dropping.js';
import { type Network, network } from '../../spec/kit/network.js';
import { invariant, reachable } from '../../spec/kit/plain.js';
import { ignore, type Role, send, step } from '../../spec/kit/role.js';
import { system } from '../../spec/kit/system.js';
import { livenessModel as paxosModel } from '../../spec/paxos-roles/liveness/instance.js';
import { livenessRules as paxosRules } from '../../spec/paxos-roles/liveness/rules.js';
import { livenessModel as pmmcModel } from '../../spec/pmmc/liveness/instance.js';
import { livenessRules as pmmcRules } from '../../spec/pmmc/liveness/rules.js';
import { paxosSizes, pmmcSizes } from './liveness-sizes.js';

/** The messages that their receivers ignore in a state, and those that they do not, each with its receiver. */
function receipts(state: DirectState, { actions }: Model): Record<'ignored' | 'heeded', Set<string>> {
  const found = { ignored: new Set<string>(), heeded: new Set<string>() };
  for (const action of actions) {
    if (action.over === undefined || action.node === undefined) continue;
    for (const element of state.elementsFor(action)) {
      const outcomes = action.run(state, element);
      // Whoever makes a step says what it sends, were it nothing.
      const isIgnored = outcomes.length > 0 && outcomes.every(({ sent }) => sent === undefined);
      found[isIgnored ? 'ignored' : 'heeded'].add(`${action.node} ${canonical(element)}`);
    }
  }
  return found;
}

/** Messages that are ignored in a state and no longer in one that follows it; all states are tried. */
function heededLater(model: Model): { readonly found: readonly string[]; readonly ignored: number } {
  const found: string[] = [];
  let ignored = 0;
  const seen = new Set<string>();
  const ahead = DirectState.initial(model);
  for (let state = ahead.pop(); state !== undefined; state = ahead.pop()) {
    if (seen.has(state.text())) continue;
    seen.add(state.text());
    const before = receipts(state, model).ignored;
    ignored += before.size;
    for (const { next, outcome } of state.steps()) {
      ahead.push(next);
      // Where ballots are renumbered the same message is another one; states and messages are renumbered alike.
      if (outcome.parameters?.lowered !== undefined) continue;
      const after = receipts(next, model).heeded;
      found.push(...[...before].filter((message) => after.has(message)));
    }
  }
  return { found, ignored };
}

const paxos = (leadership: 'dueling' | 'distinguished', acceptors: number, net: Network) =>
  paxosModel({ ...paxosSizes, leadership, acceptors }, paxosRules, net);

describe('what is ignored once is ignored ever after', () => {
  it.each([
    ['paxos-liveness, dueling', paxos('dueling', 1, network.bag())],
    ['paxos-liveness, distinguished', paxos('distinguished', 3, network.bag())],
    ['pmmc-liveness, monitors', pmmcModel({ ...pmmcSizes, acceptors: 1 }, pmmcRules, network.bag())],
    [
      'pmmc-liveness, at once',
      pmmcModel({ ...pmmcSizes, acceptors: 1, preempted: 'at-once' }, pmmcRules, network.bag()),
    ],
  ])('%s', (_, model) => {
    const { found, ignored } = heededLater(model);
    expect(found).toEqual([]);
    expect(ignored).toBeGreaterThan(0);
  });
});

it.each(['dueling', 'distinguished'] as const)('%s: the same values are decided', async (leadership) => {
  const decided = async (net: Network) => {
    const model = paxos(leadership, 3, net);
    const decisions = (model.decisions ?? []).map(({ value, holds }) => reachable(value, '', holds));
    const { coverage } = await checkModel({ ...model, properties: decisions });
    return coverage.properties.map(({ name, verdict }) => `${name} ${verdict}`);
  };
  const values = await decided(network.bag());
  expect(values).toEqual(['v1 holds', 'v2 holds']);
  expect(await decided(droppingIgnored(network.bag()))).toEqual(values);
});

describe('where a message is ignored only for now', () => {
  type Message = { readonly kind: 'open' } | { readonly kind: 'enter' };
  const visitor: Role<{ readonly came: boolean }, Message> = {
    init: () => ({ came: false }),
    actions: {
      come: (_self, { came }) =>
        came ? [] : [step({ came: true }, send('door', { kind: 'enter' }), send('door', { kind: 'open' }))],
    },
  };
  const door: Role<{ readonly open: boolean; readonly entered: boolean }, Message> = {
    init: () => ({ open: false, entered: false }),
    receive: (_self, state, _from, { kind }) => {
      if (kind === 'open') return step({ ...state, open: true });
      return state.open ? step({ ...state, entered: true }) : ignore;
    },
  };
  const model = (net: Network) =>
    system({
      name: 'door',
      constants: {},
      network: net,
      roles: { visitor: { role: visitor, nodes: ['v'] }, door: { role: door, nodes: ['door'] } },
      properties: (nodes) => [
        invariant('nobody-enters', '', (view) => !view.get(nodes.door[0].state).entered),
      ],
    });

  it('it is told, and the verdict would be another', async () => {
    expect(heededLater(model(network.bag())).found).toEqual(['door {"from":"v","message":{"kind":"enter"}}']);
    expect((await checkModel(model(network.bag()))).kind).toBe('violated');
    expect((await checkModel(model(droppingIgnored(network.bag())))).kind).toBe('holds');
  });
});
