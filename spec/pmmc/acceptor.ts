/**
 * The acceptor: the memory of the protocol. Process Acceptor of the paper; it accepts only the ballot that it has adopted, as
 * in the journal version.
 *
 * An answer that preempts is received in the same step (`hand`). It changes nothing at the acceptor, and its receiver does
 * nothing later than it otherwise would: a scout or commander that has been told of a higher ballot exits, and until then
 * is not seen by anybody. The message to the leader, which may be late, goes through the network.
 */
import { match } from 'ts-pattern';
import { guard } from '../kit/guard.js';
import { hand, ignore, type Role, send, step } from '../kit/role.js';
import type { Ballot } from './ballot.js';
import type { Constants } from './constants.js';
import type { Message } from './messages.js';
import { noPvalues } from './pvalues.js';
import type { AcceptorState, PmmcRules } from './rules.js';

export function acceptor(rules: PmmcRules): Role<AcceptorState, Message, Constants> {
  const answer = (to: string, asked: Ballot, message: Message & { readonly ballot: Ballot }) =>
    rules.compare(message.ballot, asked) === 0 ? send(to, message) : hand(to, message);
  return {
    init: () => ({ ballot: null, accepted: noPvalues }),
    stable: rules.stableOfAcceptors,
    receive: (_self, state, from, message) =>
      match(message)
        // Acceptor, case p1a: adopt a higher ballot; answer with what is adopted, and everything that was accepted.
        .with({ kind: 'p1a' }, ({ ballot: asked }) => {
          const { ballot: adopted, accepted } = state;
          const isHigher = adopted === null || rules.compare(asked, adopted) > 0;
          const ballot =
            guard('the ballot is higher', isHigher, { asked, adopted }) || adopted === null ? asked : adopted;
          return step({ ballot, accepted }, answer(from, asked, { kind: 'p1b', ballot, accepted }));
        })
        // Acceptor, case p2a: accept where the ballot is the adopted one; answer with that.
        .with({ kind: 'p2a' }, ({ ballot: asked, slot, command }) => {
          const isAdopted = rules.mayAccept(asked, state);
          if (guard('the ballot is adopted', isAdopted, { asked, adopted: state.ballot })) {
            const accepted = rules.withPvalue(state.accepted, { ballot: asked, slot, command });
            return step({ ...state, accepted }, send(from, { kind: 'p2b', ballot: asked }));
          }
          // After a restart without its ballot it has none to answer with.
          if (state.ballot === null) return ignore;
          return step(state, answer(from, asked, { kind: 'p2b', ballot: state.ballot }));
        })
        .otherwise(() => ignore),
  };
}
