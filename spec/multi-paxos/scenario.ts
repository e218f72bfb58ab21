/**
 * Worked examples of a change of leaders: an exact state in which the old leader left the log, and exactly what must become of it.
 *
 * The old leader, p1, led in ballot 1 and has stopped for good. What it proposed and no acceptor accepted was lost with it: a late accept
 * would be as if it had come in time, and what is a hole here would be none. Slots that every learner has executed are left out of the
 * acceptors' votes, for nobody asks for them again.
 */
import { Map } from 'immutable';
import type { Sort } from '../../checker/model.js';
import { names } from '../kit/names.js';
import type { Quorums } from '../kit/quorum.js';
import type { Instance, Start } from './instance.js';
import type { Asked, Command, Log, Vote } from './messages.js';
import type { MultiPaxosRules } from './rules.js';

export interface Scenario {
  readonly name: string;
  /** Every learner has executed all slots up to this one. */
  readonly through: number;
  /** Slots above that are chosen, and known to every learner. */
  readonly known: readonly number[];
  /** Slots that a majority has accepted, without anybody having learned it. */
  readonly accepted: readonly number[];
  /** What the new leader asks for. */
  readonly asked: Asked;
  /** Slots that nothing is known of, below others that are taken. */
  readonly holes: readonly number[];
  /** The first slot for new commands. */
  readonly free: number;
}

/** A lecture on Lamport 2001: 136 and 137 were proposed, but whether anybody accepted cannot be told from what is left. */
export const newLeader: Scenario = {
  name: 'multi-paxos-new-leader',
  through: 134,
  known: [138, 139],
  accepted: [135, 140],
  asked: { gaps: [135, 136, 137], from: 140 },
  holes: [136, 137],
  free: 141,
};

/** A lecture on state machine replication, where no-ops that fill holes are called an olive day. */
export const oliveDay: Scenario = {
  name: 'multi-paxos-olive-day',
  through: 10,
  known: [13, 15],
  accepted: [14, 16],
  asked: { gaps: [11, 12, 14], from: 16 },
  holes: [11, 12],
  free: 17,
};

export interface ScenarioSizes {
  readonly acceptors: number;
  readonly learners: number;
  readonly commands: number;
}

/** What the old leader proposed in a slot. */
export const oldCommand = (slot: number): Command => `c${slot}`;

const OLD_BALLOT = 1;

export function scenarioInstance(
  { name, through, known, accepted, free }: Scenario,
  sizes: ScenarioSizes,
  rules: MultiPaxosRules,
): Omit<Instance, 'properties'> {
  const acceptors = names('a', sizes.acceptors);
  const learners = names('l', sizes.learners);
  const commands = names('new', sizes.commands);
  const quorums = rules.quorums(acceptors);
  const start: Start = {
    through,
    known: logOf(known),
    ballot: OLD_BALLOT,
    votes: (acceptor) => logOf([...known, ...acceptedBy(acceptor, accepted, quorums)]).map(oldVote),
  };
  return {
    name,
    constants: { quorums, leaders: ['p1', 'p2'], commands, window: free, holes: 'no-op', start },
    sorts: [
      { name: 'acceptors', ids: acceptors, ordered: 'they have accepted in different slots' },
      ...severalOf({ name: 'learners', ids: learners }),
      ...severalOf({ name: 'commands', ids: commands }),
    ],
    nodes: { leader: ['p2'], acceptor: acceptors, learner: learners },
    bounds: { slots: free - 1 + sizes.commands, ballots: 2 },
    leaderCrashes: 0,
    acceptorCrashes: { budget: 0, recovery: 'stable' },
  };
}

/** A lone id has nothing to change places with. */
const severalOf = (sort: Sort): Sort[] => (sort.ids.length > 1 ? [sort] : []);

const logOf = (slots: readonly number[]): Log =>
  Map(slots.map((slot): [number, Command] => [slot, oldCommand(slot)]));

const oldVote = (command: Command): Vote => ({ ballot: OLD_BALLOT, command });

/** Of the slots that a majority accepted: the first by the first majority, the others by the last one, which is another. */
function acceptedBy(acceptor: string, accepted: readonly number[], { minimal }: Quorums): number[] {
  return accepted.filter((_slot, i) => minimal[i === 0 ? 0 : minimal.length - 1].includes(acceptor));
}
