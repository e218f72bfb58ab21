/** The spec of consensus, with its instance and its mutants. */
import { Set } from 'immutable';
import { integer } from '../../checker/parameters.js';
import { defineSpec } from '../kit/define-spec.js';
import { names } from '../kit/names.js';
import { consensusModel, consensusRules } from './model.js';

export const consensus = defineSpec({
  name: 'consensus',
  title: 'the problem itself: one value is chosen, once',
  source: 'Lamport 2011, section 2; TLA+ Examples, Consensus.tla',
  parameters: { values: integer({ default: 3, min: 1, max: 1000, help: 'values that may be chosen' }) },
  rules: consensusRules,
  model: ({ values }, rules) => consensusModel(names('v', values), rules),
  mutants: {
    'chooses-again': {
      says: 'a second value may be chosen',
      rules: { mayChoose: () => true },
      breaks: 'agreement',
      length: 2,
    },
    'changes-its-mind': {
      says: 'a new choice replaces the old one',
      rules: { mayChoose: () => true, choose: (_already, value) => Set([value]) },
      breaks: 'stability',
      length: 2,
    },
    'never-chooses': {
      says: 'nothing may ever be chosen',
      rules: { mayChoose: () => false },
      breaks: 'value-is-chosen',
      length: null,
    },
  },
});
