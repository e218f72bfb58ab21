/** Logs of servers that others recorded: what becomes of their lines, in the order that messages give. */
import { describe, expect, it } from 'vitest';
import { type Event, type EventOf, event as schema } from '../../../traces/event.js';
import { readEtcdRaft } from '../../../traces/readers/etcd-raft.js';
import { linesOf } from '../../../traces/readers/lines.js';
import { readOtlp } from '../../../traces/readers/otlp.js';
import { readPlainPaxos } from '../../../traces/readers/plain-paxos.js';
import type { ReadEvent } from '../../../traces/readers/recording.js';

const lines = (text: string) => linesOf(Buffer.from(text));

/** Every event is one of the schema; sequences of a node have no holes. */
function checked(read: readonly ReadEvent[]): readonly Event[] {
  const last = new Map<string, number>();
  for (const { event } of read) {
    expect(schema.safeParse(event).error?.message).toBeUndefined();
    if (!('sequence' in event) || event.kind === 'client') continue;
    const id = `${event.node} ${event.incarnation}`;
    expect(event.sequence).toBe((last.get(id) ?? 0) + 1);
    last.set(id, event.sequence);
  }
  return read.map(({ event }) => event);
}

const stepsOf = (events: readonly Event[]) =>
  events.filter((event): event is EventOf<'step'> => event.kind === 'step');

/** By message: who sent it, and who received it. */
function transfers(
  events: readonly Event[],
): Readonly<Record<string, readonly [from: string[], to: string[]]>> {
  const found: Record<string, [string[], string[]]> = {};
  const of = (id: string) => {
    found[id] ??= [[], []];
    return found[id];
  };
  for (const { node, sent, received } of stepsOf(events)) {
    for (const { message } of sent) of(message.id)[0].push(node);
    if (received !== undefined) of(received.message.id)[1].push(node);
  }
  return found;
}

describe('a plain log of Paxos', () => {
  const once =
    'p1 a1 prepare 1 3 -   # ballot 3\na1 p1 promise 1 3 2:x\n\n# and then\np1 a1 accept 1 3:x -\na1 l1 accepted 1 3:x -\n';

  it('is sent and received where each message was logged once', () => {
    const events = checked(readPlainPaxos(lines(once), 'r'));
    expect(stepsOf(events).map(({ node, role, action }) => `${node} ${role} ${action}`)).toEqual([
      'p1 proposer send',
      'a1 acceptor receive',
      'a1 acceptor send',
      'p1 proposer receive',
      'p1 proposer send',
      'a1 acceptor receive',
      'a1 acceptor send',
      'l1 learner receive',
    ]);
    const promise = stepsOf(events)[3].received;
    expect(promise).toMatchObject({
      from: 'a1',
      message: {
        kind: 'promise',
        slot: 1,
        proposal: { ballot: 3, value: null },
        prior: { ballot: 2, value: 'x' },
      },
    });
    expect(Object.values(transfers(events)).every(([from, to]) => from.length === 1 && to.length === 1)).toBe(
      true,
    );
  });

  it('is matched by its messages where each node logged its own, in whatever order', () => {
    const text =
      'a1: p1 a1 prepare 1 3 -\na1: a1 p1 promise 1 3 -\np1: p1 a1 prepare 1 3 -\np1: a1 p1 promise 1 3 -\np1: p1 a1 prepare 1 3 -';
    const found = Object.values(transfers(checked(readPlainPaxos(lines(text), 'r'))));
    // The prepare that was sent again is another message, which has not arrived.
    expect(found).toEqual([
      [['p1'], ['a1']],
      [['a1'], ['p1']],
      [['p1'], []],
    ]);
  });

  it.each([
    ['p1 a1 prepare 1 3', 'has 5 fields'],
    ['p1 a1 propose 1 3 -', 'the kind propose; there are: prepare, promise, accept, accepted'],
    ['p1 a1 prepare one 3 -', 'the slot "one" is no whole number'],
    ['p1 a1 prepare 1 x:3 -', 'the ballot "x" is no whole number'],
    ['a2: p1 a1 prepare 1 3 -', 'logged at a2, a message from p1 to a1'],
  ])('refuses %s', (text, says) => {
    expect(() => readPlainPaxos(lines(text), 'r')).toThrow(says);
  });
});

