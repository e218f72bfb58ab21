/**
 * The decisions of Paxos, one rule each: what the mutants weaken.
 * Source: Lamport, "Paxos Made Simple" (2001), sections 2.2 and 2.3.
 */
import { majorities, type Quorums } from '../kit/quorum.js';
import type { Accepted, Vote } from './messages.js';
import type { ProposerState } from './proposer.js';

/** What an acceptor remembers. Ballots are numbered from 1; 0 stands for none. */
export interface AcceptorState {
  /** The highest ballot that it has answered. */
  readonly promised: number;
  /** The last proposal that it accepted. */
  readonly vote: Vote | null;
}

export interface PaxosRolesRules {
  readonly quorums: (acceptors: readonly string[]) => Quorums;
  /** The number of a proposer's next ballot: above the highest that it knows of, and no other proposer's. */
  readonly nextBallot: (highest: number, index: number, proposers: number) => number;
  /** Phase 1(b): whether an acceptor answers a prepare. */
  readonly mayPromise: (ballot: number, acceptor: AcceptorState) => boolean;
  /** Phase 2(b): whether an acceptor accepts a proposal: P1a. */
  readonly mayAccept: (ballot: number, acceptor: AcceptorState) => boolean;
  /**
   * Phase 2(a): what may be proposed after the promises of a quorum, given the votes that they report: P2c. One value, as long
   * as no two proposers share a ballot; none proposes nothing.
   */
  readonly valuesToPropose: (votes: readonly Vote[], own: string) => readonly string[];
  /** Phase 2(b): the state of an acceptor that accepted. */
  readonly afterAccepting: (vote: Vote, acceptor: AcceptorState) => AcceptorState;
  /** What an acceptor finds again after a restart. */
  readonly stable: readonly (keyof AcceptorState)[];
  /** Whether a ballot's votes are counted apart from those of other ballots. */
  readonly countsByBallot: boolean;
  /** Phase 1(a): whether proposer number `index` may begin a ballot. */
  readonly mayPrepare: (index: number, proposer: ProposerState) => boolean;
  /** Section 2.4: whether a proposer gives up a ballot for which an acceptor refused it something. */
  readonly abandonsWhenRefused: boolean;
  /** Whether these votes for one value are enough for a learner. */
  readonly areEnough: (votes: readonly Accepted[], quorums: Quorums) => boolean;
}

/**
 * The values of the highest-numbered votes. Where a mutant has two of them in one ballot both count: to take the first would be to
 * prefer an acceptor or a value by its name.
 */
export function highestValues(votes: readonly Vote[]): readonly string[] {
  const highest = Math.max(...votes.map(({ ballot }) => ballot));
  return [...new Set(votes.filter(({ ballot }) => ballot === highest).map(({ value }) => value))];
}

export const paxosRolesRules: PaxosRolesRules = {
  quorums: majorities,
  // The low-order part of a ballot is its proposer, so no two proposers share one (Lamport 2001, section 2.5).
  nextBallot: (highest, index, proposers) =>
    highest + 1 + ((index + proposers - 1 - (highest % proposers)) % proposers),
  mayPromise: (ballot, { promised }) => ballot > promised,
  mayAccept: (ballot, { promised }) => ballot >= promised,
  valuesToPropose: (votes, own) => (votes.length === 0 ? [own] : highestValues(votes)),
  afterAccepting: (vote) => ({ promised: vote.ballot, vote }),
  stable: ['promised', 'vote'],
  countsByBallot: true,
  // At any time (Lamport 2001, section 2.2).
  mayPrepare: () => true,
  abandonsWhenRefused: true,
  areEnough: (votes, quorums) => quorums.isQuorum(votes.map(({ from }) => from)),
};
