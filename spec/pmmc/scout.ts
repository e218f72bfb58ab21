/**
 * The scout: asks acceptors to adopt one ballot of its leader. Process Scout of the paper.
 *
 * `quorum-rule`: it hears a majority in one step, once their answers were sent. `waitfor`: as published, one after another.
 * Whichever majority it hears first, both allow it.
 *
 * Adoption is received by the leader in the same step: a scout that waits with its last step is not seen by anybody, and its answers
 * stay, so that the step may as well be taken when the leader is ready.
 */
import { Set } from 'immutable';
import { match } from 'ts-pattern';
import { guard } from '../kit/guard.js';
import { broadcast, exit, hand, ignore, type Role, send, step } from '../kit/role.js';
import { type Ballot, leaderOf } from './ballot.js';
import type { Constants } from './constants.js';
import type { Message } from './messages.js';
import { noPvalues, type Pvalues, union } from './pvalues.js';
import type { PmmcRules } from './rules.js';

export interface ScoutState {
  readonly ballot: Ballot;
  /** Only in the form that counts: acceptors that have not answered, and what those that have reported. */
  readonly waitfor?: Set<string>;
  readonly pvalues?: Pvalues;
  readonly collected?: number;
}

export function scout(rules: PmmcRules): Role<ScoutState, Message, Constants> {
  return {
    init: () => ({ ballot: '0.1' }),
    optional: ['waitfor', 'pvalues', 'collected'],
    // The first lines of the process: nobody can reach a scout that has not sent anything.
    start: ({ constants }, state) => {
      const { acceptors } = rules.asked(state.ballot, constants.configurations);
      return step(
        constants.waiting === 'waitfor'
          ? { ...state, waitfor: Set(acceptors), pvalues: noPvalues, collected: 0 }
          : state,
        broadcast(acceptors, { kind: 'p1a', ballot: state.ballot }),
      );
    },
    receive: ({ nodes, constants }, state, from, message) =>
      match(message)
        .with({ kind: 'p1b' }, ({ ballot, accepted, collected: its }) => {
          const leader = nodes.leader[leaderOf(state.ballot) - 1];
          if (
            !guard('it is its own ballot', rules.isAnswer(ballot, state.ballot, rules.compare), {
              ballot,
              state,
            })
          ) {
            return exit(rules.reportsPreemption ? [send(leader, { kind: 'preempted', ballot })] : []);
          }
          if (state.waitfor === undefined) return ignore;
          const waitfor = state.waitfor.remove(from);
          const pvalues = union([state.pvalues ?? noPvalues, accepted]);
          const collected = Math.max(state.collected ?? 0, its);
          const { acceptors, quorums } = rules.asked(state.ballot, constants.configurations);
          const adopted = acceptors.filter((acceptor) => !waitfor.has(acceptor));
          return guard('a majority has adopted the ballot', quorums.isQuorum(adopted), { adopted, acceptors })
            ? exit(hand(leader, { kind: 'adopted', ballot: state.ballot, pvalues, collected }))
            : step({ ...state, waitfor, pvalues, collected });
        })
        .otherwise(() => ignore),
    actions: {
      adopt: ({ nodes, constants }, { ballot, waitfor }, inbox) => {
        if (waitfor !== undefined) return [];
        const answers = inbox.sent({ kind: 'p1b' });
        const reports = rules
          .asked(ballot, constants.configurations)
          .quorums.minimal.filter((quorum) => rules.arePromises(answers, quorum))
          .map((quorum) => answers.filter(({ from }) => quorum.includes(from)).map(({ message }) => message))
          .map((heard) => ({
            pvalues: union(heard.map(({ accepted }) => accepted)),
            collected: Math.max(0, ...heard.map(({ collected }) => collected)),
          }));
        guard('a majority has adopted the ballot', reports.length > 0, { ballot, answers });
        return different(reports).map((report) =>
          exit(hand(nodes.leader[leaderOf(ballot) - 1], { kind: 'adopted', ballot, ...report })),
        );
      },
    },
  };
}

/** Majorities that report the same are one outcome. */
function different<R extends Report>(reports: readonly R[]): readonly R[] {
  return reports.filter(
    (one, i) =>
      !reports
        .slice(0, i)
        .some((other) => other.collected === one.collected && other.pvalues.equals(one.pvalues)),
  );
}

interface Report {
  readonly pvalues: Pvalues;
  readonly collected: number;
}
