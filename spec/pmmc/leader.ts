/**
 * The leader: begins ballots by scouts, and proposes commands by commanders once its ballot is adopted. Process Leader of the
 * paper.
 *
 * Here a leader that is preempted begins its next ballot at once, as in the pseudo-code; when it does so matters for liveness
 * only. Scouts and commanders are processes of their own, and go on where their leader crashes: more executions, not fewer.
 */
import { Map } from 'immutable';
import { match } from 'ts-pattern';
import { guard } from '../kit/guard.js';
import { ignore, type Role, spawn, step } from '../kit/role.js';
import type { Ballot } from './ballot.js';
import type { CommanderState } from './commander.js';
import { type Constants, commanderOf, scoutOf } from './constants.js';
import type { Message } from './messages.js';
import { listOf, type Pvalue } from './pvalues.js';
import type { LeaderState, PmmcRules } from './rules.js';
import type { ScoutState } from './scout.js';

export function leader(rules: PmmcRules): Role<LeaderState, Message, Constants> {
  const begin = (state: LeaderState, ballot: Ballot) =>
    step({ ...state, ballot, active: false }, spawn(scoutOf(ballot), { ballot } satisfies ScoutState));
  const command = (pvalue: Pvalue) =>
    spawn(commanderOf(pvalue.ballot, pvalue.slot), pvalue satisfies CommanderState);
  const isFree = ({ proposals, collected }: LeaderState, slot: number, proposed: string) =>
    slot > collected && rules.isFree(proposals, slot, proposed);
  return {
    init: () => ({ ballot: null, active: false, proposals: Map(), collected: 0 }),
    stable: rules.stableOfLeaders,
    // The first lines of the process. After a restart it begins a ballot that it has not used.
    start: ({ index }, state) => begin(state, rules.nextBallot(state.ballot, index)),
    receive: ({ index }, state, _from, message) =>
      match(message)
        // Leader, case propose: the first command for a slot; with a commander where it is active.
        .with({ kind: 'propose' }, ({ slot, command: proposed }) => {
          const { ballot, active } = state;
          if (!guard('the slot is free', isFree(state, slot, proposed), { slot, state })) return ignore;
          const after = { ...state, proposals: state.proposals.set(slot, proposed) };
          return active && ballot !== null
            ? step(after, command({ ballot, slot, command: proposed }))
            : step(after);
        })
        // Leader, case adopted: what may be decided goes before its own proposals, and all are proposed.
        .with({ kind: 'adopted' }, ({ ballot, pvalues, collected: told }) => {
          if (!guard('it is its present ballot', ballot === state.ballot, { ballot, state })) return ignore;
          const pmax = rules.pmax(listOf(pvalues));
          // Where pvalues are collected the slot is decided, whatever this majority still reports.
          const collected = Math.max(state.collected, rules.collectedBy(told));
          const proposals = rules
            .overriding(state.proposals, pmax)
            .filter((_command, slot) => slot > collected);
          const commanders = rules.toPropose(proposals, pmax).map((slot) =>
            command({
              ballot: rules.ballotToPropose(ballot, slot, pmax),
              slot,
              command: proposals.get(slot) as string,
            }),
          );
          return step({ ballot, active: true, proposals, collected }, commanders);
        })
        // Leader, case preempted: a new ballot above the one that it is told of.
        .with({ kind: 'preempted' }, ({ ballot: by }) => {
          const { ballot: own } = state;
          const isHigher = own !== null && rules.preempts(by, own, rules.compare);
          return guard('a higher ballot preempts', isHigher, { by, own })
            ? begin(state, rules.nextBallot(by, index))
            : ignore;
        })
        .otherwise(() => ignore),
  };
}
