/** The spec of voting, with its instance and its mutants. */
import { integer } from '../../checker/parameters.js';
import { defineSpec } from '../kit/define-spec.js';
import { threshold } from '../kit/quorum.js';
import { votingConstants, votingModel, votingRules } from './model.js';

export const voting = defineSpec({
  name: 'voting',
  title: 'acceptors vote in ballots until a quorum agrees; refines consensus',
  source: 'Lamport 2011, section 3; TLA+ Examples, Voting.tla',
  parameters: {
    acceptors: integer({ default: 3, min: 1, max: 9, help: 'acceptors that vote; a majority is a quorum' }),
    ballots: integer({ default: 2, min: 1, max: 9, help: 'ballots, numbered from 0' }),
    values: integer({ default: 2, min: 1, max: 9, help: 'values that may be voted for' }),
  },
  rules: votingRules,
  model: (sizes, rules) => votingModel(votingConstants(sizes), rules),
  mutants: {
    'unsafe-vote': {
      says: 'a vote need not be shown safe by a quorum',
      rules: { mustBeSafe: false },
      breaks: 'refines-consensus',
      length: 4,
    },
    'splits-a-ballot': {
      says: 'acceptors may vote for different values in one ballot',
      rules: { agrees: () => true },
      breaks: 'one-value-per-ballot',
      length: 4,
    },
    'quorum-of-f': {
      says: 'one acceptor of three is a quorum',
      rules: { quorums: (acceptors) => threshold(acceptors, Math.floor(acceptors.length / 2)) },
      breaks: 'refines-consensus',
      length: 3,
    },
    'lowers-its-ballot': {
      says: 'maxBal may be set to a lower ballot',
      rules: { mayIncrease: (ballot, maxBal) => ballot !== maxBal },
      breaks: 'promises-never-go-back',
      length: 2,
    },
    'never-votes': {
      says: 'no ballot is ever good enough to vote in',
      rules: { mayVoteIn: () => false },
      breaks: 'value-is-chosen',
      length: null,
    },
  },
});
