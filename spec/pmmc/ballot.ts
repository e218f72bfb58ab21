/**
 * Ballots: pairs of a sequence number and a leader, in lexicographic order (van Renesse and Altinbuken 2015, "ballot
 * numbers"). Written as in lectures, number.leader: 1.2 is the ballot number 1 of leader 2. No two leaders share one.
 */
export type Ballot = `${number}.${number}`;

export function ballotOf(number: number, leader: number): Ballot {
  return `${number}.${leader}`;
}

/** Its sequence number, from 0. */
export function numberOf(ballot: Ballot): number {
  return Number.parseInt(ballot, 10);
}

/** The index of its leader, from 1. */
export function leaderOf(ballot: Ballot): number {
  return Number(ballot.slice(ballot.indexOf('.') + 1));
}

/** Below zero where the first is lower; zero only for one and the same ballot. */
export function compareBallots(one: Ballot, other: Ballot): number {
  return numberOf(one) - numberOf(other) || leaderOf(one) - leaderOf(other);
}

/** Whether a ballot is above another, or above none, which every ballot is. */
export function isAbove(ballot: Ballot, other: Ballot | null): boolean {
  return other === null || compareBallots(ballot, other) > 0;
}

/**
 * The highest sequence number that a leader may use where each has so many ballots. With two leaders these are exactly its first
 * ballots: each but the first answers the last one of the other. With more leaders a ballot may be skipped, and there are fewer.
 */
export function highestNumber(leader: number, leaders: number, ballots: number): number {
  return ballots === 1 ? 0 : (ballots - 2) * leaders + leader;
}
