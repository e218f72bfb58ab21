/**
 * What a node needs of the network: messages to other servers, each at most once, some of them lost. Where a connection is
 * broken, slow or full, messages are dropped and counted: the protocol sends again what matters, and a queue that grows without
 * bound helps nobody.
 *
 * Messages travel over WebSocket (`ws`): frames with a length that is judged before it is believed, pings, a hello over HTTP
 * that names a version, in one of the most used and best kept packages there are, without dependencies. Each server dials every
 * other and sends on the connection that it dialed, so that who sends is settled once a connection.
 */
import type { Json } from '../../traces/event.js';
import type { Identity } from '../store/acquaintances.js';
import type { Meet, Membership } from './handshake.js';
import { Link } from './link.js';
import { Listener } from './listener.js';

export interface Address {
  readonly host: string;
  readonly port: number;
}

export interface Limits {
  /** Bytes of a frame; a larger one ends the connection that it came on. */
  readonly frameBytesMax: number;
  /** Bytes that wait for one peer; what would be more is dropped. */
  readonly queueBytesMax: number;
  /** How long a connection is waited for again after it broke: twice as long each time, at random within the last doubling. */
  readonly backoffMsMin: number;
  readonly backoffMsMax: number;
  /** A peer that has not answered a ping for this long is dialed anew. */
  readonly silenceMsMax: number;
}

export const defaultLimits: Limits = {
  frameBytesMax: 16 * 2 ** 20,
  queueBytesMax: 64 * 2 ** 20,
  backoffMsMin: 50,
  backoffMsMax: 2000,
  silenceMsMax: 5000,
};

export interface TransportOptions {
  readonly self: string;
  readonly identity: Identity;
  readonly membership: Membership;
  readonly meet: Meet;
  readonly listen: Address;
  readonly limits?: Partial<Limits>;
  /** What a peer sent, in the order in which it was sent. */
  readonly onMessage: (from: string, message: Json) => void;
  /** One line for people: who came, who went, who was refused and why. */
  readonly log: (line: string) => void;
}

/** What a node sees of it; faults are put around it when a run is recorded. */
export interface Transport {
  send(to: string, message: Json): void;
  /** Whom to dial, and from whom to take messages, from now on; this server itself may be among them. */
  setPeers(peers: ReadonlyMap<string, Address>): void;
  status(): readonly PeerStatus[];
  /** Whether that server answers within that time. */
  answers(server: string, withinMs: number): Promise<boolean>;
  close(): Promise<void>;
}

export interface PeerStatus {
  readonly server: string;
  readonly isConnected: boolean;
  /** Why it does not let this server in. */
  readonly refusal: string | undefined;
  readonly sent: number;
  readonly dropped: number;
  readonly received: number;
}

/** @throws Error where the address cannot be listened on, or may be reached from elsewhere without a key */
export async function openTransport(
  options: TransportOptions,
): Promise<Transport & { readonly port: number }> {
  const limits = { ...defaultLimits, ...options.limits };
  const links = new Map<string, Link>();
  const received = new Map<string, number>();
  const listener = await Listener.open({
    ...options,
    limits,
    isPeer: (server) => links.has(server),
    onMessages: (from, messages) => {
      received.set(from, (received.get(from) ?? 0) + messages.length);
      for (const message of messages) options.onMessage(from, message);
    },
  });
  // A message to all is put in words once.
  let last: { readonly message: Json; readonly text: string } | undefined;
  return {
    port: listener.port,
    send: (to, message) => {
      if (last?.message !== message) last = { message, text: JSON.stringify(message) };
      links.get(to)?.send(last.text);
    },
    setPeers: (peers) => {
      for (const [server, link] of links) {
        const address = peers.get(server);
        if (address !== undefined && isSame(address, link.address)) continue;
        link.close();
        links.delete(server);
        if (address === undefined) listener.dismiss(server);
      }
      for (const [server, address] of peers) {
        if (server === options.self || links.has(server)) continue;
        links.set(server, new Link({ ...options, limits, server, address }));
      }
    },
    status: () =>
      [...links].map(([server, { isConnected, refusal, sent, dropped }]) => ({
        server,
        isConnected,
        refusal,
        sent,
        dropped,
        received: received.get(server) ?? 0,
      })),
    answers: async (server, withinMs) => (await links.get(server)?.answers(withinMs)) ?? false,
    close: async () => {
      for (const link of links.values()) link.close();
      await listener.close();
    },
  };
}

function isSame(a: Address, b: Address): boolean {
  return a.host === b.host && a.port === b.port;
}
