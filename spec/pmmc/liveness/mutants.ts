/**
 * Weakenings of Paxos Made Moderately Complex that is to terminate, one rule each. The length of an endless counterexample is that of the
 * way to its loop and once around it. Some are those of pmmc, at other sizes and lengths.
 */
import type { Mutant } from '../../kit/define-spec.js';
import { pmmcMutants } from '../mutants.js';
import { highestOf } from '../pvalues.js';
import type { LivenessRules } from './rules.js';

/** Replaces rules; `parameters` where the default instance does not show the break, or not so well. */
type LivenessMutant = Omit<Mutant<never, LivenessRules>, 'parameters'> & {
  readonly parameters?: Readonly<Record<string, number | string | boolean>>;
};

export const livenessMutants: Readonly<Record<string, LivenessMutant>> = {
  'ignores-what-was-accepted': {
    ...pmmcMutants['ignores-what-was-accepted'],
    length: 12,
    parameters: { acceptors: 1, replicas: 2, commands: 2, suspicions: 0 },
  },
  'slot-skipped': {
    ...pmmcMutants['slot-skipped'],
    length: 8,
    parameters: { acceptors: 1, leaders: 1, commands: 2 },
  },
  'invents-a-command': {
    says: 'an elected leader fills an empty slot with a command of which nobody told it',
    rules: {
      pmax: (pvalues) =>
        pvalues.length > 0 ? highestOf(pvalues) : [{ ballot: '0.1', slot: 1, command: 'c1' }],
    },
    breaks: 'decided-was-requested',
    length: 9,
  },
  'never-applies': { ...pmmcMutants['never-applies'] },
  'tries-once': {
    says: 'a leader that is preempted never tries again',
    rules: { preempts: () => false },
    breaks: 'elected-again',
    length: null,
  },
  'never-times-out': {
    says: 'a leader monitors the one that preempted it for ever, though that one has crashed',
    rules: { timesOut: false },
    breaks: 'progress-stays-possible',
    length: 2,
    parameters: { suspicions: 0, leaderCrashes: 1 },
  },
  'overtaken-commander-exits': {
    says: 'a commander exits where an acceptor has not adopted its ballot yet: as it is published',
    rules: { exitsOnLowerBallot: true },
    breaks: 'progress-stays-possible',
    length: 13,
    parameters: { dead: 'none' },
  },
  'nobody-backs-off': {
    says: 'a leader begins its next ballot while the one that preempted it answers its pings',
    rules: { heedsPings: false },
    breaks: 'Termination',
    length: 22,
    parameters: { acceptors: 1 },
  },
  'preempted-in-silence': {
    says: 'a scout that is preempted does not tell its leader',
    rules: { reportsPreemption: false },
    breaks: 'Termination',
    length: 9,
    parameters: { leaderCrashes: 1 },
  },
  'lost-command-is-dropped': {
    ...pmmcMutants['lost-command-is-dropped'],
    breaks: 'Termination',
    length: 16,
    parameters: { acceptors: 1, leaders: 1, replicas: 2, commands: 2 },
  },
};
