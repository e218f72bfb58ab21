/** What properties speak of: the processes of an instance, its slots and ballots, and what can be read off a state. */
import type { View } from '../../checker/model.js';
import type { Quorums } from '../kit/quorum.js';
import type { Node } from '../kit/system.js';
import { type Ballot, compareBallots } from './ballot.js';
import type { ClientState } from './client.js';
import type { CommanderState } from './commander.js';
import { configurationOf, quorumsOf } from './configuration.js';
import type { Constants } from './constants.js';
import type { Message } from './messages.js';
import { commandsAt, type Pvalue } from './pvalues.js';
import type { AcceptorState, LeaderState, ReplicaState } from './rules.js';
import type { ScoutState } from './scout.js';
import type { PmmcSizes } from './sizes.js';

export interface Nodes {
  readonly client: readonly Node<ClientState, Message>[];
  readonly replica: readonly Node<ReplicaState, Message>[];
  readonly leader: readonly Node<LeaderState, Message>[];
  readonly scout: readonly Node<ScoutState | null, Message>[];
  readonly commander: readonly Node<CommanderState | null, Message>[];
  readonly acceptor: readonly Node<AcceptorState, Message>[];
}

export interface Subject {
  readonly sizes: PmmcSizes;
  readonly constants: Constants;
  /** All that an instance may use, in ascending order. */
  readonly ballots: readonly Ballot[];
  readonly slots: readonly number[];
  /** Those of clients, and those that reconfigure. */
  readonly commands: readonly string[];
  readonly nodes: Nodes;
}

/** The acceptors that hold a pvalue. */
export function holders(view: View, { nodes }: Subject, { ballot, slot, command }: Pvalue): string[] {
  return nodes.acceptor
    .filter(({ state }) => commandsAt(view.get(state).accepted, slot, ballot).has(command))
    .map(({ id }) => id);
}

/** The commands that a majority has accepted for a slot in a ballot. */
export function chosenAt(view: View, subject: Subject, slot: number, ballot: Ballot): string[] {
  return subject.commands.filter((command) =>
    quorumsOf(ballot, subject.constants.configurations).isQuorum(
      holders(view, subject, { ballot, slot, command }),
    ),
  );
}

/**
 * Whether a majority has accepted a pvalue. An acceptor that keeps the last of a slot counts also where that is of the same command
 * and a later ballot: it may have accepted this one before. So may one that has collected the slot.
 *
 * @param quorums whose majority; of the acceptors of the ballot where nothing is said
 */
export function isBacked(
  view: View,
  subject: Subject,
  { ballot, slot, command }: Pvalue,
  quorums: Quorums = quorumsOf(ballot, subject.constants.configurations),
): boolean {
  const { nodes, ballots, sizes } = subject;
  const count = sizes.keeping === 'all' ? [ballot] : ballots.filter((b) => compareBallots(b, ballot) >= 0);
  const backers = nodes.acceptor.filter(({ state }) => {
    const { accepted, collected } = view.get(state);
    return slot <= collected || count.some((b) => commandsAt(accepted, slot, b).has(command));
  });
  return quorums.isQuorum(backers.map(({ id }) => id));
}

/** The commands decided for a slot: what commanders told replicas, all of which are told alike. */
export function decidedAt(view: View, { nodes }: Subject, slot: number): string[] {
  const told = view.sent(nodes.replica[0].inbox, { message: { kind: 'decision', slot } });
  return [...new Set(told.map(({ message }) => (message as Message & { kind: 'decision' }).command))];
}

/** The commands for which commanders were spawned in a slot of a ballot: each sends its p2a to every acceptor of its configuration. */
export function commandedAt(
  view: View,
  { nodes, constants, sizes }: Subject,
  slot: number,
  ballot: Ballot,
): string[] {
  const first = (configurationOf(ballot, constants.configurations) - 1) * sizes.acceptors;
  const sent = view.sent(nodes.acceptor[first].inbox, { message: { kind: 'p2a', slot, ballot } });
  return [...new Set(sent.map(({ message }) => (message as Message & { kind: 'p2a' }).command))];
}

/** Pairs of ballots of which the second is above the first. */
export function ascending(ballots: readonly Ballot[]): { readonly ballot: Ballot; readonly later: Ballot }[] {
  return ballots.flatMap((ballot) =>
    ballots.filter((later) => compareBallots(later, ballot) > 0).map((later) => ({ ballot, later })),
  );
}
