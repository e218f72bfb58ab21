/**
 * Locks with leases: at most one holder, and none for ever. A lease ends by the log's time (clock.ts), never by the clock of a node. Who counts its length from the
 * moment it asked, in ticks of the fastest replica, and stops then, has stopped before anybody else gets the lock. Where the clocks of
 * clients cannot be trusted for that, the token can: it grows with each new holder, and what the lock protects may refuse an older one.
 */
import type { Json } from '../../traces/event.js';
import { stepMax } from './clock.js';
import type { OperationOf, Result } from './command.js';
import { type Entries, prefixes } from './entries.js';

interface Lock {
  readonly holder: string;
  readonly token: number;
  /** The lease holds up to and including this time. */
  readonly expires: number;
}

const keyOf = (lock: string) => `${prefixes.lock}${lock}`;
/** The token given last, of any lock. */
const tokenKey = `${prefixes.time}token`;

function heldLock(entries: Entries, name: string, time: number): Lock | undefined {
  const lock = entries.get(keyOf(name)) as unknown as Lock | undefined;
  return lock === undefined || isOver(lock as unknown as Json, time) ? undefined : lock;
}

/** Whether the lease of this entry has ended. */
export function isOver(lock: Json, time: number): boolean {
  return (lock as unknown as Lock).expires < time;
}

export function acquire(
  entries: Entries,
  client: string,
  { lock, lease }: OperationOf<'acquire'>,
  time: number,
  clockTicks: number,
): Result {
  const held = heldLock(entries, lock, time);
  if (held !== undefined && held.holder !== client) {
    return { kind: 'held', holder: held.holder, expires: held.expires };
  }
  const token = held?.token ?? Number(entries.get(tokenKey) ?? 0) + 1;
  if (held === undefined) entries.set(tokenKey, token);
  // A new lease never shortens the one that its holder may still count on.
  const expires = Math.max(held?.expires ?? 0, time + lease + stepMax(clockTicks));
  entries.set(keyOf(lock), { holder: client, token, expires } satisfies Lock as unknown as Json);
  return { kind: 'acquired', token, expires };
}

export function release(entries: Entries, client: string, lock: string, time: number): Result {
  const held = heldLock(entries, lock, time);
  if (held?.holder !== client) return { kind: 'not-held', holder: held?.holder ?? null };
  entries.set(keyOf(lock), null);
  return { kind: 'released' };
}

export function holder(entries: Entries, lock: string, time: number): Result {
  const held = heldLock(entries, lock, time);
  return {
    kind: 'holder',
    holder: held?.holder ?? null,
    token: held?.token ?? 0,
    expires: held?.expires ?? 0,
  };
}
