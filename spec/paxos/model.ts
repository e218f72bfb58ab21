/**
 * Paxos for one decree: ballots are led by nobody in particular, all messages stay in one growing set, and a
 * message sent may be received at any later time, many times, or never.
 * Source: Lamport, "The Part-Time Parliament" (1998); the actions are those of the module Paxos of the TLA+ Examples
 * (Phase1a, Phase1b, Phase2a, Phase2b), which implements module Voting. An acceptor's maxVBal and maxVal are one value here, `vote`.
 */
import { match } from 'ts-pattern';
import {
  add,
  type Cell,
  cell,
  type Model,
  type Outcome,
  over,
  type Soup,
  set,
  soup,
  type View,
} from '../../checker/model.js';
import { guard } from '../kit/guard.js';
import { action, actionOver, by, disabled, forEach } from '../kit/plain.js';
import { majorities, type Quorums } from '../kit/quorum.js';
import type { Vote, VotingConstants } from '../voting/model.js';
import { paxosProperties } from './properties.js';

export type Message =
  | { readonly kind: '1a'; readonly ballot: number }
  | { readonly kind: '1b'; readonly acceptor: string; readonly ballot: number; readonly vote: Vote | null }
  | { readonly kind: '2a'; readonly ballot: number; readonly value: string }
  | { readonly kind: '2b'; readonly acceptor: string; readonly ballot: number; readonly value: string };

/** A promise, as the leader of its ballot sees it. */
export type Promise1b = Message & { readonly kind: '1b' };

export interface PaxosVariables {
  readonly messages: Soup<Message>;
  /** By acceptor: the highest ballot it has answered; -1 at first. */
  readonly maxBal: ReadonlyMap<string, Cell<number>>;
  /** By acceptor: its vote in the highest ballot in which it voted. */
  readonly vote: ReadonlyMap<string, Cell<Vote | null>>;
}

export interface PaxosRules {
  readonly quorums: (acceptors: readonly string[]) => Quorums;
  /** Phase1b: whether an acceptor may promise a ballot. */
  readonly mayPromise: (ballot: number, maxBal: number) => boolean;
  /** Phase2b: whether an acceptor may vote in a ballot (P1a). */
  readonly mayVote: (ballot: number, maxBal: number) => boolean;
  /** Phase2a: whether the promises of a quorum allow a value (P2c). */
  readonly mayPropose: (value: string, promises: readonly Promise1b[]) => boolean;
  /** Phase2a: whether a second value may be proposed in a ballot. */
  readonly proposesOnce: boolean;
  /** Phase1b: the vote that a promise reports. */
  readonly report: (vote: Vote | null) => Vote | null;
}

/** The highest-numbered vote that the promises report. */
export function highestVote(promises: readonly Promise1b[]): Vote | null {
  return promises.reduce<Vote | null>(
    (highest, { vote }) =>
      vote !== null && (highest === null || vote.ballot > highest.ballot) ? vote : highest,
    null,
  );
}

export const paxosRules: PaxosRules = {
  quorums: majorities,
  mayPromise: (ballot, maxBal) => ballot > maxBal,
  mayVote: (ballot, maxBal) => ballot >= maxBal,
  mayPropose: (value, promises) => {
    const highest = highestVote(promises);
    return highest === null || highest.value === value;
  },
  proposesOnce: true,
  report: (vote) => vote,
};

/** Who leads a ballot, for a reader: the protocol does not care who it is. */
export function leaderOf(ballot: number): string {
  return `leader ${ballot}`;
}

export function paxosVariables(acceptors: readonly string[]): PaxosVariables {
  return {
    messages: soup<Message>('messages'),
    maxBal: new Map(acceptors.map((a) => [a, cell<number>(`maxBal ${a}`)])),
    vote: new Map(acceptors.map((a) => [a, cell<Vote | null>(`vote ${a}`)])),
  };
}

