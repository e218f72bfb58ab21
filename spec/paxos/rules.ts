/**
 * The decisions of Paxos, one rule each: what the mutants weaken.
 * Source: Lamport, "Paxos Made Simple" (2001), section 2.2; module Paxos of the TLA+ Examples.
 */
import { majorities, type Quorums } from '../kit/quorum.js';
import type { Vote } from '../voting/model.js';
import type { Promise1b } from './state.js';

export interface PaxosRules {
  readonly quorums: (acceptors: readonly string[]) => Quorums;
  /** Phase1b: whether an acceptor may promise a ballot. */
  readonly mayPromise: (ballot: number, maxBal: number) => boolean;
  /** Phase2b: whether an acceptor may vote in a ballot (P1a). */
  readonly mayVote: (ballot: number, maxBal: number) => boolean;
  /** Phase2a: whether the promises of a quorum allow a value (P2c). */
  readonly mayPropose: (value: string, promises: readonly Promise1b[]) => boolean;
  /** Phase2a: whether nothing more is proposed in a ballot after the first proposal. */
  readonly proposesOnce: boolean;
  /** Phase1b: the vote that a promise reports. */
  readonly report: (vote: Vote | null) => Vote | null;
}

/** The highest-numbered votes that the promises report: of one value, as long as a ballot has no more than one. */
export function highestVotes(promises: readonly Promise1b[]): readonly Vote[] {
  const votes = promises.flatMap(({ vote }) => (vote === null ? [] : [vote]));
  const highest = Math.max(...votes.map(({ ballot }) => ballot));
  return votes.filter(({ ballot }) => ballot === highest);
}

export const paxosRules: PaxosRules = {
  quorums: majorities,
  mayPromise: (ballot, maxBal) => ballot > maxBal,
  mayVote: (ballot, maxBal) => ballot >= maxBal,
  mayPropose: (value, promises) => {
    const highest = highestVotes(promises);
    return highest.length === 0 || highest.some((vote) => vote.value === value);
  },
  proposesOnce: true,
  report: (vote) => vote,
};
