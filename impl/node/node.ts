/**
 * One server of the cluster: the loop of the core (core/loop.ts) in the middle, and around it a disk, a network, a clock and clients. Whatever comes in
 * is one input, at once; what the core puts out leaves when the loop says that it is durable.
 */
import { randomInt, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Json } from '../../traces/event.js';
import type { Bug } from '../core/bugs.js';
import type { Operation } from '../core/command.js';
import { type Host, Node as Loop } from '../core/loop.js';
import { playersOf } from '../core/membership.js';
import type { Message } from '../core/message.js';
import { status, type Write } from '../core/server.js';
import { type HttpServer, openHttp } from '../http/server.js';
import type { Reply, Service } from '../http/service.js';
import { Acquaintances } from '../store/acquaintances.js';
import { requireBeginning } from '../store/beginning.js';
import { isStoreError } from '../store/errors.js';
import { openStore, type Store } from '../store/store.js';
import { type Address, openTransport, type Transport } from '../transport/transport.js';
import { formatHostPort, parseAddress } from './address.js';
import { Metrics } from './metrics.js';
import { Requests } from './requests.js';
import { coreConfiguration, listenOf, type Settings } from './settings.js';
import { Trace } from './trace.js';

/** The spec that the core claims to follow. */
const SPEC = 'pmmc';
/** Outputs that may wait for the disk; with more, messages are dropped and clients told to come again. */
const BACKLOG_MAX = 20_000;
/** Between two looks at the room on the disk, and between two tries on one that is full. */
const WATCH_MS = 1000;
const RETRY_MS = 200;
const EXPIRY_MS = 50;
/** Between two looks for a leader that can be reached, and how long one may take to answer. */
const LEADER_MS = 20;
const LEADER_ANSWERS_MS = 250;

export interface NodeOptions {
  readonly settings: Settings;
  readonly log: (line: string) => void;
  /** Whether the server never ran: its store is made then, and only then. */
  readonly isNew: boolean;
  /** Faults, where a run is recorded. */
  readonly aroundStore?: (store: Store) => Store;
  readonly aroundTransport?: (transport: Transport) => Transport;
  /** Seeded bugs, where a run is recorded to see them found. */
  readonly bugs?: readonly Bug[];
}

export interface OpenNode {
  readonly http: Address;
  readonly service: Service;
  /** Why the node ended of its own accord; does not settle while it is well. */
  readonly failure: Promise<Error>;
  /** Makes durable what is to be, and ends. Requests under way are told so. */
  stop(): Promise<void>;
}

/** @throws Error where the store is damaged, or missing, or an address cannot be listened on */
export async function openNode(options: NodeOptions): Promise<OpenNode> {
  const { settings } = options;
  requireBeginning(settings.data, settings.self, options.isNew);
  const opened = await openStore(settings.data, `${settings.self} of ${settings.cluster}`);
  const store = options.aroundStore?.(opened) ?? opened;
  try {
    const node = new RunningNode(options, store);
    await node.begin();
    return node;
  } catch (error) {
    await store.close();
    throw error;
  }
}

class RunningNode implements OpenNode {
  readonly failure: Promise<Error>;
  readonly service: Service;
  readonly #options: NodeOptions;
  readonly #settings: Settings;
  readonly #store: Store;
  readonly #loop: Loop;
  readonly #trace: Trace | undefined;
  readonly #requests: Requests;
  readonly #metrics: Metrics;
  readonly #timers: NodeJS.Timeout[] = [];
  #transport: Transport | undefined;
  #http: HttpServer | undefined;
  #fail!: (error: Error) => void;
  /** The peers that connections are kept to, as the core names them. */
  #peers = '';
  #freeBytes = Number.POSITIVE_INFINITY;
  /** Whether the core was told that there is little room. */
  #isFull = false;
  /** Whether the last commit found no room. */
  #isStuck = false;
  /** The commit that is under way. */
  #commit: Promise<void> = Promise.resolve();
  #isStopping = false;

