/**
 * A server: primary, backup or neither, as the latest view says that it has heard of. The primary gives its backup its whole log first; then each request
 * is executed when the backup has it too. A primary without a backup executes at once: nobody else could take over.
 *
 * Only primaries execute; a backup does when it leads itself. Reads are requests like any other. Clients are left out: to execute is to answer, and a request
 * that is in the log is not taken again. The first view has a backup already.
 */
import { match } from 'ts-pattern';
import { guard } from '../kit/guard.js';
import { choosing, ignore, type NodeStep, type Role, type Self, type Send, send, step } from '../kit/role.js';
import type { Constants } from './instance.js';
import type { Message } from './messages.js';
import type { PrimaryBackupRules, ServerState, View } from './rules.js';

type ServerStep = NodeStep<ServerState, Message>;

/** What a server knows before it has heard of any view; nobody is the name of no server. */
const NO_VIEW: View = { number: 0, primary: 'nobody', backup: null };

export function server(rules: PrimaryBackupRules): Role<ServerState, Message, Constants> {
  return {
    init: () => ({ view: NO_VIEW, isReady: false, log: [], executed: 0 }),
    receive: (self, state, from, message) => {
      const { number } = state.view;
      const leads = state.view.primary === self.id;
      return match(message)
        .with({ kind: 'view' }, ({ kind: _, ...view }) =>
          guard('it may enter the view', rules.mayEnter(view.number, state), { view, state })
            ? entering(rules, self, state, view)
            : ignore,
        )
        .with({ kind: 'transfer' }, ({ number: of, log }) =>
          guard('it takes the log', rules.takesLog(of, state), { of, state })
            ? step({ ...state, log, isReady: true }, send(from, { kind: 'transferred', number }))
            : ignore,
        )
        .with({ kind: 'transferred' }, ({ number: of }) =>
          guard('it leads', leads, { state }) &&
          guard('its view begins', rules.begins(of, state), { of, state })
            ? begun(self, state)
            : ignore,
        )
        .with({ kind: 'forward' }, ({ number: of, op, request }) =>
          guard('it takes what is forwarded in the view', rules.takesForwarded(of, state), { of, state }) &&
          guard('the op-number is the next', rules.mayAppend(op, state.log), { op, state })
            ? step(
                { ...state, log: [...state.log, request] },
                send(from, { kind: 'forwarded', number: of, op }),
              )
            : ignore,
        )
        .with({ kind: 'forwarded' }, ({ number: of, op }) =>
          guard('it leads the view', of === number && leads, { of, state }) &&
          guard('it has not executed the request', op > state.executed, { op, state })
            ? step({ ...state, executed: op })
            : ignore,
        )
        .with({ kind: 'acknowledge' }, () => ignore)
        .exhaustive();
    },
    actions: {
      request: ({ id, constants }, state) => {
        const { view, log } = state;
        if (!guard('it leads', view.primary === id, { state })) return [];
        if (!guard('its view has begun', rules.takesRequests(state), { state })) return [];
        const op = log.length + 1;
        const isDone = view.backup === null || !rules.waitsForBackup;
        const forwarded = (request: string): Send<Message>[] =>
          view.backup === null
            ? []
            : [send(view.backup, { kind: 'forward', number: view.number, op, request })];
        return constants.requests
          .filter((request) => !log.includes(request))
          .map((request) =>
            choosing(
              { op, request },
              step(
                { ...state, log: [...log, request], executed: isDone ? op : state.executed },
                forwarded(request),
              ),
            ),
          );
      },
      'take over': (self, state) =>
        rules.trustsTimeouts && state.isReady && state.view.backup === self.id
          ? [alone(self, state, state.view.number + 1)]
          : [],
      'go on alone': (self, state) =>
        rules.goesOnAlone && state.isReady && state.view.primary === self.id && state.view.backup !== null
          ? [alone(self, state, state.view.number)]
          : [],
    },
  };
}

function entering(
  rules: PrimaryBackupRules,
  self: Self<Constants>,
  state: ServerState,
  view: View,
): ServerStep {
  const next = { ...state, view, isReady: false };
  if (view.primary !== self.id) return step(next);
  if (view.backup === null) return begun(self, next);
  const transfer = send(view.backup, { kind: 'transfer', number: view.number, log: state.log });
  return rules.waitsForTransfer
    ? step(next, transfer)
    : step({ ...next, isReady: true }, transfer, acknowledging(self, view));
}

function acknowledging({ nodes }: Self<Constants>, { number }: View) {
  return send(nodes.service[0], { kind: 'acknowledge', number });
}

/** Whatever is in the log of a primary when a view begins its backup has too. */
function begun(self: Self<Constants>, state: ServerState): ServerStep {
  return step({ ...state, isReady: true, executed: state.log.length }, acknowledging(self, state.view));
}

/** A view that only this server knows of; the view service may give its number to another. */
function alone({ id }: Self<Constants>, state: ServerState, number: number): ServerStep {
  return step({ ...state, view: { number, primary: id, backup: null }, executed: state.log.length });
}
