/**
 * The leader that does not answer a preemption at once: it remembers the ballot that preempted it, and begins one above it later, by
 * an action. All else is done by the leader of ../leader.ts; so is the beginning, which is what that leader answers to the preemption.
 *
 * Its scout, and its commander of a slot, are called alike in all of its ballots: it begins none while those of its last one are there
 * (preemption.ts). So their names know of no ballot number, and numbers need no bound.
 */
import { match } from 'ts-pattern';
import { guard } from '../../kit/guard.js';
import { ignore, type NodeStep, type Role, type Spawn, step } from '../../kit/role.js';
import { type Ballot, isAbove } from '../ballot.js';
import type { Constants } from '../constants.js';
import { leader } from '../leader.js';
import type { Message } from '../messages.js';
import type { LeaderState } from '../rules.js';
import type { LivenessRules } from './rules.js';

export interface MonitoringState extends LeaderState {
  /** The highest ballot that has preempted it since it began its own: it monitors the leader of it. Null where none has. */
  readonly preemptedBy: Ballot | null;
}

/**
 * What a scout or commander of any of a leader's ballots is called: `scout-3.1` is `scout-l1`.
 * @throws RangeError where the name has no ballot: processes of different ballots would stay different ones
 */
export function withoutNumber(process: string): string {
  const name = process.replace(/\d+\.(\d+)/, 'l$1');
  if (name === process) throw new RangeError(`${process} is not called by a ballot, such as 3.1`);
  return name;
}

export function monitoringLeader(rules: LivenessRules): Role<MonitoringState, Message, Constants> {
  const { init, start, receive, stable } = leader(rules);
  if (start === undefined || receive === undefined) throw new Error('a leader starts, and receives');
  const monitoring = (
    { state, spawns = [], ...rest }: NodeStep<LeaderState, Message>,
    preemptedBy: Ballot | null,
  ): NodeStep<MonitoringState, Message> => ({
    ...rest,
    state: state && { ...state, preemptedBy },
    spawns: spawns.map((born): Spawn => ({ ...born, spawned: withoutNumber(born.spawned) })),
  });
  return {
    init: (self) => ({ ...init(self), preemptedBy: null }),
    stable,
    start: (self, state) => monitoring(start(self, state), null),
    receive: (self, { preemptedBy, ...state }, from, message) =>
      match(message)
        .with({ kind: 'preempted' }, ({ ballot: by }) => {
          const { ballot: own } = state;
          const isHigher = own !== null && rules.preempts(by, own, rules.compare) && isAbove(by, preemptedBy);
          return guard('a higher ballot preempts', isHigher, { by, own, preemptedBy })
            ? step({ ...state, active: false, preemptedBy: by })
            : ignore;
        })
        .otherwise(() => {
          const reaction = receive(self, state, from, message);
          return reaction.kind === 'step' ? monitoring(reaction, preemptedBy) : ignore;
        }),
    actions: {
      begin: (self, { preemptedBy, ...state }) => {
        if (!guard('it was preempted', preemptedBy !== null) || preemptedBy === null) return [];
        const begun = receive(self, state, self.id, { kind: 'preempted', ballot: preemptedBy });
        return begun.kind === 'step' ? [monitoring(begun, null)] : [];
      },
    },
  };
}
