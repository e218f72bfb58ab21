/**
 * How two servers come to trust a connection before any message is read from it. Each proves to the other that it has the key of the cluster,
 * by an HMAC over both nonces and both names (so no proof can be sent back, nor used with another server), and tells which
 * version it speaks. The key itself is never sent.
 *
 *   listener -> dialer   hello   who I am, my nonce
 *   dialer -> listener   answer  who I am, whom I want, my nonce, my proof
 *   listener -> dialer   welcome my proof   |  refusal  why not
 *
 * It keeps strangers out; it does not hide messages, nor protect them from somebody who can rewrite packets on the way.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

/** Goes up when messages change their meaning. */
export const VERSION = 1;
/** Of WebSocket: what a stranger speaks is told from it at once. */
export const SUBPROTOCOL = `paxoscope.${VERSION}`;

export interface Membership {
  readonly cluster: string;
  /** The shared key; without one, servers trust what comes from their own machine. */
  readonly key: string | undefined;
}

const nonce = z.string().length(32);
export const Hello = z.object({ kind: z.literal('hello'), cluster: z.string(), server: z.string(), nonce });
export type Hello = z.infer<typeof Hello>;
export const Answer = Hello.extend({ kind: z.literal('answer'), to: z.string(), proof: z.string() });
export type Answer = z.infer<typeof Answer>;
export const Verdict = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('welcome'), proof: z.string() }),
  z.object({ kind: z.literal('refusal'), reason: z.string() }),
]);
export type Verdict = z.infer<typeof Verdict>;

export function hello({ cluster }: Membership, server: string): Hello {
  return { kind: 'hello', cluster, server, nonce: randomBytes(16).toString('hex') };
}

/** What the dialer says to a listener's hello. */
export function answer(membership: Membership, server: string, heard: Hello): Answer {
  const mine = hello(membership, server);
  const proof = proofOf(membership, 'dialer', heard, mine);
  return { ...mine, kind: 'answer', to: heard.server, proof };
}

/** What the listener says to the answer to its hello. */
export function judge(
  membership: Membership,
  mine: Hello,
  heard: Answer,
  isPeer: (server: string) => boolean,
): Verdict {
  const refusal = (reason: string): Verdict => ({ kind: 'refusal', reason });
  if (heard.cluster !== mine.cluster) return refusal(`this is cluster ${mine.cluster}, not ${heard.cluster}`);
  if (heard.to !== mine.server) return refusal(`this is server ${mine.server}, not ${heard.to}`);
  if (!isEqual(heard.proof, proofOf(membership, 'dialer', mine, heard))) return refusal('wrong cluster key');
  if (!isPeer(heard.server)) return refusal(`${heard.server} is no server of this cluster`);
  return { kind: 'welcome', proof: proofOf(membership, 'listener', mine, heard) };
}

/** Whether the welcome is from somebody who has the key. */
export function isGenuine(membership: Membership, heard: Hello, mine: Answer, proof: string): boolean {
  return isEqual(proof, proofOf(membership, 'listener', heard, mine));
}

function proofOf(
  { key }: Membership,
  role: 'dialer' | 'listener',
  listener: Pick<Hello, 'cluster' | 'server' | 'nonce'>,
  dialer: Pick<Hello, 'server' | 'nonce'>,
): string {
  const said = [
    VERSION,
    role,
    listener.cluster,
    listener.server,
    listener.nonce,
    dialer.server,
    dialer.nonce,
  ];
  return createHmac('sha256', key ?? '')
    .update(JSON.stringify(said))
    .digest('hex');
}

function isEqual(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
