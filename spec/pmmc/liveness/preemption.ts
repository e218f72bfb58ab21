/**
 * When a leader that was preempted begins its next ballot (van Renesse and Altinbuken 2015, section "When Paxos Works": it pings the leader that
 * preempted it, and waits for as long as that one answers).
 *
 * A ping says nothing but that a leader is up, so that what pings and timeouts come to is told at once: a failure detector that may
 * suspect a leader that is up so many times, and in the end suspects one that has crashed (Chandra and Toueg 1996: eventually perfect).
 *
 * A leader begins its next ballot when its last one is over: its scout and its commanders are gone, and so is all that they sent. That bounds how
 * many messages there are. It takes executions away, none of which the duel needs.
 */
import { type Action, type Cell, cell, set, type View } from '../../../checker/model.js';
import { guard } from '../../kit/guard.js';
import { disabled } from '../../kit/plain.js';
import { beginningWhen, type Numbering } from '../../kit/renumbering.js';
import type { AnyNode, Node } from '../../kit/system.js';
import { leaderOf } from '../ballot.js';
import type { Message } from '../messages.js';
import type { MonitoringState } from './leader.js';
import type { LivenessRules } from './rules.js';

export interface Surroundings {
  readonly leaders: readonly Node<MonitoringState, Message>[];
  readonly everybody: readonly AnyNode<Message>[];
  /** Scouts and commanders, of all leaders. */
  readonly spawned: readonly AnyNode<Message>[];
  readonly ballots: Numbering;
}

/** How many suspicions of leaders that are up may still come. */
export const suspicionsLeft: Cell<number> = cell('suspicions left');

/** At once, that is, as soon as its last ballot is over. */
export function atOnce(begin: Action, surroundings: Surroundings): Action[] {
  return [{ ...begin, run: whenOver(begin, surroundings) }];
}

/** When the leader that preempted it is suspected: wrongly, or because it has crashed. */
export function whenSuspected(
  begin: Action,
  surroundings: Surroundings,
  rules: LivenessRules,
  mayCrash: boolean,
): Action[] {
  const run = whenOver(begin, surroundings);
  const self = surroundings.leaders.find(({ id }) => id === begin.node);
  /** Whether the leader that it monitors is up; true where it monitors none. */
  const isAnswered = (view: View): boolean => {
    const by = self === undefined ? null : view.get(self.state).preemptedBy;
    return by === null || surroundings.leaders[leaderOf(by) - 1].isUp(view);
  };
  const suspect: Action = {
    ...begin,
    name: 'suspect',
    run: (view, element) => {
      if (!guard('the leader that preempted it is up', isAnswered(view))) return disabled;
      const left = view.get(suspicionsLeft);
      const isFree = !rules.heedsPings;
      if (!guard('suspicions are left', isFree || left > 0, { left })) return disabled;
      const spent = isFree ? [] : [set(suspicionsLeft, left - 1)];
      return run(view, element).map((outcome) => ({ ...outcome, updates: [...spent, ...outcome.updates] }));
    },
  };
  const timeOut: Action = {
    ...begin,
    name: 'time out',
    run: (view, element) =>
      guard('the leader that preempted it has crashed', !isAnswered(view)) && rules.timesOut
        ? run(view, element)
        : disabled,
  };
  return mayCrash ? [suspect, timeOut] : [suspect];
}

/** The beginning of a ballot where nothing of the leader's last one is there any more. */
function whenOver(begin: Action, { everybody, spawned, ballots }: Surroundings): Action['run'] {
  const own = spawned.filter(({ id }) => id.split(/[-/]/)[1] === begin.node);
  if (own.length === 0) throw new RangeError(`no scout or commander is one of ${begin.node}, by its name`);
  const isGone = (view: View): boolean => own.every(({ state }) => view.get(state) === null);
  const isQuiet = (view: View): boolean =>
    everybody.every(({ queues }) =>
      queues.every((queue) =>
        (view.get(queue) ?? []).every(({ from }) => own.every(({ id }) => id !== from)),
      ),
    );
  return beginningWhen(begin, everybody, ballots, (view) =>
    guard('its last ballot is over', isGone(view) && isQuiet(view)),
  ).run;
}
