/** What a trace tells of a server's state (traces/event.ts). */
import type { Json } from '../../traces/event.js';
import type { State } from './server.js';

/** What it found in stable storage, by role. Of the application only the slot and the digest. */
export function durableOf({
  acceptor,
  leader,
  replica,
  membership,
  incarnation,
}: State): Record<string, never> {
  if (incarnation === 1) return {};
  return {
    acceptor: {
      ballot: acceptor.ballot,
      accepted: [...acceptor.accepted.values()].sort((one, other) => one.slot - other.slot),
      collected: acceptor.collected,
    },
    leader: { ballot: leader.ballot },
    replica: { slot: replica.checkpoint, digest: replica.entries.digest() },
    members: membership[membership.length - 1],
  } as unknown as Record<string, never>;
}

/** The checkpoint that a step made, if it did. */
export function digestOf(
  changed: Readonly<Record<string, Json>>,
): { slot: number; digest: string; source: 'applied' | 'fetched' } | undefined {
  const taken = (changed.checkpoint ?? changed.fetched) as { slot: number; digest: string } | undefined;
  if (taken === undefined) return undefined;
  return { ...taken, source: changed.checkpoint === undefined ? 'fetched' : 'applied' };
}
