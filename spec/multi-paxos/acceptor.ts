/**
 * The acceptor: one promise for all slots, a vote for each (Lamport 2001, section 3). A message that may not be answered is
 * ignored, which is safe (section 2.2), so no refusals are modelled.
 */
import { match } from 'ts-pattern';
import { guard } from '../kit/guard.js';
import { broadcast, ignore, type Role, send, step } from '../kit/role.js';
import type { Constants } from './instance.js';
import type { Message } from './messages.js';
import type { AcceptorState, MultiPaxosRules } from './rules.js';

export function acceptor(rules: MultiPaxosRules): Role<AcceptorState, Message, Constants> {
  return {
    init: ({ id, constants: { start } }) => ({ promised: start.ballot, votes: start.votes(id) }),
    stable: rules.stable,
    receive: ({ nodes }, state, from, message) =>
      match(message)
        // Phase 1(b): the answer is short, for it says nothing of slots without a vote.
        .with({ kind: 'prepare' }, ({ ballot, ...asked }) =>
          guard('ballot is above every promise', rules.mayPromise(ballot, state), { ballot, state })
            ? step(
                { ...state, promised: ballot },
                send(from, { kind: 'promise', ballot, votes: rules.reports(state.votes, asked) }),
              )
            : ignore,
        )
        // Phase 2(b), P1a.
        .with({ kind: 'accept' }, ({ kind: _, ...proposal }) =>
          guard('P1a: no promise above the ballot', rules.mayAccept(proposal.ballot, state), {
            proposal,
            state,
          })
            ? step(
                { promised: proposal.ballot, votes: rules.afterAccepting(proposal, state.votes) },
                broadcast([...nodes.learner, ...nodes.leader], { kind: 'accepted', ...proposal }),
              )
            : ignore,
        )
        .with({ kind: 'promise' }, { kind: 'accepted' }, () => ignore)
        .exhaustive(),
  };
}
