/**
 * The decisions of Paxos Made Moderately Complex, one rule each: what the mutants weaken.
 * Source: van Renesse and Altinbuken, "Paxos Made Moderately Complex", ACM Computing Surveys 47(3), 2015; the pseudo-code of the
 * processes Replica, Acceptor, Commander, Scout and Leader.
 */
import type { Map, Set } from 'immutable';
import { majorities, type Quorums } from '../kit/quorum.js';
import { type Ballot, ballotOf, compareBallots, numberOf } from './ballot.js';
import { type Configuration, configurationOf, configurationUpTo } from './configuration.js';
import type { Accepted, Promised } from './messages.js';
import { highestOf, type Pvalue, type Pvalues, withLast, withPvalue } from './pvalues.js';
import type { Store } from './state-machine.js';

export interface AcceptorState {
  /** The highest ballot that it has adopted; null before the first. */
  readonly ballot: Ballot | null;
  readonly accepted: Pvalues;
  /** Up to which slot its pvalues are collected as garbage; 0 where none are. */
  readonly collected: number;
}

export interface LeaderState {
  /** Its last ballot; null before the first. */
  readonly ballot: Ballot | null;
  /** Whether a majority has adopted the ballot, as far as it knows. */
  readonly active: boolean;
  /** By slot, the command that it proposes. */
  readonly proposals: Map<number, string>;
  /** Up to which slot acceptors had collected pvalues, as it was told: there it proposes nothing. */
  readonly collected: number;
}

export interface ReplicaState {
  /** The next slot in which it may propose, and the next that it may apply; slots are numbered from 1. */
  readonly slotIn: number;
  readonly slotOut: number;
  /** Commands not yet proposed. */
  readonly requests: Set<string>;
  /** By slot, its own proposals that are not yet decided, and what it knows to be decided. */
  readonly proposals: Map<number, string>;
  readonly decisions: Map<number, string>;
  readonly store: Store;
}

export interface PmmcRules {
  readonly quorums: (acceptors: readonly string[]) => Quorums;
  /** The order of ballots. */
  readonly compare: (one: Ballot, other: Ballot) => number;
  /** Acceptor, case p2a. */
  readonly mayAccept: (ballot: Ballot, acceptor: AcceptorState, compare: PmmcRules['compare']) => boolean;
  /** Acceptor, case p2a: what it keeps; with state reduction. */
  readonly withPvalue: (accepted: Pvalues, pvalue: Pvalue) => Pvalues;
  readonly withLast: (accepted: Pvalues, pvalue: Pvalue) => Pvalues;
  /** Scout and commander: whether an acceptor with this ballot has adopted, or accepted in, their own. */
  readonly isAnswer: (answered: Ballot, own: Ballot, compare: PmmcRules['compare']) => boolean;
  /** Scout and commander: whether these answers are from enough acceptors. */
  readonly arePromises: (answers: readonly Promised[], quorum: readonly string[]) => boolean;
  readonly areVotes: (answers: readonly Accepted[], quorum: readonly string[]) => boolean;
  /** Leader, adopted: of each slot the command of the highest ballot: pmax. */
  readonly pmax: (pvalues: readonly Pvalue[]) => readonly Pvalue[];
  /** Leader, adopted: its proposals, with what may be decided before its own. */
  readonly overriding: (proposals: Map<number, string>, pmax: readonly Pvalue[]) => Map<number, string>;
  /** Leader, adopted: the slots of its proposals for which it spawns commanders. */
  readonly toPropose: (proposals: Map<number, string>, pmax: readonly Pvalue[]) => readonly number[];
  /** Leader, adopted: the ballot in which it proposes again. */
  readonly ballotToPropose: (own: Ballot, slot: number, pmax: readonly Pvalue[]) => Ballot;
  /** Acceptor: whether what so many replicas have applied may be collected. */
  readonly areEnoughToCollect: (replicas: number, quorum: number) => boolean;
  /** Leader, adopted: up to which slot it proposes nothing, where acceptors of its majority have collected so much. */
  readonly collectedBy: (collected: number) => number;
  /** Leader, propose: whether it takes the command up. */
  readonly isFree: (proposals: Map<number, string>, slot: number, command: string) => boolean;
  /** Leader, preempted. */
  readonly preempts: (by: Ballot, own: Ballot, compare: PmmcRules['compare']) => boolean;
  /** Leader: its first ballot, and its next above another. */
  readonly nextBallot: (above: Ballot | null, leader: number) => Ballot;
  /** Commander: whether it exits where an acceptor answers with a lower ballot, not having adopted its own yet. */
  readonly exitsOnLowerBallot: boolean;
  /** Scout: whether it tells its leader that it was preempted. */
  readonly reportsPreemption: boolean;
  /** Commander: whether it exits when it is preempted. */
  readonly exitsWhenPreempted: boolean;
  /** Replica, propose: whether it may propose in this slot. */
  readonly isInWindow: (slotIn: number, slotOut: number, window: number) => boolean;
  /** Replica, propose: the number of the configuration of a slot, as far as it knows. */
  readonly configurationAt: (replica: ReplicaState, slot: number, window: number) => number;
  /** Replica, propose: whom it proposes to, in a slot of a configuration. */
  readonly leadersOf: (configuration: number, configurations: readonly Configuration[]) => readonly string[];
  /** Scout and commander: which acceptors are asked, and how many must answer. */
  readonly asked: (ballot: Ballot, configurations: readonly Configuration[]) => Configuration;
  /** Replica, decision: whether its command is proposed again when another has won its slot. */
  readonly proposesAgain: boolean;
  /** Replica, decision: whether its own proposal for the slot is forgotten before it is compared with what is decided. */
  readonly dropsEarly: boolean;
  /** Replica, perform: whether a command was applied in an earlier slot. */
  readonly wasApplied: (replica: ReplicaState, command: string) => boolean;
  /** Replica, decision: which slot it applies next; null where none is decided. */
  readonly nextToApply: (replica: ReplicaState) => number | null;
  /** Stable storage. */
  readonly stableOfAcceptors: readonly (keyof AcceptorState)[];
  readonly stableOfLeaders: readonly (keyof LeaderState)[];
  readonly stableOfReplicas: readonly (keyof ReplicaState)[];
}

