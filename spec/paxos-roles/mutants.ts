/**
 * Weakenings of Paxos, one rule each, with the property that each must break and the length of the shortest
 * execution that does (null: something good never happens, which no single execution shows).
 */
import type { Mutant } from '../kit/define-spec.js';
import { threshold } from '../kit/quorum.js';
import { highestValues, type PaxosRolesRules } from './rules.js';

/** Replaces rules of Paxos; `parameters` where the default instance is too small to show the break. */
type PaxosRolesMutant = Omit<Mutant<never, PaxosRolesRules>, 'parameters'> & {
  readonly parameters?: Readonly<Record<string, number | string>>;
};

export const paxosRolesMutants: Readonly<Record<string, PaxosRolesMutant>> = {
  'P1a-dropped': {
    says: 'an acceptor accepts every proposal, whatever it has promised',
    rules: { mayAccept: () => true },
    breaks: 'P1a',
    length: 6,
  },
  'waits-for-a-prepare': {
    says: 'an acceptor accepts only a ballot that it has promised',
    rules: { mayAccept: (ballot, { promised }) => ballot === promised },
    breaks: 'P1',
    length: 4,
  },
  'P2c-dropped': {
    says: 'a proposer proposes its own value, whatever votes it saw',
    rules: { valuesToPropose: (_votes, own) => [own] },
    breaks: 'P2c',
    length: 10,
  },
  'adopts-lowest-vote': {
    says: 'a proposer adopts the lowest vote that it saw, not the highest',
    rules: {
      valuesToPropose: (votes, own) => {
        const lowest = Math.min(...votes.map(({ ballot }) => ballot));
        return votes.length === 0
          ? [own]
          : votes.flatMap((vote) => (vote.ballot === lowest ? [vote.value] : []));
      },
    },
    breaks: 'agreement',
    length: 17,
    parameters: { proposers: 3, values: 3, proposerCrashes: 0 },
  },
  'quorum-of-f': {
    says: 'f out of 2f+1 acceptors count as a quorum',
    rules: { quorums: (acceptors) => threshold(acceptors, Math.floor(acceptors.length / 2)) },
    breaks: 'agreement',
    length: 8,
  },
  'acceptor-counted-twice': {
    says: 'a learner counts messages, and a vote may arrive twice',
    rules: { areEnough: (votes, { minimal }) => 2 * votes.length >= minimal[0].length },
    breaks: 'learned-is-chosen',
    length: 6,
  },
  'promise-lost-on-restart': {
    says: 'an acceptor keeps its vote over a restart, but not its promise',
    rules: { stable: ['vote'] },
    breaks: 'promises-never-go-back',
    length: 3,
    parameters: { restarts: 1 },
  },
  'vote-lost-on-restart': {
    says: 'an acceptor keeps its promise over a restart, but not its vote',
    rules: { stable: ['promised'] },
    breaks: 'votes-are-not-forgotten',
    length: 6,
    parameters: { restarts: 1 },
  },
  'shared-ballot': {
    says: 'two proposers use one ballot number, and each has its prepare answered',
    // Where an acceptor answers a number only once, sharing it is harmless: only one of the two can find a quorum.
    rules: { nextBallot: (last) => last + 1, mayPromise: (ballot, { promised }) => ballot >= promised },
    breaks: 'one-value-per-ballot',
    length: 8,
  },
  'votes-of-different-ballots': {
    says: 'a learner adds up votes for a value from different ballots',
    rules: { countsByBallot: false },
    breaks: 'learned-is-chosen',
    length: 11,
    parameters: { proposers: 3, proposerCrashes: 0 },
  },
  'stuck-after-a-vote': {
    says: 'an acceptor that has accepted refuses every later ballot',
    rules: {
      mayPromise: (ballot, { promised, vote }) => vote === null && ballot > promised,
      mayAccept: (ballot, { promised, vote }) =>
        vote === null ? ballot >= promised : ballot === vote.ballot,
    },
    breaks: 'P1a',
    length: 9,
  },
  'promises-once': {
    says: 'an acceptor answers the first prepare and no other',
    rules: { mayPromise: (_ballot, { promised }) => promised === 0 },
    breaks: 'ends-with-a-choice',
    length: 6,
    parameters: { proposers: 3, proposerCrashes: 0 },
  },
  'invents-a-value': {
    says: 'a proposer that saw no vote proposes a value that nobody wanted',
    rules: { valuesToPropose: (votes) => (votes.length === 0 ? ['v0'] : highestValues(votes)) },
    breaks: 'validity',
    length: 4,
  },
  'never-accepts': {
    says: 'an acceptor promises, but never accepts',
    rules: { mayAccept: () => false },
    breaks: 'value-is-chosen',
    length: null,
  },
  'deaf-learner': {
    says: 'no number of votes is enough for a learner',
    rules: { areEnough: () => false },
    breaks: 'value-is-learned',
    length: null,
  },
  'one-proposer-only': {
    says: 'nobody but the first proposer ever begins a ballot',
    rules: { mayPrepare: (index) => index === 1 },
    breaks: 'two-proposers-active',
    length: null,
  },
  'gives-up-on-a-vote': {
    says: 'a proposer that saw a vote proposes nothing',
    rules: { valuesToPropose: (votes, own) => (votes.length === 0 ? [own] : []) },
    breaks: 'later-ballot-adopts-vote',
    length: null,
  },
  'abandons-the-crashed': {
    says: 'an acceptor that has accepted promises no later ballot, so nobody can finish for a crashed proposer',
    rules: { mayPromise: (ballot, { promised, vote }) => vote === null && ballot > promised },
    breaks: 'another-finishes-the-job',
    length: null,
  },
};
