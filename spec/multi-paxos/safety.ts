/**
 * What Multi-Paxos promises to those who use it: each slot is a consensus of its own, and replicas execute what is chosen in the
 * order of the slots (Lamport 2001, section 3).
 */
import { Set } from 'immutable';
import { cell, type Model, type Property } from '../../checker/model.js';
import { consensusModel } from '../consensus/model.js';
import { range } from '../kit/names.js';
import { bindings, invariant, mapsCell, refines } from '../kit/plain.js';
import { type Command, NO_OP } from './messages.js';
import { chosenInSlot, leaderOf, proposedIn, reportsFor, type Subject } from './observed.js';

export function safety(subject: Subject): Property[] {
  const { nodes, constants, slots, ballots } = subject;
  const proposable: ReadonlySet<Command> = new globalThis.Set([...constants.commands, NO_OP]);
  const inEachBallot = bindings({ ballot: ballots, slot: slots });
  return [
    invariant(
      'agreement',
      'no two different commands are chosen in a slot',
      slots.map((slot) => ({
        parameters: { slot },
        holds: (view) => chosenInSlot(view, subject, slot).length <= 1,
      })),
    ),
    invariant(
      'learned-is-chosen',
      'a leader takes nothing for chosen that is not',
      nodes.leader.map((leader) => ({
        parameters: { leader: leader.id },
        holds: (view) =>
          view
            .get(leader.state)
            .known.every((command, slot) => chosenInSlot(view, subject, slot).includes(command)),
      })),
    ),
    invariant(
      'executes-the-chosen-prefix',
      'a replica has executed the chosen commands of slots 1, 2, 3 ... in this order, and no-ops changed nothing',
      nodes.learner.map((learner) => ({
        parameters: { learner: learner.id },
        holds: (view) => {
          const { through, executed } = view.get(learner.state);
          const chosen = range(1, through + 1).map((slot) => chosenInSlot(view, subject, slot)[0]);
          const changing = chosen.filter((command) => command !== NO_OP);
          return !chosen.includes(undefined as never) && changing.join() === executed.join();
        },
      })),
    ),
    invariant(
      'validity',
      'nothing is proposed but commands that were requested, and no-ops',
      inEachBallot.map(({ slot, ballot }) => ({
        parameters: { ballot, slot },
        holds: (view) => proposedIn(view, subject, slot, ballot).every((command) => proposable.has(command)),
      })),
    ),
    invariant(
      'one-command-per-ballot',
      'at most one command is proposed in a slot in a ballot',
      inEachBallot.map(({ slot, ballot }) => ({
        parameters: { ballot, slot },
        holds: (view) => proposedIn(view, subject, slot, ballot).length <= 1,
      })),
    ),
    invariant(
      'no-op-only-in-holes',
      'a leader proposes a no-op only in a slot below one that it knows, or was told a vote of',
      inEachBallot.map(({ slot, ballot }) => ({
        parameters: { ballot, slot },
        holds: (view) => {
          if (!proposedIn(view, subject, slot, ballot).includes(NO_OP)) return true;
          const { known } = view.get(leaderOf(subject, ballot).state);
          const found = [known, ...reportsFor(view, subject, ballot)].flatMap((log) => [...log.keys()]);
          // The slot itself where the no-op is another leader's, adopted.
          return found.some((taken) => taken >= slot);
        },
      })),
    ),
    ...windowKept(subject),
    refinesConsensus(subject),
  ];
}

/** Lamport's alpha: how far proposals run ahead of what is chosen. Without a slot outside the window there is nothing to say. */
function windowKept(subject: Subject): Property[] {
  const { constants, slots, ballots } = subject;
  const ahead = slots.filter((slot) => slot > constants.window);
  if (ahead.length === 0) return [];
  return [
    invariant(
      'window-is-kept',
      'a slot i has a proposal only when all slots up to i - window are chosen',
      ahead.map((slot) => ({
        parameters: { slot },
        holds: (view) =>
          ballots.every((ballot) => proposedIn(view, subject, slot, ballot).length === 0) ||
          range(1, slot - constants.window + 1).every((s) => chosenInSlot(view, subject, s).length > 0),
      })),
    ),
  ];
}

/** Multi-Paxos implements the specification of consensus in each slot: what is chosen there is all that is seen of it. */
function refinesConsensus(subject: Subject): Property {
  const { constants, slots } = subject;
  const values = [...constants.commands, NO_OP];
  const each = slots.map((slot) => {
    const chosen = cell<Set<Command>>(`chosen ${slot}`);
    return { slot, chosen, model: consensusModel(values, undefined, chosen) };
  });
  const consensusInEachSlot: Model = {
    name: 'consensus in each slot',
    variables: each.flatMap(({ model }) => model.variables),
    initial: [each.flatMap(({ model }) => model.initial[0])],
    actions: each.flatMap(({ slot, model }) =>
      model.actions.map((action) => ({ ...action, parameters: { slot, ...action.parameters } })),
    ),
    properties: [],
  };
  return refines(
    'refines-consensus',
    'every step is one of consensus in one slot, or none',
    consensusInEachSlot,
    each.map(({ slot, chosen }) => mapsCell(chosen, (view) => Set(chosenInSlot(view, subject, slot)))),
  );
}