export const pmmcRules: PmmcRules = {
  quorums: majorities,
  compare: compareBallots,
  mayAccept: (ballot, acceptor, compare) =>
    acceptor.ballot !== null && compare(ballot, acceptor.ballot) === 0,
  isAnswer: (answered, own, compare) => compare(answered, own) === 0,
  withPvalue,
  withLast,
  arePromises: (answers, quorum) => quorum.every((acceptor) => answers.some(({ from }) => from === acceptor)),
  areVotes: (answers, quorum) => quorum.every((acceptor) => answers.some(({ from }) => from === acceptor)),
  pmax: highestOf,
  overriding: (proposals, pmax) => proposals.merge(pmax.map(({ slot, command }) => [slot, command])),
  toPropose: (proposals) => [...proposals.keys()],
  ballotToPropose: (own) => own,
  areEnoughToCollect: (replicas, quorum) => replicas >= quorum,
  collectedBy: (collected) => collected,
  isFree: (proposals, slot) => !proposals.has(slot),
  preempts: (by, own, compare) => compare(by, own) > 0,
  nextBallot: (above, leader) => ballotOf(above === null ? 0 : numberOf(above) + 1, leader),
  // As published. It matters to termination only (liveness/rules.ts).
  exitsOnLowerBallot: true,
  reportsPreemption: true,
  exitsWhenPreempted: true,
  isInWindow: (slotIn, slotOut, window) => slotIn < slotOut + window,
  configurationAt: ({ decisions }, slot, window) => configurationUpTo(decisions, slot - window),
  leadersOf: (configuration, configurations) => configurations[configuration - 1].leaders,
  asked: (ballot, configurations) => configurations[configurationOf(ballot, configurations) - 1],
  proposesAgain: true,
  dropsEarly: false,
  wasApplied: ({ decisions, slotOut }, command) =>
    decisions.some((decided, slot) => slot < slotOut && decided === command),
  nextToApply: ({ decisions, slotOut }) => (decisions.has(slotOut) ? slotOut : null),
  stableOfAcceptors: ['ballot', 'accepted', 'collected'],
  // A leader that used a ballot twice could propose two commands in one slot of it (C1). Its proposals come again from
  // replicas and acceptors.
  stableOfLeaders: ['ballot'],
  stableOfReplicas: ['slotIn', 'slotOut', 'requests', 'proposals', 'decisions', 'store'],
};
