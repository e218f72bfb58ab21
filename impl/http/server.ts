/**
 * What clients see: HTTP with JSON, on Fastify. It reads a request, asks the node, and writes down the answer; what is wrong with a request
 * is told to the client, with a status of 4xx, before the node hears of it.
 */
import type { AddressInfo } from 'node:net';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { isRead, type Operation } from '../core/command.js';
import { DEPTH_MAX } from '../core/value.js';
import { listenFault } from '../node/address.js';
import type { Address } from '../transport/transport.js';
import { CLIENT_HEADER, SEQUENCE_HEADER } from './headers.js';
import { BadRequest, bodyOf, statusOf } from './reply.js';
import {
  acquisitionOf,
  askerOf,
  KEY_BYTES_MAX,
  keyOf,
  rangeOf,
  serverOf,
  swapOf,
  valueOf,
} from './request.js';
import type { Service } from './service.js';
import { Sessions } from './sessions.js';

export const BODY_BYTES_MAX = 2 ** 20;
const JSON_TYPE = 'application/json; charset=utf-8';

export interface HttpOptions {
  readonly listen: Address;
  readonly service: Service;
  /** What Prometheus reads. */
  readonly metrics: () => Promise<string>;
  /** A name that no other server and no other incarnation of this one has. */
  readonly owner: string;
  readonly log: (line: string) => void;
}

export interface HttpServer {
  readonly port: number;
  close(): Promise<void>;
}

