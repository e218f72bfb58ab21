/**
 * Where peers come in: one port, on which a connection is nothing until it has proved that it is a server of this cluster. Whatever else
 * arrives there is told to go, with a reason, and logged.
 */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import WebSocket, { WebSocketServer } from 'ws';
import type { Json } from '../../traces/event.js';
import { listenFault } from '../node/address.js';
import type { Identity } from '../store/acquaintances.js';
import { Answer, hello, judge, type Meet, type Membership, SUBPROTOCOL, VERSION } from './handshake.js';
import { isLoopback } from './loopback.js';
import { answersPing } from './ping.js';
import type { Address, Limits } from './transport.js';

export interface ListenerOptions {
  readonly self: string;
  readonly identity: Identity;
  readonly membership: Membership;
  readonly listen: Address;
  readonly limits: Limits;
  readonly isPeer: (server: string) => boolean;
  readonly meet: Meet;
  readonly onMessages: (from: string, messages: readonly Json[]) => void;
  readonly log: (line: string) => void;
}

/** Before it has proved itself, a connection may send no more than this. */
const STRANGER_BYTES_MAX = 4096;
const STRANGERS_MAX = 100;
/** How long the process that was a server before may take to show that it still is. */
const RIVAL_ANSWERS_MS = 500;

/** A connection that was let in. */
interface Peer {
  readonly socket: WebSocket;
  readonly process: string;
}

export class Listener {
  readonly port: number;
  readonly #options: ListenerOptions;
  readonly #http: Server;
  readonly #sockets: WebSocketServer;
  readonly #peers = new Map<string, Peer>();
  #strangers = 0;

  static async open(options: ListenerOptions): Promise<Listener> {
    const { host, port } = options.listen;
    if (options.membership.key === undefined && !isLoopback(host))
      throw new Error(
        `peers on ${host} could be anybody: give the servers a cluster key, or let them listen on 127.0.0.1`,
      );
    const http = createServer((_request, response) => {
      response.writeHead(426, { 'content-type': 'text/plain', upgrade: 'websocket' });
      response.end('this port is for servers of the cluster; clients have another\n');
    });
    await new Promise<void>((resolve, reject) => {
      http.once('error', (error) =>
        reject(new Error(`peers cannot be listened for: ${listenFault(options.listen, error)}`)),
      );
      http.listen(port, host, resolve);
    });
    return new Listener(options, http);
  }

  private constructor(options: ListenerOptions, http: Server) {
    this.#options = options;
    this.#http = http;
    this.port = (http.address() as AddressInfo).port;
    this.#sockets = new WebSocketServer({
      noServer: true,
      perMessageDeflate: false,
      maxPayload: options.limits.frameBytesMax,
      handleProtocols: () => SUBPROTOCOL,
    });
    http.headersTimeout = options.limits.silenceMsMax;
    http.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
    http.on('clientError', (_error, socket) => {
      options.log(
        `garbage from ${remoteOf(socket as Duplex & { remoteAddress?: string })}; the connection is closed`,
      );
      socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
    });
  }

  /** Ends what a server has to say that is no peer any more. */
  dismiss(server: string): void {
    this.#peers.get(server)?.socket.terminate();
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets.clients) socket.terminate();
    this.#http.closeAllConnections();
    await new Promise<void>((resolve) => this.#http.close(() => resolve()));
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const remote = remoteOf(request.socket);
    const spoken = request.headers['sec-websocket-protocol'];
    const refusal =
      spoken !== SUBPROTOCOL
        ? `this server speaks version ${VERSION}, not ${spoken ?? 'something else'}`
        : this.#strangers >= STRANGERS_MAX
          ? 'too many strangers at once'
          : undefined;
    if (refusal === undefined) {
      this.#sockets.handleUpgrade(request, socket, head, (accepted) => this.#meet(accepted, remote));
      return;
    }
    this.#options.log(`${remote} is refused: ${refusal}`);
    socket.end(
      `HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: ${refusal.length}\r\n\r\n${refusal}`,
    );
  }

  #meet(socket: WebSocket, remote: string): void {
    const { membership, self, identity, limits, log, isPeer, onMessages } = this.#options;
    const mine = hello(membership, { server: self, identity });
    let peer: string | undefined;
    let hasAnswered = false;
    this.#strangers++;
    const refuse = (reason: string) => {
      log(`${peer ?? remote} is refused: ${reason}`);
      socket.send(JSON.stringify({ kind: 'refusal', reason }));
      socket.close(1008, reason.slice(0, 100));
      // A stranger that does not let go is let go.
      setTimeout(() => socket.terminate(), 1000).unref();
    };
    const patience = setTimeout(() => refuse('no answer to the hello'), limits.silenceMsMax);
    const met = () => {
      clearTimeout(patience);
      this.#strangers--;
    };
    socket.on('message', (data: Buffer, isBinary) => {
      if (socket.readyState !== WebSocket.OPEN) return;
      if (peer !== undefined) {
        const messages = isBinary ? undefined : messagesIn(data);
        if (messages === undefined) refuse('a frame that is no list of messages');
        else onMessages(peer, messages);
        return;
      }
      const answer = hasAnswered || data.length > STRANGER_BYTES_MAX ? undefined : answerIn(data);
      if (answer === undefined) return refuse('it does not answer as a server does');
      hasAnswered = true;
      void judge(membership, mine, answer, isPeer, (...who) => this.#meets(...who)).then((verdict) => {
        if (socket.readyState !== WebSocket.OPEN) return;
        if (verdict.kind === 'refusal') return refuse(verdict.reason);
        met();
        peer = answer.server;
        // A peer that dials anew has given up the connection that it had.
        this.#peers.get(peer)?.socket.terminate();
        this.#peers.set(peer, { socket, process: answer.identity.process });
        socket.send(JSON.stringify(verdict));
      });
    });
    socket.on('error', (error) => log(`${peer ?? remote}: ${error.message}; the connection is closed`));
    socket.on('close', () => {
      if (peer === undefined) met();
      else if (this.#peers.get(peer)?.socket === socket) this.#peers.delete(peer);
    });
    socket.send(JSON.stringify(mine));
  }

  /** A server that was started again has no older process any more: where that one still answers there are two. */
  async #meets(server: string, identity: Identity): Promise<string | undefined> {
    const before = this.#peers.get(server);
    const isRival = before !== undefined && before.process !== identity.process;
    if (isRival && (await answersPing(before.socket, RIVAL_ANSWERS_MS)))
      return `another process is ${server}, and answers: two servers have one id; stop one, and replace it by one of another id`;
    return this.#options.meet(server, identity);
  }
}

function messagesIn(data: Buffer): readonly Json[] | undefined {
  try {
    const messages: unknown = JSON.parse(data.toString());
    return Array.isArray(messages) ? messages : undefined;
  } catch {
    return undefined;
  }
}

function answerIn(data: Buffer): Answer | undefined {
  try {
    return Answer.parse(JSON.parse(data.toString()));
  } catch {
    return undefined;
  }
}

function remoteOf({ remoteAddress }: { readonly remoteAddress?: string }): string {
  return remoteAddress ?? 'somebody';
}