export function paxosModel(constants: VotingConstants, rules: PaxosRules = paxosRules): Model {
  const { acceptors, ballots, values } = constants;
  const variables = paxosVariables(acceptors);
  const { messages } = variables;
  const quorums = rules.quorums(acceptors);

  /** The message of a ballot's leader, which everybody hears. */
  const tellAll = (message: Message & { readonly kind: '1a' | '2a' }): Outcome => ({
    updates: [add(messages, message)],
    sent: acceptors.map((to) => ({ from: leaderOf(message.ballot), to, message })),
  });

  const phase1a = forEach({ ballot: ballots }, ({ ballot }) =>
    by(
      leaderOf(ballot),
      action('Phase1a', { ballot }, () => [tellAll({ kind: '1a', ballot })]),
    ),
  );

  const phase1b = acceptors.map((acceptor) => {
    const maxBal = variables.maxBal.get(acceptor) as Cell<number>;
    const vote = variables.vote.get(acceptor) as Cell<Vote | null>;
    return by(
      acceptor,
      actionOver<Message>('Phase1b', {}, over.soup(messages), (view, message) =>
        match(message)
          .with({ kind: '1a' }, ({ ballot }): readonly Outcome[] => {
            const promised = view.get(maxBal);
            if (
              !guard('ballot is above every promise', rules.mayPromise(ballot, promised), {
                ballot,
                promised,
              })
            ) {
              return disabled;
            }
            const leader = leaderOf(ballot);
            const answer: Message = { kind: '1b', acceptor, ballot, vote: rules.report(view.get(vote)) };
            return [
              {
                updates: [set(maxBal, ballot), add(messages, answer)],
                received: { from: leader, to: acceptor, message },
                sent: [{ from: acceptor, to: leader, message: answer }],
              },
            ];
          })
          .otherwise(() => disabled),
      ),
    );
  });

  const phase2a = forEach({ ballot: ballots }, ({ ballot }) =>
    by(
      leaderOf(ballot),
      action('Phase2a', { ballot }, (view) => {
        const proposed = view.sent(messages, { kind: '2a', ballot });
        const first = !rules.proposesOnce || proposed.length === 0;
        if (!guard('nothing was proposed in this ballot', first, { proposed })) return disabled;
        const promises = view.sent(messages, { kind: '1b', ballot });
        return values
          .filter((value) => {
            const allowed = quorums.minimal.some((quorum) => allows(quorum, promises, value));
            return guard('P2c: a quorum of promises allows the value', allowed, { ballot, value, promises });
          })
          .map((value) => ({ parameters: { value }, ...tellAll({ kind: '2a', ballot, value }) }));
      }),
    ),
  );

  const allows = (quorum: readonly string[], promises: readonly Promise1b[], value: string): boolean => {
    const heard = promises.filter(({ acceptor }) => quorum.includes(acceptor));
    return (
      quorum.every((a) => heard.some(({ acceptor }) => acceptor === a)) && rules.mayPropose(value, heard)
    );
  };

  const phase2b = acceptors.map((acceptor) => {
    const maxBal = variables.maxBal.get(acceptor) as Cell<number>;
    const vote = variables.vote.get(acceptor) as Cell<Vote | null>;
    return by(
      acceptor,
      actionOver<Message>('Phase2b', {}, over.soup(messages), (view, message) =>
        match(message)
          .with({ kind: '2a' }, ({ ballot, value }): readonly Outcome[] => {
            const promised = view.get(maxBal);
            if (
              !guard('P1a: ballot is not below a promise', rules.mayVote(ballot, promised), {
                ballot,
                promised,
              })
            ) {
              return disabled;
            }
            return [
              {
                updates: [
                  set(maxBal, ballot),
                  set(vote, { ballot, value }),
                  add(messages, { kind: '2b', acceptor, ballot, value }),
                ],
                received: { from: leaderOf(ballot), to: acceptor, message },
              },
            ];
          })
          .otherwise(() => disabled),
      ),
    );
  });

  return {
    name: 'paxos',
    variables: [...variables.maxBal.values(), ...variables.vote.values(), messages],
    initial: [
      [
        ...[...variables.maxBal.values()].map((maxBal) => set(maxBal, -1)),
        ...[...variables.vote.values()].map((vote) => set(vote, null)),
      ],
    ],
    actions: [...phase1a, ...phase1b, ...phase2a, ...phase2b],
    properties: paxosProperties(constants, variables, quorums),
  };
}

/** Who voted for the value in the ballot. */
export function votersFor(view: View, { messages }: PaxosVariables, ballot: number, value: string): string[] {
  const votes = view.sent(messages, { kind: '2b', ballot });
  return votes.filter((vote) => vote.value === value).map((vote) => vote.acceptor);
}
