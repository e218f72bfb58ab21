/**
 * The messages of Multi-Paxos: one consensus for each slot of a sequence of commands, and one prepare for all of them.
 *
 * | message  | from     | to                | Lamport 2001, section 3                                          |
 * |----------|----------|-------------------|------------------------------------------------------------------|
 * | prepare  | leader   | acceptor          | phase 1(a) of every slot that the leader does not know           |
 * | promise  | acceptor | leader            | phase 1(b): a vote for each of these slots that it has voted in  |
 * | accept   | leader   | acceptor          | phase 2(a) of one slot                                           |
 * | accepted | acceptor | learners, leaders | phase 2(b) of one slot; a leader is a learner too                |
 */
import type { Map } from 'immutable';
import type { Envelope } from '../kit/role.js';

/** A command of the state machine, or `NO_OP`. */
export type Command = string;

/** What a leader proposes in a slot that it must fill and knows nothing about: executing it changes nothing. */
export const NO_OP: Command = 'no-op';

/** Commands by their slots, which are numbered from 1. */
export type Log = Map<number, Command>;

/** A proposal that an acceptor accepted in some slot. */
export interface Vote {
  readonly ballot: number;
  readonly command: Command;
}

/** The last vote of an acceptor in each slot where it has voted. */
export type Votes = Map<number, Vote>;

/** Infinitely many slots in one message: some below `from`, and every one from there on. */
export interface Asked {
  /** Slots below `from`, in ascending order. */
  readonly gaps: readonly number[];
  readonly from: number;
}

export interface Proposal extends Vote {
  readonly slot: number;
}

export type Message =
  | ({ readonly kind: 'prepare'; readonly ballot: number } & Asked)
  | { readonly kind: 'promise'; readonly ballot: number; readonly votes: Votes }
  | ({ readonly kind: 'accept' } & Proposal)
  | ({ readonly kind: 'accepted' } & Proposal);

export type Accepted = Envelope<Message & { readonly kind: 'accepted' }>;
