/**
 * The replica: proposes commands for slots and applies decided commands in the order of slots. Process Replica of the paper,
 * with its functions propose and perform; each message and the loops that follow it are one step.
 *
 * Which request is proposed next is left open in the paper, and here: every choice is an outcome.
 */
import { Map, Set } from 'immutable';
import { match } from 'ts-pattern';
import { guard } from '../kit/guard.js';
import { broadcast, ignore, oneOf, type Role, type Self, type Send, send, step } from '../kit/role.js';
import { isReconfig } from './configuration.js';
import type { Constants } from './constants.js';
import type { Message } from './messages.js';
import type { PmmcRules, ReplicaState } from './rules.js';
import { applied, emptyStore } from './state-machine.js';

/** What has been done so far in a step. */
interface Work {
  readonly state: ReplicaState;
  readonly sends: readonly Send<Message>[];
}

export function replica(rules: PmmcRules): Role<ReplicaState, Message, Constants> {
  /**
   * Function propose: every way in which its loop may end. Its variable `leaders` is what replicas can tell of their decisions, for the loop
   * passes every slot: the leaders of the last reconfiguration up to WINDOW slots below.
   */
  const propose = (work: Work, constants: Constants): readonly Work[] => {
    const { state, sends } = work;
    const { slotIn, slotOut, requests } = state;
    const { window, configurations } = constants;
    const isOpen = rules.isInWindow(slotIn, slotOut, window);
    if (!guard('the slot is in the window', isOpen, { slotIn, slotOut, window })) return [work];
    if (requests.isEmpty()) return [work];
    const next = { ...state, slotIn: slotIn + 1 };
    if (state.decisions.has(slotIn)) return propose({ state: next, sends }, constants);
    const leaders = rules.leadersOf(rules.configurationAt(state, slotIn, window), configurations);
    return [...requests].flatMap((command) =>
      propose(
        {
          state: {
            ...next,
            requests: requests.remove(command),
            proposals: state.proposals.set(slotIn, command),
          },
          sends: [...sends, ...broadcast(leaders, { kind: 'propose', slot: slotIn, command })],
        },
        constants,
      ),
    );
  };

  const withDecision = (state: ReplicaState, slot: number, command: string): ReplicaState => ({
    ...state,
    decisions: state.decisions.set(slot, command),
    proposals: rules.dropsEarly ? state.proposals.remove(slot) : state.proposals,
  });

  /** Function perform: a command that an earlier slot decided is passed over, and one that reconfigures. */
  const perform = ({ state, sends }: Work, command: string): Work => {
    const { slotOut, store } = state;
    const past = { ...state, slotOut: slotOut + 1 };
    if (rules.wasApplied(state, command) || isReconfig(command)) return { state: past, sends };
    const { next, result } = applied(store, command);
    return {
      state: { ...past, store: next },
      sends: [...sends, send(command, { kind: 'response', command, result })],
    };
  };

  /** The loop of case decision: applies what is decided, and takes back what lost its slot. */
  const applyAll = (work: Work): Work => {
    const { state, sends } = work;
    const slot = rules.nextToApply(state);
    if (slot === null) return work;
    const decided = state.decisions.get(slot) as string;
    const own = state.proposals.get(slot);
    const lost = own !== undefined && own !== decided && rules.proposesAgain;
    const after = {
      ...state,
      slotOut: slot,
      proposals: state.proposals.remove(slot),
      requests: lost ? state.requests.add(own) : state.requests,
    };
    return applyAll(perform({ state: after, sends }, decided));
  };

  /** Garbage collection: acceptors hear how far it has come. */
  const telling = (work: Work, before: number, { nodes, constants }: Self<Constants>): Work => {
    const slot = work.state.slotOut - 1;
    return constants.collecting && slot >= before
      ? { ...work, sends: [...work.sends, ...broadcast(nodes.acceptor, { kind: 'applied', slot })] }
      : work;
  };

  return {
    init: () => ({
      slotIn: 1,
      slotOut: 1,
      requests: Set(),
      proposals: Map(),
      decisions: Map(),
      store: emptyStore,
    }),
    stable: rules.stableOfReplicas,
    receive: (self, state, _from, message) => {
      const answer = (work: Work) =>
        oneOf(propose(work, self.constants).map(({ state: after, sends }) => step(after, sends)));
      return match(message)
        .with({ kind: 'request' }, ({ command }) =>
          answer({ state: { ...state, requests: state.requests.add(command) }, sends: [] }),
        )
        .with({ kind: 'decision' }, ({ slot, command }) =>
          answer(
            telling(applyAll({ state: withDecision(state, slot, command), sends: [] }), state.slotOut, self),
          ),
        )
        .otherwise(() => ignore);
    },
  };
}
