/**
 * Paxos among communicating roles: how many of each, what the network and crashes may do, how many ballots.
 */
import type { Decision, Model } from '../../checker/model.js';
import { names } from '../kit/names.js';
import { network } from '../kit/network.js';
import type { Quorums } from '../kit/quorum.js';
import type { Role } from '../kit/role.js';
import { type Node, system } from '../kit/system.js';
import { acceptor } from './acceptor.js';
import { countingLearner } from './counting-learner.js';
import { countingProposer } from './counting-proposer.js';
import { type LearnerState, learner } from './learner.js';
import type { Message } from './messages.js';
import { paxosRolesProperties } from './properties.js';
import { type ProposerState, proposer } from './proposer.js';
import type { PaxosRolesRules } from './rules.js';

export interface Constants {
  readonly quorums: Quorums;
  /** Proposer i proposes value i, counted round where there are fewer values. */
  readonly values: readonly string[];
  /** By proposer: what it proposes in place of that. */
  readonly inputs?: readonly string[];
  /** Who is told of a vote: every learner, or the first one, which tells the others. */
  readonly learning: 'all' | 'distinguished';
  /** Whether an acceptor tells the sender of what it refuses. */
  readonly refusals: boolean;
  /** How many ballots of its own a proposer may leave out when it begins one. */
  readonly skips: number;
}

export interface PaxosRolesSizes {
  readonly proposers: number;
  readonly acceptors: number;
  readonly learners: number;
  readonly values: number;
  readonly attempts: number;
  readonly skips: number;
  readonly learning: 'all' | 'distinguished';
  readonly restarts: number;
  readonly recovery: 'stable' | 'amnesia';
  readonly proposerCrashes: number;
  readonly form: 'quorum-rules' | 'counting';
}

export function paxosRolesModel(
  sizes: PaxosRolesSizes,
  rules: PaxosRolesRules,
  inputs?: readonly string[],
): Model {
  const acceptors = names('a', sizes.acceptors);
  const constants: Constants = {
    quorums: rules.quorums(acceptors),
    values: names('v', sizes.values),
    learning: sizes.learning,
    refusals: false,
    skips: sizes.skips,
    inputs,
  };
  const form = formOf(sizes.form, rules);
  const ballots = sizes.proposers * sizes.attempts;
  return system({
    name: 'paxos-roles',
    constants,
    network: network.soup(),
    sorts: [
      { name: 'acceptors', ids: acceptors },
      { name: 'proposers', ids: names('p', sizes.proposers), ordered: 'their ballot numbers are' },
    ],
    roles: {
      proposer: {
        role: form.proposer,
        nodes: names('p', sizes.proposers),
        within: ({ ballot }) => ballot <= ballots,
        crashes: { budget: sizes.proposerCrashes, recovery: 'none' },
      },
      acceptor: {
        role: acceptor(rules),
        nodes: acceptors,
        crashes: { budget: sizes.restarts, recovery: sizes.recovery },
      },
      learner: { role: form.learner, nodes: names('l', sizes.learners) },
    },
    properties: (nodes) => paxosRolesProperties({ sizes, constants, ballots, nodes }),
    decisions: ({ learner }) => learnedValues(constants.values, learner),
  });
}

/** A value is decided where some learner has learned it. */
export function learnedValues(
  values: readonly string[],
  learners: readonly Node<LearnerState, Message>[],
): readonly Decision[] {
  return values.map((value) => ({
    value,
    holds: (view) => learners.some(({ state }) => view.get(state).learned === value),
  }));
}

interface Form {
  readonly proposer: Role<ProposerState, Message, Constants>;
  readonly learner: Role<LearnerState, Message, Constants>;
}

/** The roles that wait for a quorum. Properties see what the states of both forms have in common. */
function formOf(form: PaxosRolesSizes['form'], rules: PaxosRolesRules): Form {
  return form === 'counting'
    ? ({ proposer: countingProposer(rules), learner: countingLearner(rules) } as Form)
    : { proposer: proposer(rules), learner: learner(rules) };
}
