/** Messages of the implementation in words that can be compared and read: ballots as `3.s1`, commands by their ids; without ids and epochs. */
import { noPvalues, type Pvalue, type Pvalues, withPvalue } from '../../../spec/pmmc/pvalues.js';
import { fieldOf, sameJson } from '../../conform/differences.js';
import type { Json } from '../../event.js';
import type { LoggedBallot, Names } from './names.js';

export interface LoggedPvalue {
  readonly ballot: LoggedBallot;
  readonly slot: number;
  readonly command: Json;
}

/** The fields of messages, as far as the mapping reads them. */
export interface Logged {
  readonly id: string;
  readonly kind: string;
  readonly ballot?: LoggedBallot | null;
  readonly asked?: LoggedBallot;
  readonly slot?: number;
  readonly command?: Json;
  readonly commands?: readonly Json[];
  readonly accepted?: readonly LoggedPvalue[];
  readonly pvalues?: readonly LoggedPvalue[];
  readonly collected?: number;
  readonly from?: number;
  readonly next?: number | null;
  readonly decided?: number;
  readonly round?: string | number;
  readonly epochs?: readonly Json[];
  readonly [field: string]: unknown;
}

export function pvalueOf(names: Names, { ballot, slot, command }: LoggedPvalue): Pvalue {
  return { ballot: names.ballot(ballot), slot, command: names.command(command) };
}

export function pvaluesOf(names: Names, logged: readonly LoggedPvalue[]): Pvalues {
  return logged.reduce((all, one) => withPvalue(all, pvalueOf(names, one)), noPvalues);
}

export const shownPvalue = (names: Names, { ballot, slot, command }: Pvalue) => ({
  slot,
  ballot: names.shown(ballot),
  command,
});

export const shownBallot = (ballot: LoggedBallot | null | undefined) =>
  ballot === null || ballot === undefined ? null : `${ballot.number}.${ballot.leader}`;

/** A message for comparison, in these words. */
export function words(names: Names, message: object): object {
  const said: Record<string, unknown> = {};
  for (const field in message) said[field] = word(names, field, (message as Logged)[field]);
  return said;
}

/** Whether the message is this in words; an undefined field is none. */
export function areWords(
  names: Names,
  expected: Readonly<Record<string, unknown>>,
  message: object,
): boolean {
  let fields = 0;
  for (const field in message) {
    const said = word(names, field, (message as Logged)[field]);
    if (said === undefined) continue;
    if (!sameJson(said, fieldOf(expected, field))) return false;
    fields += 1;
  }
  for (const field in expected) if (expected[field] !== undefined) fields -= 1;
  return fields === 0;
}

/** Undefined where it is not compared. */
function word(names: Names, field: string, value: unknown): unknown {
  switch (field) {
    case 'id':
    case 'epoch':
      return undefined;
    case 'ballot':
    case 'asked':
      return shownBallot(value as LoggedBallot | null);
    case 'command':
      return names.command(value as Json);
    case 'commands':
      return (value as readonly Json[]).map((command) => names.command(command));
    case 'accepted':
    case 'pvalues':
      return (value as readonly LoggedPvalue[]).map(({ slot, ballot, command }) => ({
        slot,
        ballot: shownBallot(ballot),
        command: names.command(command),
      }));
    default:
      return value;
  }
}
