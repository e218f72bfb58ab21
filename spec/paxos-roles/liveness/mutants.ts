/**
 * Weakenings of Paxos that is to terminate, one rule each. The length of an endless counterexample is that of the way to its loop and once
 * around it.
 */
import type { Mutant } from '../../kit/define-spec.js';
import { highestValues } from '../rules.js';
import type { LivenessRules } from './rules.js';

/** Replaces rules; `parameters` where the default instance does not show the break, or not so well. */
type LivenessMutant = Omit<Mutant<never, LivenessRules>, 'parameters'> & {
  readonly parameters?: Readonly<Record<string, number | string>>;
};

export const livenessMutants: Readonly<Record<string, LivenessMutant>> = {
  'P2c-dropped': {
    says: 'a proposer proposes its own value, whatever votes it saw',
    rules: { valuesToPropose: (_votes, own) => [own] },
    breaks: 'agreement',
    length: 20,
  },
  'invents-a-value': {
    says: 'a proposer that saw no vote proposes a value that nobody wanted',
    rules: { valuesToPropose: (votes) => (votes.length === 0 ? ['v0'] : highestValues(votes)) },
    breaks: 'validity',
    length: 7,
  },
  'deaf-learner': {
    says: 'no number of votes is enough for a learner',
    rules: { areEnough: () => false },
    breaks: 'value-is-learned',
    length: null,
  },
  'tries-once': {
    says: 'a proposer that was refused does not try again',
    rules: { mayPrepare: (_index, { ballot }) => ballot === 0 },
    breaks: 'tries-again',
    length: null,
  },
  'promises-once': {
    says: 'an acceptor answers the first prepare and no other',
    rules: { mayPromise: (_ballot, { promised }) => promised === 0 },
    breaks: 'decision-stays-possible',
    length: 5,
  },
  'nobody-backs-off': {
    says: 'a proposer begins ballots whether it leads or not',
    rules: { heedsOracle: false },
    breaks: 'termination',
    length: 15,
    parameters: { acceptors: 1 },
  },
  'sticks-to-its-ballot': {
    says: 'a proposer that is refused waits for its ballot to succeed',
    // Whoever has the highest ballot gets through, unless it crashes.
    rules: { abandonsWhenRefused: false },
    breaks: 'termination',
    length: 8,
    parameters: { proposerCrashes: 1 },
  },
  'refuses-in-silence': {
    says: 'an acceptor does not tell a proposer of the higher ballot that it has promised',
    rules: { refusals: false },
    breaks: 'termination',
    length: 6,
    parameters: { proposerCrashes: 1 },
  },
};
