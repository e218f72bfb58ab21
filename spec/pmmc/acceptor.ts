/**
 * The acceptor: the memory of the protocol. Process Acceptor of the paper; it accepts only the ballot that it has adopted, as
 * in the journal version.
 *
 * An answer with another ballot than it was asked for is received in the same step (`hand`). The acceptor changes nothing
 * in that step, and a scout or commander is not seen by anybody before it exits: it may as well have received the answer at
 * once. What it then tells its leader goes through the network, and may be late.
 */
import { match } from 'ts-pattern';
import { guard } from '../kit/guard.js';
import { choosing, hand, ignore, type Role, send, step } from '../kit/role.js';
import type { Ballot } from './ballot.js';
import type { Constants } from './constants.js';
import type { Message } from './messages.js';
import { noPvalues } from './pvalues.js';
import type { AcceptorState, PmmcRules } from './rules.js';

type Answer = Message & { readonly kind: 'p1b' | 'p2b' };

export function acceptor(rules: PmmcRules): Role<AcceptorState, Message, Constants> {
  const answer = (to: string, asked: Ballot, message: Answer) =>
    message.ballot !== null && rules.isAnswer(message.ballot, asked, rules.compare)
      ? send(to, message)
      : hand(to, message);
  return {
    init: () => ({ ballot: null, accepted: noPvalues, collected: 0 }),
    stable: rules.stableOfAcceptors,
    receive: ({ constants }, state, from, message) =>
      match(message)
        // Acceptor, case p1a: adopt a higher ballot; answer with what is adopted, and everything that was accepted.
        .with({ kind: 'p1a' }, ({ ballot: asked }) => {
          const { ballot: adopted, accepted, collected } = state;
          const isHigher = adopted === null || rules.compare(asked, adopted) > 0;
          const ballot =
            guard('the ballot is higher', isHigher, { asked, adopted }) || adopted === null ? asked : adopted;
          return step(
            { ...state, ballot },
            answer(from, asked, { kind: 'p1b', ballot, accepted, collected }),
          );
        })
        // Acceptor, case p2a: accept where the ballot is the adopted one; answer with that.
        .with({ kind: 'p2a' }, ({ ballot: asked, slot, command }) => {
          const keep = constants.keeping === 'all' ? rules.withPvalue : rules.withLast;
          // What is collected is not kept again; it is decided, and the answer to a late commander is as good as a vote.
          const isAdopted = rules.mayAccept(asked, state, rules.compare);
          const accepts = guard('the ballot is adopted', isAdopted, { asked, adopted: state.ballot });
          const accepted =
            accepts && slot > state.collected
              ? keep(state.accepted, { ballot: asked, slot, command })
              : state.accepted;
          return step({ ...state, accepted }, answer(from, asked, { kind: 'p2b', ballot: state.ballot }));
        })
        .otherwise(() => ignore),
    actions: {
      // Garbage collection: what f+1 replicas have applied one of them can always tell the others, without the acceptors.
      collect: ({ constants }, state, inbox) => {
        if (!constants.collecting) return [];
        const slot = state.collected + 1;
        const told = inbox.sent({ kind: 'applied' }).filter(({ message }) => message.slot >= slot);
        const replicas = new Set(told.map(({ from }) => from)).size;
        const quorum = constants.configurations[0].quorums.minimal[0].length;
        return guard('f+1 replicas have applied the slot', rules.areEnoughToCollect(replicas, quorum), {
          slot,
          replicas,
        })
          ? [choosing({ slot }, step({ ...state, collected: slot, accepted: state.accepted.remove(slot) }))]
          : [];
      },
    },
  };
}
