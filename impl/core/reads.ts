/**
 * Reads without the log, and linearizable all the same: the replica's side (the leader's is confirmation.ts).
 *
 * Reads that came up to now share a round: the replica asks the leader which slot they must see; the leader has acceptors confirm that its ballot
 * is still theirs, and names the highest slot that can be decided by now; the replica answers when it has applied that. So any replica serves reads, nothing
 * is written, and no clock is trusted: a leader lease would save a message delay, and would be wrong where a clock drifts or a process stops
 * for long between looking at the clock and answering. (The read-index of Ongaro 2014, section 6.4, in the terms of ballots.)
 */
import { hasBug } from './bugs.js';
import type { Read, Result } from './command.js';
import { membersOf, read } from './machine.js';
import { epochOf } from './membership.js';
import type { BodyOf } from './message.js';
import { leaderOf, type Replica } from './replica.js';
import type { Context } from './work.js';

export interface ReadRequest {
  readonly client: string;
  readonly sequence: number;
  readonly operation: Read;
}

export interface Reads {
  /** Not in a round yet. */
  waiting: ReadRequest[];
  /** The name of the round that was begun last. */
  round: string;
  /** The round that the leader was asked about, and when, in ticks. */
  asked: { readonly requests: readonly ReadRequest[]; at: number } | null;
  /** Reads that may be answered once the slot is applied. */
  ready: { readonly slot: number; readonly epoch: number; readonly requests: readonly ReadRequest[] }[];
}

export const newReads = (): Reads => ({ waiting: [], round: '', asked: null, ready: [] });

export function takeRead(replica: Replica, request: ReadRequest, context: Context): void {
  const { reads } = replica;
  if (reads.waiting.length >= context.configuration.waitingMax) {
    context.answer(request.client, request.sequence, { kind: 'busy' });
    return;
  }
  if (hasBug(context, 'reads-locally')) {
    context.answer(request.client, request.sequence, read(replica.entries, request.operation));
    return;
  }
  reads.waiting.push(request);
  context.changedEntry('asked', `${request.client} ${request.sequence}`, request.operation.kind);
  beginRound(replica, context);
}

function beginRound(replica: Replica, context: Context): void {
  const { reads } = replica;
  if (reads.asked !== null || reads.waiting.length === 0) return;
  reads.round = context.fresh();
  reads.asked = { requests: reads.waiting, at: context.now };
  reads.waiting = [];
  askLeader(replica, context);
}

function askLeader(replica: Replica, context: Context): void {
  const leader = leaderOf(replica);
  if (leader !== null) context.send([leader], { kind: 'read', round: replica.reads.round });
}

/** The leader names the slot. An answer to an earlier asking of the same round is as good: the reads were there before that. */
export function receiveReadable(replica: Replica, message: BodyOf<'readable'>, context: Context): void {
  const { reads } = replica;
  const { round, slot, epoch } = message;
  if (reads.asked === null || round !== reads.round) return;
  reads.ready.push({ slot, epoch, requests: reads.asked.requests });
  reads.asked = null;
  serveReads(replica, context);
  beginRound(replica, context);
}

/**
 * Answers those whose slot is applied. If by then a configuration decides the next slot that the leader had not asked, acceptors that it does not know may
 * have followed another leader: the reads go into another round.
 */
export function serveReads(replica: Replica, context: Context): void {
  const { reads, entries, slotOut } = replica;
  const membership = membersOf(entries) ?? context.membership;
  const served = reads.ready.filter(({ slot }) => slot < slotOut);
  if (served.length === 0) return;
  reads.ready = reads.ready.filter(({ slot }) => slot >= slotOut);
  for (const { slot, epoch, requests } of served) {
    if (epochOf(membership, slot + 1).number > epoch) {
      reads.waiting.push(...requests);
      continue;
    }
    for (const { client, sequence, operation } of requests) {
      context.answer(client, sequence, read(entries, operation) satisfies Result);
    }
  }
  beginRound(replica, context);
}

/** What got no answer is asked again, of the leader that there is now. */
export function readsTick(replica: Replica, context: Context): void {
  const { asked } = replica.reads;
  if (asked === null || context.now - asked.at < context.configuration.resendTicks) return;
  asked.at = context.now;
  askLeader(replica, context);
}
