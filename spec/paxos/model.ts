/**
 * Paxos for one decree: ballots are led by nobody in particular, all messages stay in one growing set, and a
 * message sent may be received at any later time, many times, or never.
 * Source: Lamport, "The Part-Time Parliament" (1998); the actions are those of the module Paxos of the TLA+ Examples,
 * which implements module Voting. A Phase2a that may propose several values is one action with an outcome for each.
 */
import { match } from 'ts-pattern';
import { type Action, add, type Model, type Outcome, over, set } from '../../checker/model.js';
import { guard } from '../kit/guard.js';
import { action, actionOver, by, disabled } from '../kit/plain.js';
import type { Quorums } from '../kit/quorum.js';
import type { VotingConstants } from '../voting/model.js';
import { paxosProperties } from './properties.js';
import { type PaxosRules, paxosRules } from './rules.js';
import { leaderOf, type Message, type PaxosVariables, type Promise1b, paxosVariables } from './state.js';

type Acceptor = PaxosVariables['acceptors'][number];

export function paxosModel(constants: VotingConstants, rules: PaxosRules = paxosRules): Model {
  const { ballots } = constants;
  const variables = paxosVariables(constants.acceptors);
  const { messages, acceptors } = variables;
  const quorums = rules.quorums(constants.acceptors);
  return {
    name: 'paxos',
    sorts: [
      { name: 'acceptors', ids: constants.acceptors },
      { name: 'values', ids: constants.values },
    ],
    variables: [...acceptors.map(({ state }) => state), messages],
    initial: [acceptors.map(({ state }) => set(state, { maxBal: -1, vote: null }))],
    actions: [
      ...ballots.map((ballot) => phase1a(variables, ballot)),
      ...acceptors.map((acceptor) => phase1b(variables, acceptor, rules)),
      ...ballots.map((ballot) => phase2a(variables, ballot, constants.values, quorums, rules)),
      ...acceptors.map((acceptor) => phase2b(variables, acceptor, rules)),
    ],
    properties: paxosProperties(constants, variables, quorums),
  };
}

/** What a leader says, everybody hears. */
function tellAll(
  { messages, acceptors }: PaxosVariables,
  message: Message & { readonly kind: '1a' | '2a' },
): Outcome {
  return {
    updates: [add(messages, message)],
    sent: acceptors.map(({ id }) => ({ from: leaderOf(message.ballot), to: id, message })),
  };
}

/** A leader begins its ballot. */
function phase1a(variables: PaxosVariables, ballot: number): Action {
  return by(
    leaderOf(ballot),
    action('Phase1a', { ballot }, () => [tellAll(variables, { kind: '1a', ballot })]),
  );
}

/** An acceptor promises a ballot, and reports its last vote. */
function phase1b({ messages }: PaxosVariables, { id, state }: Acceptor, rules: PaxosRules): Action {
  return by(
    id,
    actionOver<Message>('Phase1b', {}, over.soup(messages), (view, message) =>
      match(message)
        .with({ kind: '1a' }, ({ ballot }): readonly Outcome[] => {
          const { maxBal, vote } = view.get(state);
          const above = rules.mayPromise(ballot, maxBal);
          if (!guard('ballot is above every promise', above, { ballot, maxBal })) return disabled;
          const leader = leaderOf(ballot);
          const answer: Message = { kind: '1b', acceptor: id, ballot, vote: rules.report(vote) };
          return [
            {
              updates: [set(state, { maxBal: ballot, vote }), add(messages, answer)],
              received: { from: leader, to: id, message },
              sent: [{ from: id, to: leader, message: answer }],
            },
          ];
        })
        .otherwise(() => disabled),
    ),
  );
}

/** A leader that a quorum has promised proposes a value that the promises allow. */
function phase2a(
  variables: PaxosVariables,
  ballot: number,
  values: readonly string[],
  quorums: Quorums,
  rules: PaxosRules,
): Action {
  const { messages } = variables;
  return by(
    leaderOf(ballot),
    action('Phase2a', { ballot }, (view) => {
      const proposed = view.sent(messages, { kind: '2a', ballot });
      const first = !rules.proposesOnce || proposed.length === 0;
      if (!guard('nothing was proposed in this ballot', first, { proposed })) return disabled;
      const promises = view.sent(messages, { kind: '1b', ballot });
      return values
        .filter((value) => {
          const allowed = quorums.minimal.some((quorum) => allows(quorum, promises, value, rules));
          return guard('P2c: a quorum of promises allows the value', allowed, { ballot, value, promises });
        })
        .map((value) => ({ parameters: { value }, ...tellAll(variables, { kind: '2a', ballot, value }) }));
    }),
  );
}

/** Whether all of a quorum have promised, and what they report allows the value. */
function allows(
  quorum: readonly string[],
  promises: readonly Promise1b[],
  value: string,
  rules: PaxosRules,
): boolean {
  const heard = promises.filter(({ acceptor }) => quorum.includes(acceptor));
  const complete = quorum.every((id) => heard.some(({ acceptor }) => acceptor === id));
  return complete && rules.mayPropose(value, heard);
}

/** An acceptor votes for a proposal, unless it has promised a higher ballot. */
function phase2b({ messages }: PaxosVariables, { id, state }: Acceptor, rules: PaxosRules): Action {
  return by(
    id,
    actionOver<Message>('Phase2b', {}, over.soup(messages), (view, message) =>
      match(message)
        .with({ kind: '2a' }, ({ ballot, value }): readonly Outcome[] => {
          const { maxBal } = view.get(state);
          const allowed = rules.mayVote(ballot, maxBal);
          if (!guard('P1a: ballot is not below a promise', allowed, { ballot, maxBal })) return disabled;
          const vote = { ballot, value };
          return [
            {
              updates: [
                set(state, { maxBal: ballot, vote }),
                add(messages, { kind: '2b', acceptor: id, ...vote }),
              ],
              received: { from: leaderOf(ballot), to: id, message },
            },
          ];
        })
        .otherwise(() => disabled),
    ),
  );
}
