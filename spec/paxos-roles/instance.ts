/**
 * Paxos among communicating roles: how many of each, what the network and crashes may do, how many ballots.
 */
import type { Model } from '../../checker/model.js';
import { names } from '../kit/names.js';
import { network } from '../kit/network.js';
import type { Quorums } from '../kit/quorum.js';
import { system } from '../kit/system.js';
import { acceptor } from './acceptor.js';
import { learner } from './learner.js';
import { paxosRolesProperties } from './properties.js';
import { proposer } from './proposer.js';
import type { PaxosRolesRules } from './rules.js';

export interface Constants {
  readonly quorums: Quorums;
  /** Proposer i proposes value i, counted round where there are fewer values. */
  readonly values: readonly string[];
  /** Who is told of a vote: every learner, or the first one, which tells the others. */
  readonly learning: 'all' | 'distinguished';
}

export interface PaxosRolesSizes {
  readonly proposers: number;
  readonly acceptors: number;
  readonly learners: number;
  readonly values: number;
  readonly attempts: number;
  readonly learning: 'all' | 'distinguished';
  readonly restarts: number;
  readonly recovery: 'stable' | 'amnesia';
  readonly proposerCrashes: number;
}

export function paxosRolesModel(sizes: PaxosRolesSizes, rules: PaxosRolesRules): Model {
  const acceptors = names('a', sizes.acceptors);
  const constants: Constants = {
    quorums: rules.quorums(acceptors),
    values: names('v', sizes.values),
    learning: sizes.learning,
  };
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
        role: proposer(rules),
        nodes: names('p', sizes.proposers),
        within: ({ ballot }) => ballot <= ballots,
        crashes: { budget: sizes.proposerCrashes, recovery: 'none' },
      },
      acceptor: {
        role: acceptor(rules),
        nodes: acceptors,
        crashes: { budget: sizes.restarts, recovery: sizes.recovery },
      },
      learner: { role: learner(rules), nodes: names('l', sizes.learners) },
    },
    properties: (nodes) => paxosRolesProperties({ sizes, constants, ballots, nodes }),
  });
}
