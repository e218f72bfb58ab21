/**
 * A client of a cluster. It asks one server after another until one answers, and counts what it asks, so that what is sent again
 * is executed once. One request is under way at a time; further ones wait for their turn.
 */
import { randomUUID } from 'node:crypto';
import { Agent, type Dispatcher } from 'undici';
import type { Json } from '../traces/event.js';
import type { Operation, Result } from './core/command.js';
import { flawOf } from './core/value.js';
import { CLIENT_HEADER, SEQUENCE_HEADER } from './http/headers.js';

export interface ClientOptions {
  /** Where servers are: `http://127.0.0.1:8101`. */
  readonly servers: readonly string[];
  /** The name by which locks are held; no two clients may ever share one. */
  readonly name?: string;
  /** How long one server may take to answer, in milliseconds, before another is asked. */
  readonly tryMs?: number;
  /** How long a request is tried at all. */
  readonly giveUpMs?: number;
  /** Connections, where several clients are to share them. */
  readonly dispatcher?: Dispatcher;
}

/** What can be asked. Leases are in milliseconds here, since only servers know how long a tick is. */
export type Request =
  | Exclude<Operation, { readonly kind: 'acquire' }>
  | { readonly kind: 'acquire'; readonly lock: string; readonly leaseMs: number };

/** No server answered in time. What was asked may have been done, or may be done later. */
export class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError';
}

/** It was not done, and will not be: the servers refuse it, or none could be reached. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
}

export interface Holding {
  readonly lock: string;
  /** Grows with every acquisition: what the lock protects can refuse an older one (fencing). */
  readonly token: number;
}

const PAUSE_MS_MIN = 10;
const PAUSE_MS_MAX = 500;

export class Client {
  readonly #servers: readonly string[];
  readonly #tryMs: number;
  readonly #giveUpMs: number;
  readonly #dispatcher: Dispatcher;
  readonly #ownsDispatcher: boolean;
  readonly #name: string;
  #names = 1;
  #sequence = 0;
  /** Whether any request that changes something was answered: until then the cluster may not know this client. */
  #isKnown = false;
  /** The server that is asked first: the one that answered last. */
  #server: string;
  #turn: Promise<unknown> = Promise.resolve();

  constructor({ servers, name = randomUUID(), tryMs = 2000, giveUpMs = 30_000, dispatcher }: ClientOptions) {
    if (servers.length === 0) throw new Error('a client needs the URL of one server at least');
    this.#name = name;
    this.#servers = servers.map((url) => new URL(url).origin);
    this.#tryMs = tryMs;
    this.#giveUpMs = giveUpMs;
    this.#dispatcher = dispatcher ?? new Agent({ connections: 1 });
    this.#ownsDispatcher = dispatcher === undefined;
    this.#server = this.#servers[Math.floor(Math.random() * servers.length)];
  }

  /** Its name; another one after a first request that was refused, or of which nobody knows the outcome. */
  get name(): string {
    return this.#names === 1 ? this.#name : `${this.#name}.${this.#names}`;
  }

  /** How many requests that change something it has made under that name. */
  get sequence(): number {
    return this.#sequence;
  }

  /** @returns null where there is no value */
  async get(key: string): Promise<Json> {
    return as('value', await this.ask({ kind: 'get', key })).value;
  }

  async put(key: string, value: Json): Promise<void> {
    as('done', await this.ask({ kind: 'put', key, value }));
  }

  /** @returns whether there was a value */
  async delete(key: string): Promise<boolean> {
    return as('deleted', await this.ask({ kind: 'delete', key })).existed;
  }

  /**
   * Puts `value` in the place of `expected`; null stands for no value.
   * @returns whether `expected` was there
   */
  async compareAndSwap(key: string, expected: Json, value: Json): Promise<boolean> {
    const result = await this.ask({ kind: 'cas', key, expected, value });
    return result.kind !== 'differs' && as('swapped', result) !== undefined;
  }

  /** Keys from `from` on, up to and without `to` (null: to the end), in order, with their values. */
  async range(
    from = '',
    to: string | null = null,
    limit = 100,
  ): Promise<readonly (readonly [string, Json])[]> {
    return as('entries', await this.ask({ kind: 'range', from, to, limit })).entries;
  }

