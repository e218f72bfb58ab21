/** What a server has in stable storage, as the log of its start tells it, and whether that is what it had made durable. */
import type { EventOf } from '../../event.js';
import type { Epoch } from './membership.js';
import type { Names } from './names.js';
import type { Durable } from './server.js';
import { type LoggedPvalue, pvaluesOf } from './words.js';

type Memory = Pick<Durable, 'ballot' | 'accepted' | 'collected'>;

export function sameAcceptor(one: Memory, other: Memory): boolean {
  if (one.ballot !== other.ballot || one.collected !== other.collected) return false;
  return one.accepted === other.accepted || one.accepted.equals(other.accepted);
}

export function sameDurable(one: Durable, other: Durable): boolean {
  return (
    sameAcceptor(one, other) &&
    one.leader === other.leader &&
    one.checkpoint === other.checkpoint &&
    one.epoch === other.epoch
  );
}

/** For a reader, by role, in the words of the log. */
export const byRole = ({ ballot, accepted, collected, leader, checkpoint, epoch }: Durable) => ({
  acceptor: { ballot, accepted, collected },
  leader: { ballot: leader },
  replica: { checkpoint, members: epoch },
});

export function durableOf(names: Names, durable: EventOf<'start'>['durable'], registry: Epoch[]): Durable {
  const { acceptor, leader, replica, members } = durable as {
    readonly acceptor?: { ballot: never; accepted: readonly LoggedPvalue[]; collected: number };
    readonly leader?: { ballot: never };
    readonly replica?: { slot: number };
    readonly members?: Epoch;
  };
  if (members !== undefined) registry[members.number] ??= members;
  return {
    ballot: names.ballotOrNull(acceptor?.ballot),
    accepted: pvaluesOf(names, acceptor?.accepted ?? []),
    collected: acceptor?.collected ?? 0,
    leader: names.ballotOrNull(leader?.ballot),
    checkpoint: replica?.slot ?? 0,
    epoch: members?.number ?? 0,
  };
}
