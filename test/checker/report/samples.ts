/**
 * Executions as a checker would find them, one for each thing that a report must cope with: message passing,
 * queues, no nodes at all, an endless loop, more nodes than fit with their names, nothing at all.
 */
import * as immutable from 'immutable';
import type { Execution } from '../../../checker/execution.js';
import type { Transfer } from '../../../checker/model.js';
import { intoInboxes, type Scene, story, toAll } from './story.js';

const acceptors = ['a1', 'a2', 'a3'];
const none = { promised: 0, vote: null };

const prepare = (ballot: number) => ({ kind: 'prepare', ballot });
const promise = (ballot: number, vote: unknown = null) => ({ kind: 'promise', ballot, vote });
const accept = (ballot: number, value: string) => ({ kind: 'accept', ballot, value });
const accepted = (ballot: number, value: string) => ({ kind: 'accepted', ballot, value });

function receive(from: string, to: string, message: { kind: string }, sent: Transfer[], set = {}): Scene {
  const received = { from, to, message };
  return { action: `receive ${message.kind}`, node: to, received, sent, set, add: intoInboxes(sent) };
}

function act(
  node: string,
  action: string,
  parameters: Scene['parameters'],
  sent: Transfer[],
  set = {},
): Scene {
  return { action, node, parameters, sent, set, add: intoInboxes(sent) };
}

/** An acceptor that forgets its promise votes in ballot 1 after it promised ballot 2: two values are chosen. */
export const paxos: Execution = story(
  {
    spec: 'paxos',
    parameters: { proposers: 2, acceptors: 3, learners: 1, ballots: 2 },
    mutant: 'acceptor-forgets-promise',
    property: {
      name: 'agreement',
      kind: 'invariant',
      says: 'Learners never learn two different values.',
      parameters: { learner: 'l1' },
      outcome: 'violated',
    },
  },
  {
    p1: { ballot: 1, value: 'v1', phase: 'idle' },
    p2: { ballot: 2, value: 'v2', phase: 'idle' },
    a1: none,
    a2: none,
    a3: none,
    l1: { votes: immutable.Map(), learned: immutable.Set() },
    'inbox p1': [],
    'inbox p2': [],
    'inbox a1': [],
    'inbox a2': [],
    'inbox a3': [],
    'inbox l1': [],
  },
  [
    act('p1', 'start', { ballot: 1 }, toAll('p1', acceptors, prepare(1)), {
      p1: { ballot: 1, value: 'v1', phase: 'preparing' },
    }),
    receive('p1', 'a1', prepare(1), toAll('a1', ['p1'], promise(1)), { a1: { promised: 1, vote: null } }),
    receive('p1', 'a2', prepare(1), toAll('a2', ['p1'], promise(1)), { a2: { promised: 1, vote: null } }),
    act('p1', 'propose', { quorum: 'a1 a2', value: 'v1' }, toAll('p1', acceptors, accept(1, 'v1')), {
      p1: { ballot: 1, value: 'v1', phase: 'proposed' },
    }),
    act('p2', 'start', { ballot: 2 }, toAll('p2', acceptors, prepare(2)), {
      p2: { ballot: 2, value: 'v2', phase: 'preparing' },
    }),
    receive('p2', 'a2', prepare(2), toAll('a2', ['p2'], promise(2)), { a2: { promised: 2, vote: null } }),
    receive('p2', 'a3', prepare(2), toAll('a3', ['p2'], promise(2)), { a3: { promised: 2, vote: null } }),
    act('p2', 'propose', { quorum: 'a2 a3', value: 'v2' }, toAll('p2', acceptors, accept(2, 'v2')), {
      p2: { ballot: 2, value: 'v2', phase: 'proposed' },
    }),
    receive('p1', 'a1', accept(1, 'v1'), toAll('a1', ['l1'], accepted(1, 'v1')), {
      a1: { promised: 1, vote: { ballot: 1, value: 'v1' } },
    }),
    receive('p1', 'a2', accept(1, 'v1'), toAll('a2', ['l1'], accepted(1, 'v1')), {
      a2: { promised: 1, vote: { ballot: 1, value: 'v1' } },
    }),
    receive('p2', 'a2', accept(2, 'v2'), toAll('a2', ['l1'], accepted(2, 'v2')), {
      a2: { promised: 2, vote: { ballot: 2, value: 'v2' } },
    }),
    receive('p2', 'a3', accept(2, 'v2'), toAll('a3', ['l1'], accepted(2, 'v2')), {
      a3: { promised: 2, vote: { ballot: 2, value: 'v2' } },
    }),
    act('l1', 'learn', { ballot: 1, quorum: 'a1 a2' }, [], {
      l1: { votes: immutable.Map([[1, 'v1']]), learned: immutable.Set(['v1']) },
    }),
    act('l1', 'learn', { ballot: 2, quorum: 'a2 a3' }, [], {
      l1: {
        votes: immutable.Map([
          [1, 'v1'],
          [2, 'v2'],
        ]),
        learned: immutable.Set(['v1', 'v2']),
      },
    }),
  ],
);

