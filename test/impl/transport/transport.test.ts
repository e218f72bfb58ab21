/**
 * The network between servers: who is let in, what is dropped, and that nothing which arrives on the port harms the node.
 */
import net from 'node:net';
import { afterEach, expect, it } from 'vitest';
import WebSocket from 'ws';
import { openTransport, type Transport, type TransportOptions } from '../../../impl/transport/transport.js';
import type { Json } from '../../../traces/event.js';

const open: Transport[] = [];
afterEach(async () => {
  for (const transport of open.splice(0)) await transport.close();
});

interface Node {
  readonly transport: Transport;
  readonly address: { readonly host: string; readonly port: number };
  readonly heard: [from: string, message: Json][];
  readonly log: string[];
}

async function node(self: string, options: Partial<TransportOptions> = {}): Promise<Node> {
  const heard: Node['heard'] = [];
  const log: string[] = [];
  const transport = await openTransport({
    self,
    identity: { store: `store of ${self}`, incarnation: 1, process: `process of ${self}` },
    meet: () => undefined,
    membership: { cluster: 'test', key: 'a secret' },
    listen: { host: '127.0.0.1', port: 0 },
    onMessage: (from, message) => heard.push([from, message]),
    log: (line) => log.push(line),
    ...options,
  });
  open.push(transport);
  return { transport, address: { host: '127.0.0.1', port: transport.port }, heard, log };
}

/** Waits for what events bring about; the test's own time limit is the limit. */
async function until(isThere: () => boolean): Promise<void> {
  while (!isThere()) await new Promise((resolve) => setTimeout(resolve, 5));
}

const peers = (...nodes: readonly [string, Node['address']][]): Map<string, Node['address']> =>
  new Map(nodes);

async function pair(one: Partial<TransportOptions> = {}, other: Partial<TransportOptions> = {}) {
  const a = await node('a', one);
  const b = await node('b', other);
  b.transport.setPeers(peers(['a', a.address]));
  a.transport.setPeers(peers(['b', b.address]));
  return { a, b };
}

const isConnected = ({ transport }: Node): boolean =>
  transport.status().every(({ isConnected }) => isConnected);
const says = (text: string) => (node: Node) => node.log.some((line) => line.includes(text));

it('brings messages in order, what is sent in one turn in one frame', async () => {
  const { a, b } = await pair();
  await until(() => isConnected(a));
  for (let i = 0; i < 1000; i++) a.transport.send('b', { i, text: 'é☃' });
  await until(() => b.heard.length === 1000);
  expect(b.heard.map(([from, message]) => [from, (message as { i: number }).i])).toEqual(
    Array.from({ length: 1000 }, (_, i) => ['a', i]),
  );
  expect(a.transport.status()).toMatchObject([{ server: 'b', sent: 1000, dropped: 0 }]);
});

it('drops what cannot go, counts it, and connects again when the peer is back', async () => {
  const { a, b } = await pair();
  await until(() => isConnected(a));
  await b.transport.close();
  await until(() => !isConnected(a));
  a.transport.send('b', 'lost');
  expect(a.transport.status()).toMatchObject([{ dropped: 1 }]);
  const again = await node('b', { listen: b.address });
  again.transport.setPeers(peers(['a', a.address]));
  await until(() => isConnected(a));
  a.transport.send('b', 'heard');
  await until(() => again.heard.length > 0);
  expect(again.heard).toEqual([['a', 'heard']]);
});

it('knows whether a peer answers', async () => {
  const { a, b } = await pair();
  await until(() => isConnected(a));
  expect(await a.transport.answers('b', 5000)).toBe(true);
  expect(await a.transport.answers('c', 5000)).toBe(false);
  const asked = a.transport.answers('b', 60_000);
  await b.transport.close();
  // It may have answered just before; in any case nobody waits.
  expect([true, false]).toContain(await asked);
  await until(() => !isConnected(a));
  expect(await a.transport.answers('b', 60_000)).toBe(false);
});

it('holds no more for a peer than it may', async () => {
  const { a } = await pair({ limits: { queueBytesMax: 1000 } });
  await until(() => isConnected(a));
  for (let i = 0; i < 100; i++) a.transport.send('b', 'x'.repeat(98));
  expect(a.transport.status()).toMatchObject([{ sent: 9, dropped: 91 }]);
});

it('sends no message that is over the limit, and splits frames below it', async () => {
  const { a, b } = await pair({ limits: { frameBytesMax: 1000 } }, { limits: { frameBytesMax: 1000 } });
  await until(() => isConnected(a));
  a.transport.send('b', 'x'.repeat(1001));
  for (let i = 0; i < 30; i++) a.transport.send('b', 'é'.repeat(200));
  await until(() => b.heard.length === 30);
  expect(a.log.filter((line) => line.includes('over the limit'))).toHaveLength(1);
});

