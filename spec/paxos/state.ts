/**
 * The state of Paxos: what each acceptor remembers, and all messages ever sent, in one set that only grows.
 * Source: the variables maxBal, maxVBal, maxVal and msgs of module Paxos of the TLA+ Examples.
 */
import { type Cell, cell, type Soup, soup, type View } from '../../checker/model.js';
import type { Vote } from '../voting/model.js';

export type Message =
  | { readonly kind: '1a'; readonly ballot: number }
  | { readonly kind: '1b'; readonly acceptor: string; readonly ballot: number; readonly vote: Vote | null }
  | { readonly kind: '2a'; readonly ballot: number; readonly value: string }
  | { readonly kind: '2b'; readonly acceptor: string; readonly ballot: number; readonly value: string };

/** A promise, as the leader of its ballot sees it. */
export type Promise1b = Message & { readonly kind: '1b' };

export interface AcceptorState {
  /** The highest ballot that it has answered; -1 at first. */
  readonly maxBal: number;
  /** Its vote in the highest ballot in which it voted: maxVBal and maxVal. */
  readonly vote: Vote | null;
}

export interface PaxosVariables {
  readonly messages: Soup<Message>;
  readonly acceptors: readonly { readonly id: string; readonly state: Cell<AcceptorState> }[];
}

export function paxosVariables(acceptors: readonly string[]): PaxosVariables {
  return {
    messages: soup<Message>('messages'),
    acceptors: acceptors.map((id) => ({ id, state: cell<AcceptorState>(id) })),
  };
}

/** Who leads a ballot, for a reader: the protocol does not care who it is. */
export function leaderOf(ballot: number): string {
  return `leader ${ballot}`;
}

/** Who voted for the value in the ballot. */
export function votersFor(view: View, { messages }: PaxosVariables, ballot: number, value: string): string[] {
  return view.sent(messages, { kind: '2b', ballot, value }).map(({ acceptor }) => acceptor);
}
