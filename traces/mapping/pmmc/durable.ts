/** What a server has in stable storage, as the log of its start tells it, and whether that is what it had made durable. */
import { formatValue } from '../../../checker/format-value.js';
import { nearest, sameJson } from '../../conform/differences.js';
import type { Finding } from '../../conform/judge.js';
import type { EventOf } from '../../event.js';
import type { Epoch } from './membership.js';
import type { Names } from './names.js';
import type { Durable } from './server.js';
import { type LoggedPvalue, pvaluesOf } from './words.js';

/** The configuration is another one than all others know by its number. */
const OTHER_MEMBERS = -1;

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
const byRole = ({ ballot, accepted, collected, leader, checkpoint, epoch }: Durable) => ({
  acceptor: { ballot, accepted, collected },
  leader: { ballot: leader },
  replica: { checkpoint, members: epoch === OTHER_MEMBERS ? 'not those that others were told' : epoch },
});

/** A start with another state than any that may have been durable: in what it differs from the nearest. */
export function forgotten(
  names: Names,
  server: string,
  candidates: readonly Durable[],
  observed: Durable,
): Finding {
  const readable = candidates.map((candidate) => names.readable(byRole(candidate)));
  const apart = nearest(readable, names.readable(byRole(observed))) ?? [];
  return {
    level: 1,
    rule: 'restart: stable state survives',
    says: `${server} starts with another state than it had made durable`,
    differences: apart.map((one) => ({ ...one, field: `durable.${one.field}` })),
    guards: [],
    state: readable[0],
    allowed: readable.slice(1, 4).map(formatValue),
    suspect: 'implementation',
  };
}

export function durableOf(names: Names, durable: EventOf<'start'>['durable'], registry: Epoch[]): Durable {
  const { acceptor, leader, replica, members } = durable as {
    readonly acceptor?: { ballot: never; accepted: readonly LoggedPvalue[]; collected: number };
    readonly leader?: { ballot: never };
    readonly replica?: { slot: number };
    readonly members?: Epoch;
  };
  if (members !== undefined) registry[members.number] ??= members;
  const isKnown = members === undefined || sameJson(registry[members.number], members);
  return {
    ballot: names.ballotOrNull(acceptor?.ballot),
    accepted: pvaluesOf(names, acceptor?.accepted ?? []),
    collected: acceptor?.collected ?? 0,
    leader: names.ballotOrNull(leader?.ballot),
    checkpoint: replica?.slot ?? 0,
    epoch: isKnown ? (members?.number ?? 0) : OTHER_MEMBERS,
  };
}
