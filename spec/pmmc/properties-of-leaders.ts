/**
 * What leaders promise: C1 and C2 of van Renesse and Altinbuken 2015, said of commanders, and what a leader must do so that they
 * hold, said of the steps of its pseudo-code.
 */
import type { Property, View } from '../../checker/model.js';
import { bindings, invariant, transition } from '../kit/plain.js';
import { compareBallots, isAbove, leaderOf } from './ballot.js';
import { quorumsOf } from './configuration.js';
import { scoutOf } from './constants.js';
import type { Message, Promised } from './messages.js';
import { highestOf, listOf, union } from './pvalues.js';
import { ascending, chosenAt, commandedAt, type Nodes, type Subject } from './subject.js';

type Leader = Nodes['leader'][number];

export function propertiesOfLeaders(subject: Subject): Property[] {
  const { nodes, ballots, slots, constants } = subject;
  const ofEach = <T>(holds: (leader: Leader, index: number) => T) =>
    nodes.leader.map((leader, i) => ({ parameters: { leader: leader.id }, holds: holds(leader, i + 1) }));
  return [
    invariant(
      'C1',
      'in a ballot at most one command is proposed for a slot',
      bindings({ ballot: ballots, slot: slots }).map(({ ballot, slot }) => ({
        parameters: { ballot, slot },
        holds: (view) => commandedAt(view, subject, slot, ballot).length <= 1,
      })),
    ),
    invariant(
      'C2',
      'where a majority has accepted a command for a slot, what is proposed there in a later ballot is the same',
      ascending(ballots).flatMap(({ ballot, later }) =>
        slots.map((slot) => ({
          parameters: { ballot, later, slot },
          holds: (view: View) =>
            chosenAt(view, subject, slot, ballot).every((chosen) =>
              commandedAt(view, subject, slot, later).every((command) => command === chosen),
            ),
        })),
      ),
    ),
    invariant(
      'ballots-have-one-owner',
      'the ballot of a leader is its own',
      ofEach(({ state }, index) => (view: View) => {
        const { ballot } = view.get(state);
        return ballot !== null && leaderOf(ballot) === index;
      }),
    ),
    transition(
      'ballots-of-leaders-rise',
      'the ballot of a leader never goes down',
      ofEach(({ state }) => (before: View, after: View) => {
        const [old, now] = [before.get(state).ballot, after.get(state).ballot];
        return old === now || (now !== null && isAbove(now, old));
      }),
    ),
    transition(
      'preemption-raises',
      'a leader gives up only where it is told of a ballot above its own, and goes on above that one',
      ofEach(({ state, inbox }) => (before: View, after: View) => {
        const [old, now] = [before.get(state).ballot, after.get(state).ballot];
        if (old === now) return after.get(state).active || !before.get(state).active;
        // After a restart nobody need have told it.
        if (subject.sizes.leaderCrashes > 0) return true;
        const told = after.sent(inbox, { message: { kind: 'preempted' } });
        return (
          now !== null &&
          told
            .map(({ message }) => (message as Message & { kind: 'preempted' }).ballot)
            .some((by) => isAbove(by, old) && isAbove(now, by))
        );
      }),
    ),
    invariant(
      'active-is-adopted',
      'where a leader is active, a majority has adopted its ballot or a later one',
      ofEach(({ state }) => (view: View) => {
        const { active, ballot } = view.get(state);
        if (!active || ballot === null) return !active;
        const adopted = nodes.acceptor.filter((acceptor) => {
          const its = view.get(acceptor.state).ballot;
          return its !== null && compareBallots(its, ballot) >= 0;
        });
        return quorumsOf(ballot, constants.configurations).isQuorum(adopted.map(({ id }) => id));
      }),
    ),
    transition(
      'adoption-proposes-again',
      'a leader that is elected proposes of each slot what was accepted last by some majority that adopted its ballot, and else its own; in every slot',
      ofEach((leader) => (before: View, after: View) => adoptsWell(before, after, subject, leader)),
    ),
  ];
}

function adoptsWell(before: View, after: View, subject: Subject, { state }: Leader): boolean {
  const { nodes, constants } = subject;
  const { ballot, active, proposals } = after.get(state);
  if (!active || ballot === null || before.get(state).active) return true;
  // Whoever is elected has a commander for everything that it proposes.
  for (const [slot, command] of proposals) {
    if (!commandedAt(after, subject, slot, ballot).includes(command)) return false;
  }
  const scout = nodes.scout.find(({ id }) => id === scoutOf(ballot));
  if (scout === undefined) return false;
  const own = before.get(state).proposals;
  const answers = (before.get(scout.mailbox) ?? []).filter(
    (answer): answer is Promised => answer.message.kind === 'p1b' && answer.message.ballot === ballot,
  );
  return quorumsOf(ballot, constants.configurations).minimal.some((quorum) => {
    const reports = answers
      .filter(({ from }) => quorum.includes(from))
      .map(({ message }) => message.accepted);
    if (reports.length < quorum.length) return false;
    const collected = Math.max(
      0,
      ...answers.filter(({ from }) => quorum.includes(from)).map(({ message }) => message.collected),
    );
    const must = own.merge(highestOf(listOf(union(reports))).map(({ slot, command }) => [slot, command]));
    return must.filter((_command, slot) => slot > collected).equals(proposals);
  });
}
