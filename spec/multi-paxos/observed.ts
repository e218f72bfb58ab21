/**
 * What properties see of Multi-Paxos: proposals, votes and promises, which are messages that a soup network remembers, and what is
 * chosen by them. Each goes to several processes alike; it is read where the first of them has it.
 */
import type { View } from '../../checker/model.js';
import { range } from '../kit/names.js';
import type { Node } from '../kit/system.js';
import type { Constants, Nodes } from './instance.js';
import type { LeaderState } from './leader.js';
import type { Command, Message, Proposal, Votes } from './messages.js';

/** What properties are said of. */
export interface Subject {
  readonly nodes: Nodes;
  readonly constants: Constants;
  /** In ascending order. */
  readonly slots: readonly number[];
  /** In ascending order. */
  readonly ballots: readonly number[];
}

type Leader = Node<LeaderState, Message>;

/** A vote with who cast it. */
export interface CastVote extends Proposal {
  readonly acceptor: string;
}

/** The leader that ballots of this number belong to. */
export function leaderOf({ nodes, constants }: Subject, ballot: number): Leader {
  const id = constants.leaders[(ballot - 1) % constants.leaders.length];
  return nodes.leader.find((leader) => leader.id === id) as Leader;
}

/** The votes in a slot, in one ballot or in all. */
export function votesIn(view: View, { nodes }: Subject, slot: number, ballot?: number): CastVote[] {
  const told = view.sent(nodes.learner[0].inbox, { message: { kind: 'accepted', slot, ballot } });
  return told.map(({ from, message }) => ({ ...(message as Proposal), acceptor: from }));
}

/** The commands proposed in a slot in a ballot: one in the published protocol. */
export function proposedIn(view: View, { nodes }: Subject, slot: number, ballot: number): Command[] {
  const sent = view.sent(nodes.acceptor[0].inbox, { message: { kind: 'accept', slot, ballot } });
  return sent.map(({ message }) => (message as Proposal).command);
}

/** The commands that a quorum has accepted in a slot in a ballot. */
export function chosenInBallot(view: View, subject: Subject, slot: number, ballot: number): Command[] {
  const votes = votesIn(view, subject, slot, ballot);
  const commands = [...new Set(votes.map(({ command }) => command))];
  return commands.filter((command) =>
    subject.constants.quorums.isQuorum(
      votes.filter((vote) => vote.command === command).map(({ acceptor }) => acceptor),
    ),
  );
}

/** The commands that are chosen in a slot, in whatever ballot: at most one in the published protocol. */
export function chosenInSlot(view: View, subject: Subject, slot: number): Command[] {
  return [...new Set(subject.ballots.flatMap((ballot) => chosenInBallot(view, subject, slot, ballot)))];
}

/** The votes that acceptors reported to the leader of a ballot, one report for each promise; of one acceptor, where it is named. */
export function reportsFor(view: View, subject: Subject, ballot: number, acceptor?: string): Votes[] {
  const { inbox } = leaderOf(subject, ballot);
  const promises = view.sent(inbox, { from: acceptor, message: { kind: 'promise', ballot } });
  return promises.map(({ message }) => (message as Message & { kind: 'promise' }).votes);
}

/** Pairs of a ballot and a later one. */
export function laterBallots({ ballots }: Subject): { ballot: number; later: number }[] {
  return ballots.flatMap((ballot) =>
    range(ballot + 1, (ballots.at(-1) ?? 0) + 1).map((later) => ({ ballot, later })),
  );
}
