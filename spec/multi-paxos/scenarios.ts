/** The specs of the worked examples: two changes of leaders, each with the mutants that miss its outcome. */
import type { Property } from '../../checker/model.js';
import { integer } from '../../checker/parameters.js';
import { defineSpec } from '../kit/define-spec.js';
import { range } from '../kit/names.js';
import { multiPaxosModel, type Nodes } from './instance.js';
import { type MultiPaxosMutant, multiPaxosMutants } from './mutants.js';
import { outcome } from './outcome.js';
import { multiPaxosRules } from './rules.js';
import { newLeader, oliveDay, type Scenario, scenarioInstance } from './scenario.js';

/** By mutant: the property that it breaks here, and the length of the shortest execution. */
type Breaks = Readonly<Record<string, readonly [property: string, length: number | null]>>;

const breaks: Breaks = {
  'asks-for-no-gaps': ['asks-for-what-it-does-not-know', 1],
  'asks-for-what-it-knows': ['what-is-known-is-left-alone', 4],
  'reports-what-is-known': ['answers-what-is-asked', 2],
  'own-command-over-a-vote': ['old-commands-again', 4],
  'no-op-over-a-vote': ['old-commands-again', 4],
  'commands-into-holes': ['no-ops-in-the-holes', 5],
  'one-hole-too-many': ['new-commands-above', 4],
  'holes-left-unfilled': ['ends-with-all-executed', 15],
  'skips-a-hole': ['executes-this-log', 1],
  'executes-no-ops': ['executes-this-log', 10],
  'deaf-learner': ['all-is-executed', null],
};

/** The mutants of Multi-Paxos that miss the outcome. */
const mutantsThatBreak = (all: Breaks): Readonly<Record<string, MultiPaxosMutant>> =>
  Object.fromEntries(
    Object.entries(all).map(([name, [property, length]]) => {
      const { says, rules } = multiPaxosMutants[name];
      return [name, { says, rules, breaks: property, length }];
    }),
  );

function scenarioSpec(scenario: Scenario, title: string, breaks: Breaks) {
  return defineSpec({
    name: scenario.name,
    title,
    source: 'Lamport 2001, section 3, as lectures work it out',
    parameters: {
      acceptors: integer({ default: 3, min: 1, max: 9, help: 'acceptors; a majority is a quorum' }),
      learners: integer({
        default: 1,
        min: 1,
        max: 5,
        help: 'learners; each executes the commands in order',
      }),
      commands: integer({ default: 1, min: 1, max: 3, help: 'new commands, after the change of leaders' }),
    },
    rules: multiPaxosRules,
    model: (sizes, rules) => {
      const instance = scenarioInstance(scenario, sizes, rules);
      const { constants, bounds } = instance;
      const slots = range(scenario.through + 1, bounds.slots + 1);
      const properties = (nodes: Nodes): Property[] =>
        outcome(scenario, { nodes, constants, slots, ballots: [bounds.ballots] });
      return multiPaxosModel({ ...instance, properties }, rules);
    },
    mutants: mutantsThatBreak(breaks),
  });
}

export const multiPaxosNewLeader = scenarioSpec(
  newLeader,
  'slots 1-134, 138 and 139 are known, 135 and 140 accepted, 136 and 137 lost: what a new leader does',
  breaks,
);

export const multiPaxosOliveDay = scenarioSpec(
  oliveDay,
  'slots 1-10, 13 and 15 are known, 14 and 16 accepted: what a new leader does on an olive day',
  // Here the first slot that is not known is a hole already.
  {
    ...breaks,
    'executes-no-ops': ['executes-this-log', 7],
    'holes-left-unfilled': ['ends-with-all-executed', 14],
  },
);
