/** Messages of the implementation in words that can be compared and read: ballots as `3.s1`, commands by their ids; without ids and epochs. */
import { noPvalues, type Pvalue, type Pvalues, withPvalue } from '../../../spec/pmmc/pvalues.js';
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
  const { id: _, epoch: __, ...rest } = message as Logged;
  const said: Record<string, unknown> = { ...rest };
  const pvalues = (logged: readonly LoggedPvalue[]) =>
    logged.map((one) => ({
      slot: one.slot,
      ballot: shownBallot(one.ballot),
      command: names.command(one.command),
    }));
  if (rest.ballot !== undefined) said.ballot = shownBallot(rest.ballot);
  if (rest.asked !== undefined) said.asked = shownBallot(rest.asked);
  if (rest.command !== undefined) said.command = names.command(rest.command);
  if (rest.commands !== undefined) said.commands = rest.commands.map((command) => names.command(command));
  if (rest.accepted !== undefined) said.accepted = pvalues(rest.accepted);
  if (rest.pvalues !== undefined) said.pvalues = pvalues(rest.pvalues);
  return said;
}
