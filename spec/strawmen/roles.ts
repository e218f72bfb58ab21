/**
 * The strawmen before Paxos: every acceptor accepts the first value that reaches it, and no other. A proposer sends its
 * value to all acceptors; a learner knows a value to be chosen when a majority has accepted it. With a single acceptor that one is
 * the majority.
 * Source: the problem is told in Lamport 2001, section 2.2 (why P1 alone is not enough).
 */
import { match } from 'ts-pattern';
import { guard } from '../kit/guard.js';
import type { Quorums } from '../kit/quorum.js';
import { broadcast, choosing, ignore, type Role, step } from '../kit/role.js';

export type Message =
  | { readonly kind: 'propose'; readonly value: string }
  | { readonly kind: 'accepted'; readonly value: string };

export interface Constants {
  readonly quorums: Quorums;
  /** Proposer i proposes value i. */
  readonly values: readonly string[];
  /** By proposer: what it proposes in place of that. */
  readonly inputs?: readonly string[];
}

export interface StrawmanRules {
  /** Whether an acceptor that accepted `before` accepts a value. */
  readonly mayAccept: (before: string | null, value: string) => boolean;
  /** Whether acceptors tell the learners. */
  readonly tells: boolean;
}

export const strawmanRules: StrawmanRules = { mayAccept: (before) => before === null, tells: true };

export const proposer: Role<{ readonly sent: boolean }, Message, Constants> = {
  init: () => ({ sent: false }),
  actions: {
    propose: ({ index, nodes, constants }, { sent }) =>
      guard('it has not proposed yet', !sent)
        ? [
            step(
              { sent: true },
              broadcast(nodes.acceptor, {
                kind: 'propose',
                value: (constants.inputs ?? constants.values)[index - 1],
              }),
            ),
          ]
        : [],
  },
};

export function acceptor(
  rules: StrawmanRules,
): Role<{ readonly accepted: string | null }, Message, Constants> {
  return {
    init: () => ({ accepted: null }),
    receive: ({ nodes }, { accepted }, _from, message) =>
      match(message)
        .with({ kind: 'propose' }, ({ value }) =>
          guard('it has accepted nothing yet', rules.mayAccept(accepted, value), { accepted })
            ? step(
                { accepted: value },
                broadcast(rules.tells ? nodes.learner : [], { kind: 'accepted', value }),
              )
            : ignore,
        )
        .with({ kind: 'accepted' }, () => ignore)
        .exhaustive(),
  };
}

export const learner: Role<{ readonly learned: string | null }, Message, Constants> = {
  init: () => ({ learned: null }),
  actions: {
    learn: ({ constants }, { learned }, inbox) => {
      if (!guard('nothing is learned yet', learned === null, { learned })) return [];
      return constants.values
        .filter((value) =>
          constants.quorums.isQuorum(inbox.sent({ kind: 'accepted', value }).map(({ from }) => from)),
        )
        .map((value) => choosing({ value }, step({ learned: value })));
    },
  },
};