/** Lamport's Voting: no process moves, the actions change Maps. */
export const voting: Execution = story(
  {
    spec: 'voting',
    parameters: { acceptors: 3, ballots: 2 },
    property: {
      name: 'some value is chosen',
      kind: 'reachable',
      says: 'A quorum votes for one value in one ballot.',
      parameters: {},
      outcome: 'reached',
    },
  },
  {
    maxBal: immutable.Map(acceptors.map((acceptor) => [acceptor, -1])),
    votes: immutable.Map(acceptors.map((acceptor) => [acceptor, immutable.Set()])),
  },
  [
    {
      action: 'IncreaseMaxBal',
      parameters: { acceptor: 'a1', ballot: 0 },
      set: { maxBal: immutable.Map({ a1: 0, a2: -1, a3: -1 }) },
    },
    {
      action: 'VoteFor',
      parameters: { acceptor: 'a1', ballot: 0, value: 'v1' },
      set: {
        votes: immutable.Map({ a1: immutable.Set(['0 v1']), a2: immutable.Set(), a3: immutable.Set() }),
      },
    },
    {
      action: 'VoteFor',
      parameters: { acceptor: 'a2', ballot: 0, value: 'v1' },
      set: {
        maxBal: immutable.Map({ a1: 0, a2: 0, a3: -1 }),
        votes: immutable.Map({
          a1: immutable.Set(['0 v1']),
          a2: immutable.Set(['0 v1']),
          a3: immutable.Set(),
        }),
      },
    },
  ],
);

const request = (command: string) => ({ kind: 'request', command });
const forward = (command: string) => ({ kind: 'forward', command });
const ack = (command: string) => ({ kind: 'ack', command });

/** Primary-backup over FIFO channels, which are cells; the primary crashes, and a message is lost. */
export const queues: Execution = story(
  {
    spec: 'primary-backup',
    parameters: { crashes: 1, losses: 1 },
    property: {
      name: 'no deadlock',
      kind: 'deadlock',
      says: 'Somebody can always move until every request has its reply.',
      parameters: {},
      outcome: 'violated',
    },
  },
  {
    client: { pending: ['put x', 'put y'], replies: [] },
    primary: { log: [], up: true },
    backup: { log: [], up: true },
    'queue client→primary': [],
    'queue primary→backup': [],
    'queue backup→primary': [],
    crashesLeft: 1,
    lossesLeft: 1,
  },
  [
    {
      action: 'submit',
      node: 'client',
      sent: [
        { from: 'client', to: 'primary', message: request('put x') },
        { from: 'client', to: 'primary', message: request('put y') },
      ],
      set: {
        client: { pending: [], replies: [] },
        'queue client→primary': [request('put x'), request('put y')],
      },
    },
    {
      action: 'receive request',
      node: 'primary',
      received: { from: 'client', to: 'primary', message: request('put x') },
      sent: toAll('primary', ['backup'], forward('put x')),
      set: {
        primary: { log: ['put x'], up: true },
        'queue client→primary': [request('put y')],
        'queue primary→backup': [forward('put x')],
      },
    },
    {
      action: 'receive forward',
      node: 'backup',
      received: { from: 'primary', to: 'backup', message: forward('put x') },
      sent: toAll('backup', ['primary'], ack('put x')),
      set: {
        backup: { log: ['put x'], up: true },
        'queue primary→backup': [],
        'queue backup→primary': [ack('put x')],
      },
    },
    {
      action: 'lose message',
      parameters: { channel: 'backup→primary', at: 0 },
      set: { 'queue backup→primary': [], lossesLeft: 0 },
    },
    { action: 'crash', node: 'primary', set: { primary: { log: [], up: false }, crashesLeft: 0 } },
  ],
);

/** Two proposers that preempt each other for ever: the livelock of Paxos, with two ballots to keep it finite. */
export const lasso: Execution = story(
  {
    spec: 'paxos',
    parameters: { proposers: 2, acceptors: 1 },
    property: {
      name: 'a value is chosen in the end',
      kind: 'eventually',
      says: 'Under weak fairness of every action, some value is chosen.',
      parameters: {},
      outcome: 'violated',
    },
    loopStart: 4,
  },
  { p1: { phase: 'idle' }, p2: { phase: 'idle' }, a1: { promised: null }, 'inbox a1': [] },
  [
    act('p1', 'start', {}, toAll('p1', ['a1'], prepare(1)), { p1: { phase: 'preparing' } }),
    receive('p1', 'a1', prepare(1), [], { a1: { promised: 'p1' } }),
    act('p2', 'preempt', {}, toAll('p2', ['a1'], prepare(2)), {
      p1: { phase: 'idle' },
      p2: { phase: 'preparing' },
    }),
    receive('p2', 'a1', prepare(2), [], { a1: { promised: 'p2' } }),
    act('p1', 'preempt', {}, toAll('p1', ['a1'], prepare(1)), {
      p1: { phase: 'preparing' },
      p2: { phase: 'idle' },
    }),
    receive('p1', 'a1', prepare(1), [], { a1: { promised: 'p1' } }),
    act('p2', 'preempt', {}, toAll('p2', ['a1'], prepare(2)), {
      p1: { phase: 'idle' },
      p2: { phase: 'preparing' },
    }),
    receive('p2', 'a1', prepare(2), [], { a1: { promised: 'p2' } }),
  ],
);

