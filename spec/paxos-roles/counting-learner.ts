/**
 * The learner as it is published: it counts the votes that it has received, and has learned a value once a quorum has
 * accepted it in one ballot (Lamport 2001, section 2.3). The one of learner.ts waits with a quorum rule instead.
 *
 * Of each acceptor it keeps the highest vote: a later ballot replaces an earlier one. It can miss a choice that way, as it can
 * when a message is late, and no ballot after a choice has another value.
 */
import { Map as ImmutableMap } from 'immutable';
import { match } from 'ts-pattern';
import { guard } from '../kit/guard.js';
import { broadcast, choosing, ignore, type Role, step } from '../kit/role.js';
import type { Constants } from './instance.js';
import { type LearnerState, piles } from './learner.js';
import type { Accepted, Message, Vote } from './messages.js';
import type { PaxosRolesRules } from './rules.js';

export interface CountingLearnerState extends LearnerState {
  /** By acceptor: its highest vote; empty once a value is learned. */
  readonly votes: ImmutableMap<string, Vote>;
}

const NONE = ImmutableMap<string, Vote>();

export function countingLearner(rules: PaxosRolesRules): Role<CountingLearnerState, Message, Constants> {
  return {
    init: () => ({ learned: null, votes: NONE }),
    stable: ['learned'],
    receive: (_self, state, from, message) =>
      match(message)
        .with({ kind: 'accepted' }, ({ ballot, value }) =>
          guard('nothing is learned yet', state.learned === null, { state }) &&
          guard('the vote is its highest', ballot > (state.votes.get(from)?.ballot ?? 0), { ballot, state })
            ? step({ ...state, votes: state.votes.set(from, { ballot, value }) })
            : ignore,
        )
        .with({ kind: 'chosen' }, ({ value }) =>
          state.learned === null ? step({ learned: value, votes: NONE }) : ignore,
        )
        .with({ kind: 'prepare' }, { kind: 'promise' }, { kind: 'refused' }, { kind: 'accept' }, () => ignore)
        .exhaustive(),
    actions: {
      learn: ({ nodes, constants }, state) => {
        const others = constants.learning === 'distinguished' ? nodes.learner.slice(1) : [];
        const values = constants.values.filter((value) =>
          piles(votesFor(value, state), rules.countsByBallot).some((pile) =>
            rules.areEnough(pile, constants.quorums),
          ),
        );
        if (!guard('a quorum has accepted a value in one ballot', values.length > 0, { state })) return [];
        return values.map((value) =>
          choosing(
            { value },
            step({ learned: value, votes: NONE }, broadcast(others, { kind: 'chosen', value })),
          ),
        );
      },
    },
  };
}

function votesFor(value: string, { votes }: CountingLearnerState): Accepted[] {
  return [...votes]
    .filter(([, vote]) => vote.value === value)
    .map(([from, vote]) => ({ from, message: { kind: 'accepted', ...vote } }));
}
