/**
 * The decisions of Multi-Paxos, one rule each: what the mutants weaken.
 * Source: Lamport, "Paxos Made Simple" (2001), section 2.2 for one slot, section 3 for the sequence of slots.
 */
import { Map } from 'immutable';
import { range } from '../kit/names.js';
import { majorities, type Quorums } from '../kit/quorum.js';
import {
  type Accepted,
  type Asked,
  type Command,
  type Log,
  NO_OP,
  type Proposal,
  type Vote,
  type Votes,
} from './messages.js';

/** What an acceptor remembers. Ballots are numbered from 1; 0 stands for none. */
export interface AcceptorState {
  /** The highest ballot that it has answered: one promise for all slots. */
  readonly promised: number;
  readonly votes: Votes;
}

export interface MultiPaxosRules {
  readonly quorums: (acceptors: readonly string[]) => Quorums;
  /** The next ballot of leader number `index` above `last`: no two leaders share one. */
  readonly nextBallot: (last: number, index: number, leaders: number) => number;
  /** Whether leader number `index` may begin a ballot. */
  readonly mayPrepare: (index: number) => boolean;
  /** Phase 1(a): the slots that a leader asks for, which knows all up to `through` and those of `known`. */
  readonly asks: (known: Log, through: number) => Asked;
  /** Phase 1(b): whether an acceptor answers a prepare. */
  readonly mayPromise: (ballot: number, acceptor: AcceptorState) => boolean;
  /** Phase 1(b): the votes that it reports. */
  readonly reports: (votes: Votes, asked: Asked) => Votes;
  /** Phase 2(a), P2c: what a leader must propose again, by what the promises of a quorum report. */
  readonly adopts: (reports: readonly Votes[]) => Votes;
  /** Phase 2(a): the slots that a leader fills with no-ops at once, where `taken` are known or adopted. */
  readonly holes: (taken: Log, through: number) => readonly number[];
  /** The slot of the next new command, where `taken` are known or proposed. */
  readonly nextSlot: (taken: Log, through: number) => number;
  /** The slot up to which all must be chosen before a leader proposes a new command in a slot. */
  readonly chosenBefore: (slot: number, window: number) => number;
  /** Phase 2(b), P1a: whether an acceptor accepts a proposal. */
  readonly mayAccept: (ballot: number, acceptor: AcceptorState) => boolean;
  /** Phase 2(b): the votes of an acceptor that accepted. */
  readonly afterAccepting: (proposal: Proposal, votes: Votes) => Votes;
  /** What an acceptor finds again after a restart. */
  readonly stable: readonly (keyof AcceptorState)[];
  /** Whether the votes of a ballot are counted apart from those of other ballots. */
  readonly countsByBallot: boolean;
  /** Whether these votes for one command in one slot are enough to learn it. */
  readonly areEnough: (votes: readonly Accepted[], quorums: Quorums) => boolean;
  /** The slot that a replica executes next, if it is chosen; `chosen` are those that it knows to be. */
  readonly nextToExecute: (through: number, chosen: () => readonly number[]) => number;
  /** Whether executing a command changes the state of a replica. */
  readonly changesState: (command: Command) => boolean;
}

export const isAsked = (slot: number, { gaps, from }: Asked): boolean => slot >= from || gaps.includes(slot);

/** The highest slot that is taken; `through` where none is. */
export const lastOf = (taken: Log | Votes, through: number): number => Math.max(through, ...taken.keys());

/** The slots below the last one that is taken that are not. */
export const holesIn = (taken: Log | Votes, through: number): number[] =>
  range(through + 1, lastOf(taken, through)).filter((slot) => !taken.has(slot));

/** The highest vote of each slot. */
export const highestVotes = (reports: readonly Votes[]): Votes =>
  reports.reduce<Votes>(
    (all, votes) => all.mergeWith((a, b) => (b.ballot > a.ballot ? b : a), votes),
    Map<number, Vote>(),
  );

export const multiPaxosRules: MultiPaxosRules = {
  quorums: majorities,
  nextBallot: (last, index, leaders) =>
    range(last + 1, last + leaders + 1).find((n) => (n - index) % leaders === 0)!,
  mayPrepare: () => true,
  asks: (known, through) => ({ gaps: holesIn(known, through), from: lastOf(known, through) + 1 }),
  mayPromise: (ballot, { promised }) => ballot > promised,
  reports: (votes, asked) => votes.filter((_vote, slot) => isAsked(slot, asked)),
  adopts: highestVotes,
  holes: holesIn,
  nextSlot: (taken, through) => holesIn(taken, through)[0] ?? lastOf(taken, through) + 1,
  chosenBefore: (slot, window) => slot - window,
  mayAccept: (ballot, { promised }) => ballot >= promised,
  afterAccepting: ({ slot, ballot, command }, votes) => votes.set(slot, { ballot, command }),
  stable: ['promised', 'votes'],
  countsByBallot: true,
  areEnough: (votes, quorums) => quorums.isQuorum(votes.map(({ from }) => from)),
  nextToExecute: (through) => through + 1,
  changesState: (command) => command !== NO_OP,
};