/** A leader that tells many others, with names of any length; each tells the next, and the last itself. */
export function ring(names: readonly string[]): Execution {
  const token = { kind: 'token', command: 'transfer 100 from account alice to account bob', hops: 1 };
  const initial = Object.fromEntries([
    ...names.map((name) => [name, { seen: false }]),
    ...names.map((name) => [`inbox ${name}`, []]),
  ]);
  return story({ spec: 'ring', parameters: { nodes: names.length } }, initial, [
    act(names[0], 'start', {}, toAll(names[0], names.slice(1), { kind: 'hello' }), {
      [names[0]]: { seen: true },
    }),
    ...names.slice(1).flatMap((name, i) => [
      receive(names[0], name, { kind: 'hello' }, toAll(name, [names[(i + 2) % names.length]], token), {
        [name]: { seen: true },
      }),
    ]),
    receive(names[names.length - 1], names[0], token, toAll(names[0], [names[0]], { kind: 'done' })),
    receive(names[0], names[0], { kind: 'done' }, []),
  ]);
}

export const nineNodes: Execution = ring(['n1', 'n2', 'n3', 'n4', 'n5', 'n6', 'n7', 'n8', 'n9']);

export const longNames: Execution = ring([
  'leader',
  ...[1, 2, 3, 4, 5, 6, 7, 8].map((n) => `acceptor-in-datacenter-${n}`),
]);

export const twentyNodes: Execution = ring(Array.from({ length: 20 }, (_, i) => `node${i + 1}`));

/** An initial state that breaks an invariant at once. */
export const noSteps: Execution = story(
  {
    spec: 'counter',
    parameters: {},
    property: {
      name: 'positive',
      kind: 'invariant',
      says: 'The counter is positive.',
      parameters: {},
      outcome: 'violated',
    },
  },
  { counter: 0 },
  [],
);

/** Two lines of a run in which an acceptor votes in a ballot below the one that it has adopted. */
export const recorded: Execution = {
  ...story(
    {
      spec: 'paxos',
      parameters: {},
      property: {
        name: 'a1: receive accept',
        kind: 'level 1',
        says: 'the spec leads elsewhere: changed.vote',
        parameters: {},
        outcome: 'violated',
      },
      recorded: {
        run: 'evening',
        at: 1,
        incarnation: 2,
        sequence: 9,
        differences: [
          { field: 'changed.vote', observed: { ballot: 1, value: 'v1' } },
          { field: 'sent', expected: [], observed: ['accepted'] },
        ],
        guards: [
          { name: 'it is an accept', holds: true, operands: {} },
          { name: 'not below the promise', holds: false, operands: { ballot: 1, promised: 2 } },
        ],
        tried: [
          {
            action: 'receive accept',
            given: { from: 'p1', message: accept(1, 'v1') },
            guards: [{ name: 'not below the promise', holds: false, operands: { ballot: 1, promised: 2 } }],
          },
          { action: 'receive prepare', guards: [] },
        ],
        state: { promised: 2, vote: null },
        allowed: ['a1: receive accept'],
        edit: 'changed.vote: nothing',
        editKind: 'field',
        suspect: 'implementation',
        evidence: [
          { variable: 'v1', kind: 'cell', value: { votes: { a1: 'a1.jsonl:9', a2: 'a2.jsonl:4' } } },
          { variable: 'v2', kind: 'cell', value: { votes: { a2: 'a2.jsonl:7', a3: 'a3.jsonl:5' } } },
        ],
      },
    },
    { a1: { promised: 1 }, a2: {} },
    [
      receive('p2', 'a1', prepare(2), toAll('a1', ['p2'], promise(2)), { a1: { promised: 2, vote: null } }),
      receive('p1', 'a1', accept(1, 'v1'), toAll('a1', ['l1'], accepted(1, 'v1')), {
        a1: { promised: 2, vote: { ballot: 1, value: 'v1' } },
      }),
    ].map(({ add: _, ...scene }) => scene),
  ),
};
for (const [i, step] of recorded.steps.entries()) Object.assign(step, { place: `a1.jsonl:${8 + i}` });

export const samples = {
  paxos,
  voting,
  queues,
  lasso,
  'nine-nodes': nineNodes,
  'long-names': longNames,
  'twenty-nodes': twentyNodes,
  'no-steps': noSteps,
  recorded,
} as const;
