/** What in Paxos among roles is the number of a ballot, for old numbers to be used again (spec/kit/renumbering.ts). */
import { isMap } from 'immutable';

/** Fields that hold the number of a ballot; 0 is none. */
const BALLOTS: readonly string[] = ['ballot', 'promised'];

/** A value with another number for each ballot in it. */
export function withBallots(value: unknown, renumber: (ballot: number) => number): unknown {
  if (Array.isArray(value)) return value.map((item) => withBallots(item, renumber));
  if (isMap(value)) return value.map((item) => withBallots(item, renumber));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([field, part]) => [
      field,
      BALLOTS.includes(field) ? (part === 0 ? 0 : renumber(part)) : withBallots(part, renumber),
    ]),
  );
}
