/**
 * What Paxos Made Moderately Complex promises always, by the names of van Renesse and Altinbuken 2015, and what it promises where leaders
 * monitor each other. A bag forgets what was received, so all is said of what processes remember.
 */
import type { Fairness, Property, View } from '../../../checker/model.js';
import { bindings, eventually, invariant, possible, reachable, weaklyFair } from '../../kit/plain.js';
import type { Node } from '../../kit/system.js';
import { numberOf } from '../ballot.js';
import type { ClientState } from '../client.js';
import type { Constants } from '../constants.js';
import type { Message } from '../messages.js';
import { listOf } from '../pvalues.js';
import type { AcceptorState, ReplicaState } from '../rules.js';
import type { LivenessSizes } from './instance.js';
import type { MonitoringState } from './leader.js';

interface Subject {
  readonly sizes: LivenessSizes;
  readonly constants: Constants;
  readonly slots: readonly number[];
  readonly commands: readonly string[];
  readonly nodes: {
    readonly client: readonly Node<ClientState, Message>[];
    readonly replica: readonly Node<ReplicaState, Message>[];
    readonly leader: readonly Node<MonitoringState, Message>[];
    readonly acceptor: readonly Node<AcceptorState, Message>[];
  };
}

/**
 * Every message that stays in flight is delivered in the end, and every process takes in the end the step that it can take: that is
 * asynchrony without loss. Where leaders monitor each other, it is also that a leader that has crashed is suspected in the end.
 */
function fairness({ preempted, leaders, leaderCrashes }: LivenessSizes): Fairness[] {
  const kinds = ['propose', 'p1a', 'p1b', 'p2a', 'p2b', 'decision'];
  // Nobody preempts a leader that is alone.
  const isAlone = leaders === 1;
  return [
    ...[...kinds, ...(isAlone ? [] : ['preempted'])].map((kind) =>
      weaklyFair(`receive ${kind}`, { each: 'step' }),
    ),
    weaklyFair('request', { each: 'node' }),
    ...(preempted === 'at-once' ? [weaklyFair('begin', { each: 'node' })] : []),
    ...(preempted === 'monitors' && leaderCrashes > 0 ? [weaklyFair('time out', { each: 'node' })] : []),
  ];
}

export function livenessProperties({ sizes, constants, slots, commands, nodes }: Subject): Property[] {
  /** The commands of which a majority accepted last, for a slot, in one ballot. */
  const chosen = (view: View, slot: number): string[] => {
    const accepted = nodes.acceptor.flatMap(({ id, state }) =>
      listOf(view.get(state).accepted)
        .filter((pvalue) => pvalue.slot === slot)
        .map((pvalue) => ({ ...pvalue, id })),
    );
    return accepted
      .filter(({ ballot, command }) =>
        constants.configurations[0].quorums.isQuorum(
          accepted.filter((p) => p.ballot === ballot && p.command === command).map(({ id }) => id),
        ),
      )
      .map(({ command }) => command);
  };
  const decided = (view: View, slot: number): string[] =>
    nodes.replica.flatMap(({ state }) => view.get(state).decisions.get(slot) ?? []);
  const ofEachSlot = (holds: (view: View, slot: number) => boolean) =>
    slots.map((slot) => ({ parameters: { slot }, holds: (view: View) => holds(view, slot) }));
  const hasApplied =
    ({ state }: Node<ReplicaState, Message>, command: string) =>
    (view: View) => {
      const { slotOut, decisions } = view.get(state);
      return decisions.some((other, slot) => slot < slotOut && other === command);
    };
  const appliedWhereUp = bindings({ replica: nodes.replica.map(({ id }) => id), command: commands }).map(
    ({ replica: id, command }) => {
      const replica = nodes.replica.find((node) => node.id === id) as Node<ReplicaState, Message>;
      const applied = hasApplied(replica, command);
      return {
        parameters: { replica: id, command },
        holds: (view: View) => !replica.isUp(view) || applied(view),
      };
    },
  );
  const beginsAgain =
    sizes.leaders > 1 && (sizes.preempted === 'at-once' || sizes.suspicions + sizes.leaderCrashes > 0);
  return [
    invariant(
      'R1',
      'for each slot one command at most is known to be decided, or accepted last by a majority',
      ofEachSlot((view, slot) => new Set([...decided(view, slot), ...chosen(view, slot)]).size <= 1),
    ),
    invariant(
      'R2',
      'a replica knows what is decided in every slot that it has passed',
      nodes.replica.map(({ id, state }) => ({
        parameters: { replica: id },
        holds: (view) => {
          const { slotOut, decisions } = view.get(state);
          return slots.every((slot) => slot >= slotOut || decisions.has(slot));
        },
      })),
    ),
    invariant(
      'decided-was-requested',
      'what is decided was requested by its client',
      ofEachSlot((view, slot) =>
        decided(view, slot).every((command) =>
          nodes.client.some(({ id, state }) => id === command && !view.get(state).told.isEmpty()),
        ),
      ),
    ),
    reachable('all-applied', 'every replica has applied every command', (view) =>
      nodes.replica.every((replica) => commands.every((command) => hasApplied(replica, command)(view))),
    ),
    ...(beginsAgain
      ? [
          reachable(
            'elected-again',
            'a leader that was preempted is elected again',
            nodes.leader.map(({ id, state }) => ({
              parameters: { leader: id },
              holds: (view) => {
                const { active, ballot } = view.get(state);
                // Numbers are only ever lowered: whoever has not the first one has begun again.
                return active && ballot !== null && numberOf(ballot) > 0;
              },
            })),
          ),
        ]
      : []),
    possible(
      'progress-stays-possible',
      'whatever has happened, every command can still be applied by every replica that is up',
      appliedWhereUp,
    ),
    eventually(
      'Termination',
      'every command is applied by every replica that is up, if every message is delivered in the end and no process rests for ever',
      appliedWhereUp,
      fairness(sizes),
    ),
  ];
}
