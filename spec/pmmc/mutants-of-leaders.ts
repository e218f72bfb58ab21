/** Weakened leaders, scouts and commanders. */
import { Map } from 'immutable';
import { ballotOf, compareBallots, leaderOf, numberOf } from './ballot.js';
import type { PmmcMutant } from './mutants.js';
import { highestOf, type Pvalue } from './pvalues.js';

const bySlot = (pvalues: readonly Pvalue[]) => Map(pvalues.map(({ slot, command }) => [slot, command]));

export const mutantsOfLeaders: Readonly<Record<string, PmmcMutant>> = {
  'pmax-over-all-slots': {
    says: 'an elected leader takes over the pvalue of the highest ballot of all, not of each slot',
    rules: {
      pmax: (pvalues) =>
        highestOf(pvalues)
          .filter((one) =>
            pvalues.every((other) => compareBallots(one.ballot, other.ballot) > 0 || one.slot <= other.slot),
          )
          .slice(0, 1),
    },
    breaks: 'adoption-proposes-again',
    length: 12,
    parameters: { replicas: 1, slots: 2 },
  },
  'ignores-what-was-accepted': {
    says: 'an elected leader proposes its own commands, whatever was accepted',
    rules: { pmax: () => [] },
    breaks: 'R1',
    length: 16,
  },
  'own-proposals-first': {
    says: 'what was accepted in a slot yields to the own proposal of an elected leader',
    rules: { overriding: (proposals, pmax) => bySlot(pmax).merge(proposals) },
    breaks: 'C2',
    length: 12,
  },
  'lowest-pvalue-wins': {
    says: 'an elected leader takes over the pvalue of the lowest ballot of each slot',
    rules: {
      pmax: (pvalues) =>
        pvalues.filter((one) =>
          pvalues.every((other) => other.slot !== one.slot || compareBallots(other.ballot, one.ballot) >= 0),
        ),
    },
    breaks: 'adoption-proposes-again',
    length: 17,
    parameters: { ballots: 2 },
  },
  'proposes-in-the-old-ballot': {
    says: 'an elected leader proposes what was accepted again in the ballot in which it was accepted',
    rules: {
      ballotToPropose: (own, slot, pmax) => pmax.find((pvalue) => pvalue.slot === slot)?.ballot ?? own,
    },
    breaks: 'adoption-proposes-again',
    length: 9,
  },
  'holes-left': {
    says: 'an elected leader spawns commanders for what was accepted, and none for its other proposals',
    rules: { toPropose: (_proposals, pmax) => pmax.map(({ slot }) => slot) },
    breaks: 'adoption-proposes-again',
    length: 5,
  },
  'collection-beside-a-slow-scout': {
    says: 'a leader that is elected by acceptors which have collected a slot is not told so, and takes it for free',
    rules: { collectedBy: () => 0 },
    breaks: 'R1',
    length: 19,
    parameters: { collecting: true },
  },
  'takes-two-commands': {
    says: 'an active leader proposes every command that it is told of, also where its slot is taken',
    rules: { isFree: () => true },
    breaks: 'A4',
    length: 9,
  },
  'ballot-used-again-after-restart': {
    says: 'a leader does not keep its ballot over a restart, and begins with its first again',
    rules: { stableOfLeaders: [] },
    breaks: 'C1',
    length: 11,
    parameters: { leaderCrashes: 1 },
  },
  'stale-preemption': {
    says: 'a leader heeds a preemption by a ballot that is below its own',
    rules: { preempts: () => true },
    breaks: 'preemption-raises',
    length: 7,
    parameters: { ballots: 2 },
  },
  'stale-preemption-lowers': {
    says: 'a leader heeds a preemption by a ballot that is below its own, and goes back to one that it has left',
    rules: { preempts: () => true },
    breaks: 'ballots-of-leaders-rise',
    length: 10,
    parameters: { ballots: 3, replicas: 1, commands: 1 },
  },
  'takes-over-a-ballot': {
    says: 'a preempted leader goes on in the ballot that preempted it',
    rules: {
      nextBallot: (above, leader) =>
        above === null ? ballotOf(0, leader) : ballotOf(numberOf(above), leaderOf(above)),
    },
    breaks: 'ballots-have-one-owner',
    length: 3,
  },
  'invents-a-command': {
    says: 'an elected leader fills an empty slot with a command that nobody requested',
    rules: {
      pmax: (pvalues) =>
        pvalues.length > 0 ? highestOf(pvalues) : [{ ballot: '0.1', slot: 1, command: 'c0' }],
    },
    breaks: 'decided-was-requested',
    length: 6,
  },
  'drops-what-was-accepted': {
    says: 'an elected leader proposes its own commands in free slots, and leaves those that were accepted in',
    rules: {
      toPropose: (proposals, pmax) =>
        [...proposals.keys()].filter((slot) => !pmax.some((pvalue) => pvalue.slot === slot)),
    },
    breaks: 'decided-in-two-ballots',
    length: null,
  },
  'first-leader-only': {
    says: 'no scout but those of the first leader ever finds a majority',
    rules: {
      arePromises: (answers, quorum) =>
        quorum.every((a) =>
          answers.some(({ from, message }) => from === a && leaderOf(message.ballot) === 1),
        ),
    },
    breaks: 'two-leaders-active',
    length: null,
  },
  'gives-up-when-preempted': {
    says: 'a leader that is preempted never tries again',
    rules: { preempts: () => false },
    breaks: 'elected-again',
    length: null,
    parameters: { ballots: 2 },
  },
  'one-slot-for-a-command': {
    says: 'a leader refuses a command that it proposes in another slot',
    rules: { isFree: (proposals, slot, command) => !proposals.has(slot) && !proposals.includes(command) },
    breaks: 'decided-twice',
    length: null,
    parameters: { leaders: 1, replicas: 2, slots: 2 },
  },
};
