/** Tiny protocols whose states can be counted by hand, for the tests of networks and crashes. */
import { match } from 'ts-pattern';
import type { Model, Property } from '../../../checker/model.js';
import type { Network } from '../../../spec/kit/network.js';
import { ignore, type Role, type Send, send, step } from '../../../spec/kit/role.js';
import { type Crashes, type Node, system } from '../../../spec/kit/system.js';

type Message = { readonly kind: 'ping' } | { readonly kind: 'pong' };

const pinger: Role<{ readonly phase: 'idle' | 'sent' | 'done' }, Message> = {
  init: () => ({ phase: 'idle' }),
  actions: {
    ping: ({ nodes }, { phase }) =>
      phase === 'idle' ? [step({ phase: 'sent' }, send(nodes.ponger[0], { kind: 'ping' }))] : [],
  },
  receive: (_self, { phase }, _from, message) =>
    match(message)
      .with({ kind: 'pong' }, () => (phase === 'sent' ? step({ phase: 'done' as const }) : ignore))
      .with({ kind: 'ping' }, () => ignore)
      .exhaustive(),
};

const ponger: Role<object, Message> = {
  init: () => ({}),
  receive: (_self, state, from, message) =>
    match(message)
      .with({ kind: 'ping' }, () => step(state, send(from, { kind: 'pong' })))
      .with({ kind: 'pong' }, () => ignore)
      .exhaustive(),
};

/** p1 sends one ping to q1, which answers every ping with a pong; the first pong ends it. */
export function pingPong(
  network: Network,
  pongerCrashes?: Crashes,
  property?: (ponger: Pick<Node<object, Message>, 'isUp' | 'queues'>) => Property,
): Model {
  return system({
    name: 'ping-pong',
    constants: {},
    network,
    roles: {
      pinger: { role: pinger, nodes: ['p1'] },
      ponger: { role: ponger, nodes: ['q1'], crashes: pongerCrashes },
    },
    properties: ({ ponger }) => (property === undefined ? [] : [property(ponger[0])]),
  });
}

interface Numbered {
  readonly kind: 'number';
  readonly n: number;
}

const sender: Role<{ readonly sent: boolean }, Numbered> = {
  init: () => ({ sent: false }),
  actions: {
    'send both': ({ nodes }, { sent }) => {
      const [to] = nodes.receiver;
      const both: Send<Numbered>[] = [send(to, { kind: 'number', n: 1 }), send(to, { kind: 'number', n: 2 })];
      return sent ? [] : [step({ sent: true }, both)];
    },
  },
};

const receiver: Role<{ readonly log: readonly number[] }, Numbered> = {
  init: () => ({ log: [] }),
  receive: (_self, { log }, _from, { n }) => step({ log: [...log, n] }),
};

/** s1 sends 1 and 2 in one step; r1 writes down what comes, up to `lengthMax` entries. */
export function twoNumbers(
  network: Network,
  lengthMax: number,
  properties: (
    log: (view: Parameters<Extract<Property, { kind: 'deadlock' }>['mayEnd']>[0]) => readonly number[],
  ) => Property[] = () => [],
): Model {
  return system({
    name: 'two-numbers',
    constants: {},
    network,
    roles: {
      sender: { role: sender, nodes: ['s1'] },
      receiver: { role: receiver, nodes: ['r1'], within: ({ log }) => log.length <= lengthMax },
    },
    properties: (nodes) => properties((view) => view.get(nodes.receiver[0].state).log),
  });
}
