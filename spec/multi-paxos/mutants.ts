/**
 * Weakenings of Multi-Paxos, with the property that each must break and the length of the shortest execution that does (null:
 * something good never happens, which no single execution shows).
 */

import { Map } from 'immutable';
import type { Mutant } from '../kit/define-spec.js';
import { threshold } from '../kit/quorum.js';
import type { Vote, Votes } from './messages.js';
import { highestVotes, holesIn, lastOf, type MultiPaxosRules } from './rules.js';

/** Replaces rules of Multi-Paxos; `parameters` where the default instance is too small to show the break. */
export type MultiPaxosMutant = Omit<Mutant<never, MultiPaxosRules>, 'parameters'> & {
  readonly parameters?: Readonly<Record<string, number | string>>;
};

type Mutants = Readonly<Record<string, MultiPaxosMutant>>;

/** What one slot needs, broken: as in Paxos. */
const ofOneSlot: Mutants = {
  'P1a-dropped': {
    says: 'an acceptor accepts every proposal, whatever it has promised',
    rules: { mayAccept: () => true },
    breaks: 'P1a',
    length: 7,
  },
  'waits-for-a-prepare': {
    says: 'an acceptor accepts only a ballot that it has promised',
    rules: { mayAccept: (ballot, { promised }) => ballot === promised },
    breaks: 'P1a',
    length: 5,
  },
  'own-command-over-a-vote': {
    says: 'a new leader proposes new commands, whatever votes it saw',
    rules: { adopts: () => Map<number, Vote>() },
    breaks: 'P2c',
    length: 12,
  },
  'adopts-lowest-vote': {
    says: 'a new leader adopts the lowest vote of a slot, not the highest',
    rules: {
      adopts: (reports) =>
        reports.reduce((all, votes) => all.mergeWith((a, b) => (b.ballot < a.ballot ? b : a), votes)),
    },
    breaks: 'P2c',
    length: 17,
    parameters: { leaders: 3, slots: 1 },
  },
  'quorum-of-f': {
    says: 'f out of 2f+1 acceptors count as a quorum',
    rules: { quorums: (acceptors) => threshold(acceptors, Math.floor(acceptors.length / 2)) },
    breaks: 'agreement',
    length: 10,
  },
  'chosen-by-some': {
    says: 'half a quorum of votes is enough to learn a command',
    rules: { areEnough: (votes, { minimal }) => 2 * votes.length >= minimal[0].length },
    breaks: 'learned-is-chosen',
    length: 7,
  },
  'votes-of-different-ballots': {
    says: 'votes for a command from different ballots are added up',
    rules: { countsByBallot: false },
    breaks: 'executes-the-chosen-prefix',
    length: 12,
    parameters: { leaders: 3, slots: 1 },
  },
  'shared-ballot': {
    says: 'two leaders use one ballot number, and each has its prepare answered',
    rules: { nextBallot: (last) => last + 1, mayPromise: (ballot, { promised }) => ballot >= promised },
    breaks: 'one-command-per-ballot',
    length: 10,
  },
  'invents-a-command': {
    says: 'a leader proposes something else than what it adopts',
    rules: { adopts: (reports) => highestVotes(reports).map((vote) => ({ ...vote, command: 'c0' })) },
    breaks: 'validity',
    length: 10,
  },
  'promise-lost-on-restart': {
    says: 'an acceptor keeps its votes over a restart, but not its promise',
    rules: { stable: ['votes'] },
    breaks: 'promises-never-go-back',
    length: 3,
    parameters: { restarts: 1 },
  },
  'vote-lost-on-restart': {
    says: 'an acceptor keeps its promise over a restart, but not its votes',
    rules: { stable: ['promised'] },
    breaks: 'votes-are-not-forgotten',
    length: 7,
    parameters: { restarts: 1 },
  },
};

