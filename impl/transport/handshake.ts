/**
 * How two servers come to trust a connection before any message is read from it. Each proves to the other that it has the key of the cluster,
 * by an HMAC over both nonces, both names and both identities (so no proof can be sent back, nor used with another server), and tells which
 * version it speaks. The key itself is never sent. What each then thinks of the other's identity is for its acquaintances to say (store/acquaintances.ts).
 *
 *   listener -> dialer   hello   who I am, my nonce
 *   dialer -> listener   answer  who I am, whom I want, my nonce, my proof
 *   listener -> dialer   welcome my proof   |  refusal  why not
 *
 * It keeps strangers out; it does not hide messages, nor protect them from somebody who can rewrite packets on the way.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Identity } from '../store/acquaintances.js';

/** Goes up when messages change their meaning. */
export const VERSION = 2;
/** Of WebSocket: what a stranger speaks is told from it at once. */
export const SUBPROTOCOL = `paxoscope.${VERSION}`;

export interface Membership {
  readonly cluster: string;
  /** The shared key; without one, servers trust what comes from their own machine. */
  readonly key: string | undefined;
}

/** What a server says of itself. */
export interface Self {
  readonly server: string;
  readonly identity: Identity;
}

/** Why a server is not let in, though it has the key; undefined where it is. */
export type Meet = (server: string, identity: Identity) => string | undefined;
type MeetInTime = (...met: Parameters<Meet>) => Promise<string | undefined>;

const nonce = z.string().length(32);
const identity = z.object({ store: z.string(), incarnation: z.number(), process: z.string() });
export const Hello = z.object({
  kind: z.literal('hello'),
  cluster: z.string(),
  server: z.string(),
  identity,
  nonce,
});
export type Hello = z.infer<typeof Hello>;
export const Answer = Hello.extend({ kind: z.literal('answer'), to: z.string(), proof: z.string() });
export type Answer = z.infer<typeof Answer>;
export const Verdict = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('welcome'), proof: z.string() }),
  z.object({ kind: z.literal('refusal'), reason: z.string() }),
]);
export type Verdict = z.infer<typeof Verdict>;

export function hello({ cluster }: Membership, { server, identity }: Self): Hello {
  return { kind: 'hello', cluster, server, identity, nonce: randomBytes(16).toString('hex') };
}

/** What the dialer says to a listener's hello. */
export function answer(membership: Membership, self: Self, heard: Hello): Answer {
  const mine = hello(membership, self);
  const proof = proofOf(membership, 'dialer', heard, mine);
  return { ...mine, kind: 'answer', to: heard.server, proof };
}

/** What the listener says to the answer to its hello. */
export async function judge(
  membership: Membership,
  mine: Hello,
  heard: Answer,
  isPeer: (server: string) => boolean,
  meet: MeetInTime,
): Promise<Verdict> {
  const refusal = (reason: string): Verdict => ({ kind: 'refusal', reason });
  if (heard.cluster !== mine.cluster) return refusal(`this is cluster ${mine.cluster}, not ${heard.cluster}`);
  if (heard.to !== mine.server) return refusal(`this is server ${mine.server}, not ${heard.to}`);
  if (!isEqual(heard.proof, proofOf(membership, 'dialer', mine, heard))) return refusal('wrong cluster key');
  if (!isPeer(heard.server)) return refusal(`${heard.server} is no server of this cluster`);
  const objection = await meet(heard.server, heard.identity);
  if (objection !== undefined) return refusal(objection);
  return { kind: 'welcome', proof: proofOf(membership, 'listener', mine, heard) };
}

/** Whether the welcome is from somebody who has the key. */
export function isGenuine(membership: Membership, heard: Hello, mine: Answer, proof: string): boolean {
  return isEqual(proof, proofOf(membership, 'listener', heard, mine));
}

function proofOf(
  { key }: Membership,
  role: 'dialer' | 'listener',
  listener: Omit<Hello, 'kind'>,
  dialer: Pick<Hello, 'server' | 'identity' | 'nonce'>,
): string {
  const said = [
    VERSION,
    role,
    listener.cluster,
    listener.server,
    listener.nonce,
    ...wordsOf(listener.identity),
    dialer.server,
    dialer.nonce,
    ...wordsOf(dialer.identity),
  ];
  return createHmac('sha256', key ?? '')
    .update(JSON.stringify(said))
    .digest('hex');
}

function wordsOf({ store, incarnation, process }: Identity): readonly unknown[] {
  return [store, incarnation, process];
}

function isEqual(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
