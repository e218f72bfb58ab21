/** Strawman: several acceptors that accept the first value. A split vote chooses nothing. */
import { integer } from '../../checker/parameters.js';
import { defineSpec } from '../kit/define-spec.js';
import { inputConfigurations } from '../kit/input-configurations.js';
import { names } from '../kit/names.js';
import { strawmanModel } from './model.js';
import { strawmanRules } from './roles.js';

export const strawmanFirstValue = defineSpec({
  name: 'strawman-first-value',
  title: 'every acceptor accepts the first value it sees: a split vote chooses nothing',
  source: 'Lamport 2001, section 2.2',
  parameters: {
    proposers: integer({ default: 3, min: 1, max: 5, help: 'proposers, each with its own value' }),
    acceptors: integer({ default: 3, min: 1, max: 9, help: 'acceptors; a majority is a quorum' }),
    learners: integer({ default: 2, min: 1, max: 5, help: 'learners' }),
  },
  rules: strawmanRules,
  model: (sizes, rules) => strawmanModel('strawman-first-value', { ...sizes, crashes: 0 }, rules),
  configurations: (sizes, rules) =>
    inputConfigurations(names('p', sizes.proposers), ['v1', 'v2'], (inputs) =>
      strawmanModel('strawman-first-value', { ...sizes, crashes: 0 }, rules, inputs),
    ),
  expect: 'violated',
  mutants: {
    'accepts-every-value': {
      says: 'an acceptor accepts every value that reaches it',
      rules: { mayAccept: (before, value) => before !== value },
      breaks: 'agreement',
      length: 8,
    },
    'silent-acceptors': {
      says: 'acceptors tell nobody',
      rules: { tells: false },
      breaks: 'value-is-learned',
      length: null,
    },
  },
});
