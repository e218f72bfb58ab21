/**
 * The decisions of Paxos, one rule each: what the mutants weaken.
 * Source: Lamport, "Paxos Made Simple" (2001), sections 2.2 and 2.3.
 */
import { majorities, type Quorums } from '../kit/quorum.js';
import type { Accepted, Vote } from './messages.js';

/** What an acceptor remembers. Ballots are numbered from 1; 0 stands for none. */
export interface AcceptorState {
  /** The highest ballot that it has answered. */
  readonly promised: number;
  /** The last proposal that it accepted. */
  readonly vote: Vote | null;
}

export interface PaxosRolesRules {
  readonly quorums: (acceptors: readonly string[]) => Quorums;
  /** The number of a proposer's next ballot: above the last one, and no other proposer's. */
  readonly nextBallot: (last: number, index: number, proposers: number) => number;
  /** Phase 1(b): whether an acceptor answers a prepare. */
  readonly mayPromise: (ballot: number, acceptor: AcceptorState) => boolean;
  /** Phase 2(b): whether an acceptor accepts a proposal: P1a. */
  readonly mayAccept: (ballot: number, acceptor: AcceptorState) => boolean;
  /** Phase 2(a): the value to propose after the promises of a quorum: P2c; null proposes nothing. */
  readonly valueToPropose: (votes: readonly Vote[], own: string) => string | null;
  /** Phase 2(b): the state of an acceptor that accepted. */
  readonly afterAccepting: (vote: Vote, acceptor: AcceptorState) => AcceptorState;
  /** What an acceptor finds again after a restart. */
  readonly stable: readonly (keyof AcceptorState)[];
  /** Whether a ballot's votes are counted apart from those of other ballots. */
  readonly countsByBallot: boolean;
  /** Whether proposer number `index` may begin a ballot. */
  readonly mayPrepare: (index: number) => boolean;
  /** Whether these votes for one value are enough for a learner. */
  readonly areEnough: (votes: readonly Accepted[], quorums: Quorums) => boolean;
}

export function highestVote(votes: readonly Vote[]): Vote | undefined {
  return votes.reduce<Vote | undefined>(
    (highest, vote) => (highest === undefined || vote.ballot > highest.ballot ? vote : highest),
    undefined,
  );
}

export const paxosRolesRules: PaxosRolesRules = {
  quorums: majorities,
  // The low-order part of a ballot is its proposer, so no two proposers share one (Lamport 2001, section 2.5).
  nextBallot: (last, index, proposers) => (last === 0 ? index : last + proposers),
  mayPromise: (ballot, { promised }) => ballot > promised,
  mayAccept: (ballot, { promised }) => ballot >= promised,
  valueToPropose: (votes, own) => highestVote(votes)?.value ?? own,
  afterAccepting: (vote) => ({ promised: vote.ballot, vote }),
  stable: ['promised', 'vote'],
  countsByBallot: true,
  mayPrepare: () => true,
  areEnough: (votes, quorums) => quorums.isQuorum(votes.map(({ from }) => from)),
};
