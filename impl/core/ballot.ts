/**
 * Ballots: pairs of a number and a leader, in lexicographic order (van Renesse and Altinbuken 2015, section on ballot
 * numbers). Leaders are named; two leaders never share a ballot.
 */
export interface Ballot {
  /** From 1. */
  readonly number: number;
  /** The server that leads it. */
  readonly leader: string;
}

/** Below zero where the first is lower; null is below every ballot; zero only for one and the same. */
export function compareBallots(one: Ballot | null, other: Ballot | null): number {
  if (one === null || other === null) return (one === null ? 0 : 1) - (other === null ? 0 : 1);
  if (one.number !== other.number) return one.number - other.number;
  if (one.leader === other.leader) return 0;
  return one.leader < other.leader ? -1 : 1;
}

export function sameBallot(one: Ballot | null, other: Ballot | null): boolean {
  return compareBallots(one, other) === 0;
}
