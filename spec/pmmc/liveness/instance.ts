/**
 * Paxos Made Moderately Complex that may go on for ever: the network is a bag that delivers everything in the end, acceptors keep of each
 * slot what they accepted last, and old ballot numbers are used again (spec/kit/renumbering.ts), so that the endless executions are
 * in a finite graph. The processes are those of ../: only the leader puts its answer to a preemption off (leader.ts).
 *
 * Nothing bounds ballots. Where leaders monitor each other there are as many as suspicions and crashes cause. Nor does the end of the log
 * stop anybody: a replica whose command was decided in the slot that it proposed does not propose it again, so there are at most as many
 * slots as there are replicas times commands.
 */
import { type Model, set } from '../../../checker/model.js';
import { aliveOf, type Dead } from '../../kit/dead.js';
import { droppingIgnored } from '../../kit/dropping.js';
import { names, range } from '../../kit/names.js';
import { type Network, network } from '../../kit/network.js';
import { bindings } from '../../kit/plain.js';
import type { Numbering } from '../../kit/renumbering.js';
import { replacing } from '../../kit/replacing.js';
import type { Role } from '../../kit/role.js';
import { system } from '../../kit/system.js';
import { acceptor } from '../acceptor.js';
import { client } from '../client.js';
import { commander } from '../commander.js';
import { type Constants, commanderOf, scoutOf } from '../constants.js';
import type { Message } from '../messages.js';
import { replica } from '../replica.js';
import { scout } from '../scout.js';
import { numbering } from './ballots.js';
import { monitoringLeader, withoutNumber } from './leader.js';
import { atOnce, type Surroundings, suspicionsLeft, whenSuspected } from './preemption.js';
import { livenessProperties } from './properties.js';
import type { LivenessRules } from './rules.js';

export interface LivenessSizes {
  readonly preempted: 'monitors' | 'at-once';
  readonly leaders: number;
  readonly acceptors: number;
  /** Acceptors that never take a step: f of 2f+1 or 2f+2, or none. */
  readonly dead: Dead;
  readonly replicas: number;
  readonly commands: number;
  readonly window: number;
  readonly suspicions: number;
  readonly leaderCrashes: number;
  readonly acceptorCrashes: number;
  readonly replicaCrashes: number;
}

/** Scouts and commanders without their quorum rules: what was received is gone from a bag, so that they count. */
function counting<S extends object>(role: Role<S, Message, Constants>): Role<S, Message, Constants> {
  return { ...role, actions: {} };
}

/**
 * @param net a bag. By default it drops what is ignored (spec/kit/dropping.ts), for what is ignored once is ignored ever after: acceptors and replicas
 *   answer everything; a leader ignores a proposal for a slot that has one, and keeps it, and preemptions that are not above the last of its present
 *   ballot, above which its next one is; a commander ignores answers with a ballot below its own, which is the same while it is there, and what was
 *   sent to one that is gone never comes to the next.
 * @param ballots how old numbers are used again
 */
export function livenessModel(
  sizes: LivenessSizes,
  rules: LivenessRules,
  net: Network = droppingIgnored(network.bag()),
  ballots: Numbering = numbering,
): Model {
  const acceptors = names('a', sizes.acceptors);
  const alive = aliveOf(acceptors, sizes.dead);
  const replicas = names('r', sizes.replicas);
  const commands = names('c', sizes.commands);
  const leaders = names('l', sizes.leaders);
  const slots = range(1, sizes.replicas * sizes.commands + 1);
  const indices = range(1, sizes.leaders + 1);
  const constants: Constants = {
    configurations: [{ leaders, acceptors: alive, quorums: rules.quorums(acceptors) }],
    window: sizes.window,
    waiting: 'waitfor',
    // State reduction: all that an acceptor ever accepted would grow for ever.
    keeping: 'last-of-slot',
    collecting: false,
  };
  const crashes = (budget: number) => ({ budget, recovery: 'none' }) as const;
  const surroundings: Surroundings[] = [];
  const model = system({
    name: 'pmmc-liveness',
    constants,
    network: net,
    sorts: [
      { name: 'acceptors', ids: alive },
      { name: 'commands', ids: commands },
      { name: 'replicas', ids: replicas },
      { name: 'leaders', ids: leaders, ordered: 'their ballots are' },
    ],
    roles: {
      client: { role: client, nodes: commands },
      replica: { role: replica(rules), nodes: replicas, crashes: crashes(sizes.replicaCrashes) },
      leader: { role: monitoringLeader(rules), nodes: leaders, crashes: crashes(sizes.leaderCrashes) },
      scout: {
        role: counting(scout(rules)),
        nodes: indices.map((index) => withoutNumber(scoutOf(`0.${index}`))),
        spawned: true,
      },
      commander: {
        role: counting(commander(rules)),
        nodes: bindings({ index: indices, slot: slots }).map(({ index, slot }) =>
          withoutNumber(commanderOf(`0.${index}`, slot)),
        ),
        spawned: true,
      },
      acceptor: { role: acceptor(rules), nodes: alive, crashes: crashes(sizes.acceptorCrashes) },
    },
    properties: (nodes) => {
      const spawned = [...nodes.scout, ...nodes.commander];
      const others = [...nodes.client, ...nodes.replica, ...nodes.leader, ...nodes.acceptor];
      surroundings.push({ leaders: nodes.leader, everybody: [...others, ...spawned], spawned, ballots });
      return livenessProperties({ sizes, constants, slots, commands, nodes });
    },
  });
  const monitors = sizes.preempted === 'monitors';
  return {
    ...model,
    variables: monitors ? [...model.variables, suspicionsLeft] : model.variables,
    initial: monitors
      ? model.initial.map((updates) => [...updates, set(suspicionsLeft, sizes.suspicions)])
      : model.initial,
    actions: replacing(model.actions, 'begin', (begin) =>
      monitors
        ? whenSuspected(begin, surroundings[0], rules, sizes.leaderCrashes > 0)
        : atOnce(begin, surroundings[0]),
    ),
  };
}
