/** Strawman: one acceptor decides alone. One failure stops everything for good. */
import { integer } from '../../checker/parameters.js';
import { defineSpec } from '../kit/define-spec.js';
import { strawmanModel } from './model.js';
import { strawmanRules } from './roles.js';

export const strawmanSingleAcceptor = defineSpec({
  name: 'strawman-single-acceptor',
  title: 'one acceptor decides alone: its failure stops everything for good',
  source: 'Lamport 2001, section 2.2',
  parameters: {
    proposers: integer({ default: 3, min: 1, max: 5, help: 'proposers, each with its own value' }),
    learners: integer({ default: 2, min: 1, max: 5, help: 'learners' }),
    crashes: integer({ default: 1, min: 0, max: 1, help: 'whether the acceptor may stop for good' }),
  },
  rules: strawmanRules,
  model: (sizes, rules) => strawmanModel('strawman-single-acceptor', { ...sizes, acceptors: 1 }, rules),
  expect: 'violated',
  mutants: {
    'accepts-every-value': {
      says: 'the acceptor accepts every value that reaches it',
      rules: { mayAccept: (before, value) => before !== value },
      breaks: 'agreement',
      length: 6,
    },
    'silent-acceptor': {
      says: 'the acceptor tells nobody',
      rules: { tells: false },
      breaks: 'value-is-learned',
      length: null,
    },
  },
});