  constructor(options: NodeOptions, store: Store) {
    const { settings } = options;
    const { self, cluster, tickMs, requestMs, trace } = settings;
    this.#options = options;
    this.#settings = settings;
    this.#store = store;
    this.#requests = new Requests(requestMs);
    this.failure = new Promise((resolve) => (this.#fail = resolve));
    const configuration = coreConfiguration(settings);
    if (trace !== undefined) {
      const { roles = [] } = configuration.servers.find(({ id }) => id === self) ?? {};
      this.#trace = new Trace(join(trace, `${self}.jsonl`), {
        run: cluster,
        node: self,
        roles: [...roles],
        configuration: { tickMs, ...configuration } as never,
        spec: SPEC,
      });
    }
    const { bugs = [] } = options;
    this.#loop = new Loop({ ...configuration, bugs }, store.found, randomInt(2 ** 31), this.#host());
    this.#metrics = new Metrics({
      status: () => status(this.#loop.state),
      peers: () => this.#transport?.status() ?? [],
      freeBytes: () => this.#freeBytes,
      backlog: () => this.#loop.waiting,
    });
    this.service = {
      ask: (client, sequence, operation) => this.#ask(client, sequence, operation),
      status: () => status(this.#loop.state),
      trouble: () => this.#trouble(),
      urlOf: (server) => this.#urlOf(server),
      tickMs,
    };
  }

