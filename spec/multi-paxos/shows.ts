/**
 * That an instance shows what Multi-Paxos is for, so that green is not vacuous; and that nothing is stuck for good behind a hole.
 */
import type { Property, View } from '../../checker/model.js';
import { range } from '../kit/names.js';
import { bindings, neverStuck, reachable } from '../kit/plain.js';
import { NO_OP } from './messages.js';
import {
  chosenInBallot,
  chosenInSlot,
  laterBallots,
  proposedIn,
  reportsFor,
  type Subject,
} from './observed.js';

export function shows(subject: Subject): Property[] {
  const { nodes, slots } = subject;
  const last = slots[slots.length - 1];
  const reach = Math.min(last, subject.constants.commands.length);
  return [
    reachable(
      'commands-are-executed',
      'every learner has executed as many slots as there are commands',
      (view) => nodes.learner.every((learner) => view.get(learner.state).through >= reach),
    ),
    neverStuck(
      'ends-with-all-executed',
      'where nothing more can happen every learner has executed all that is chosen, unless a leader crashed',
      (view) =>
        nodes.leader.some((leader) => !leader.isUp(view)) ||
        nodes.learner.every((learner) => view.get(learner.state).through >= lastChosen(view, subject)),
    ),
    ...(subject.ballots.length < 2 ? [] : laterBallotShows(subject)),
    ...(nodes.leader.length < 2 ? [] : [twoLeaders(subject)]),
  ];
}

function lastChosen(view: View, subject: Subject): number {
  return Math.max(0, ...subject.slots.filter((slot) => chosenInSlot(view, subject, slot).length > 0));
}

function twoLeaders({ nodes }: Subject): Property {
  const pairs = nodes.leader.flatMap((a, i) => nodes.leader.slice(i + 1).map((b) => [a, b] as const));
  return reachable(
    'two-leaders-lead',
    'two processes lead at the same time, in different ballots',
    pairs.map(([a, b]) => ({
      parameters: { leader: a.id, other: b.id },
      holds: (view) => view.get(a.state).phase === 'leading' && view.get(b.state).phase === 'leading',
    })),
  );
}

/** What a new leader does with what an earlier one left. */
function laterBallotShows(subject: Subject): Property[] {
  const { constants, slots } = subject;
  const pairs = laterBallots(subject).flatMap((pair) => slots.map((slot) => ({ ...pair, slot })));
  const properties: Property[] = [
    reachable(
      'vote-is-adopted',
      'a leader proposes again a command that an acceptor reported',
      bindings({ ballot: subject.ballots, slot: slots }).map(({ ballot, slot }) => ({
        parameters: { ballot, slot },
        holds: (view) =>
          proposedIn(view, subject, slot, ballot).some((command) =>
            reportsFor(view, subject, ballot).some((votes) => votes.get(slot)?.command === command),
          ),
      })),
    ),
    reachable(
      'slot-decided-in-two-ballots',
      'what is chosen in a slot in one ballot is chosen there in a later one too',
      pairs.map(({ ballot, later, slot }) => ({
        parameters: { ballot, later, slot },
        holds: (view) =>
          chosenInBallot(view, subject, slot, ballot).length > 0 &&
          chosenInBallot(view, subject, slot, later).length > 0,
      })),
    ),
  ];
  // With one command, or a window of one, no slot is taken above a free one.
  if (slots.length === 1 || constants.commands.length === 1 || constants.window === 1) return properties;
  return constants.holes === 'no-op'
    ? [...properties, holeIsFilled(subject), ...goesOn(subject)]
    : [...properties, holeTakesCommand(subject)];
}

function holeIsFilled(subject: Subject): Property {
  return reachable(
    'hole-is-filled-with-a-no-op',
    'a no-op is chosen in a slot below a command that is chosen',
    subject.slots.slice(0, -1).map((slot) => ({
      parameters: { slot },
      holds: (view) =>
        chosenInSlot(view, subject, slot).includes(NO_OP) &&
        chosenInSlot(view, subject, slot + 1).some((command) => command !== NO_OP),
    })),
  );
}

/** The slots that a leader was told a vote of, in a ballot. */
function reportedSlots(view: View, subject: Subject, ballot: number): number[] {
  return reportsFor(view, subject, ballot).flatMap((votes) => [...votes.keys()]);
}

/** The third slot is the first that can lie above a hole and a vote. */
function goesOn(subject: Subject): Property[] {
  if (subject.slots.length < 3) return [];
  return [
    reachable(
      'goes-on-after-the-gap',
      'a leader that filled a hole proposes a new command above all that it found',
      bindings({ ballot: subject.ballots, slot: subject.slots }).map(({ ballot, slot }) => ({
        parameters: { ballot, slot },
        holds: (view) =>
          proposedIn(view, subject, slot, ballot).some((command) => command !== NO_OP) &&
          reportedSlots(view, subject, ballot).every((reported) => reported < slot) &&
          range(1, slot).some((below) => proposedIn(view, subject, below, ballot).includes(NO_OP)),
      })),
    ),
  ];
}

/** The other way with a hole: the next new command goes there. Every promise tells of the vote above it, whichever the leader heard. */
function holeTakesCommand(subject: Subject): Property {
  return reachable(
    'hole-takes-a-new-command',
    'a leader proposes a new command below a slot that it was told a vote of',
    bindings({ ballot: subject.ballots, slot: subject.slots }).map(({ ballot, slot }) => ({
      parameters: { ballot, slot },
      holds: (view) => {
        const reports = reportsFor(view, subject, ballot);
        const above = subject.slots.filter((other) => other > slot);
        return (
          proposedIn(view, subject, slot, ballot).length > 0 &&
          !reports.some((votes) => votes.has(slot)) &&
          reports.length > 0 &&
          above.some((other) => reports.every((votes) => votes.has(other)))
        );
      },
    })),
  );
}
