/**
 * Two-phase commit: resource managers prepare or abort, a transaction manager commits once all have prepared.
 * Source: Gray and Lamport, "Consensus on Transaction Commit" (2006), section 3; the actions are those of module TwoPhase of the
 * TLA+ Examples (TMRcvPrepared, TMCommit, TMAbort, RMPrepare, RMChooseToAbort, RMRcvCommitMsg, RMRcvAbortMsg).
 */
import { Set } from 'immutable';
import { match } from 'ts-pattern';
import { guard } from '../kit/guard.js';
import { broadcast, ignore, type Role, send, step } from '../kit/role.js';

export type Message =
  | { readonly kind: 'prepared' }
  | { readonly kind: 'commit' }
  | { readonly kind: 'abort' };

/** The transaction manager. */
export interface CoordinatorState {
  readonly phase: 'init' | 'committed' | 'aborted';
  /** The managers that it knows to have prepared. */
  readonly prepared: Set<string>;
}

export interface ManagerState {
  readonly phase: 'working' | 'prepared' | 'committed' | 'aborted';
}

export interface TwoPhaseRules {
  /** Whether the transaction may be committed where these managers have prepared. */
  readonly mayCommit: (prepared: Set<string>, managers: readonly string[]) => boolean;
  /** Whether the transaction may be aborted at will. */
  readonly mayAbort: boolean;
  /** Whether a manager may abort of its own accord. */
  readonly managerMayAbort: (phase: ManagerState['phase']) => boolean;
  /** Whether a manager listens to the decision. */
  readonly hears: (message: Message) => boolean;
}

export const twoPhaseRules: TwoPhaseRules = {
  mayCommit: (prepared, managers) => managers.every((manager) => prepared.has(manager)),
  mayAbort: true,
  managerMayAbort: (phase) => phase === 'working',
  hears: () => true,
};

export function coordinator(rules: TwoPhaseRules): Role<CoordinatorState, Message> {
  return {
    init: () => ({ phase: 'init', prepared: Set() }),
    receive: (_self, state, from, message) =>
      match(message)
        .with({ kind: 'prepared' }, () =>
          guard('nothing is decided', state.phase === 'init', { state })
            ? step({ ...state, prepared: state.prepared.add(from) })
            : ignore,
        )
        .with({ kind: 'commit' }, { kind: 'abort' }, () => ignore)
        .exhaustive(),
    actions: {
      commit: ({ nodes }, state) => {
        const all = rules.mayCommit(state.prepared, nodes.manager);
        if (!guard('nothing is decided', state.phase === 'init', { state })) return [];
        return guard('every manager has prepared', all, { prepared: state.prepared })
          ? [step({ ...state, phase: 'committed' }, broadcast(nodes.manager, { kind: 'commit' }))]
          : [];
      },
      abort: ({ nodes }, state) =>
        guard('nothing is decided', state.phase === 'init' && rules.mayAbort, { state })
          ? [step({ ...state, phase: 'aborted' }, broadcast(nodes.manager, { kind: 'abort' }))]
          : [],
    },
  };
}

export function manager(rules: TwoPhaseRules): Role<ManagerState, Message> {
  return {
    init: () => ({ phase: 'working' }),
    receive: (_self, _state, _from, message) =>
      match(message)
        .returnType<ReturnType<NonNullable<Role<ManagerState, Message>['receive']>>>()
        .with({ kind: 'commit' }, () => (rules.hears(message) ? step({ phase: 'committed' }) : ignore))
        .with({ kind: 'abort' }, () => (rules.hears(message) ? step({ phase: 'aborted' }) : ignore))
        .with({ kind: 'prepared' }, () => ignore)
        .exhaustive(),
    actions: {
      prepare: ({ nodes }, state) =>
        guard('it is still working', state.phase === 'working', { state })
          ? [step({ phase: 'prepared' }, send(nodes.coordinator[0], { kind: 'prepared' }))]
          : [],
      'choose to abort': (_self, state) =>
        guard('it has promised nothing yet', rules.managerMayAbort(state.phase), { state })
          ? [step({ phase: 'aborted' })]
          : [],
    },
  };
}
