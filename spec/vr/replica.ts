/**
 * The replica: primary or backup by the number of the view (Liskov, Cowling 2012, sections 4.1 to 4.3). Waiting for f or f + 1 answers is a quorum rule: one
 * step, once they were sent, with no counter in the state.
 *
 * Left out is what needs no rule of its own where messages are only late: a backup that misses something waits for it, and fetches nothing (section 5.2).
 * Requests are executed where they are committed; clients, and the table of what they were answered, are left out too.
 */
import { match } from 'ts-pattern';
import { guard } from '../kit/guard.js';
import { broadcast, choosing, ignore, type NodeStep, type Role, type Self, send, step } from '../kit/role.js';
import { oneOfEach, others, primaryOf } from './group.js';
import type { Constants } from './instance.js';
import type { Message } from './messages.js';
import { answerRecovery, recover, start } from './recovery.js';
import type { ReplicaState, VrRules } from './rules.js';

/** @param stable what it finds again after a crash */
export function replica(
  rules: VrRules,
  stable: readonly (keyof ReplicaState)[],
): Role<ReplicaState, Message, Constants> {
  return {
    init: () => ({ starts: 0, status: 'normal', view: 1, lastNormal: 1, log: [], committed: 0 }),
    stable,
    start,
    receive: (self, state, from, message) =>
      match(message)
        // 4.1, step 4: in the order of the op-numbers. What it has already, sent again or recovered, it answers again, for all that it has.
        .with({ kind: 'prepare' }, ({ view, op, request }) => {
          if (!guard('it takes part in the view', rules.takesPart(view, state), { view, state }))
            return ignore;
          if (op <= state.log.length)
            return step(state, send(from, { kind: 'prepare-ok', view, op: state.log.length }));
          return guard('the op-number is the next', rules.mayAppend(op, state.log), { op, state })
            ? step({ ...state, log: [...state.log, request] }, send(from, { kind: 'prepare-ok', view, op }))
            : ignore;
        })
        // 4.1, step 7.
        .with({ kind: 'commit' }, ({ view, committed }) =>
          guard('it takes part in the view', rules.takesPart(view, state), { view, state }) &&
          guard('its log has that request', rules.mayExecute(committed, state.log), { committed, state }) &&
          guard('it has not executed it', committed > state.committed, { committed, state })
            ? step({ ...state, committed })
            : ignore,
        )
        // 4.2, step 1.
        .with({ kind: 'start-view-change' }, ({ view }) =>
          guard('it takes part in changes of views', rules.mayChange(state), { state }) &&
          guard('the view is above its own', view > state.view, { view, state })
            ? changeView(self, state, view)
            : ignore,
        )
        // 4.2, step 5: what is not known to be committed is answered as if it had been prepared in this view.
        .with({ kind: 'start-view' }, ({ view, log, committed }) =>
          guard('it takes part in changes of views', rules.mayChange(state), { state }) &&
          guard('it may enter the view', rules.mayEnter(view, state), { view, state })
            ? step(
                {
                  ...state,
                  status: 'normal',
                  view,
                  lastNormal: view,
                  log,
                  committed: Math.max(committed, state.committed),
                },
                log.length > committed ? [send(from, { kind: 'prepare-ok', view, op: log.length })] : [],
              )
            : ignore,
        )
        .with({ kind: 'recovery' }, ({ nonce }) => answerRecovery(rules, self, state, from, nonce))
        .with({ kind: 'prepare-ok' }, { kind: 'do-view-change' }, { kind: 'recovery-response' }, () => ignore)
        .exhaustive(),
    actions: {
      // 4.1, step 3: the primary takes a request of some client.
      request: (self, state) => {
        if (!leads(self, state)) return [];
        const op = state.log.length + 1;
        return self.constants.requests
          .filter((request) => !state.log.includes(request))
          .map(
            (request): NodeStep<ReplicaState, Message> =>
              choosing(
                { op, request },
                step(
                  { ...state, log: [...state.log, request] },
                  broadcast(others(self), { kind: 'prepare', view: state.view, op, request }),
                ),
              ),
          );
      },
      // 4.1, steps 5 and 6: f answers, and the primary itself, are a quorum.
      commit: (self, state, inbox) => {
        if (!leads(self, state)) return [];
        const op = state.committed + 1;
        if (!guard('there is a request', op <= state.log.length, { op, state })) return [];
        const answers = inbox
          .sent({ kind: 'prepare-ok' })
          .filter(({ message }) => rules.counts(message, state.view, op))
          .map(({ from }) => from);
        if (
          !guard('a quorum has it', self.constants.quorums.isQuorum([self.id, ...answers]), { op, answers })
        )
          return [];
        return [
          choosing(
            { op, request: state.log[op - 1] },
            step(
              { ...state, committed: op },
              broadcast(others(self), { kind: 'commit', view: state.view, committed: op }),
            ),
          ),
        ];
      },
      // 4.2, step 1: it has not heard from the primary for a while, or the change of views takes too long.
      suspect: (self, state) =>
        guard('it takes part in changes of views', rules.mayChange(state), { state })
          ? [changeView(self, state, state.view + 1)]
          : [],
      // 4.2, step 2: f others want the view too. The new primary reports to itself.
      report: (self, state, inbox) => {
        if (!guard('it wants the view', state.status === 'view-change', { state })) return [];
        const { view } = state;
        const heard = inbox.sent({ kind: 'start-view-change', view }).map(({ from }) => from);
        if (
          !guard('a quorum wants the view', rules.mayReport([self.id, ...heard], self.constants.quorums), {
            view,
            heard,
          })
        )
          return [];
        return [
          step(
            state,
            send(primaryOf(self, view), {
              kind: 'do-view-change',
              view,
              ...rules.reports(state, primaryOf(self, state.lastNormal) === self.id),
            }),
          ),
        ];
      },
      // 4.2, step 3. Messages may be late, so each quorum with itself is one that the primary may have heard of; many of them lead to the same log.
      'start view': (self, state, inbox) => {
        const { view } = state;
        if (!guard('it wants the view', state.status === 'view-change', { state })) return [];
        if (!guard('it is its primary', primaryOf(self, view) === self.id, { view })) return [];
        const heard = inbox.sent({ kind: 'do-view-change', view });
        const quorums = self.constants.quorums.minimal
          .filter((quorum) => quorum.includes(self.id))
          .map((quorum) =>
            quorum.map((id) => heard.filter(({ from }) => from === id).map(({ message }) => message)),
          )
          .filter((reports) => reports.every((ofOne) => ofOne.length > 0))
          .flatMap(oneOfEach);
        guard('a quorum has reported', quorums.length > 0, { view, heard });
        const started = quorums.map((reports) => {
          const log = rules.picks(reports, state);
          const committed = Math.max(...reports.map((report) => report.committed));
          return { log, committed };
        });
        return [...new Map(started.map((each) => [JSON.stringify(each), each])).values()].map(
          ({ log, committed }) =>
            step(
              { ...state, status: 'normal', lastNormal: view, log, committed },
              broadcast(others(self), { kind: 'start-view', view, log, committed }),
            ),
        );
      },
      recover: (self, state, inbox) => recover(rules, self, state, inbox),
    },
  };
}

function leads(self: Self<Constants>, state: ReplicaState): boolean {
  return (
    guard('its status is normal', state.status === 'normal', { state }) &&
    guard('it is the primary', primaryOf(self, state.view) === self.id, { state })
  );
}

function changeView(
  self: Self<Constants>,
  state: ReplicaState,
  view: number,
): NodeStep<ReplicaState, Message> {
  return step(
    { ...state, status: 'view-change', view },
    broadcast(others(self), { kind: 'start-view-change', view }),
  );
}