/** @throws Error where the address cannot be listened on */
export async function openHttp(options: HttpOptions): Promise<HttpServer> {
  const { listen, log } = options;
  const app = fastify({
    bodyLimit: BODY_BYTES_MAX,
    forceCloseConnections: true,
    frameworkErrors: (error, _request, reply) => refuse(reply, error.statusCode ?? 400, error.message),
    routerOptions: { maxParamLength: 3 * BODY_BYTES_MAX },
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  app.setErrorHandler((error: Error & { statusCode?: number; status?: number }, _request, reply) => {
    const status = error.status ?? error.statusCode ?? 500;
    if (status === 413) return refuse(reply, 413, `the body has more than ${BODY_BYTES_MAX} bytes`);
    if (status >= 500) log(`internal error in a request: ${error.stack ?? error.message}`);
    return refuse(
      reply,
      status,
      status >= 500 ? 'internal error; the log of the server has more' : error.message,
    );
  });
  app.setNotFoundHandler((request, reply) => {
    refuse(reply, 404, `no ${request.method} ${request.url.slice(0, 100)} here; GET / lists what there is`);
  });
  routes(app, options);
  try {
    await app.listen({ host: listen.host, port: listen.port });
  } catch (error) {
    throw new Error(`clients cannot be listened for: ${listenFault(listen, error)}`, { cause: error });
  }
  return { port: (app.server.address() as AddressInfo).port, close: () => app.close() };
}

function refuse(reply: FastifyReply, status: number, reason: string): void {
  reply
    .code(status)
    .type(JSON_TYPE)
    .send(`${JSON.stringify({ kind: 'error', reason })}\n`);
}

/** What GET / answers. */
const MANUAL = `GET    /kv/KEY       the value of KEY
PUT    /kv/KEY       body: the value, any JSON but null, nested ${DEPTH_MAX} deep at most
DELETE /kv/KEY
POST   /kv/KEY       body: {"expected": A, "value": B}: compare and swap; null for no value
GET    /kv           ?prefix= or ?from=&to=, &limit=: keys and values, in order
GET    /locks/NAME   who holds it
PUT    /locks/NAME   acquire it, or begin a new lease; body: {"leaseMs": 30000}; needs ${CLIENT_HEADER}
DELETE /locks/NAME   release it; needs ${CLIENT_HEADER}
GET    /servers      who is in the cluster
POST   /servers      body: {"id": "s4", "address": "host:port host:port"}: add a server
PUT    /servers/ID   the same body: replace ID by it
DELETE /servers/ID   remove it
GET    /status  /health  /metrics

A request with the headers ${CLIENT_HEADER} and ${SEQUENCE_HEADER} (1, 2, ... for what changes something)
is executed once however often it is sent; a client has one request under way at a time.
A key or the name of a lock has 1 to ${KEY_BYTES_MAX} bytes, a body at most ${BODY_BYTES_MAX}.
Where the answer is 504, or 503 because the server is ending, nobody knows whether it was or will be executed.
`;

function routes(app: FastifyInstance, { service, metrics, owner }: HttpOptions): void {
  const sessions = new Sessions(owner);
  let reads = 0;

  /** Asks the node on behalf of whoever sent the request, and answers. */
  const answer = async (
    request: FastifyRequest,
    reply: FastifyReply,
    operation: Operation,
  ): Promise<FastifyReply> => {
    const asker = askerOf(request.headers);
    // A read changes nothing and takes no sequence; the name only brings the answer back.
    const result = isRead(operation)
      ? await service.ask(`${owner}.reads`, ++reads, operation)
      : asker === undefined
        ? await sessions.ask(service, operation)
        : await service.ask(asker.client, asker.sequence, operation);
    if (result.kind === 'redirect') {
      const url = service.urlOf(result.leader);
      if (url !== undefined) reply.header('location', url + request.url);
    }
    if (result.kind === 'busy') reply.header('retry-after', '1');
    return reply
      .code(statusOf(result))
      .type(JSON_TYPE)
      .send(bodyOf(result, () => service.status().time, service.tickMs));
  };

  /** @param what the client's name is needed for */
  const demandName = ({ headers }: FastifyRequest, what: string): void => {
    if (askerOf(headers) === undefined)
      throw new BadRequest(
        `${what} belongs to a client: name it in the headers ${CLIENT_HEADER} and ${SEQUENCE_HEADER} (its first request has 1)`,
      );
  };
  const keyIn = ({ params }: FastifyRequest, what?: string): string =>
    keyOf((params as { '*': string })['*'], what);

  app.get('/', (_request, reply) => reply.type('text/plain').send(MANUAL));

  app.get('/kv', (request, reply) => answer(request, reply, rangeOf(request.query)));
  app.get('/kv/*', (request, reply) => answer(request, reply, { kind: 'get', key: keyIn(request) }));
  app.put('/kv/*', (request, reply) =>
    answer(request, reply, { kind: 'put', key: keyIn(request), value: valueOf(request.body) }),
  );
  app.delete('/kv/*', (request, reply) => answer(request, reply, { kind: 'delete', key: keyIn(request) }));
  app.post('/kv/*', (request, reply) => answer(request, reply, swapOf(keyIn(request), request.body)));

  app.get('/locks/*', (request, reply) =>
    answer(request, reply, { kind: 'holder', lock: keyIn(request, 'lock') }),
  );
  app.put('/locks/*', (request, reply) => {
    demandName(request, 'a lock');
    return answer(request, reply, acquisitionOf(keyIn(request, 'lock'), request.body, service.tickMs));
  });
  app.delete('/locks/*', (request, reply) => {
    demandName(request, 'a lock');
    return answer(request, reply, { kind: 'release', lock: keyIn(request, 'lock') });
  });

  app.get('/servers', (_request, reply) =>
    reply.type(JSON_TYPE).send(`${JSON.stringify(service.status().epoch)}\n`),
  );
  app.post('/servers', (request, reply) =>
    answer(request, reply, { kind: 'add-server', server: serverOf(request.body) }),
  );
  app.put<{ Params: { id: string } }>('/servers/:id', (request, reply) =>
    answer(request, reply, { kind: 'replace-server', id: request.params.id, server: serverOf(request.body) }),
  );
  app.delete<{ Params: { id: string } }>('/servers/:id', (request, reply) =>
    answer(request, reply, { kind: 'remove-server', id: request.params.id }),
  );

  app.get('/status', (_request, reply) => {
    const status = { ...service.status(), trouble: service.trouble() };
    return reply.type(JSON_TYPE).send(`${JSON.stringify(status, null, 2)}\n`);
  });
  app.get('/health', (_request, reply) => {
    const trouble = service.trouble();
    return reply
      .code(trouble === undefined ? 200 : 503)
      .type(JSON_TYPE)
      .send(
        `${JSON.stringify(trouble === undefined ? { kind: 'well' } : { kind: 'trouble', reason: trouble })}\n`,
      );
  });
  app.get('/metrics', async (_request, reply) =>
    reply.type('text/plain; version=0.0.4').send(await metrics()),
  );
}
