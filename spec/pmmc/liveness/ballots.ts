/** The sequence numbers of ballots, wherever a value holds them, for old ones to be used again (spec/kit/renumbering.ts). */
import { isMap, isSet } from 'immutable';
import type { Numbering } from '../../kit/renumbering.js';
import { type Ballot, ballotOf, leaderOf, numberOf } from '../ballot.js';

function isBallot(text: string): text is Ballot {
  return /^\d+\.\d+$/.test(text);
}

/** The value with another sequence number, counted from 1, for each ballot in it; keys of maps are ballots too. */
function withNumbers(value: unknown, renumber: (number: number) => number): unknown {
  const again = (part: unknown): unknown => withNumbers(part, renumber);
  if (typeof value === 'string') {
    return isBallot(value) ? ballotOf(renumber(numberOf(value) + 1) - 1, leaderOf(value)) : value;
  }
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(again);
  if (isMap(value)) return value.mapEntries(([key, part]) => [again(key), again(part)]);
  if (isSet(value)) return value.map(again);
  return Object.fromEntries(Object.entries(value).map(([field, part]) => [field, again(part)]));
}

/** A round is a sequence number, with a ballot of each leader. */
export const numbering: Numbering = { roundSize: 1, withNumbers };