  /**
   * Takes a lock, or begins a new lease on one that this client holds.
   * @returns undefined where another client holds it
   */
  async acquire(lock: string, leaseMs: number): Promise<Holding | undefined> {
    const result = await this.ask({ kind: 'acquire', lock, leaseMs });
    return result.kind === 'held' ? undefined : { lock, token: as('acquired', result).token };
  }

  /** @returns whether this client held it */
  async release(lock: string): Promise<boolean> {
    const result = await this.ask({ kind: 'release', lock });
    return result.kind !== 'not-held' && as('released', result) !== undefined;
  }

  /** The name of the client that holds it, or null. */
  async holder(lock: string): Promise<string | null> {
    return as('holder', await this.ask({ kind: 'holder', lock })).holder;
  }

  /**
   * Asks until there is an answer.
   * @throws NoAnswerError, RefusedError
   */
  ask(request: Request): Promise<Result> {
    const answer = this.#turn.then(() => this.#ask(request));
    this.#turn = answer.catch(() => {});
    return answer;
  }

  async close(): Promise<void> {
    await this.#turn;
    if (this.#ownsDispatcher) await this.#dispatcher.close();
  }

  async #ask(request: Request): Promise<Result> {
    const flaw = flawOf(request, -1);
    if (flaw !== undefined) throw new RefusedError(flaw);
    const { method, path, body, isRead } = httpOf(request);
    const ends = performance.now() + this.#giveUpMs;
    if (!isRead) this.#sequence++;
    let pauseMs = PAUSE_MS_MIN;
    let mayBeDone = false;
    let wasRedirected = false;
    for (;;) {
      const left = ends - performance.now();
      const reply = await this.#try(
        method,
        path,
        body,
        Math.max(1, Math.ceil(Math.min(this.#tryMs, left))),
        isRead,
      );
      if (reply.kind === 'result') {
        const { result } = reply;
        if (result.kind === 'refused') {
          // A server may refuse by itself, and then the log knows nothing of the request.
          if (!isRead) this.#renameIfUnknown();
          throw new RefusedError(result.reason);
        }
        if (!isRead) this.#isKnown = true;
        if (result.kind === 'expired' || result.kind === 'stale')
          throw new RefusedError(`the cluster no longer knows the client ${this.name}: its session ended`);
        return result;
      }
      if (reply.kind === 'bad') {
        // No server took it: the next request has its sequence, since a session begins with 1.
        if (!isRead && !mayBeDone) this.#sequence--;
        throw new RefusedError(reply.reason);
      }
      mayBeDone ||= reply.mayBeDone && !isRead;
      // A try that is cut short turns a write that is known not to be done into one of which nobody knows: the last one has as long as its pause.
      if (performance.now() + 2 * pauseMs >= ends) {
        this.#renameIfUnknown();
        if (mayBeDone || isRead)
          throw new NoAnswerError(`no answer in ${this.#giveUpMs} ms: ${reply.reason}`);
        throw new RefusedError(`not done, and given up after ${this.#giveUpMs} ms: ${reply.reason}`);
      }
      // Two servers that each take the other for the leader would be asked without rest.
      if (reply.elsewhere === undefined || wasRedirected) {
        await new Promise((resolve) => setTimeout(resolve, pauseMs * (0.5 + Math.random() / 2)));
        pauseMs = Math.min(PAUSE_MS_MAX, pauseMs * 2);
      }
      wasRedirected = reply.elsewhere !== undefined;
      const next = (this.#servers.indexOf(this.#server) + 1) % this.#servers.length;
      this.#server = reply.elsewhere ?? this.#servers[next];
    }
  }

  /**
   * A session begins with the first request of a name. Where that one was refused, or nobody knows whether it got through, a second one of the
   * name might be taken for one whose session ended; so the client goes on under another name.
   */
  #renameIfUnknown(): void {
    if (this.#isKnown || this.#sequence === 0) return;
    this.#names++;
    this.#sequence = 0;
  }

  async #try(
    method: Dispatcher.HttpMethod,
    path: string,
    body: string | undefined,
    timeoutMs: number,
    isRead: boolean,
  ): Promise<Tried> {
    const headers: Record<string, string> = isRead
      ? {}
      : { [CLIENT_HEADER]: this.name, [SEQUENCE_HEADER]: String(this.#sequence) };
    try {
      const response = await this.#dispatcher.request({
        origin: this.#server,
        path,
        method,
        headers,
        body,
        headersTimeout: timeoutMs,
        bodyTimeout: timeoutMs,
        signal: AbortSignal.timeout(timeoutMs),
      });
      const text = await response.body.text();
      const said = JSON.parse(text) as Result | { readonly kind: string; readonly reason?: string };
      return judge(response.statusCode, said, response.headers.location);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      return {
        kind: 'none',
        // Nobody listens there: nobody heard it.
        mayBeDone: code !== 'ECONNREFUSED',
        reason: `${this.#server}: ${message || code}`,
        elsewhere: undefined,
      };
    }
  }
}

type Tried =
  | { readonly kind: 'result'; readonly result: Result }
  | { readonly kind: 'bad'; readonly reason: string }
  | {
      readonly kind: 'none';
      readonly mayBeDone: boolean;
      readonly reason: string;
      /** The server to ask next, where the one that answered knows. */
      readonly elsewhere: string | undefined;
    };

function judge(
  status: number,
  said: Result | { readonly kind: string; readonly reason?: string },
  location: string | string[] | undefined,
): Tried {
  const reason = 'reason' in said ? said.reason : undefined;
  if (said.kind === 'redirect') {
    const elsewhere = typeof location === 'string' ? new URL(location).origin : undefined;
    return { kind: 'none', mayBeDone: false, reason: 'another server leads', elsewhere };
  }
  if (said.kind === 'error' && status < 500) return { kind: 'bad', reason: reason ?? String(status) };
  if (status < 500) return { kind: 'result', result: said as Result };
  // What a full or ending or busy server refuses, it has not begun.
  const mayBeDone = !['busy', 'full'].includes(said.kind);
  return { kind: 'none', mayBeDone, reason: reason ?? said.kind, elsewhere: undefined };
}

interface HttpRequest {
  readonly method: Dispatcher.HttpMethod;
  readonly path: string;
  readonly body?: string;
  readonly isRead: boolean;
}

function httpOf(request: Request): HttpRequest {
  const changes = (method: Dispatcher.HttpMethod, path: string, body?: Json): HttpRequest => ({
    method,
    path,
    body: body === undefined ? undefined : JSON.stringify(body),
    isRead: false,
  });
  const reads = (path: string): HttpRequest => ({ method: 'GET', path, isRead: true });
  const word = encodeURIComponent;
  switch (request.kind) {
    case 'get':
      return reads(`/kv/${word(request.key)}`);
    case 'range': {
      const to = request.to === null ? '' : `&to=${word(request.to)}`;
      return reads(`/kv?from=${word(request.from)}${to}&limit=${request.limit}`);
    }
    case 'holder':
      return reads(`/locks/${word(request.lock)}`);
    case 'put':
      return changes('PUT', `/kv/${word(request.key)}`, request.value);
    case 'delete':
      return changes('DELETE', `/kv/${word(request.key)}`);
    case 'cas': {
      const { expected, value } = request;
      return changes('POST', `/kv/${word(request.key)}`, { expected, value });
    }
    case 'acquire':
      return changes('PUT', `/locks/${word(request.lock)}`, { leaseMs: request.leaseMs });
    case 'release':
      return changes('DELETE', `/locks/${word(request.lock)}`);
    case 'add-server':
      return changes('POST', '/servers', { ...request.server });
    case 'remove-server':
      return changes('DELETE', `/servers/${word(request.id)}`);
    case 'replace-server':
      return changes('PUT', `/servers/${word(request.id)}`, { ...request.server });
  }
}

type ResultOf<K extends Result['kind']> = Result & { readonly kind: K };

function as<K extends Result['kind']>(kind: K, result: Result): ResultOf<K> {
  if (result.kind === kind) return result as ResultOf<K>;
  throw new Error(`a server answered ${JSON.stringify(result)} where ${kind} was to be expected`);
}
