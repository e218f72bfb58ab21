/**
 * HTTP: what each request is answered, above all those that are at fault.
 */
import net from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type HttpServer, openHttp } from '../../../impl/http/server.js';
import { type ToyService, toyService } from './toy-service.js';

let service: ToyService;
let server: HttpServer;
const log: string[] = [];

beforeEach(async () => {
  service = toyService();
  server = await openHttp({
    listen: { host: '127.0.0.1', port: 0 },
    service,
    metrics: async () => 'paxoscope_up 1\n',
    owner: 's1.1',
    log: (line) => log.push(line),
  });
});
afterEach(() => server.close());

interface Said {
  readonly status: number;
  readonly body: unknown;
}

async function ask(line: string, body?: string, headers: Record<string, string> = {}): Promise<Said> {
  const [method, path] = line.split(' ');
  const response = await fetch(`http://127.0.0.1:${server.port}${path}`, {
    method,
    body,
    headers,
    redirect: 'manual',
  });
  const text = await response.text();
  return { status: response.status, body: text.startsWith('{') ? JSON.parse(text) : text };
}

const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
const ann = (sequence: number) => ({ 'paxoscope-client': 'ann', 'paxoscope-sequence': String(sequence) });

describe('keys', () => {
  it('are put, read, swapped, listed and deleted', async () => {
    expect(await ask('GET /kv/a')).toEqual({ status: 404, body: { kind: 'value', value: null } });
    expect(await ask('PUT /kv/a', '{"x":[1]}')).toEqual({ status: 200, body: { kind: 'done' } });
    expect(await ask('GET /kv/a')).toEqual({ status: 200, body: { kind: 'value', value: { x: [1] } } });
    expect(await ask('POST /kv/a', '{"expected":1,"value":2}')).toEqual({
      status: 409,
      body: { kind: 'differs', value: { x: [1] } },
    });
    expect(await ask('POST /kv/b', '{"expected":null,"value":2}')).toEqual({
      status: 200,
      body: { kind: 'swapped' },
    });
    expect((await ask('GET /kv?prefix=a')).body).toEqual({
      kind: 'entries',
      entries: [['a', { x: [1] }]],
      more: false,
    });
    expect((await ask('GET /kv?from=b&to=c&limit=1')).body).toMatchObject({ entries: [['b', 2]] });
    expect(await ask('DELETE /kv/a')).toEqual({ status: 200, body: { kind: 'deleted', existed: true } });
  });

  it('may be any text: with slashes, spaces, beyond ASCII', async () => {
    await ask('PUT /kv/caf%C3%A9/%E2%98%83%20x', '1');
    expect(service.asked[0].operation).toEqual({ kind: 'put', key: 'café/☃ x', value: 1 });
  });

  it.each([
    ['PUT /kv/', '1', 400, 'a key has 1 to 1024 bytes, not 0'],
    [`PUT /kv/${'x'.repeat(1025)}`, '1', 400, 'a key has 1 to 1024 bytes, not 1025'],
    ['PUT /kv/a%00b', '1', 400, 'a key is text in UTF-8 without control characters'],
    ['PUT /kv/a%ff', '1', 400, "'/kv/a%ff' is not a valid url component"],
    ['PUT /kv/a', 'hello', 400, 'the body is not JSON: hello (a text stands in quotes: \'"like this"\')'],
    ['PUT /kv/a', '', 400, 'a value is missing: the body is JSON'],
    ['PUT /kv/a', 'null', 400, 'null stands for no value; DELETE takes a value away'],
    [
      'PUT /kv/a',
      '1e999',
      400,
      'a number is out of range: Infinity; JSON has numbers up to 1.7976931348623157e+308',
    ],
    ['PUT /kv/a', nested(65), 400, 'a value has lists and objects within each other 64 deep at most'],
    ['PUT /kv/a', nested(5000), 400, 'a value has lists and objects within each other 64 deep at most'],
    [
      'POST /kv/a',
      `{"expected":null,"value":${nested(200_000)}}`,
      400,
      'a value has lists and objects within each other 64 deep at most',
    ],
    ['POST /kv/a', '{"expected":1}', 400, 'value is missing'],
    ['POST /kv/a', '{"expected":1,"value":2,"x":3}', 400, 'there is no field "x"'],
    ['GET /kv?limit=0', undefined, 400, 'limit is a whole number of at least 1, at most 1000, not 0'],
    ['GET /kv?prefix=a&to=b', undefined, 400, 'a range is given by prefix, or by from and to'],
    ['GET /kv?form=b', undefined, 400, 'there is no field "form"'],
    ['GET /vk/a', undefined, 404, 'no GET /vk/a here; GET / lists what there is'],
    ['PATCH /kv/a', '1', 404, 'no PATCH /kv/a here; GET / lists what there is'],
    [
      'POST /servers',
      '{"id":"s4","address":"nowhere"}',
      400,
      'address: an address is "host:port host:port", for servers and for clients',
    ],
  ])('%.40s %.40s is refused', async (line, body, status, reason) => {
    expect(await ask(line, body)).toEqual({ status, body: { kind: 'error', reason } });
    expect(service.asked).toEqual([]);
  });

  it('a value may be nested as deep as the bound', async () => {
    expect((await ask('PUT /kv/a', nested(64))).status).toBe(200);
  });

  it('a body that is too large is refused, and the server stays up', async () => {
    const { status, body } = await ask('PUT /kv/a', JSON.stringify('x'.repeat(2 ** 20)));
    expect([status, body]).toEqual([413, { kind: 'error', reason: 'the body has more than 1048576 bytes' }]);
    expect((await ask('GET /')).status).toBe(200);
  });

  it('garbage on the port is told to go', async () => {
    const said = await new Promise<string>((resolve) => {
      const socket = net.connect(server.port, '127.0.0.1', () => socket.write('\x16\x03\x01 hello\r\n\r\n'));
      socket.once('data', (data) => resolve(String(data)));
    });
    expect(said).toContain('400 Bad Request');
  });
});

