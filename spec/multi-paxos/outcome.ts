/** What must become of the log in a worked example (scenario.ts): slot by slot, and in the end. */
import type { Property, View } from '../../checker/model.js';
import { range } from '../kit/names.js';
import { invariant, neverStuck, reachable } from '../kit/plain.js';
import { type Command, type Message, NO_OP } from './messages.js';
import { chosenInSlot, leaderOf, proposedIn, reportsFor, type Subject } from './observed.js';
import { oldCommand, type Scenario } from './scenario.js';

/** @param subject its slots are those above the known beginning, its ballots the one of the new leader */
export function outcome(scenario: Scenario, subject: Subject): Property[] {
  return [
    ...changeOfLeaders(scenario, subject),
    ...slotBySlot(scenario, subject),
    ...inTheEnd(scenario, subject),
  ];
}

/** What the new leader asks, and what acceptors answer. */
function changeOfLeaders({ accepted, asked }: Scenario, subject: Subject): Property[] {
  const [ballot] = subject.ballots;
  return [
    invariant(
      'asks-for-what-it-does-not-know',
      `the new leader asks for the slots ${asked.gaps.join(', ')}, and all from ${asked.from} on`,
      (view) =>
        view
          .sent(subject.nodes.acceptor[0].inbox, { message: { kind: 'prepare' } })
          .map(({ message }) => message as Message & { kind: 'prepare' })
          .every(({ gaps, from }) => gaps.join() === asked.gaps.join() && from === asked.from),
    ),
    invariant(
      'answers-what-is-asked',
      `acceptors report what they accepted in the slots ${accepted.join(' and ')}, and nothing else`,
      [
        {
          parameters: { leader: leaderOf(subject, ballot).id },
          holds: (view) =>
            reportsFor(view, subject, ballot).every((votes) =>
              votes.every(({ command }, slot) => accepted.includes(slot) && command === oldCommand(slot)),
            ),
        },
      ],
    ),
  ];
}

/** What is proposed in each slot. */
function slotBySlot({ known, accepted, holes, free }: Scenario, subject: Subject): Property[] {
  const { constants, slots, ballots } = subject;
  const inEach = (some: readonly number[], isRight: (command: Command, slot: number) => boolean) =>
    some.map((slot) => ({
      parameters: { slot },
      holds: (view: View) =>
        ballots.every((ballot) =>
          proposedIn(view, subject, slot, ballot).every((command) => isRight(command, slot)),
        ),
    }));
  return [
    invariant(
      'what-is-known-is-left-alone',
      `nothing is proposed in the slots ${known.join(' and ')}`,
      inEach(known, () => false),
    ),
    invariant(
      'old-commands-again',
      `what was accepted in the slots ${accepted.join(' and ')} is proposed there again, and nothing else`,
      inEach(accepted, (command, slot) => command === oldCommand(slot)),
    ),
    invariant(
      'no-ops-in-the-holes',
      `the slots ${holes.join(' and ')} are never anything else than no-ops`,
      inEach(holes, (command) => command === NO_OP),
    ),
    invariant(
      'new-commands-above',
      `new commands are proposed in the slots from ${free} on, and nothing else there`,
      inEach(slots, (command, slot) => constants.commands.includes(command) === slot >= free),
    ),
  ];
}

/** What replicas execute. */
function inTheEnd({ through, known, holes, free }: Scenario, subject: Subject): Property[] {
  const { nodes, constants, slots } = subject;
  const isInLog = (command: Command, slot: number): boolean =>
    slot < free ? command === oldCommand(slot) : constants.commands.includes(command);
  const haveExecuted = (view: View): boolean =>
    nodes.learner.every((learner) => view.get(learner.state).through === slots[slots.length - 1]);
  const what = `the log through ${free - 1}, and the new commands after it`;
  return [
    invariant(
      'executes-this-log',
      `replicas execute ${what}, each slot once it is chosen and all before it are executed`,
      nodes.learner.map(({ id, state }) => ({
        parameters: { learner: id },
        holds: (view) => {
          const { through: reached, executed } = view.get(state);
          const done = range(through + 1, reached + 1);
          const changing = done.filter((slot) => !holes.includes(slot));
          return (
            done.every((slot) => known.includes(slot) || chosenInSlot(view, subject, slot).length === 1) &&
            executed.length === changing.length &&
            executed.every((command, i) => isInLog(command, changing[i]))
          );
        },
      })),
    ),
    reachable('all-is-executed', `all replicas execute ${what}`, haveExecuted),
    neverStuck('ends-with-all-executed', `nothing stops before all replicas execute ${what}`, haveExecuted),
  ];
}
