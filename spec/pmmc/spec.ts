/** The spec of Paxos Made Moderately Complex: its parameters, its instance and its mutants. */
import { choice, flag, integer } from '../../checker/parameters.js';
import { defineSpec } from '../kit/define-spec.js';
import { pmmcModel } from './instance.js';
import { pmmcHarmless, pmmcMutants } from './mutants.js';
import { pmmcRules } from './rules.js';

const pmmcParameters = {
  acceptors: integer({ default: 3, min: 1, max: 9, help: 'acceptors; a majority is a quorum' }),
  leaders: integer({ default: 2, min: 1, max: 4, help: 'leaders' }),
  replicas: integer({ default: 2, min: 1, max: 4, help: 'replicas' }),
  slots: integer({ default: 1, min: 1, max: 4, help: 'slots of the log' }),
  commands: integer({ default: 2, min: 1, max: 4, help: 'commands, each of a client of its own' }),
  ballots: integer({ default: 1, min: 1, max: 4, help: 'ballots that each leader may begin' }),
  window: integer({ default: 2, min: 1, max: 4, help: 'slots that may be proposed beyond the last applied' }),
  waiting: choice({
    default: 'quorum-rule',
    choices: ['quorum-rule', 'waitfor'],
    help: 'how scouts and commanders wait: for a majority in one step, or counting one answer after another',
  }),
  keeping: choice({
    default: 'all',
    choices: ['all', 'last-of-slot'],
    help: 'which pvalues acceptors keep and report: all, or of each slot the last (state reduction)',
  }),
  collecting: flag({
    default: false,
    help: 'acceptors collect pvalues of slots that f+1 replicas have applied (garbage collection)',
  }),
  reconfigurations: integer({
    default: 0,
    min: 0,
    max: 2,
    help: 'commands to go on with other leaders and acceptors, as many as there are at first (reconfiguration)',
  }),
  acceptorCrashes: integer({ default: 0, min: 0, max: 9, help: 'crashes among all acceptors' }),
  leaderCrashes: integer({ default: 0, min: 0, max: 9, help: 'crashes among all leaders' }),
  replicaCrashes: integer({ default: 0, min: 0, max: 9, help: 'crashes among all replicas' }),
  recovery: choice({
    default: 'stable',
    choices: ['stable', 'amnesia', 'none'],
    help: 'what a process finds after a crash: its stable state, or nothing; or it stops for good',
  }),
};

export const pmmc = defineSpec({
  name: 'pmmc',
  title: 'Paxos Made Moderately Complex: a replicated state machine by leaders, scouts and commanders',
  source: 'van Renesse and Altinbuken 2015',
  parameters: pmmcParameters,
  rules: pmmcRules,
  model: pmmcModel,
  mutants: pmmcMutants,
  harmless: pmmcHarmless,
  symmetry: true,
});