describe('locks', () => {
  it('belong to a client that is named', async () => {
    expect(await ask('PUT /locks/l', '{"leaseMs":500}', ann(1))).toEqual({
      status: 200,
      body: { kind: 'acquired', token: 1, expires: 150, expiresInMs: 500 },
    });
    const bob = { 'paxoscope-client': 'bob', 'paxoscope-sequence': '1' };
    expect(await ask('PUT /locks/l', undefined, bob)).toMatchObject({
      status: 409,
      body: { kind: 'held', holder: 'ann' },
    });
    expect(await ask('GET /locks/l')).toMatchObject({ status: 200, body: { holder: 'ann' } });
    expect(await ask('DELETE /locks/l', undefined, ann(2))).toMatchObject({
      status: 200,
      body: { kind: 'released' },
    });
  });

  it.each([
    [
      {},
      'a lock belongs to a client: name it in the headers paxoscope-client and paxoscope-sequence (its first request has 1)',
    ],
    [{ 'paxoscope-client': 'ann' }, 'paxoscope-client and paxoscope-sequence come together'],
    [
      { 'paxoscope-client': '~s1', 'paxoscope-sequence': '1' },
      'paxoscope-client is 1 to 128 visible characters of ASCII, the first not ~',
    ],
    [
      { 'paxoscope-client': 'ann', 'paxoscope-sequence': '1.5' },
      'paxoscope-sequence is a whole number of at least 1, not 1.5',
    ],
  ])('%j is refused', async (headers, reason) => {
    expect(await ask('PUT /locks/l', undefined, headers)).toEqual({
      status: 400,
      body: { kind: 'error', reason },
    });
  });

  it('a lease that cannot be is refused', async () => {
    expect((await ask('PUT /locks/l', '{"leaseMs":-5}', ann(1))).status).toBe(400);
  });
});

describe('what a node says in place of a result', () => {
  it.each([
    [{ kind: 'no-answer', reason: 'r' }, 504],
    [{ kind: 'full' }, 507],
    [{ kind: 'busy' }, 503],
    [{ kind: 'stale' }, 409],
    [{ kind: 'expired' }, 410],
  ] as const)('%j is %i', async (reply, status) => {
    service.instead.push(reply);
    expect(await ask('PUT /kv/a', '1', ann(1))).toEqual({ status, body: reply });
  });

  it('a redirect leads to the same path on the other server', async () => {
    service.instead.push({ kind: 'redirect', leader: 's2' });
    const response = await fetch(`http://127.0.0.1:${server.port}/kv/a?x=1`, { redirect: 'manual' });
    expect([response.status, response.headers.get('location')]).toEqual([307, 'http://127.0.0.1:9/kv/a?x=1']);
  });

  it('trouble makes it unhealthy', async () => {
    expect(await ask('GET /health')).toEqual({ status: 200, body: { kind: 'well' } });
    service.problem = 'nobody leads';
    expect(await ask('GET /health')).toEqual({
      status: 503,
      body: { kind: 'trouble', reason: 'nobody leads' },
    });
    expect((await ask('GET /metrics')).body).toBe('paxoscope_up 1\n');
  });
});

describe('a request without a name never hears of a session that is not there', () => {
  it.each([
    { kind: 'redirect', leader: 's2' },
    { kind: 'busy' },
    { kind: 'full' },
    { kind: 'refused', reason: 'too early' },
  ] as const)('after an answer of $kind', async (reply) => {
    service.instead.push(reply);
    await ask('PUT /kv/a', '1');
    expect(await ask('PUT /kv/a', '2')).toEqual({ status: 200, body: { kind: 'done' } });
    expect(service.asked.map(({ sequence }) => sequence)).toEqual([1, 1]);
  });

  it('after its session ended', async () => {
    await ask('PUT /kv/a', '1');
    service.endSessions();
    expect(await ask('PUT /kv/a', '2')).toEqual({ status: 200, body: { kind: 'done' } });
    expect([service.asked.length, service.executed]).toEqual([3, 2]);
  });
});

it('requests without a name get one, of which no two are under way at once, and none follows an open end', async () => {
  await Promise.all([ask('PUT /kv/a', '1'), ask('PUT /kv/b', '1')]);
  service.instead.push({ kind: 'no-answer', reason: 'r' });
  await ask('PUT /kv/c', '1');
  await ask('PUT /kv/d', '1');
  await ask('PUT /kv/e', '1');
  const asked = service.asked.map(({ client, sequence }) => `${client} ${sequence}`);
  expect(new Set(asked).size).toBe(5);
  const [open] = service.asked.filter(({ operation }) => operation.kind === 'put' && operation.key === 'c');
  expect(
    service.asked.filter(({ client, sequence }) => client === open.client && sequence > open.sequence),
  ).toEqual([]);
  expect(log).toEqual([]);
});
