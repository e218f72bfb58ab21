/** The spec of Paxos Made Moderately Complex that is to terminate: its parameters, its instance and its mutants. */
import { choice, integer } from '../../../checker/parameters.js';
import { deadParameter } from '../../kit/dead.js';
import { defineSpec } from '../../kit/define-spec.js';
import { livenessModel } from './instance.js';
import { livenessMutants } from './mutants.js';
import { livenessRules } from './rules.js';

export const pmmcLiveness = defineSpec({
  name: 'pmmc-liveness',
  title: 'Paxos Made Moderately Complex terminates where leaders monitor each other',
  source: 'van Renesse and Altinbuken 2015, section "When Paxos Works"',
  parameters: {
    preempted: choice({
      default: 'monitors',
      choices: ['monitors', 'at-once'],
      help: 'when a preempted leader begins again: when the one that preempted it seems to have crashed, or at once',
    }),
    leaders: integer({ default: 2, min: 1, max: 3, help: 'leaders' }),
    acceptors: integer({ default: 3, min: 1, max: 5, help: 'acceptors; a majority is a quorum' }),
    dead: deadParameter,
    replicas: integer({ default: 1, min: 1, max: 3, help: 'replicas' }),
    commands: integer({ default: 1, min: 1, max: 3, help: 'commands, each of a client of its own' }),
    window: integer({
      default: 2,
      min: 1,
      max: 4,
      help: 'slots that may be proposed beyond the last applied',
    }),
    suspicions: integer({
      default: 1,
      min: 0,
      max: 4,
      help: 'how often a leader that is up may be taken for one that has crashed',
    }),
    leaderCrashes: integer({ default: 0, min: 0, max: 2, help: 'leaders that may stop for good' }),
    acceptorCrashes: integer({
      default: 0,
      min: 0,
      max: 5,
      help: 'acceptors that may stop for good on the way',
    }),
    replicaCrashes: integer({ default: 0, min: 0, max: 3, help: 'replicas that may stop for good' }),
  },
  rules: livenessRules,
  model: livenessModel,
  mutants: livenessMutants,
});
