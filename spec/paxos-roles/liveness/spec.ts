/** The spec of Paxos that is to terminate: its parameters, its instance and its mutants. */
import { choice, integer } from '../../../checker/parameters.js';
import { deadParameter } from '../../kit/dead.js';
import { defineSpec } from '../../kit/define-spec.js';
import { inputConfigurations } from '../../kit/input-configurations.js';
import { names } from '../../kit/names.js';
import { livenessModel } from './instance.js';
import { livenessMutants } from './mutants.js';
import { livenessRules } from './rules.js';

export const paxosLiveness = defineSpec({
  name: 'paxos-liveness',
  title: 'Paxos is always safe, and terminates where one proposer leads',
  source: 'Lamport 2001, section 2.4; Fischer, Lynch, Paterson 1985',
  parameters: {
    leadership: choice({
      default: 'distinguished',
      choices: ['distinguished', 'dueling'],
      help: 'who may begin ballots: the proposer that leads, or every one',
    }),
    proposers: integer({ default: 2, min: 2, max: 3, help: 'proposers; each wants a value of its own' }),
    acceptors: integer({ default: 3, min: 1, max: 5, help: 'acceptors; a majority is a quorum' }),
    dead: deadParameter,
    elections: integer({
      default: 1,
      min: 1,
      max: 3,
      help: 'how often the leader may change before it is settled',
    }),
    acceptorCrashes: integer({
      default: 0,
      min: 0,
      max: 5,
      help: 'acceptors that may stop for good on the way',
    }),
    proposerCrashes: integer({ default: 0, min: 0, max: 2, help: 'proposers that may stop for good' }),
  },
  rules: livenessRules,
  model: (sizes, rules) => livenessModel(sizes, rules),
  configurations: (sizes, rules) =>
    inputConfigurations(names('p', sizes.proposers), ['v1', 'v2'], (inputs) =>
      livenessModel(sizes, rules, undefined, inputs),
    ),
  mutants: livenessMutants,
});
