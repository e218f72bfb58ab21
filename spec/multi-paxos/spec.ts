/** The spec of Multi-Paxos: its parameters, its instance and its mutants. */
import type { Property } from '../../checker/model.js';
import { choice, integer } from '../../checker/parameters.js';
import { defineSpec } from '../kit/define-spec.js';
import { range } from '../kit/names.js';
import { history } from './history.js';
import { multiPaxosInstance, multiPaxosModel, type Nodes } from './instance.js';
import { multiPaxosMutants } from './mutants.js';
import { multiPaxosRules } from './rules.js';
import { safety } from './safety.js';
import { shows } from './shows.js';

/** One for each field of `MultiPaxosSizes`. */
export const parametersOfSizes = {
  acceptors: integer({ default: 3, min: 1, max: 9, help: 'acceptors; a majority is a quorum' }),
  leaders: integer({ default: 2, min: 1, max: 5, help: 'processes that may lead' }),
  learners: integer({ default: 1, min: 1, max: 5, help: 'learners; each executes the commands in order' }),
  slots: integer({ default: 2, min: 1, max: 9, help: 'slots, numbered from 1' }),
  commands: integer({ default: 2, min: 1, max: 9, help: 'different commands that clients request' }),
  attempts: integer({ default: 1, min: 1, max: 5, help: 'ballots that each leader may begin' }),
  window: integer({
    default: 9,
    min: 1,
    max: 9,
    help: 'a new command goes into slot i only when all up to i - window are chosen',
  }),
  holes: choice({
    default: 'no-op',
    choices: ['no-op', 'commands'],
    help: 'what a new leader puts into a hole: a no-op at once, or the next new command',
  }),
  leaderCrashes: integer({ default: 0, min: 0, max: 5, help: 'leaders that may stop for good' }),
  restarts: integer({ default: 0, min: 0, max: 9, help: 'restarts among all acceptors' }),
  recovery: choice({
    default: 'stable',
    choices: ['stable', 'amnesia'],
    help: 'what an acceptor finds after a restart: its stable state, or nothing',
  }),
};

export const multiPaxos = defineSpec({
  name: 'multi-paxos',
  title:
    'a sequence of commands by one Paxos for each slot, whose new leader finishes what the old one began',
  source: 'Lamport 2001, section 3',
  parameters: parametersOfSizes,
  symmetry: true,
  rules: multiPaxosRules,
  model: (sizes, rules) => {
    const instance = multiPaxosInstance(sizes, rules);
    const { constants, bounds } = instance;
    const slots = range(1, bounds.slots + 1);
    const ballots = range(1, bounds.ballots + 1);
    const properties = (nodes: Nodes): Property[] => {
      const subject = { nodes, constants, slots, ballots };
      return [...safety(subject), ...history(subject), ...shows(subject)];
    };
    return multiPaxosModel({ ...instance, properties }, rules);
  },
  mutants: multiPaxosMutants,
});