describe("etcd-raft's trace", () => {
  const line = (name: string, nid: string, term: number, more: object = {}) =>
    JSON.stringify({
      level: 'debug',
      ts: 1718271672.5,
      tag: 'trace',
      event: {
        name,
        nid,
        state: { term, vote: '0', commit: 3 },
        role: 'StateFollower',
        log: 3,
        conf: [['1', '2'], []],
        ...more,
      },
    });
  const msg = { type: 'MsgVote', term: 2, from: '2', to: '1', entries: 0, logTerm: 1, index: 3 };

  it('is steps with what changed, in positions and messages of our own', () => {
    const text = [
      line('InitState', '1', 1),
      line('InitState', '2', 1),
      // The clocks of two machines: it is received before it is sent.
      line('ReceiveRequestVoteRequest', '1', 1, { msg }),
      '{"level":"info","msg":"something else"}',
      line('BecomeCandidate', '2', 2, { role: 'StateCandidate' }),
      line('SendRequestVoteRequest', '2', 2, { role: 'StateCandidate', msg }),
      line('InitState', '1', 2),
    ].join('\n');
    const { events: read, leftOut } = readEtcdRaft(lines(text), 'r');
    const events = checked(read);
    expect(leftOut).toBe(1);
    expect(events.map(({ kind }) => kind)).toEqual([
      'header',
      'start',
      'header',
      'start',
      'step',
      'step',
      'step',
      'start',
    ]);
    expect(events.at(-1)).toMatchObject({
      node: '1',
      incarnation: 2,
      sequence: 1,
      durable: { raft: { term: 2 } },
    });
    const [received, candidate, sent] = stepsOf(events);
    expect(candidate).toMatchObject({
      action: 'BecomeCandidate',
      changed: { term: 2, role: 'StateCandidate' },
    });
    expect(Object.keys(candidate.changed)).toEqual(['term', 'role']);
    expect(received.received?.message.id).toBe(sent.sent[0].message.id);
    expect(sent.sent[0]).toMatchObject({ to: ['1'], message: { kind: 'MsgVote', index: 3 } });
    expect(read.map(({ line }) => line)).toEqual([1, 1, 2, 2, 3, 5, 6, 7]);
  });

  it.each([
    [line('SendRequestVoteRequest', '1', 1), 'SendRequestVoteRequest without a msg'],
    [line('SendRequestVoteRequest', '1', 1, { msg }), 'at node 1 of a message from 2'],
    ['{"tag":"trace"}', 'event is to be an object'],
    [line('Ready', '1', 1).slice(0, 60), 'is no whole JSON'],
  ])('refuses %#', (text, says) => {
    expect(() => readEtcdRaft(lines(text), 'r')).toThrow(says);
  });
});

describe('spans of OpenTelemetry', () => {
  const attribute = (key: string, value: object) => ({ key, value });
  const exported = (node: string, ...spans: object[]) =>
    JSON.stringify({
      resourceSpans: [
        {
          resource: { attributes: [attribute('service.name', { stringValue: node })] },
          scopeSpans: [{ scope: { name: 'acceptor' }, spans }],
        },
      ],
    });
  const span = (spanId: string, name: string, kind: number, start: number, more: object = {}) => ({
    traceId: 't',
    spanId,
    name,
    kind,
    startTimeUnixNano: `17182716720000${String(start).padStart(5, '0')}`,
    ...more,
  });

  it('are steps; messages are the spans that carry the context', () => {
    const text = [
      // The receiver is exported first, its steps in the order of their ends.
      exported(
        'b',
        span('b2', 'later', 1, 60),
        span('b1', 'on prepare', 5, 50, {
          parentSpanId: 'a2',
          attributes: [attribute('state.promised', { intValue: '3' })],
        }),
      ),
      exported(
        'a',
        span('a2', 'prepare', 4, 20, {
          parentSpanId: 'a1',
          attributes: [
            attribute('message.ballot', { intValue: '3' }),
            attribute('message.kind', { stringValue: 'p1a' }),
          ],
        }),
        span('a1', 'begin', 1, 10),
      ),
    ].join('\n');
    const events = checked(readOtlp(lines(text), 'r', 'paxos'));
    expect(stepsOf(events).map(({ node, sequence, action }) => [node, sequence, action])).toEqual([
      ['a', 2, 'begin'],
      ['b', 2, 'on prepare'],
      ['b', 3, 'later'],
    ]);
    const [begin, prepared] = stepsOf(events);
    expect(begin).toMatchObject({
      role: 'acceptor',
      sent: [{ to: ['b'], message: { id: 'a2', kind: 'p1a', ballot: 3 } }],
    });
    expect(prepared).toMatchObject({
      received: { from: 'a', message: { id: 'a2', kind: 'p1a', ballot: 3 } },
      changed: { promised: 3 },
    });
  });

  it('whose sender was not exported receive what nobody is known to have sent', () => {
    const events = checked(
      readOtlp(lines(exported('b', span('b1', 'on prepare', 5, 1, { parentSpanId: 'gone' }))), 'r', 'paxos'),
    );
    expect(stepsOf(events)[0].received).toEqual({
      from: 'unknown',
      message: { id: 'gone', kind: 'on prepare' },
    });
  });

  it.each([
    ['{}', 'there is no list resourceSpans'],
    [exported('a', span('a1', 'x', 1, 1, { startTimeUnixNano: 'soon' })), 'startTimeUnixNano is "soon"'],
    [exported('a', span('a1', 'x', 1, 1), span('a1', 'y', 1, 2)), 'the span a1 is there twice'],
    [exported('a', span('a1', 'x', 5, 1)), 'receives a message, and has no parent and no link'],
    ['{"resourceSpans":[{"scopeSpans":[]}]}', 'there is no service.instance.id, nor service.name'],
  ])('refuses %#', (text, says) => {
    expect(() => readOtlp(lines(text), 'r', 'paxos')).toThrow(says);
  });
});
