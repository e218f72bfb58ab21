/**
 * The learner: a value is chosen when a quorum has accepted it in one ballot (Lamport 2001, section 2.3).
 * Either every acceptor tells every learner, or all tell the distinguished learner, the first, which tells the others.
 */
import { match } from 'ts-pattern';
import { guard } from '../kit/guard.js';
import { broadcast, choosing, ignore, type Role, step } from '../kit/role.js';
import type { Constants } from './instance.js';
import type { Accepted, Message } from './messages.js';
import type { PaxosRolesRules } from './rules.js';

export interface LearnerState {
  readonly learned: string | null;
}

export function learner(rules: PaxosRolesRules): Role<LearnerState, Message, Constants> {
  return {
    init: () => ({ learned: null }),
    stable: ['learned'],
    receive: (_self, state, _from, message) =>
      match(message)
        .with({ kind: 'chosen' }, ({ value }) => (state.learned === null ? step({ learned: value }) : ignore))
        .with(
          { kind: 'prepare' },
          { kind: 'promise' },
          { kind: 'refused' },
          { kind: 'accept' },
          { kind: 'accepted' },
          () => ignore,
        )
        .exhaustive(),
    actions: {
      learn: ({ nodes, constants }, state, inbox) => {
        if (!guard('nothing is learned yet', state.learned === null, { state })) return [];
        const others = constants.learning === 'distinguished' ? nodes.learner.slice(1) : [];
        const values = constants.values.filter((value) => {
          const votes = inbox.sent({ kind: 'accepted', value });
          return piles(votes, rules.countsByBallot).some((pile) => rules.areEnough(pile, constants.quorums));
        });
        guard('a quorum has accepted a value in one ballot', values.length > 0, {});
        return values.map((value) =>
          choosing({ value }, step({ learned: value }, broadcast(others, { kind: 'chosen', value }))),
        );
      },
    },
  };
}

/** Votes that are counted together: those of one ballot. */
export function piles(votes: readonly Accepted[], byBallot: boolean): Accepted[][] {
  if (!byBallot) return [[...votes]];
  const ballots = [...new Set(votes.map(({ message }) => message.ballot))];
  return ballots.map((ballot) => votes.filter(({ message }) => message.ballot === ballot));
}