  /** What the loop acts through. Before anything leaves, the trace has all that led to it. */
  #host(): Host {
    const trace = this.#trace;
    return {
      commit: (writes, done) => {
        trace?.flush();
        this.#commit = this.#write(writes).then(
          (isDurable) => {
            if (isDurable) done();
          },
          (error: Error) => this.#fail(error),
        );
      },
      send: ({ to, message }) => {
        trace?.flush();
        this.#transport?.send(to, message as unknown as Json);
      },
      answer: (answer) => {
        trace?.flush();
        this.#requests.answer(answer);
      },
      ...(trace === undefined ? {} : { record: (event) => trace.record(event), now: () => Date.now() }),
    };
  }

  /**
   * On a full disk it waits for room: a group is complete or is not there, so trying again is safe.
   * @returns false where the node ends before there is any
   */
  async #write(writes: readonly Write[]): Promise<boolean> {
    const began = performance.now();
    for (;;) {
      try {
        await this.#store.commit(writes);
        this.#isStuck = false;
        this.#metrics.committed(writes.length, (performance.now() - began) / 1000);
        return true;
      } catch (error) {
        if (!isStoreError(error, 'full')) throw error;
        this.#isStuck = true;
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
        if (this.#isStopping) return false;
      }
    }
  }

  get http(): Address {
    return { host: listenOf(this.#settings).http.host, port: this.#http?.port ?? 0 };
  }

  async begin(): Promise<void> {
    const { settings, log, aroundTransport } = this.#options;
    const { self, cluster, key } = settings;
    const listen = listenOf(settings);
    // That a new incarnation has begun is durable before anybody hears of it.
    await Promise.race([this.#commit, this.failure.then((error) => Promise.reject(error))]);
    const acquaintances = new Acquaintances(this.#settings.data, log);
    const { incarnation } = this.#loop.state;
    const transport = await openTransport({
      self,
      identity: { store: this.#store.id, incarnation, process: randomUUID() },
      membership: { cluster, key },
      meet: (server, identity) => acquaintances.meet(server, identity),
      listen: listen.peers,
      onMessage: (from, message) => this.#hear(from, message as unknown as Message),
      log,
    });
    this.#transport = aroundTransport?.(transport) ?? transport;
    this.#followPeers();
    try {
      this.#http = await openHttp({
        listen: listen.http,
        service: this.service,
        metrics: () => this.#metrics.text(),
        owner: `${self}.${this.#loop.state.incarnation}`,
        log,
      });
    } catch (error) {
      await transport.close();
      throw error;
    }
    await this.#watchDisk();
    this.#every(settings.tickMs, () => this.#tick());
    this.#every(EXPIRY_MS, () =>
      this.#requests.expire(performance.now(), () => this.#trouble() ?? 'a majority did not agree in time'),
    );
    this.#every(WATCH_MS, () => void this.#watchDisk());
  }

  async stop(): Promise<void> {
    if (this.#isStopping) return;
    this.#isStopping = true;
    for (const timer of this.#timers) clearInterval(timer);
    this.#requests.endAll({ kind: 'stopping', reason: 'the server is ending' });
    await this.#http?.close();
    await this.#transport?.close();
    // One commit may be followed by another, for what gathered meanwhile.
    for (let last: Promise<void> | undefined; last !== this.#commit; ) {
      last = this.#commit;
      await last;
    }
    if (!this.#isStuck) this.#loop.end();
    this.#trace?.close();
    await this.#store.close();
  }

  #every(ms: number, work: () => void): void {
    this.#timers.push(setInterval(work, ms));
  }

  #tick(): void {
    if (this.#isCongested) return;
    this.#loop.take({ kind: 'tick' });
    this.#followPeers();
  }

  /** A message more or less makes no difference that the protocol does not know; one that waits for ever does. */
  #hear(from: string, message: Message): void {
    if (!this.#isStopping && !this.#isCongested) this.#loop.take({ kind: 'message', from, message });
  }

  get #isCongested(): boolean {
    return this.#loop.waiting > BACKLOG_MAX;
  }

  async #ask(client: string, sequence: number, operation: Operation): Promise<Reply> {
    const began = performance.now();
    const reply = await this.#reply(client, sequence, operation, began);
    this.#metrics.answered(operation.kind, reply.kind, (performance.now() - began) / 1000);
    return reply;
  }

  /**
   * A client that is sent to a leader which is gone finds nobody there. So it waits here until somebody leads who can be reached, and is told in the
   * end that there is no answer.
   * @param since when it began to wait, in milliseconds
   */
  async #reply(client: string, sequence: number, operation: Operation, since: number): Promise<Reply> {
    for (;;) {
      const reply = await this.#once(client, sequence, operation, since);
      if (reply.kind !== 'redirect') return reply;
      if (await this.#transport?.answers(reply.leader, LEADER_ANSWERS_MS)) return reply;
      if (performance.now() + LEADER_MS > since + this.#settings.requestMs)
        return { kind: 'no-answer', reason: `${reply.leader} led last, and cannot be reached` };
      await new Promise((resolve) => setTimeout(resolve, LEADER_MS));
    }
  }

  #once(client: string, sequence: number, operation: Operation, since: number): Reply | Promise<Reply> {
    if (this.#isStopping) return { kind: 'stopping', reason: 'the server is ending' };
    if (this.#isCongested) return { kind: 'busy' };
    const reply = this.#requests.wait(client, sequence, since);
    this.#loop.take({ kind: 'request', client, sequence, operation });
    return reply;
  }

  /** Servers come and go through the log; connections follow. */
  #followPeers(): void {
    const { peers } = status(this.#loop.state);
    const named = JSON.stringify(peers);
    if (named === this.#peers) return;
    this.#peers = named;
    const addresses = new Map<string, Address>();
    for (const { id, address } of peers) {
      const parsed = address === undefined ? undefined : parseAddress(address);
      if (parsed !== undefined) addresses.set(id, parsed.peers);
    }
    this.#transport?.setPeers(addresses);
  }

  #urlOf(server: string): string | undefined {
    const address = status(this.#loop.state).peers.find(({ id }) => id === server)?.address;
    const parsed = address === undefined ? undefined : parseAddress(address);
    return parsed === undefined ? undefined : `http://${formatHostPort(parsed.http)}`;
  }

  async #watchDisk(): Promise<void> {
    this.#freeBytes = await this.#store.free().catch(() => this.#freeBytes);
    const isFull = this.#isStuck || this.#freeBytes < this.#settings.reserveBytes;
    if (isFull === this.#isFull || this.#isStopping) return;
    this.#isFull = isFull;
    this.#loop.take({ kind: 'disk', isFull });
    this.#options.log(
      isFull ? `${this.#fullness()}: only reads are served` : 'there is room on the disk again',
    );
  }

  #fullness(): string {
    const left = (bytes: number) => `${Math.floor(bytes / 2 ** 20)} MiB`;
    return `${this.#settings.data}: ${left(this.#freeBytes)} are left on the disk, and ${left(this.#settings.reserveBytes)} are kept in reserve`;
  }

  #trouble(): string | undefined {
    if (this.#isFull) return this.#fullness();
    if (this.#isCongested) return 'the disk is far behind';
    const { leader, epoch } = status(this.#loop.state);
    const peers = this.#transport?.status() ?? [];
    const isThere = (id: string) =>
      id === this.#settings.self || peers.some(({ server, isConnected }) => server === id && isConnected);
    const acceptors = playersOf('acceptor', epoch.servers);
    const reached = acceptors.filter(isThere).length;
    const refusals = peers.flatMap(({ server, refusal }) =>
      refusal === undefined ? [] : [`; ${server} does not let this server in: ${refusal}`],
    );
    if (2 * reached <= acceptors.length)
      return `${reached} of ${acceptors.length} acceptors can be reached, and that is no majority${refusals.join('')}`;
    if (leader === null) return 'nobody leads';
    return undefined;
  }
}
