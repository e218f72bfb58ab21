/**
 * What servers send each other. Names are those of Paxos Made Moderately Complex where it has one.
 *
 * | message    | from                  | to                 |                                                         |
 * |------------|-----------------------|--------------------|---------------------------------------------------------|
 * | propose    | replica               | leader             | a command for a slot                                    |
 * | p1a        | scout                 | acceptor           | adopt this ballot; tell what you accepted from a slot on |
 * | p1b        | acceptor              | scout              | what it adopted, a page of what it accepted             |
 * | adopted    | scout                 | leader             | stays in the server                                     |
 * | preempted  | scout, commander      | leader             | stays in the server                                     |
 * | p2a        | commander             | acceptor           |                                                         |
 * | p2b        | acceptor              | commander          |                                                         |
 * | decision   | commander             | replica            |                                                         |
 * | ping       | active leader         | leader, replica    | it is there; up to which slot it has decided            |
 * | applied    | replica               | acceptor, leader   | up to which slot its state is durable                   |
 * | read       | replica               | leader             | which slot must a read see?                             |
 * | confirm    | leader                | acceptor           | is this still your ballot?                              |
 * | confirmed  | acceptor              | leader             |                                                         |
 * | readable   | leader                | replica            | reads of the round see enough after that slot           |
 * | missing    | replica               | replica            | which decisions are there from this slot on?            |
 * | decisions  | replica               | replica            |                                                         |
 * | behind     | replica               | replica            | the log begins later: fetch the state                   |
 * | fetch      | replica               | replica            | a page of the state after that slot                     |
 * | page       | replica               | replica            |                                                         |
 * | members    | server                | server             | the configurations, or the question for them            |
 *
 * All are plain JSON. Every message can be lost, doubled, delayed and overtaken.
 */
import type { Json } from '../../traces/event.js';
import type { Ballot } from './ballot.js';
import type { Command } from './command.js';
import type { Epoch } from './membership.js';

/** A command that an acceptor accepted for a slot, in a ballot. */
export interface Pvalue {
  readonly ballot: Ballot;
  /** From 1. */
  readonly slot: number;
  readonly command: Command;
}

/** What a message says. */
export type Body =
  | { readonly kind: 'propose'; readonly slot: number; readonly command: Command }
  /** Pvalues are asked for from slot `from` on. */
  | { readonly kind: 'p1a'; readonly ballot: Ballot; readonly from: number }
  | {
      readonly kind: 'p1b';
      /** What the acceptor has adopted: the ballot it was asked for, or a higher one. */
      readonly ballot: Ballot;
      /** Slots from `from` on; in their order. */
      readonly from: number;
      readonly accepted: readonly Pvalue[];
      /** Where this is only a page: the slot to ask for next. */
      readonly next: number | null;
      /** It kept nothing up to this slot: f+1 replicas have its effect in stable storage. */
      readonly collected: number;
    }
  | {
      readonly kind: 'adopted';
      readonly ballot: Ballot;
      readonly pvalues: readonly Pvalue[];
      readonly collected: number;
    }
  | { readonly kind: 'preempted'; readonly ballot: Ballot }
  | { readonly kind: 'p2a'; readonly ballot: Ballot; readonly slot: number; readonly command: Command }
  /**
   * `ballot` is what the acceptor has adopted: where it is the one that it was `asked` to vote in, this is a vote. Without the question
   * the answer to a delayed p2a of an earlier ballot of the same leader would pass for a vote in its present one.
   */
  | { readonly kind: 'p2b'; readonly ballot: Ballot; readonly asked: Ballot; readonly slot: number }
  | { readonly kind: 'decision'; readonly slot: number; readonly command: Command }
  | { readonly kind: 'ping'; readonly ballot: Ballot; readonly decided: number }
  | { readonly kind: 'applied'; readonly slot: number }
  /** Rounds have names that no other incarnation of the replica uses: an answer may be that late. */
  | { readonly kind: 'read'; readonly round: string }
  | { readonly kind: 'confirm'; readonly ballot: Ballot; readonly round: number }
  | { readonly kind: 'confirmed'; readonly ballot: Ballot | null; readonly round: number }
  | { readonly kind: 'readable'; readonly round: string; readonly slot: number; readonly epoch: number }
  | { readonly kind: 'missing'; readonly from: number }
  | { readonly kind: 'decisions'; readonly from: number; readonly commands: readonly Command[] }
  | { readonly kind: 'behind'; readonly slot: number }
  /** The entries of the state after `slot` whose keys follow `after`; null: from the first. */
  | { readonly kind: 'fetch'; readonly slot: number; readonly after: string | null }
  | {
      readonly kind: 'page';
      readonly slot: number;
      readonly after: string | null;
      readonly entries: readonly (readonly [string, Json])[];
      readonly isLast: boolean;
    }
  /** Without epochs: a question for them. */
  | { readonly kind: 'members'; readonly epochs: readonly Epoch[] };

export type Kind = Body['kind'];
export type BodyOf<K extends Kind> = Extract<Body, { readonly kind: K }>;

/** A message as it travels; one that goes to several servers is one object, with one id. */
export type Message = Body & {
  /** `node.incarnation.n`: no other message has it. */
  readonly id: string;
  /** The number of the latest configuration that the sender knows. */
  readonly epoch: number;
};
