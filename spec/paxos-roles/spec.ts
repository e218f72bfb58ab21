/** The spec of Paxos among roles: its parameters, its instance and its mutants. */
import { choice, integer } from '../../checker/parameters.js';
import { defineSpec } from '../kit/define-spec.js';
import { inputConfigurations } from '../kit/input-configurations.js';
import { names } from '../kit/names.js';
import { paxosRolesModel } from './instance.js';
import { paxosLiveness } from './liveness/spec.js';
import { paxosRolesMutants } from './mutants.js';
import { paxosRolesRules } from './rules.js';

const paxosRolesParameters = {
  proposers: integer({ default: 2, min: 1, max: 5, help: 'proposers; proposer i wants value i' }),
  acceptors: integer({ default: 3, min: 1, max: 9, help: 'acceptors; a majority is a quorum' }),
  learners: integer({ default: 1, min: 1, max: 5, help: 'learners' }),
  values: integer({ default: 2, min: 1, max: 5, help: 'different values that proposers want' }),
  attempts: integer({ default: 1, min: 1, max: 30, help: 'ballots that each proposer has' }),
  skips: integer({
    default: 0,
    min: 0,
    max: 29,
    help: 'how many of them it may leave out where it begins one, as real ones do that are told of higher ballots',
  }),
  learning: choice({
    default: 'all',
    choices: ['all', 'distinguished'],
    help: 'whom an acceptor tells of a vote: all learners, or the first, which tells the others',
  }),
  restarts: integer({ default: 0, min: 0, max: 9, help: 'restarts among all acceptors' }),
  recovery: choice({
    default: 'stable',
    choices: ['stable', 'amnesia'],
    help: 'what an acceptor finds after a restart: its stable state, or nothing',
  }),
  proposerCrashes: integer({ default: 1, min: 0, max: 5, help: 'proposers that may stop for good' }),
  form: choice({
    default: 'quorum-rules',
    choices: ['quorum-rules', 'counting'],
    help: 'how a quorum is waited for: by a rule over what was sent, or by counting what was received',
  }),
};

export const paxosRoles = defineSpec({
  name: 'paxos-roles',
  title: 'single-decree Paxos as proposers, acceptors and learners that pass messages, and crash',
  source: 'Lamport 2001, sections 2.2 to 2.5',
  parameters: paxosRolesParameters,
  rules: paxosRolesRules,
  model: (sizes, rules) => paxosRolesModel(sizes, rules),
  configurations: (sizes, rules) =>
    inputConfigurations(names('p', sizes.proposers), ['v1', 'v2'], (inputs) =>
      paxosRolesModel({ ...sizes, values: 2 }, rules, inputs),
    ),
  endless: () => paxosLiveness.instantiate({ leadership: 'dueling' }),
  mutants: paxosRolesMutants,
});
