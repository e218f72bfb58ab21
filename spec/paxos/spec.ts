/** The spec of Paxos, with its instance and its mutants. */
import { integer } from '../../checker/parameters.js';
import { defineSpec } from '../kit/define-spec.js';
import { threshold } from '../kit/quorum.js';
import { votingConstants } from '../voting/model.js';
import { paxosModel } from './model.js';
import { highestVotes, paxosRules } from './rules.js';

export const paxos = defineSpec({
  name: 'paxos',
  title: "Lamport's single-decree Paxos, messages as one growing set; refines voting",
  source: 'Lamport 1998 and 2001; TLA+ Examples, Paxos.tla',
  parameters: {
    acceptors: integer({ default: 3, min: 1, max: 9, help: 'acceptors; a majority is a quorum' }),
    ballots: integer({ default: 3, min: 1, max: 9, help: 'ballots, numbered from 0' }),
    values: integer({ default: 2, min: 1, max: 9, help: 'values that may be proposed' }),
  },
  rules: paxosRules,
  model: (sizes, rules) => paxosModel(votingConstants(sizes), rules),
  mutants: {
    'P1a-dropped': {
      says: 'an acceptor votes in any ballot, whatever it has promised',
      rules: { mayVote: () => true },
      breaks: 'P1a',
      length: 7,
    },
    'P2c-dropped': {
      says: 'a leader proposes any value once a quorum has promised, whatever votes it saw',
      rules: { mayPropose: () => true },
      breaks: 'agreement',
      length: 12,
    },
    'adopts-lowest-vote': {
      says: 'a leader adopts the lowest vote that its quorum reports, not the highest',
      rules: {
        mayPropose: (value, promises) => {
          const votes = promises.flatMap(({ vote }) => (vote === null ? [] : [vote]));
          const lowest = Math.min(...votes.map(({ ballot }) => ballot));
          return votes.length === 0 || votes.some((vote) => vote.ballot === lowest && vote.value === value);
        },
      },
      breaks: 'P2c',
      length: 14,
    },
    'quorum-of-f': {
      says: 'f out of 2f+1 acceptors count as a quorum',
      rules: { quorums: (acceptors) => threshold(acceptors, Math.floor(acceptors.length / 2)) },
      breaks: 'agreement',
      length: 8,
    },
    'leaders-share-a-ballot': {
      says: 'a ballot may propose twice, as if two leaders used one number',
      rules: { proposesOnce: false },
      breaks: 'one-value-per-ballot',
      length: 5,
    },
    'promises-hide-the-vote': {
      says: 'an acceptor that voted promises as if it had not',
      rules: { report: () => null },
      breaks: 'refines-voting',
      length: 10,
    },
    'promises-go-back': {
      says: 'an acceptor promises any ballot, lower ones too',
      rules: { mayPromise: (ballot, maxBal) => ballot !== maxBal },
      breaks: 'promises-never-go-back',
      length: 4,
    },
    'never-promises': {
      says: 'no acceptor ever promises',
      rules: { mayPromise: () => false },
      breaks: 'value-is-chosen',
      length: null,
    },
    'proposes-only-afresh': {
      says: 'a leader that saw a vote proposes nothing',
      rules: { mayPropose: (_value, promises) => highestVotes(promises).length === 0 },
      breaks: 'chosen-in-two-ballots',
      length: null,
    },
  },
});
