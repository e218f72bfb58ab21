/**
 * The leader: a distinguished proposer that is a learner too (Lamport 2001, section 3). Waiting for a quorum of promises is a
 * quorum rule: one step, once the promises were sent, with no counter in the state.
 *
 * Messages may be late. So a leader that begins a ballot may have heard of any part of what is chosen by then, and one that leads of
 * any quorum among the promises; each leads to an outcome.
 */
import { Map, Set } from 'immutable';
import { guard } from '../kit/guard.js';
import { range } from '../kit/names.js';
import { broadcast, choosing, type NodeStep, type Role, type Send, step } from '../kit/role.js';
import type { Constants } from './instance.js';
import { chosenBy, chosenIn } from './learning.js';
import { type Command, type Log, type Message, NO_OP } from './messages.js';
import type { MultiPaxosRules } from './rules.js';

export interface LeaderState {
  /** Its present ballot; 0 before the first. */
  readonly ballot: number;
  readonly phase: 'idle' | 'preparing' | 'leading';
  /** It knows what is chosen in every slot up to this one, and in those of `known`. */
  readonly through: number;
  /** Chosen commands, of slots above the known beginning (`start.through`). */
  readonly known: Log;
  /** What it has proposed in its present ballot. */
  readonly proposed: Log;
}

export function leader(rules: MultiPaxosRules): Role<LeaderState, Message, Constants> {
  return {
    init: ({ constants: { start } }) => ({
      ballot: 0,
      phase: 'idle',
      through: start.through,
      known: start.known,
      proposed: Map(),
    }),
    actions: {
      // Phase 1(a), for all slots at once that it does not know.
      prepare: ({ id, nodes, constants }, state, inbox) => {
        const index = constants.leaders.indexOf(id) + 1;
        if (!guard('it may begin a ballot', rules.mayPrepare(index), { state })) return [];
        const ballot = rules.nextBallot(state.ballot, index, constants.leaders.length);
        return parts(chosenIn(inbox, constants, rules).removeAll(state.known.keys())).map((learned) => {
          const known = state.known.merge(learned);
          const through = knownThrough(known, constants.start.through);
          return step(
            { ballot, phase: 'preparing', through, known, proposed: Map() },
            broadcast(nodes.acceptor, { kind: 'prepare', ballot, ...rules.asks(known, through) }),
          );
        });
      },
      // Phase 2(a): it proposes again what it must, and fills the holes below with no-ops.
      lead: ({ nodes, constants }, state, inbox) => {
        if (!guard('it is preparing', state.phase === 'preparing', { state })) return [];
        const { ballot, known, through } = state;
        const promises = inbox.sent({ kind: 'promise', ballot });
        const plans = constants.quorums.minimal
          .filter((quorum) => quorum.every((a) => promises.some(({ from }) => from === a)))
          .map((quorum) => {
            const reports = promises
              .filter(({ from }) => quorum.includes(from))
              .map(({ message }) => message.votes);
            const adopted: Log = rules.adopts(reports).map(({ command }) => command);
            const holes = constants.holes === 'no-op' ? rules.holes(known.merge(adopted), through) : [];
            return adopted.merge(holes.map((slot): [number, Command] => [slot, NO_OP]));
          });
        guard('a quorum has promised', plans.length > 0, { ballot, promises });
        return [...Set(plans)].map((proposed) =>
          step({ ...state, phase: 'leading', proposed }, ...proposals(nodes.acceptor, ballot, proposed)),
        );
      },
      // Phase 2(a), section 3: a new command of some client goes into the next free slot.
      propose: ({ nodes, constants }, state, inbox) => {
        if (!guard('it is leading', state.phase === 'leading', { state })) return [];
        const taken = state.known.merge(state.proposed);
        const slot = rules.nextSlot(taken, state.through);
        const before = rules.chosenBefore(slot, constants.window);
        const unknown = range(state.through + 1, before + 1).find(
          (s) =>
            !state.known.has(s) &&
            chosenBy(inbox.sent({ kind: 'accepted', slot: s }), constants, rules).length === 0,
        );
        if (!guard('the slot is in the window', unknown === undefined, { slot, unknown })) return [];
        return constants.commands
          .filter((command) => !taken.includes(command))
          .map(
            (command): NodeStep<LeaderState, Message> =>
              choosing(
                { slot, command },
                step(
                  { ...state, proposed: state.proposed.set(slot, command) },
                  ...proposals(nodes.acceptor, state.ballot, Map([[slot, command]])),
                ),
              ),
          );
      },
    },
  };
}

/** Every part of a log, the whole among them. */
function parts(log: Log): Log[] {
  const slot = log.keySeq().first();
  if (slot === undefined) return [log];
  return parts(log.delete(slot)).flatMap((rest) => [rest, rest.set(slot, log.get(slot) as Command)]);
}

/** The last slot up to which a log has no hole. */
function knownThrough(known: Log, start: number): number {
  return known.has(start + 1) ? knownThrough(known, start + 1) : start;
}

/** An accept for each slot, in the order of the slots. */
function proposals(acceptors: readonly string[], ballot: number, log: Log): Send<Message>[] {
  const slots = [...log].sort(([a], [b]) => a - b);
  return slots.flatMap(([slot, command]) => broadcast(acceptors, { kind: 'accept', ballot, slot, command }));
}
