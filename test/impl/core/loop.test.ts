/** The loop of a node: nothing leaves before it is durable, and one commit serves all that gathered. */
import { beforeEach, expect, it } from 'vitest';
import { allRoles, configuration } from '../../../impl/core/configuration.js';
import { type Host, Node } from '../../../impl/core/loop.js';
import type { Send, Write } from '../../../impl/core/server.js';
import type { Event } from '../../../traces/event.js';

const servers = ['s1', 's2', 's3'].map((id) => ({ id, roles: allRoles }));
const told = configuration({ self: 's1', servers, timeoutMin: 6, pingTicks: 3 });
const p1a = (number: number) => ({
  kind: 'message' as const,
  from: 's2',
  message: {
    kind: 'p1a' as const,
    ballot: { number, leader: 's2' },
    from: 1,
    id: `s2.1.${number}`,
    epoch: 0,
  },
});

let commits: { writes: readonly Write[]; done: () => void }[];
let sent: Send[];
let lines: Event[];
let host: Host;

beforeEach(() => {
  commits = [];
  sent = [];
  lines = [];
  host = {
    commit: (writes, done) => commits.push({ writes, done }),
    send: (send) => sent.push(send),
    answer: () => {},
    record: (line) => lines.push(line),
  };
});

const finish = () => commits.shift()?.done();

it('begins when its incarnation is durable, and not before', () => {
  const node = new Node(told, [], 1, host);
  expect(commits[0].writes).toEqual([{ key: 'server/incarnation', value: 1 }]);
  node.take(p1a(1));
  expect(node.state.acceptor.ballot).toBeNull();
  expect(lines).toEqual([]);
  finish();
  expect(lines.map(({ kind }) => kind)).toEqual(['start']);
});

it('sends when the writes are durable, those of a batch together and in order', () => {
  const node = new Node(told, [], 1, host);
  finish();
  node.take(p1a(1));
  node.take(p1a(2));
  node.take(p1a(3));
  expect(sent).toEqual([]);
  expect(commits.length).toBe(1);
  finish();
  expect(sent.map(({ message }) => message)).toMatchObject([{ kind: 'p1b', ballot: { number: 1 } }]);
  expect(commits.map(({ writes }) => writes)).toEqual([
    [{ key: 'acceptor/ballot', value: { number: 3, leader: 's2' } }],
  ]);
  finish();
  expect(sent.map(({ message }) => message).slice(1)).toMatchObject([
    { ballot: { number: 2 } },
    { ballot: { number: 3 } },
  ]);
  const persisted = lines.filter((line) => line.kind === 'persist');
  expect(persisted.map(({ through }) => through)).toEqual([2, 4]);
});

it('lets nothing overtake what waits, though it wrote nothing itself', () => {
  const node = new Node(told, [], 1, host);
  finish();
  node.take(p1a(2));
  node.take(p1a(1));
  expect(sent).toEqual([]);
  finish();
  expect(sent.map(({ message }) => message)).toMatchObject([
    { ballot: { number: 2 } },
    { ballot: { number: 2 } },
  ]);
});

it('keeps everything where the disk does not answer', () => {
  const node = new Node(told, [], 1, host);
  finish();
  for (let i = 1; i <= 20; i++) {
    node.take(p1a(i));
    node.take({ kind: 'tick' });
  }
  expect(sent).toEqual([]);
  expect(node.waiting).toBe(39);
});

it('asks others to accept while its own vote is on its way to the disk, and counts that vote only then', () => {
  const node = new Node(told, [], 1, host);
  finish();
  for (let tick = 0; tick < 20; tick++) node.take({ kind: 'tick' });
  // Its ballot is durable before anybody hears of it.
  expect(sent).toEqual([]);
  finish();
  const p1a = sent.find(({ message }) => message.kind === 'p1a')?.message;
  if (p1a?.kind !== 'p1a') throw new Error('no ballot was begun');
  const { ballot } = p1a;
  const p1b = { kind: 'p1b' as const, ballot, from: 1, accepted: [], next: null, collected: 0 };
  node.take({ kind: 'message', from: 's2', message: { ...p1b, id: 's2.1.1', epoch: 0 } });
  while (commits.length > 0) finish();
  sent = [];
  node.take({ kind: 'request', client: 'c', sequence: 1, operation: { kind: 'put', key: 'k', value: 1 } });
  expect(commits[0].writes.map(({ key }) => key)).toEqual(['accepted/1']);
  expect(sent.map(({ to, message }) => `${message.kind} ${to}`)).toEqual(['p2a s2', 'p2a s3']);
  const p2b = { kind: 'p2b' as const, ballot, asked: ballot, slot: 1 };
  node.take({ kind: 'message', from: 's2', message: { ...p2b, id: 's2.1.2', epoch: 0 } });
  expect(sent.map(({ message }) => message.kind)).not.toContain('decision');
  finish();
  expect(sent.map(({ message }) => message.kind)).toContain('decision');
});
