/** The spec of primary and backup: its parameters, its instance and its mutants. */
import { integer } from '../../checker/parameters.js';
import { defineSpec } from '../kit/define-spec.js';
import { primaryBackupModel } from './instance.js';
import { primaryBackupMutants } from './mutants.js';
import { primaryBackupRules } from './rules.js';

export const primaryBackup = defineSpec({
  name: 'primary-backup',
  title: 'a primary executes what its backup has, and a view service says who is which',
  source: 'the view service of MIT 6.824 and UW CSE 452, lab 2; Alsberg and Day 1976',
  parameters: {
    servers: integer({
      default: 3,
      min: 1,
      max: 5,
      help: 'servers; the first two are primary and backup of view 1',
    }),
    requests: integer({ default: 2, min: 1, max: 5, help: 'different requests of clients' }),
    views: integer({ default: 3, min: 1, max: 9, help: 'views' }),
  },
  symmetry: true,
  rules: primaryBackupRules,
  model: primaryBackupModel,
  mutants: primaryBackupMutants,
});
