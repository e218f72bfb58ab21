/**
 * The messages of Paxos Made Moderately Complex. `direct` ones are received in the step that sends them, which each sender
 * gives the reason for.
 *
 * | message   | from               | to        |                                                  |
 * |-----------|--------------------|-----------|--------------------------------------------------|
 * | request   | client             | replica   | direct, once: the channel neither loses nor doubles |
 * | propose   | replica            | leader    |                                                  |
 * | p1a       | scout              | acceptor  |                                                  |
 * | p1b       | acceptor           | scout     | direct where it preempts                         |
 * | adopted   | scout              | its leader | direct                                          |
 * | p2a       | commander          | acceptor  |                                                  |
 * | p2b       | acceptor           | commander | direct where it preempts                         |
 * | preempted | scout or commander | its leader |                                                 |
 * | decision  | commander          | replica   |                                                  |
 * | applied   | replica            | acceptor  | with garbage collection only: up to which slot    |
 * | response  | replica            | client    |                                                  |
 *
 * A command is named like the client that issues it: each client issues one.
 */
import type { Envelope } from '../kit/role.js';
import type { Ballot } from './ballot.js';
import type { Pvalues } from './pvalues.js';

export type Message =
  | { readonly kind: 'request'; readonly command: string }
  | { readonly kind: 'propose'; readonly slot: number; readonly command: string }
  | { readonly kind: 'p1a'; readonly ballot: Ballot }
  | { readonly kind: 'p1b'; readonly ballot: Ballot; readonly accepted: Pvalues; readonly collected: number }
  | {
      readonly kind: 'adopted';
      readonly ballot: Ballot;
      readonly pvalues: Pvalues;
      readonly collected: number;
    }
  | { readonly kind: 'p2a'; readonly ballot: Ballot; readonly slot: number; readonly command: string }
  | { readonly kind: 'p2b'; readonly ballot: Ballot | null }
  | { readonly kind: 'preempted'; readonly ballot: Ballot }
  | { readonly kind: 'decision'; readonly slot: number; readonly command: string }
  | { readonly kind: 'applied'; readonly slot: number }
  | { readonly kind: 'response'; readonly command: string; readonly result: string | null };

export type Promised = Envelope<Message & { readonly kind: 'p1b' }>;
export type Accepted = Envelope<Message & { readonly kind: 'p2b' }>;