/** What the sequence of slots needs, broken. */
const ofManySlots: Mutants = {
  'one-vote-for-all-slots': {
    says: 'an acceptor keeps its last vote only, of whatever slot',
    rules: { afterAccepting: ({ slot, ballot, command }) => Map([[slot, { ballot, command }]]) },
    breaks: 'votes-are-not-forgotten',
    length: 8,
  },
  'highest-vote-of-all-slots': {
    says: 'a new leader adopts the highest vote of all slots in each of them',
    rules: { adopts: (reports) => adoptedEverywhere(highestVotes(reports)) },
    breaks: 'P2c',
    length: 13,
  },
  'reports-gaps-only': {
    says: 'a promise forgets the votes of the slots from k on, and reports those of the gaps below',
    rules: { reports: (votes, { gaps }) => votes.filter((_vote, slot) => gaps.includes(slot)) },
    breaks: 'reports-every-vote',
    length: 8,
  },
  'reports-what-is-known': {
    says: 'a promise reports the votes of all slots, those too that the leader knows',
    rules: { reports: (votes) => votes },
    breaks: 'reports-every-vote',
    length: 9,
  },
  'asks-for-no-gaps': {
    says: 'a new leader asks only for the slots above all that it knows',
    rules: { asks: (known, through) => ({ gaps: [], from: lastOf(known, through) + 1 }) },
    breaks: 'agreement',
    length: 16,
  },
  'asks-for-what-it-knows': {
    says: 'a new leader asks for every slot above the first that it does not know',
    rules: { asks: (_known, through) => ({ gaps: [], from: through + 1 }) },
    breaks: 'asks-for-what-it-does-not-know',
    length: 9,
  },
  'no-op-over-a-vote': {
    says: 'a new leader proposes a no-op where it was told of a vote',
    rules: { adopts: (reports) => highestVotes(reports).map((vote) => ({ ...vote, command: 'no-op' })) },
    breaks: 'refines-consensus',
    length: 13,
  },
  'one-hole-too-many': {
    says: 'a new leader proposes a no-op in the slot above all that it found, too',
    rules: {
      holes: (taken, through) => [...holesIn(taken, through), lastOf(taken, through) + 1],
    },
    breaks: 'no-op-only-in-holes',
    length: 4,
  },
  'slot-that-is-not-free': {
    says: 'a leader proposes new commands in the first slot that it does not know, again and again',
    rules: { nextSlot: (_taken, through) => through + 1 },
    breaks: 'one-command-per-ballot',
    length: 6,
  },
  'holes-left-unfilled': {
    says: 'a new leader goes on in the slot above all that it found, and leaves the holes below',
    rules: { holes: () => [], nextSlot: (taken, through) => lastOf(taken, through) + 1 },
    breaks: 'ends-with-all-executed',
    length: 13,
  },
  'ignores-the-window': {
    says: 'a leader proposes as far ahead as it likes',
    rules: { chosenBefore: () => 0 },
    breaks: 'window-is-kept',
    length: 6,
    parameters: { window: 1 },
  },
  'skips-a-hole': {
    says: 'a replica executes the next command that is chosen, wherever it is',
    rules: { nextToExecute: (through, chosen) => chosen().find((slot) => slot > through) ?? through + 1 },
    breaks: 'executes-the-chosen-prefix',
    length: 9,
  },
  'executes-no-ops': {
    says: 'a no-op changes the state of a replica as a command does',
    rules: { changesState: () => true },
    breaks: 'executes-the-chosen-prefix',
    length: 14,
  },
};

/** Weakenings under which nothing bad happens, but something good never does. */
const ofWhatShows: Mutants = {
  'deaf-learner': {
    says: 'no number of votes is enough for a learner',
    rules: { areEnough: () => false },
    breaks: 'commands-are-executed',
    length: null,
  },
  'one-leader-only': {
    says: 'nobody but the first leader ever begins a ballot',
    rules: { mayPrepare: (index) => index === 1 },
    breaks: 'two-leaders-lead',
    length: null,
  },
  'abandons-the-old-leader': {
    says: 'an acceptor that has voted promises no later ballot, so nobody can finish for the old leader',
    rules: { mayPromise: (ballot, { promised, votes }) => votes.isEmpty() && ballot > promised },
    breaks: 'vote-is-adopted',
    length: null,
  },
  'votes-in-one-ballot': {
    says: 'an acceptor that has voted in a ballot votes in no other one',
    rules: {
      mayAccept: (ballot, { promised, votes }) =>
        ballot >= promised && votes.every((vote) => vote.ballot === ballot),
    },
    breaks: 'slot-decided-in-two-ballots',
    length: null,
  },
  'commands-into-holes': {
    says: 'a new leader leaves holes to the next new commands',
    rules: { holes: () => [] },
    breaks: 'hole-is-filled-with-a-no-op',
    length: null,
  },
  'rests-after-a-gap': {
    says: 'a leader that found a vote never finds a free slot above all',
    rules: { nextSlot: (taken, through) => holesIn(taken, through)[0] ?? lastOf(taken, through) },
    breaks: 'goes-on-after-the-gap',
    length: null,
    parameters: { slots: 3 },
  },
  'no-ops-all-the-same': {
    says: 'a new leader fills holes with no-ops where it should leave them to commands',
    rules: { nextSlot: (taken, through) => lastOf(taken, through) + 1 },
    breaks: 'hole-takes-a-new-command',
    length: null,
    parameters: { holes: 'commands' },
  },
};

export const multiPaxosMutants: Mutants = { ...ofOneSlot, ...ofManySlots, ...ofWhatShows };

/** In every slot with a vote the command of the highest vote of all, of the lowest slot where several are as high. */
function adoptedEverywhere(votes: Votes): Votes {
  const inOrder = [...votes].sort(([a], [b]) => a - b).map(([, vote]) => vote);
  const highest = inOrder.reduce<Vote | undefined>(
    (best, vote) => (best === undefined || vote.ballot > best.ballot ? vote : best),
    undefined,
  );
  return highest === undefined ? votes : votes.map(() => highest);
}
