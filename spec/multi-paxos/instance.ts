/**
 * Multi-Paxos as an instance: how many of each role, where it starts, what crashes may do, and how far it goes.
 */
import { Map } from 'immutable';
import type { Model, Property, Sort } from '../../checker/model.js';
import { names } from '../kit/names.js';
import { network } from '../kit/network.js';
import type { Quorums } from '../kit/quorum.js';
import { type Crashes, type Node, system } from '../kit/system.js';
import { acceptor } from './acceptor.js';
import { type LeaderState, leader } from './leader.js';
import { type LearnerState, learner } from './learner.js';
import type { Command, Log, Message, Vote, Votes } from './messages.js';
import { type AcceptorState, lastOf, type MultiPaxosRules } from './rules.js';

/** What a leader does with a slot below the last one that it found taken, where it found nothing. */
export type Holes = 'no-op' | 'commands';

/** What happened before the execution begins. */
export interface Start {
  /** Every learner has executed, and knows, all slots up to this one. */
  readonly through: number;
  /** Chosen commands of slots above, which every learner knows. */
  readonly known: Log;
  /** The ballot that every acceptor has promised. */
  readonly ballot: number;
  /** The votes of an acceptor, those of slots up to `through` left out. */
  readonly votes: (acceptor: string) => Votes;
}

export interface Constants {
  readonly quorums: Quorums;
  /** Who may lead, in the order by which ballots are dealt out. */
  readonly leaders: readonly string[];
  /** New commands that clients request; any leader may be asked for any of them. */
  readonly commands: readonly Command[];
  /** A leader proposes a new command in slot i only when slots up to i - window are chosen. */
  readonly window: number;
  readonly holes: Holes;
  readonly start: Start;
}

export interface Nodes {
  readonly leader: readonly Node<LeaderState, Message>[];
  readonly acceptor: readonly Node<AcceptorState, Message>[];
  readonly learner: readonly Node<LearnerState, Message>[];
}

export interface Instance {
  readonly name: string;
  readonly constants: Constants;
  readonly sorts: readonly Sort[];
  readonly nodes: Readonly<Record<'leader' | 'acceptor' | 'learner', readonly string[]>>;
  /** The last slot, and the highest ballot, that a leader may use. */
  readonly bounds: { readonly slots: number; readonly ballots: number };
  readonly leaderCrashes: number;
  readonly acceptorCrashes: Crashes;
  readonly properties: (nodes: Nodes) => readonly Property[];
}

export interface MultiPaxosSizes {
  readonly acceptors: number;
  readonly leaders: number;
  readonly learners: number;
  readonly slots: number;
  readonly commands: number;
  readonly attempts: number;
  readonly window: number;
  readonly holes: Holes;
  readonly leaderCrashes: number;
  readonly restarts: number;
  readonly recovery: 'stable' | 'amnesia';
}

export const fromTheBeginning: Start = {
  through: 0,
  known: Map(),
  ballot: 0,
  votes: () => Map<number, Vote>(),
};

/** An instance in which nothing has happened yet. */
export function multiPaxosInstance(
  sizes: MultiPaxosSizes,
  rules: MultiPaxosRules,
): Omit<Instance, 'properties'> {
  const acceptors = names('a', sizes.acceptors);
  const leaders = names('p', sizes.leaders);
  const commands = names('c', sizes.commands);
  return {
    name: 'multi-paxos',
    constants: {
      quorums: rules.quorums(acceptors),
      leaders,
      commands,
      window: sizes.window,
      holes: sizes.holes,
      start: fromTheBeginning,
    },
    sorts: [
      { name: 'acceptors', ids: acceptors },
      { name: 'commands', ids: commands },
      { name: 'learners', ids: names('l', sizes.learners) },
      { name: 'leaders', ids: leaders, ordered: 'their ballot numbers are' },
    ],
    nodes: { leader: leaders, acceptor: acceptors, learner: names('l', sizes.learners) },
    bounds: { slots: sizes.slots, ballots: sizes.leaders * sizes.attempts },
    leaderCrashes: sizes.leaderCrashes,
    acceptorCrashes: { budget: sizes.restarts, recovery: sizes.recovery },
  };
}

export function multiPaxosModel(instance: Instance, rules: MultiPaxosRules): Model {
  const { name, constants, sorts, nodes, bounds, leaderCrashes, acceptorCrashes, properties } = instance;
  return system({
    name,
    constants,
    network: network.soup(),
    sorts,
    roles: {
      leader: {
        role: leader(rules),
        nodes: nodes.leader,
        allows: {
          prepare: ({ ballot }) => ballot === 0 || ballot + constants.leaders.length <= bounds.ballots,
        },
        within: ({ ballot, proposed }) => ballot <= bounds.ballots && lastOf(proposed, 0) <= bounds.slots,
        crashes: { budget: leaderCrashes, recovery: 'none' },
      },
      acceptor: { role: acceptor(rules), nodes: nodes.acceptor, crashes: acceptorCrashes },
      learner: { role: learner(rules), nodes: nodes.learner },
    },
    properties: (processes) => properties(processes),
  });
}
