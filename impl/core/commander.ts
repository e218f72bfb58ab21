/**
 * The commander: asks acceptors to accept one command for one slot in one ballot, and tells replicas what is decided. Process Commander
 * of Paxos Made Moderately Complex. The acceptors are those of the configuration that decides the slot.
 */
import { type Ballot, compareBallots, sameBallot } from './ballot.js';
import type { Command } from './command.js';
import { type Epoch, epochOf, epochsFrom, isMajority, playersIn, playersOf } from './membership.js';
import type { BodyOf } from './message.js';
import type { Context } from './work.js';

export interface Commander {
  readonly ballot: Ballot;
  readonly slot: number;
  readonly command: Command;
  readonly epoch: Epoch;
  /** Acceptors that have voted. */
  readonly heard: Set<string>;
  /** When it asked last, in ticks. */
  askedAt: number;
}

export const commanderName = ({ number, leader }: Ballot, slot: number) =>
  `commander ${number}.${leader}/${slot}`;

export function newCommander(ballot: Ballot, slot: number, command: Command, context: Context): Commander {
  return { ballot, slot, command, epoch: epochOf(context.membership, slot), heard: new Set(), askedAt: 0 };
}

/** Asks all that have not voted. */
export function askToAccept(commander: Commander, context: Context): void {
  const { ballot, slot, command, epoch, heard } = commander;
  commander.askedAt = context.now;
  const left = playersOf('acceptor', epoch.servers).filter((id) => !heard.has(id));
  context.send(left, { kind: 'p2a', ballot, slot, command });
}

/**
 * p2b: a vote, or a higher ballot, which preempts the leader's. An acceptor with a lower ballot has not heard of this one: the scout
 * goes on to ask it.
 * @returns whether the slot is decided by this
 */
export function receiveP2b(
  commander: Commander,
  from: string,
  message: BodyOf<'p2b'>,
  context: Context,
): boolean {
  const { ballot, slot, command, epoch, heard } = commander;
  if (!sameBallot(message.asked, ballot)) return false;
  if (!sameBallot(message.ballot, ballot)) {
    if (compareBallots(message.ballot, ballot) > 0) {
      context.send([context.self], { kind: 'preempted', ballot: message.ballot });
    }
    return false;
  }
  heard.add(from);
  context.changed('heard', [...heard]);
  if (!isMajority('acceptor', epoch, heard)) return false;
  const replicas = playersIn('replica', epochsFrom(context.membership, slot));
  context.send(replicas, { kind: 'decision', slot, command });
  return true;
}
