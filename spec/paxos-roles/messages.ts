/**
 * The messages of single-decree Paxos between proposers, acceptors and learners.
 *
 * | message  | from      | to       | Lamport 2001            |
 * |----------|-----------|----------|-------------------------|
 * | prepare  | proposer  | acceptor | phase 1(a)              |
 * | promise  | acceptor  | proposer | phase 1(b)              |
 * | refused  | acceptor  | proposer | section 2.5 (optional)  |
 * | accept   | proposer  | acceptor | phase 2(a)              |
 * | accepted | acceptor  | learner  | phase 2(b), section 2.3 |
 * | chosen   | learner   | learner  | section 2.3             |
 */
import type { Envelope } from '../kit/role.js';

/** A proposal that an acceptor accepted. */
export interface Vote {
  readonly ballot: number;
  readonly value: string;
}

export type Message =
  | { readonly kind: 'prepare'; readonly ballot: number }
  | { readonly kind: 'promise'; readonly ballot: number; readonly vote: Vote | null }
  /** What was asked in `ballot` is refused: a higher one, `promised`, was promised. */
  | { readonly kind: 'refused'; readonly ballot: number; readonly promised: number }
  | { readonly kind: 'accept'; readonly ballot: number; readonly value: string }
  | { readonly kind: 'accepted'; readonly ballot: number; readonly value: string }
  | { readonly kind: 'chosen'; readonly value: string };

export type Promised = Envelope<Message & { readonly kind: 'promise' }>;
export type Accepted = Envelope<Message & { readonly kind: 'accepted' }>;
