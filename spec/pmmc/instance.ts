/**
 * Paxos Made Moderately Complex among its processes: how many of each, the universe of scouts and commanders, what may
 * crash, and how far leaders and slots go.
 */
import type { Model } from '../../checker/model.js';
import { ParameterError } from '../../checker/parameters.js';
import { names, range } from '../kit/names.js';
import { network } from '../kit/network.js';
import { bindings } from '../kit/plain.js';
import { system } from '../kit/system.js';
import { acceptor } from './acceptor.js';
import { ballotOf, compareBallots, highestNumber, leaderOf, numberOf } from './ballot.js';
import { client } from './client.js';
import { commander } from './commander.js';
import { type Configuration, reconfigurationTo } from './configuration.js';
import { type Constants, commanderOf, scoutOf } from './constants.js';
import { leader } from './leader.js';
import type { Message } from './messages.js';
import { propertiesOfAcceptors } from './properties-of-acceptors.js';
import { propertiesOfConfigurations } from './properties-of-configurations.js';
import { propertiesOfLeaders } from './properties-of-leaders.js';
import { propertiesOfReplicas } from './properties-of-replicas.js';
import { replica } from './replica.js';
import type { PmmcRules } from './rules.js';
import { scout } from './scout.js';
import { refinesConsensus, shown } from './shown.js';
import type { PmmcSizes } from './sizes.js';
import type { Subject } from './subject.js';

/**
 * A reconfiguration that no slot is left for would be green and show nothing.
 * @throws ParameterError
 */
function requireRoom({ reconfigurations, slots, window }: PmmcSizes): void {
  if (reconfigurations === 0 || slots > window) return;
  throw new ParameterError(
    `reconfigurations is ${reconfigurations}, but a reconfiguration takes effect a window of ${window} slots after its own: slots is ${slots}, and must be ${window + 1} or more; or take a smaller window`,
    'reconfigurations',
  );
}

/** The first configuration, and one for each command that reconfigures; each with leaders and acceptors of its own. */
function configured(sizes: PmmcSizes, rules: PmmcRules) {
  const many = sizes.reconfigurations + 1;
  const acceptors = names('a', sizes.acceptors * many);
  const leaders = names('l', sizes.leaders * many);
  const configurations = range(0, many).map((i): Configuration => {
    const its = acceptors.slice(i * sizes.acceptors, (i + 1) * sizes.acceptors);
    return {
      leaders: leaders.slice(i * sizes.leaders, (i + 1) * sizes.leaders),
      acceptors: its,
      quorums: rules.quorums(its),
    };
  });
  return { configurations, acceptors, leaders };
}

export function pmmcModel(sizes: PmmcSizes, rules: PmmcRules): Model {
  requireRoom(sizes);
  const { configurations, acceptors, leaders } = configured(sizes, rules);
  const replicas = names('r', sizes.replicas);
  const ordinary = names('c', sizes.commands);
  const commands = [...ordinary, ...range(2, configurations.length + 1).map(reconfigurationTo)];
  const slots = range(1, sizes.slots + 1);
  const highest = (index: number) =>
    highestNumber(((index - 1) % sizes.leaders) + 1, sizes.leaders, sizes.ballots);
  const ballots = range(1, leaders.length + 1)
    .flatMap((index) => range(0, highest(index) + 1).map((number) => ballotOf(number, index)))
    .sort(compareBallots);
  const constants: Constants = {
    configurations,
    window: sizes.window,
    waiting: sizes.waiting,
    keeping: sizes.keeping,
    collecting: sizes.collecting,
  };
  const crashes = (budget: number) => ({ budget, recovery: sizes.recovery });
  return system({
    name: 'pmmc',
    constants,
    // The log ends somewhere: what is proposed beyond it is lost on its way.
    network: network.soup<Message>({
      loses: (message) => message.kind === 'propose' && message.slot > sizes.slots,
    }),
    sorts: [
      ...configurations.map((configuration, i) => ({
        name: i === 0 ? 'acceptors' : `acceptors of configuration ${i + 1}`,
        ids: configuration.acceptors,
      })),
      { name: 'commands', ids: ordinary },
      { name: 'replicas', ids: replicas },
      { name: 'leaders', ids: leaders, ordered: 'their ballots are' },
    ],
    roles: {
      client: { role: client, nodes: commands },
      replica: { role: replica(rules), nodes: replicas, crashes: crashes(sizes.replicaCrashes) },
      leader: {
        role: leader(rules),
        nodes: leaders,
        crashes: crashes(sizes.leaderCrashes),
        within: ({ ballot }) => ballot === null || numberOf(ballot) <= highest(leaderOf(ballot)),
      },
      scout: { role: scout(rules), nodes: ballots.map(scoutOf), spawned: true },
      commander: {
        role: commander(rules),
        nodes: bindings({ ballot: ballots, slot: slots }).map(({ ballot, slot }) =>
          commanderOf(ballot, slot),
        ),
        spawned: true,
      },
      acceptor: { role: acceptor(rules), nodes: acceptors, crashes: crashes(sizes.acceptorCrashes) },
    },
    properties: (nodes) => {
      const subject: Subject = { sizes, constants, ballots, slots, commands, nodes };
      return [
        ...propertiesOfAcceptors(subject),
        ...propertiesOfLeaders(subject),
        ...propertiesOfReplicas(subject),
        ...propertiesOfConfigurations(subject),
        ...shown(subject),
        ...refinesConsensus(subject),
      ];
    },
  });
}
