/**
 * Pvalues: triples of ballot, slot and command that an acceptor accepts (van Renesse and Altinbuken 2015, section on the
 * Synod protocol). A set of them is kept by slot and ballot; more than one command at one place would be against A4, and is
 * representable so that it can be seen.
 */
import { Map, Set } from 'immutable';
import { type Ballot, compareBallots } from './ballot.js';

export interface Pvalue {
  readonly ballot: Ballot;
  /** From 1. */
  readonly slot: number;
  readonly command: string;
}

export type Pvalues = Map<number, Map<Ballot, Set<string>>>;

export const noPvalues: Pvalues = Map();
const noBallots = Map<Ballot, Set<string>>();
const noCommands = Set<string>();

export function withPvalue(pvalues: Pvalues, { ballot, slot, command }: Pvalue): Pvalues {
  return pvalues.updateIn([slot, ballot], (there) => ((there as Set<string>) ?? noCommands).add(command));
}

/** State reduction: of each slot an acceptor keeps the pvalue that it has accepted last, which is that of the highest ballot. */
export function withLast(pvalues: Pvalues, { ballot, slot, command }: Pvalue): Pvalues {
  return pvalues.set(slot, noBallots.set(ballot, noCommands.add(command)));
}

export function union(all: readonly Pvalues[]): Pvalues {
  return all.flatMap(listOf).reduce(withPvalue, noPvalues);
}

export function listOf(pvalues: Pvalues): Pvalue[] {
  return [...pvalues].flatMap(([slot, byBallot]) =>
    [...byBallot].flatMap(([ballot, commands]) =>
      [...commands].map((command) => ({ ballot, slot, command })),
    ),
  );
}

/** The commands accepted in a slot, in a ballot. */
export function commandsAt(pvalues: Pvalues, slot: number, ballot: Ballot): Set<string> {
  return pvalues.getIn([slot, ballot], noCommands) as Set<string>;
}

/** Of each slot the pvalue of the highest ballot. */
export function highestOf(pvalues: readonly Pvalue[]): Pvalue[] {
  const best = pvalues.reduce((highest, pvalue) => {
    const there = highest.get(pvalue.slot);
    return there === undefined || compareBallots(pvalue.ballot, there.ballot) > 0
      ? highest.set(pvalue.slot, pvalue)
      : highest;
  }, Map<number, Pvalue>());
  return [...best.values()];
}
