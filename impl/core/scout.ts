/**
 * The scout: asks acceptors to adopt a ballot of its leader. Process Scout of Paxos Made Moderately Complex.
 *
 * An acceptor answers in pages; it has answered when the last page is there. What it accepted cannot change between them: it has adopted
 * the ballot, and nobody proposes in that before it is adopted. Where a slot may be decided by several configurations, each of them must have a majority.
 *
 * After a majority has adopted the ballot the scout goes on to ask the others, whose votes commanders may need: an acceptor votes only in
 * the ballot that it has adopted. Nothing that they accepted matters then.
 */
import { type Ballot, compareBallots, sameBallot } from './ballot.js';
import { type Epoch, isMajority, playersIn } from './membership.js';
import type { BodyOf, Pvalue } from './message.js';
import type { Context } from './work.js';

export interface Scout {
  readonly ballot: Ballot;
  /** Those whose majorities are needed: of all slots that are open for this leader. */
  readonly epochs: readonly Epoch[];
  /** The first slot that is open. */
  readonly from: number;
  /** Acceptors that have answered. */
  readonly heard: Set<string>;
  /** Of each acceptor that has answered in part: the slot to ask for next. */
  readonly next: Map<string, number>;
  /** By slot: the pvalue of the highest ballot that was reported (pmax). */
  readonly pmax: Map<number, Pvalue>;
  /** The highest slot up to which some acceptor keeps nothing. */
  collected: number;
  isDone: boolean;
  /** When it asked last, in ticks. */
  askedAt: number;
}

export const scoutName = ({ number, leader }: Ballot) => `scout ${number}.${leader}`;

export function newScout(ballot: Ballot, epochs: readonly Epoch[], from: number): Scout {
  return {
    ballot,
    epochs,
    from,
    heard: new Set(),
    next: new Map(),
    pmax: new Map(),
    collected: 0,
    isDone: false,
    askedAt: 0,
  };
}

/** Asks all that have not answered, for what they have not told. */
export function ask(scout: Scout, context: Context): void {
  scout.askedAt = context.now;
  const left = playersIn('acceptor', scout.epochs).filter((id) => !scout.heard.has(id));
  const [begun, fresh] = [left.filter((id) => scout.next.has(id)), left.filter((id) => !scout.next.has(id))];
  context.send(fresh, { kind: 'p1a', ballot: scout.ballot, from: fromOf(scout) });
  for (const id of begun) {
    context.send([id], { kind: 'p1a', ballot: scout.ballot, from: scout.next.get(id) ?? scout.from });
  }
}

/** Once it is adopted an acceptor need only promise. */
const fromOf = (scout: Scout) => (scout.isDone ? Number.MAX_SAFE_INTEGER : scout.from);

/** p1b: a promise or a page of one; or a higher ballot, which preempts the leader's. */
export function receiveP1b(scout: Scout, from: string, message: BodyOf<'p1b'>, context: Context): void {
  const { self } = context;
  if (!sameBallot(message.ballot, scout.ballot)) {
    if (compareBallots(message.ballot, scout.ballot) > 0) {
      context.send([self], { kind: 'preempted', ballot: message.ballot });
    }
    return;
  }
  const awaited = scout.next.get(from) ?? scout.from;
  if (scout.heard.has(from) || (message.from !== awaited && !scout.isDone)) return;
  scout.collected = Math.max(scout.collected, message.collected);
  for (const pvalue of message.accepted) keepHighest(scout.pmax, pvalue);
  if (message.next !== null && !scout.isDone) {
    scout.next.set(from, message.next);
    context.send([from], { kind: 'p1a', ballot: scout.ballot, from: message.next });
    return;
  }
  scout.heard.add(from);
  context.changed('heard', [...scout.heard]);
  if (scout.isDone || !scout.epochs.every((epoch) => isMajority('acceptor', epoch, scout.heard))) return;
  scout.isDone = true;
  const pvalues = [...scout.pmax.values()].sort((one, other) => one.slot - other.slot);
  scout.pmax.clear();
  context.send([self], { kind: 'adopted', ballot: scout.ballot, pvalues, collected: scout.collected });
}

/** pmax of the paper: of each slot the pvalue of the highest ballot. */
function keepHighest(pmax: Map<number, Pvalue>, pvalue: Pvalue): void {
  const there = pmax.get(pvalue.slot);
  if (there === undefined || compareBallots(pvalue.ballot, there.ballot) > 0) pmax.set(pvalue.slot, pvalue);
}
