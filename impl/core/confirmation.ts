/**
 * That a leader may answer reads: the leader's side (the replica's is reads.ts).
 *
 * Why it is enough: a write that was acknowledged before a read was asked for was decided in some ballot b. If b is below the leader's, its
 * slot was reported when the leader was adopted, or was collected. If b is the leader's, it has decided it itself. If b is
 * above, a majority had adopted b before the read was asked for; it shares an acceptor with the majority that confirms after that, and that
 * acceptor would not confirm. So every such write is at or below `decided`.
 */
import { compareBallots, sameBallot } from './ballot.js';
import type { Leader } from './leader.js';
import { type Epoch, epochsFrom, isMajority, latest, playersIn } from './membership.js';
import type { BodyOf } from './message.js';
import type { Context } from './work.js';

interface Reader {
  readonly replica: string;
  readonly round: string;
}

interface Asking {
  readonly round: number;
  readonly readers: readonly Reader[];
  readonly epochs: readonly Epoch[];
  readonly slot: number;
  readonly heard: Set<string>;
  at: number;
}

export interface Confirmation {
  rounds: number;
  asking: Asking | null;
  /** For the next round: the present one may have been confirmed before their reads. */
  readonly waiting: Reader[];
}

export const newConfirmation = (): Confirmation => ({ rounds: 0, asking: null, waiting: [] });

/** A replica asks what its reads must see. */
export function receiveRead(leader: Leader, from: string, { round }: BodyOf<'read'>, context: Context): void {
  if (!leader.active) return;
  const { waiting } = leader.confirmation;
  if (!waiting.some((reader) => reader.replica === from && reader.round === round)) {
    waiting.push({ replica: from, round });
  }
  begin(leader, context);
}

function begin(leader: Leader, context: Context): void {
  const { confirmation } = leader;
  if (confirmation.asking !== null || confirmation.waiting.length === 0) return;
  confirmation.rounds += 1;
  confirmation.asking = {
    round: confirmation.rounds,
    readers: confirmation.waiting.splice(0),
    epochs: epochsFrom(context.membership, leader.floor),
    slot: leader.decided,
    heard: new Set(),
    at: context.now,
  };
  askAcceptors(leader, confirmation.asking, context);
}

function askAcceptors({ ballot }: Leader, { epochs, round, heard }: Asking, context: Context): void {
  if (ballot === null) return;
  const left = playersIn('acceptor', epochs).filter((id) => !heard.has(id));
  context.send(left, { kind: 'confirm', ballot, round });
}

export function receiveConfirmed(
  leader: Leader,
  from: string,
  { ballot, round }: BodyOf<'confirmed'>,
  context: Context,
): void {
  const { asking } = leader.confirmation;
  if (asking === null || !leader.active) return;
  if (ballot !== null && compareBallots(ballot, leader.ballot) > 0) {
    context.send([context.self], { kind: 'preempted', ballot });
    return;
  }
  if (round !== asking.round || !sameBallot(ballot, leader.ballot)) return;
  asking.heard.add(from);
  if (!asking.epochs.every((epoch) => isMajority('acceptor', epoch, asking.heard))) return;
  leader.confirmation.asking = null;
  const epoch = latest(asking.epochs).number;
  for (const reader of asking.readers) {
    context.send([reader.replica], { kind: 'readable', round: reader.round, slot: asking.slot, epoch });
  }
  begin(leader, context);
}

export function confirmationTick(leader: Leader, context: Context): void {
  const { asking } = leader.confirmation;
  if (asking === null || context.now - asking.at < context.configuration.resendTicks) return;
  asking.at = context.now;
  askAcceptors(leader, asking, context);
}
