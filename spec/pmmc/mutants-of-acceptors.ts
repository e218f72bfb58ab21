/** Weakened acceptors, and weakened counting of their answers. */
import { threshold } from '../kit/quorum.js';
import { numberOf } from './ballot.js';
import type { PmmcMutant } from './mutants.js';
import { noPvalues, withPvalue } from './pvalues.js';

export const mutantsOfAcceptors: Readonly<Record<string, PmmcMutant>> = {
  'ballot-lost-on-restart': {
    says: 'an acceptor keeps its pvalues over a restart, but not its ballot',
    rules: { stableOfAcceptors: ['accepted', 'collected'] },
    breaks: 'A1',
    length: 2,
    parameters: { acceptorCrashes: 1 },
  },
  'pvalues-lost-on-restart': {
    says: 'an acceptor keeps its ballot over a restart, but not its pvalues',
    rules: { stableOfAcceptors: ['ballot', 'collected'] },
    breaks: 'A3',
    length: 7,
    parameters: { acceptorCrashes: 1 },
  },
  'pvalues-lost-and-decided-anew': {
    says: 'an acceptor keeps its ballot over a restart, but not its pvalues, and two commands are decided',
    rules: { stableOfAcceptors: ['ballot', 'collected'] },
    breaks: 'R1',
    length: 17,
    parameters: { acceptorCrashes: 1 },
  },
  'ballot-lost-and-chosen-anew': {
    says: 'an acceptor keeps its pvalues over a restart, but not its ballot, and two commands are chosen',
    rules: { stableOfAcceptors: ['accepted', 'collected'] },
    breaks: 'slot-1-refines-consensus',
    length: 16,
    parameters: { acceptorCrashes: 1 },
  },
  'collection-lost-on-restart': {
    says: 'an acceptor that collected a slot forgets over a restart that it did, and tells of no pvalues there',
    rules: { stableOfAcceptors: ['ballot', 'accepted'] },
    breaks: 'R1',
    length: 20,
    parameters: { collecting: true, acceptorCrashes: 1 },
  },
  'keeps-the-last-of-all': {
    says: 'an acceptor that keeps the last pvalue keeps one in all, not one of each slot',
    rules: {
      withLast: (_accepted, { ballot, slot, command }) => withPvalue(noPvalues, { ballot, slot, command }),
    },
    breaks: 'A3',
    length: 9,
    parameters: { keeping: 'last-of-slot', leaders: 1, slots: 2 },
  },
  'keeps-the-first-of-a-slot': {
    says: 'an acceptor that keeps one pvalue of a slot keeps the first, not the last',
    rules: {
      withLast: (accepted, pvalue) => (accepted.has(pvalue.slot) ? accepted : withPvalue(accepted, pvalue)),
    },
    breaks: 'decision-has-a-majority',
    length: 15,
    parameters: { keeping: 'last-of-slot' },
  },
  'collects-what-one-has-applied': {
    says: 'an acceptor collects what a single replica has applied',
    rules: { areEnoughToCollect: (replicas) => replicas > 0 },
    breaks: 'collected-is-applied',
    length: 10,
    parameters: { collecting: true },
  },
  'never-collects': {
    says: 'no number of replicas is enough to collect what they have applied',
    rules: { areEnoughToCollect: () => false },
    breaks: 'elected-after-collection',
    length: null,
    parameters: { collecting: true },
  },
  'accepts-at-or-above': {
    says: 'an acceptor accepts a ballot above its own too, without adopting it',
    // Harmless to agreement: whoever proposes in a ballot has a majority that has adopted it, and those that have accept nothing lower.
    rules: {
      mayAccept: (ballot, acceptor, compare) =>
        acceptor.ballot === null || compare(ballot, acceptor.ballot) >= 0,
    },
    breaks: 'A2',
    length: 6,
  },
  'accepts-anything': {
    says: 'an acceptor accepts every pvalue, whatever ballot it has adopted',
    rules: { mayAccept: () => true, isAnswer: () => true },
    breaks: 'A5',
    length: 13,
  },
  'ballots-without-leader': {
    says: 'ballots are compared by their numbers, so that leaders share them',
    rules: { compare: (one, other) => numberOf(one) - numberOf(other) },
    breaks: 'slot-1-refines-consensus',
    length: 14,
  },
  'quorum-of-f': {
    says: 'f out of 2f+1 acceptors count as a majority',
    rules: { quorums: (acceptors) => threshold(acceptors, Math.floor(acceptors.length / 2)) },
    breaks: 'slot-1-refines-consensus',
    length: 10,
  },
  'vote-counted-twice': {
    says: 'a commander counts answers, and one may arrive twice',
    rules: { areVotes: (answers, quorum) => 2 * answers.length >= quorum.length },
    breaks: 'decision-has-a-majority',
    length: 7,
  },
  'promise-counted-twice': {
    says: 'a scout counts answers, and one may arrive twice',
    rules: { arePromises: (answers, quorum) => 2 * answers.length >= quorum.length },
    breaks: 'active-is-adopted',
    length: 2,
  },
  'votes-of-an-older-ballot': {
    says: 'a commander counts an acceptor that is still in an older ballot',
    rules: { isAnswer: (answered, own, compare) => compare(answered, own) <= 0 },
    breaks: 'decision-has-a-majority',
    length: 9,
  },
  'answers-without-accepting': {
    says: 'an acceptor answers with its ballot, but accepts nothing',
    rules: { mayAccept: () => false },
    breaks: 'decision-has-a-majority',
    length: 8,
  },
  'deaf-commander': {
    says: 'no number of votes is enough for a commander',
    rules: { areVotes: () => false },
    breaks: 'slot-is-decided',
    length: null,
  },
};
