/**
 * The way to one peer: dials, proves who it is, sends what is given to it, and dials again when the connection breaks. What is sent in one
 * turn of the event loop travels in one frame.
 */
import WebSocket from 'ws';
import type { Identity } from '../store/acquaintances.js';
import {
  type Answer,
  answer,
  Hello,
  isGenuine,
  type Meet,
  type Membership,
  SUBPROTOCOL,
  Verdict,
} from './handshake.js';
import { answersPing } from './ping.js';
import type { Address, Limits } from './transport.js';

export interface LinkOptions {
  readonly self: string;
  readonly identity: Identity;
  readonly server: string;
  readonly address: Address;
  readonly membership: Membership;
  readonly meet: Meet;
  readonly limits: Limits;
  readonly log: (line: string) => void;
}

export class Link {
  readonly address: Address;
  sent = 0;
  dropped = 0;
  /** Why the peer did not let this server in when it last came; undefined where it did, or does not answer. */
  refusal: string | undefined;
  readonly #options: LinkOptions;
  #socket: WebSocket | undefined;
  #isOpen = false;
  #isClosed = false;
  #backoffMs: number;
  #retry: NodeJS.Timeout | undefined;
  /** Since this turn of the event loop began. */
  #waiting: string[] = [];
  #waitingBytes = 0;
  /** What was told of the last failure: a server that is away is told of once. */
  #told = '';

  constructor(options: LinkOptions) {
    this.#options = options;
    this.address = options.address;
    this.#backoffMs = options.limits.backoffMsMin;
    this.#dial();
  }

  get isConnected(): boolean {
    return this.#isOpen;
  }

  /** @param text a message as JSON */
  send(text: string): void {
    const { queueBytesMax, frameBytesMax } = this.#options.limits;
    // Characters stand for bytes: at least one each, and the limit is no promise to the last byte.
    const size = text.length + 1;
    const queued = this.#waitingBytes + (this.#socket?.bufferedAmount ?? 0);
    if (!this.#isOpen || queued + size > queueBytesMax) {
      this.dropped++;
      return;
    }
    if (size * 3 > frameBytesMax && Buffer.byteLength(text) + 2 > frameBytesMax) {
      this.dropped++;
      this.#options.log(
        `a message to ${this.#options.server} of ${size} bytes is over the limit; it is dropped`,
      );
      return;
    }
    this.sent++;
    if (this.#waiting.length === 0) setImmediate(() => this.#flush());
    this.#waiting.push(text);
    this.#waitingBytes += size;
  }

  /** Whether the peer answers a ping that is sent now within that time. */
  async answers(withinMs: number): Promise<boolean> {
    return this.#isOpen && this.#socket !== undefined && answersPing(this.#socket, withinMs);
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#retry);
    this.#socket?.terminate();
  }

  #flush(): void {
    const { frameBytesMax } = this.#options.limits;
    let frame: string[] = [];
    let bytes = 2;
    const emit = () => {
      if (frame.length > 0 && this.#isOpen) this.#socket?.send(`[${frame.join(',')}]`);
      frame = [];
      bytes = 2;
    };
    for (const text of this.#waiting) {
      const size = Buffer.byteLength(text) + 1;
      if (bytes + size > frameBytesMax) emit();
      frame.push(text);
      bytes += size;
    }
    emit();
    this.#waiting = [];
    this.#waitingBytes = 0;
  }

  #dial(): void {
    const { address, membership, meet, self, identity, server, limits } = this.#options;
    const host = address.host.includes(':') ? `[${address.host}]` : address.host;
    const socket = new WebSocket(`ws://${host}:${address.port}`, SUBPROTOCOL, {
      perMessageDeflate: false,
      handshakeTimeout: limits.silenceMsMax,
      maxPayload: 2 ** 16,
    });
    this.#socket = socket;
    let heard: Hello | undefined;
    let said: Answer | undefined;
    let why = 'the connection was closed';
    const stop = (reason: string) => {
      why = reason;
      socket.terminate();
    };
    socket.on('message', (data) => {
      try {
        const message: unknown = JSON.parse(String(data));
        if (heard === undefined || said === undefined) {
          heard = Hello.parse(message);
          if (heard.server !== server) return stop(`it is ${heard.server}`);
          said = answer(membership, { server: self, identity }, heard);
          return socket.send(JSON.stringify(said));
        }
        const verdict = Verdict.parse(message);
        if (verdict.kind === 'refusal') {
          this.refusal = verdict.reason;
          return stop(`it refuses: ${verdict.reason}`);
        }
        if (!isGenuine(membership, heard, said, verdict.proof))
          return stop('it does not have the cluster key');
        const objection = meet(server, heard.identity);
        if (objection !== undefined) return stop(objection);
        this.#opened();
      } catch {
        stop('it does not speak as a server does');
      }
    });
    socket.on('unexpected-response', (_request, response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString('utf8', 0, 200)));
      response.on('end', () => stop(`it answers ${response.statusCode} ${text.trim()}`));
    });
    socket.on('error', (error) => (why = error.message || (error as NodeJS.ErrnoException).code || 'error'));
    const guard = guardSilence(socket, limits.silenceMsMax, () => stop('it no longer answers'));
    socket.on('close', () => {
      guard();
      this.#closed(why);
    });
  }

  #opened(): void {
    this.#isOpen = true;
    this.refusal = undefined;
    this.#backoffMs = this.#options.limits.backoffMsMin;
    this.#told = '';
    this.#options.log(`connected to ${this.#options.server}`);
  }

  #closed(why: string): void {
    this.#isOpen = false;
    if (this.#isClosed) return;
    const { server, address, limits, log } = this.#options;
    if (why !== this.#told) log(`no connection to ${server} at ${address.host}:${address.port}: ${why}`);
    this.#told = why;
    const delay = this.#backoffMs * (0.5 + Math.random() / 2);
    this.#backoffMs = Math.min(limits.backoffMsMax, this.#backoffMs * 2);
    this.#retry = setTimeout(() => this.#dial(), delay);
  }
}

/**
 * Pings, and gives up where nothing comes back. A server that is stopped, or behind a cut, keeps its connection open and says nothing.
 * @returns ends it
 */
function guardSilence(socket: WebSocket, silenceMsMax: number, onSilence: () => void): () => void {
  let isAlive = true;
  socket.on('pong', () => (isAlive = true));
  socket.on('message', () => (isAlive = true));
  const timer = setInterval(() => {
    if (!isAlive) return onSilence();
    isAlive = false;
    if (socket.readyState === WebSocket.OPEN) socket.ping();
  }, silenceMsMax / 2);
  return () => clearInterval(timer);
}
