/**
 * Seeded bugs: each breaks the implementation in one place, as somebody might by mistake. Tests switch them on, to see that the simulation, and the
 * judge of traces, find them; the configuration of a real server never has any.
 */

/** What each does wrong. */
export const bugs = {
  'accepts-lower-ballot': 'an acceptor accepts in a ballot below the one that it has adopted',
  'answers-without-raising': 'an acceptor answers p1a as if it had adopted the ballot, and has not',
  'compares-without-leader': 'ballots of the same number are taken for the same, whoever leads them',
  'forgets-promise': 'an acceptor does not write its ballot: it forgets the promise when it restarts',
  'forgets-pvalue': 'an acceptor does not write what it accepts: it forgets that when it restarts',
  'omits-pvalue': 'an acceptor leaves the last pvalue out of its p1b',
  'picks-lowest-pvalue': 'of the pvalues of a slot a scout picks the one of the lowest ballot',
  'picks-latest-pvalue': 'of the pvalues of a slot a scout picks the one that it heard of last',
  'own-proposals-win': 'a leader keeps its own proposal for a slot where its scout reports another',
  'scout-quorum-of-f': 'a scout is content with f of 2f+1 acceptors',
  'commander-quorum-of-f': 'a commander is content with f of 2f+1 acceptors',
  'counts-acceptor-twice': 'a commander counts answers, not acceptors: a doubled vote is two',
  'counts-other-ballot': 'a commander takes the answer to an earlier ballot of its leader for a vote',
  'counts-other-slot': 'a vote is counted for every slot that is open, not for its own alone',
  'reuses-ballot': 'a leader does not write the number of its ballot: it uses it again when it restarts',
  'skips-slot': 'a replica goes on without a slot that it knows nothing of, where the next one is decided',
  'executes-twice': 'a replica executes a request again where it is decided again',
  'does-not-repropose': 'a replica drops a command that lost its slot',
  'sends-before-persist': 'the loop sends at once, and writes afterwards',
  'reads-locally': 'a replica answers reads from its own state, without asking the leader',
} as const;

export type Bug = keyof typeof bugs;

export function hasBug(
  { configuration }: { readonly configuration: { readonly bugs?: readonly Bug[] } },
  bug: Bug,
): boolean {
  return configuration.bugs?.includes(bug) ?? false;
}
