/**
 * The acceptor. Both answers rest on two stable fields. A message that may not be answered is ignored, which is safe
 * (Lamport 2001, section 2.2); where the instance wants it, its sender is told of the higher ballot, so that it can abandon its
 * own (section 2.5).
 */
import { match } from 'ts-pattern';
import { guard } from '../kit/guard.js';
import { broadcast, ignore, type Role, send, step } from '../kit/role.js';
import type { Constants } from './instance.js';
import type { Message } from './messages.js';
import type { AcceptorState, PaxosRolesRules } from './rules.js';

export function acceptor(rules: PaxosRolesRules): Role<AcceptorState, Message, Constants> {
  return {
    init: () => ({ promised: 0, vote: null }),
    stable: rules.stable,
    receive: ({ nodes, constants }, state, from, message) => {
      const refuse = (ballot: number) =>
        constants.refusals
          ? step(state, send(from, { kind: 'refused', ballot, promised: state.promised }))
          : ignore;
      return (
        match(message)
          // Phase 1(b): promise to accept nothing below, and report the last vote.
          .with({ kind: 'prepare' }, ({ ballot }) =>
            guard('ballot is above every promise', rules.mayPromise(ballot, state), { ballot, state })
              ? step(
                  { ...state, promised: ballot },
                  send(from, { kind: 'promise', ballot, vote: state.vote }),
                )
              : refuse(ballot),
          )
          // Phase 2(b), P1a: accept unless a higher ballot was promised.
          .with({ kind: 'accept' }, ({ ballot, value }) =>
            guard('P1a: no promise above the ballot', rules.mayAccept(ballot, state), { ballot, state })
              ? step(
                  rules.afterAccepting({ ballot, value }, state),
                  broadcast(constants.learning === 'all' ? nodes.learner : nodes.learner.slice(0, 1), {
                    kind: 'accepted',
                    ballot,
                    value,
                  }),
                )
              : refuse(ballot),
          )
          .with(
            { kind: 'promise' },
            { kind: 'refused' },
            { kind: 'accepted' },
            { kind: 'chosen' },
            () => ignore,
          )
          .exhaustive()
      );
    },
  };
}
