/**
 * The commander: asks acceptors to accept one command for one slot in one ballot. Process Commander of the paper; the two forms of
 * waiting are as in scout.ts.
 */
import { Set } from 'immutable';
import { match } from 'ts-pattern';
import { guard } from '../kit/guard.js';
import { broadcast, exit, ignore, type Role, send, step } from '../kit/role.js';
import { type Ballot, isAbove, leaderOf } from './ballot.js';
import type { Constants } from './constants.js';
import type { Message } from './messages.js';
import type { Pvalue } from './pvalues.js';
import type { PmmcRules } from './rules.js';

export interface CommanderState extends Pvalue {
  /** Only in the form that counts: acceptors that have not answered. */
  readonly waitfor?: Set<string>;
}

export function commander(rules: PmmcRules): Role<CommanderState, Message, Constants> {
  const isAnswer = (ballot: Ballot | null, own: Ballot) =>
    ballot !== null && rules.isAnswer(ballot, own, rules.compare);
  const decide = (replicas: readonly string[], { slot, command }: Pvalue) =>
    exit(broadcast(replicas, { kind: 'decision', slot, command }));
  return {
    init: () => ({ ballot: '0.1', slot: 1, command: '' }),
    optional: ['waitfor'],
    start: ({ constants }, state) => {
      const { ballot, slot, command } = state;
      const { acceptors } = rules.asked(ballot, constants.configurations);
      return step(
        constants.waiting === 'waitfor' ? { ballot, slot, command, waitfor: Set(acceptors) } : state,
        broadcast(acceptors, { kind: 'p2a', ballot, slot, command }),
      );
    },
    receive: ({ nodes, constants }, state, from, message) =>
      match(message)
        .with({ kind: 'p2b' }, ({ ballot }) => {
          if (!guard('it is its own ballot', isAnswer(ballot, state.ballot), { ballot, state })) {
            const report = preempting(ballot, state.ballot, nodes.leader);
            if (report.length === 0 && !rules.exitsOnLowerBallot) return ignore;
            return rules.exitsWhenPreempted ? exit(report) : step(state, report);
          }
          if (state.waitfor === undefined) return ignore;
          const waitfor = state.waitfor.remove(from);
          const { acceptors, quorums } = rules.asked(state.ballot, constants.configurations);
          const accepted = acceptors.filter((acceptor) => !waitfor.has(acceptor));
          return guard('a majority has accepted', quorums.isQuorum(accepted), { accepted, acceptors })
            ? decide(nodes.replica, state)
            : step({ ...state, waitfor });
        })
        .otherwise(() => ignore),
    actions: {
      decide: ({ nodes, constants }, state, inbox) => {
        if (state.waitfor !== undefined) return [];
        const answers = inbox.sent({ kind: 'p2b' });
        const { quorums } = rules.asked(state.ballot, constants.configurations);
        const isAccepted = quorums.minimal.some((quorum) => rules.areVotes(answers, quorum));
        return guard('a majority has accepted', isAccepted, { state, answers })
          ? [decide(nodes.replica, state)]
          : [];
      },
    },
  };
}

/**
 * As published a commander exits also where an acceptor answers with a lower ballot, having not adopted its own yet. The leader is
 * not told of that here: it would ignore it.
 */
function preempting(by: Ballot | null, own: Ballot, leaders: readonly string[]) {
  return by !== null && isAbove(by, own)
    ? [send(leaders[leaderOf(own) - 1], { kind: 'preempted', ballot: by })]
    : [];
}
