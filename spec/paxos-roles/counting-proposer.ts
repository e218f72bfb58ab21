/**
 * The proposer as it is published: it counts the promises that it has received (Lamport 2001, section 2.2). The one of
 * proposer.ts waits with a quorum rule instead, which keeps no counts; what both then do is the same.
 *
 * Where acceptors refuse what they would ignore, a proposer that is refused abandons its ballot: it knows of a higher one
 * now, and its next is above that (Lamport 2001, sections 2.4 and 2.5).
 */
import { Map as ImmutableMap } from 'immutable';
import { match } from 'ts-pattern';
import { guard } from '../kit/guard.js';
import { ignore, type NodeStep, type Role, step } from '../kit/role.js';
import type { Constants } from './instance.js';
import type { Message, Vote } from './messages.js';
import { type ProposerState, preparing, proposing } from './proposer.js';
import type { PaxosRolesRules } from './rules.js';

export interface CountingProposerState extends ProposerState {
  /** By acceptor: the vote that its promise for the present ballot reports; empty unless the proposer is preparing. */
  readonly promises: ImmutableMap<string, Vote | null>;
}

const NONE = ImmutableMap<string, Vote | null>();

export function countingProposer(rules: PaxosRolesRules): Role<CountingProposerState, Message, Constants> {
  return {
    init: () => ({ ballot: 0, phase: 'idle', promises: NONE }),
    stable: ['ballot'],
    receive: (_self, state, from, message) =>
      match(message)
        .with({ kind: 'promise' }, ({ ballot, vote }) =>
          guard('it is preparing the ballot', state.phase === 'preparing' && ballot === state.ballot, {
            ballot,
            state,
          })
            ? step({ ...state, promises: state.promises.set(from, vote) })
            : ignore,
        )
        .with({ kind: 'refused' }, ({ ballot, promised }) =>
          guard('its present ballot is refused', state.phase !== 'idle' && ballot === state.ballot, {
            ballot,
            state,
          }) && rules.abandonsWhenRefused
            ? step({ ballot: promised, phase: 'idle', promises: NONE })
            : ignore,
        )
        .with({ kind: 'prepare' }, { kind: 'accept' }, { kind: 'accepted' }, { kind: 'chosen' }, () => ignore)
        .exhaustive(),
    actions: {
      prepare: (self, state) => preparing(rules, self, state).map(counting),
      propose: (self, state) => {
        const heard = [...state.promises.keys()];
        const votes = [...state.promises.values()].filter((vote) => vote !== null);
        const quorums = self.constants.quorums.isQuorum(heard) ? [votes] : [];
        return proposing(rules, self, state, quorums).map(counting);
      },
    },
  };
}

/** A step to a phase in which nothing is counted yet. */
function counting(begun: NodeStep<ProposerState, Message>): NodeStep<CountingProposerState, Message> {
  return { ...begun, state: begun.state && { ...begun.state, promises: NONE } };
}
