/**
 * The client: what it sends again, when it turns to another server, and what it says where nobody knows the outcome.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Client, NoAnswerError, RefusedError } from '../../impl/client.js';
import { type HttpServer, openHttp } from '../../impl/http/server.js';
import { type ToyService, toyService } from './http/toy-service.js';

let service: ToyService;
let server: HttpServer;
let client: Client;
/** Nothing listens there. */
const NOBODY = 'http://127.0.0.1:1';

beforeEach(async () => {
  service = toyService();
  const options = { service, metrics: async () => '', owner: 's1.1', log: () => {} };
  server = await openHttp({ ...options, listen: { host: '127.0.0.1', port: 0 } });
  client = new Client({ servers: [NOBODY, `http://127.0.0.1:${server.port}`], name: 'ann', giveUpMs: 5000 });
});
afterEach(async () => {
  await client.close();
  await server.close();
});

it('puts, gets, swaps, lists and deletes', async () => {
  expect(await client.get('a/é ?')).toBe(null);
  await client.put('a/é ?', { x: 1 });
  expect(await client.get('a/é ?')).toEqual({ x: 1 });
  expect(await client.compareAndSwap('a/é ?', 0, 2)).toBe(false);
  expect(await client.compareAndSwap('a/é ?', { x: 1 }, 2)).toBe(true);
  expect(await client.range('a', 'b', 5)).toEqual([['a/é ?', 2]]);
  expect(await client.delete('a/é ?')).toBe(true);
});

it('takes locks and gives them back', async () => {
  expect(await client.acquire('l', 1000)).toEqual({ lock: 'l', token: 1 });
  expect(await client.holder('l')).toBe('ann');
  const bob = new Client({ servers: [`http://127.0.0.1:${server.port}`], name: 'bob' });
  expect(await bob.acquire('l', 1000)).toBe(undefined);
  expect(await bob.release('l')).toBe(false);
  expect(await client.release('l')).toBe(true);
  await bob.close();
});

it('sends a request that was not answered again, under the same sequence', async () => {
  service.instead.push({ kind: 'no-answer', reason: 'no majority' }, { kind: 'busy' });
  await client.put('a', 1);
  await client.put('a', 2);
  expect(service.asked.map(({ sequence }) => sequence)).toEqual([1, 1, 1, 2]);
  expect(service.executed).toBe(2);
});

it('refuses a value that cannot be kept, and what is refused takes no sequence', async () => {
  await expect(client.put('a', Number.POSITIVE_INFINITY)).rejects.toThrow(
    'a number is out of range: Infinity',
  );
  await expect(client.put('a', JSON.parse('['.repeat(65) + ']'.repeat(65)))).rejects.toThrow(
    '64 deep at most',
  );
  await expect(client.put('x'.repeat(1025), 1)).rejects.toThrow('a key has 1 to 1024 bytes, not 1025');
  await client.put('a', JSON.parse('['.repeat(64) + ']'.repeat(64)));
  expect(service.asked.map(({ sequence }) => sequence)).toEqual([1]);
});

it('asks one thing at a time, in the order of calls', async () => {
  await Promise.all([1, 2, 3].map((value) => client.put('a', value)));
  expect(service.asked.map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
  expect(await client.get('a')).toBe(3);
});

describe('where there is no answer', () => {
  const silent = { kind: 'no-answer', reason: 'no majority' } as const;

  it('says that nobody knows, where a server may have done it', async () => {
    const hasty = new Client({ servers: [`http://127.0.0.1:${server.port}`], giveUpMs: 100 });
    service.instead.push(...Array(50).fill(silent));
    await expect(hasty.put('a', 1)).rejects.toThrow(NoAnswerError);
    await hasty.close();
  });

  it('says that it was not done, where no server began it', async () => {
    const lonely = new Client({ servers: [NOBODY], giveUpMs: 100 });
    await expect(lonely.put('a', 1)).rejects.toThrow(
      /not done, and given up after 100 ms: http:\/\/127.0.0.1:1/,
    );
    await lonely.close();
    const hasty = new Client({ servers: [`http://127.0.0.1:${server.port}`], giveUpMs: 100 });
    service.instead.push(...Array(50).fill({ kind: 'full' }));
    await expect(hasty.put('a', 1)).rejects.toThrow(RefusedError);
    await hasty.close();
  });

  it('begins again under another name when its first request never got through', async () => {
    const hasty = new Client({ servers: [`http://127.0.0.1:${server.port}`], name: 'bob', giveUpMs: 500 });
    service.instead.push(...Array(20).fill(silent));
    await expect(hasty.put('a', 1)).rejects.toThrow();
    service.instead.length = 0;
    await hasty.put('a', 2);
    expect(service.asked.at(-1)).toMatchObject({ client: 'bob.2', sequence: 1 });
    await hasty.close();
  });
});

it('goes on after a first request that a server refused by itself', async () => {
  service.instead.push({ kind: 'refused', reason: 'not yet' });
  await expect(client.put('a', 1)).rejects.toThrow(RefusedError);
  service.endSessions();
  await client.put('a', 2);
  expect(service.asked.map(({ client, sequence }) => `${client} ${sequence}`)).toEqual(['ann 1', 'ann.2 1']);
  service.instead.push({ kind: 'refused', reason: 'not yet' });
  await expect(client.put('a', 3)).rejects.toThrow(RefusedError);
  await client.put('a', 4);
  expect(service.asked.at(-1)).toMatchObject({ client: 'ann.2', sequence: 3 });
});

it('tells what the servers refuse', async () => {
  await expect(client.put('', 1)).rejects.toThrow('a key has 1 to 1024 bytes, not 0');
  await expect(client.ask({ kind: 'remove-server', id: 's1' })).rejects.toThrow(
    'one server it is, and stays',
  );
});