it('ends the connection of a peer that sends too much, and takes its next one', async () => {
  const { a, b } = await pair({}, { limits: { frameBytesMax: 1000 } });
  await until(() => isConnected(a));
  a.transport.send('b', 'x'.repeat(2000));
  await until(() => says('Max payload')(b));
  // It may not have noticed yet that the connection has ended.
  await until(() => {
    a.transport.send('b', 'small');
    return b.heard.length > 0;
  });
  expect(b.heard[0]).toEqual(['a', 'small']);
});

it.each([
  ['a wrong key', { membership: { cluster: 'test', key: 'a guess' } }, 'wrong cluster key'],
  ['no key', { membership: { cluster: 'test', key: undefined } }, 'wrong cluster key'],
  [
    'another cluster',
    { membership: { cluster: 'other', key: 'a secret' } },
    'this is cluster test, not other',
  ],
  ['a name that is unknown', { self: 'c' }, 'c is no server of this cluster'],
])('refuses a peer with %s, and both say why', async (_what, options, why) => {
  const a = await node('a', options);
  const b = await node('b');
  b.transport.setPeers(peers(['a', a.address]));
  a.transport.setPeers(peers(['b', b.address]));
  await until(() => says(why)(a) && says(why)(b));
  expect(isConnected(a)).toBe(false);
  a.transport.send('b', 'let me in');
  expect(b.heard).toEqual([]);
});

it('tells who is who to those who judge it, and lets nobody in to whom they object', async () => {
  const met: unknown[] = [];
  const objection = 'it lost its store';
  const meet = (...who: unknown[]) => {
    met.push(who);
    return objection;
  };
  const { a, b } = await pair({}, { meet });
  await until(() => says(objection)(a) && says(objection)(b));
  expect(met[0]).toEqual(['a', { store: 'store of a', incarnation: 1, process: 'process of a' }]);
  expect(isConnected(a) || isConnected(b)).toBe(false);
  expect(a.transport.status()).toMatchObject([{ server: 'b', refusal: objection }]);
});

it('lets no second process in under an id, while the first one answers', async () => {
  const { a, b } = await pair();
  await until(() => isConnected(a));
  const identity = { store: 'store of a', incarnation: 2, process: 'another' };
  const second = await node('a', { identity });
  second.transport.setPeers(peers(['b', b.address]));
  await until(() => says('another process is a, and answers: two servers have one id')(second));
  expect(isConnected(second)).toBe(false);
  a.transport.send('b', 'first');
  await until(() => b.heard.length === 1);
  await a.transport.close();
  await until(() => isConnected(second));
});

it('does not trust a listener that has no key, nor one of another name', async () => {
  const a = await node('a');
  const b = await node('b');
  a.transport.setPeers(peers(['c', b.address]));
  await until(() => says('it is b')(a));
});

it('tells garbage on the port to go, and stays up', async () => {
  const { a, b } = await pair();
  await until(() => isConnected(a));
  const answers = (bytes: string | Buffer) =>
    new Promise<string>((resolve) => {
      let text = '';
      const socket = net.connect(b.address.port, b.address.host, () => socket.write(bytes));
      socket.on('data', (data) => (text += data));
      socket.on('error', () => {});
      socket.on('close', () => resolve(text));
    });
  expect(await answers(Buffer.from([0, 1, 2, 250, 251, 13, 10, 13, 10]))).toContain('400');
  expect(await answers('GET /kv/a HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n')).toContain('426');
  const upgrade = 'GET / HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n';
  const key = 'sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n';
  expect(await answers(`${upgrade}${key}sec-websocket-protocol: paxoscope.9\r\n\r\n`)).toContain(
    'this server speaks version 2, not paxoscope.9',
  );
  for (const text of ['{"kind":"answer"}', 'no JSON', `"${'x'.repeat(5000)}"`, '[{"kind":"p2a"}]']) {
    const socket = new WebSocket(`ws://127.0.0.1:${b.address.port}`, 'paxoscope.2');
    socket.once('message', () => socket.send(text));
    const reason = await new Promise((resolve) => socket.on('close', (_code, why) => resolve(String(why))));
    expect(reason).toBe('it does not answer as a server does');
  }
  expect(b.log.join('\n')).toContain('garbage from 127.0.0.1');
  expect(b.heard).toEqual([]);
  a.transport.send('b', 'still there');
  await until(() => b.heard.length === 1);
});

it('listens to other machines only with a key', async () => {
  const options = { membership: { cluster: 'test', key: undefined }, listen: { host: '0.0.0.0', port: 0 } };
  await expect(node('a', options)).rejects.toThrow(
    'peers on 0.0.0.0 could be anybody: give the servers a cluster key, or let them listen on 127.0.0.1',
  );
});

it('no longer hears a server that was removed', async () => {
  const { a, b } = await pair();
  await until(() => isConnected(a));
  b.transport.setPeers(peers());
  await until(() => says('a is no server of this cluster')(a));
});
