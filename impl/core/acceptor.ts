/**
 * The acceptor: the memory of the protocol. Process Acceptor of Paxos Made Moderately Complex (van Renesse and Altinbuken 2015); it
 * accepts only the ballot that it has adopted.
 *
 * Of each slot it keeps the pvalue of the highest ballot only (section on state reduction), and none of the slots that f+1 replicas have
 * applied and made durable (section on garbage collection): one of them can always tell the others. Everything it answers with is written first.
 */
import type { Json } from '../../traces/event.js';
import { type Ballot, compareBallots, sameBallot } from './ballot.js';
import { latest, playersOf } from './membership.js';
import type { BodyOf, Pvalue } from './message.js';
import type { Context } from './work.js';

export interface Acceptor {
  /** The highest ballot that it was asked to adopt. */
  ballot: Ballot | null;
  /** By slot; slots above `collected` only. */
  readonly accepted: Map<number, Pvalue>;
  /** Nothing is kept up to this slot. */
  collected: number;
  /** Up to which slot each replica has told that its state is durable. Not durable here: replicas tell it again. */
  readonly applied: Map<string, number>;
  /** Little room is left in stable storage: no commands of clients are accepted. */
  isFull: boolean;
}

export const newAcceptor = (): Acceptor => ({
  ballot: null,
  accepted: new Map(),
  collected: 0,
  applied: new Map(),
  isFull: false,
});

export const acceptorKeys = { ballot: 'acceptor/ballot', collected: 'acceptor/collected' };

/** Under which key the pvalue of a slot is kept. */
export const acceptedKey = (slot: number) => `accepted/${slot}`;

/** p1a: adopt a higher ballot, and tell what was accepted, a page of it. */
export function receiveP1a(acceptor: Acceptor, from: string, message: BodyOf<'p1a'>, context: Context): void {
  if (compareBallots(message.ballot, acceptor.ballot) > 0) {
    acceptor.ballot = message.ballot;
    context.write(acceptorKeys.ballot, acceptor.ballot as unknown as Json);
    context.changed('ballot', acceptor.ballot as unknown as Json);
  }
  const slots = [...acceptor.accepted.keys()].filter((slot) => slot >= message.from).sort((a, b) => a - b);
  const page = slots.slice(0, context.configuration.pageMax);
  context.send([from], {
    kind: 'p1b',
    ballot: acceptor.ballot as Ballot,
    from: message.from,
    accepted: page.map((slot) => acceptor.accepted.get(slot) as Pvalue),
    next: slots.length > page.length ? slots[page.length] : null,
    collected: acceptor.collected,
  });
}

/**
 * p2a: accept where the ballot is the adopted one; answer with what is adopted. A slot that was collected is decided: it is not
 * kept again, and the answer to a late commander is as good as a vote.
 */
export function receiveP2a(acceptor: Acceptor, from: string, message: BodyOf<'p2a'>, context: Context): void {
  const { ballot, slot, command } = message;
  // As if the message were lost: it comes again.
  if (acceptor.isFull && command.kind === 'batch') return;
  if (sameBallot(ballot, acceptor.ballot) && slot > acceptor.collected) {
    const pvalue: Pvalue = { ballot, slot, command };
    acceptor.accepted.set(slot, pvalue);
    context.write(acceptedKey(slot), pvalue as unknown as Json);
    context.changed('accepted', { [slot]: pvalue } as unknown as Json);
  }
  // One that has adopted nothing was started after the leader's scout was done: the scout asks it again.
  if (acceptor.ballot !== null) {
    context.send([from], { kind: 'p2b', ballot: acceptor.ballot, asked: ballot, slot });
  }
}

/** A leader asks whether it may still answer reads. */
export function receiveConfirm(
  acceptor: Acceptor,
  from: string,
  { round }: BodyOf<'confirm'>,
  context: Context,
): void {
  context.send([from], { kind: 'confirmed', ballot: acceptor.ballot, round });
}

/** A replica has made its state durable: what f+1 of them have so is collected. */
export function receiveApplied(
  acceptor: Acceptor,
  from: string,
  { slot }: BodyOf<'applied'>,
  context: Context,
): void {
  acceptor.applied.set(from, Math.max(slot, acceptor.applied.get(from) ?? 0));
  const collected = appliedByMajority(acceptor.applied, context);
  if (collected <= acceptor.collected) return;
  const gone: Record<string, null> = {};
  for (const kept of acceptor.accepted.keys()) {
    if (kept > collected) continue;
    acceptor.accepted.delete(kept);
    context.write(acceptedKey(kept), null);
    gone[kept] = null;
  }
  acceptor.collected = collected;
  context.write(acceptorKeys.collected, collected);
  context.changed('collected', collected);
  context.changed('accepted', gone);
}

/** The highest slot that a majority of the latest replicas have told of. */
export function appliedByMajority(applied: ReadonlyMap<string, number>, { membership }: Context): number {
  const replicas = playersOf('replica', latest(membership).servers);
  const slots = replicas.map((id) => applied.get(id) ?? 0).sort((a, b) => b - a);
  return slots[Math.floor(replicas.length / 2)];
}
