/** The strawmen as systems: how many of each role, and what is asked of them. */
import type { Model } from '../../checker/model.js';
import { names } from '../kit/names.js';
import { network } from '../kit/network.js';
import { invariant, neverStuck, reachable } from '../kit/plain.js';
import { majorities } from '../kit/quorum.js';
import { system } from '../kit/system.js';
import { acceptor, learner, proposer, type StrawmanRules } from './roles.js';

export interface StrawmanSizes {
  readonly proposers: number;
  readonly acceptors: number;
  readonly learners: number;
  readonly crashes: number;
}

export function strawmanModel(
  name: string,
  sizes: StrawmanSizes,
  rules: StrawmanRules,
  inputs?: readonly string[],
): Model {
  const values = names('v', sizes.proposers);
  const acceptors = names('a', sizes.acceptors);
  return system({
    name,
    constants: { quorums: majorities(acceptors), values, inputs },
    network: network.soup(),
    roles: {
      proposer: { role: proposer, nodes: names('p', sizes.proposers) },
      acceptor: {
        role: acceptor(rules),
        nodes: acceptors,
        crashes: { budget: sizes.crashes, recovery: 'none' },
      },
      learner: { role: learner, nodes: names('l', sizes.learners) },
    },
    decisions: ({ learner }) =>
      values.map((value) => ({
        value,
        holds: (view) => learner.some(({ state }) => view.get(state).learned === value),
      })),
    properties: (nodes) => [
      invariant('agreement', 'no two learners learn different values', (view) => {
        const learned = nodes.learner.map(({ state }) => view.get(state).learned);
        return new Set(learned.filter((value) => value !== null)).size <= 1;
      }),
      reachable('value-is-learned', 'every learner has learned a value', (view) =>
        nodes.learner.every(({ state }) => view.get(state).learned !== null),
      ),
      neverStuck(
        'ends-with-a-choice',
        'where nothing more can happen every learner has learned a value',
        (view) => nodes.learner.every(({ state }) => view.get(state).learned !== null),
      ),
    ],
  });
}
