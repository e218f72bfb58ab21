/**
 * Configurations: which leaders and acceptors decide a slot (van Renesse and Altinbuken 2015, process Replica: `leaders := op.leaders`, and
 * `isreconfig`). The first is there from the beginning. Each other one has leaders and acceptors of its own, as in the implementation that
 * the authors published, and a command that makes it the configuration of all slots from some slot on.
 *
 * The command is decided like any other, in some slot, and takes effect WINDOW slots later. A replica proposes for no slot
 * before it has applied all up to WINDOW slots below (R5), so every replica that proposes for a slot knows its configuration.
 */
import type { Map } from 'immutable';
import type { Quorums } from '../kit/quorum.js';
import { type Ballot, leaderOf } from './ballot.js';

export interface Configuration {
  readonly leaders: readonly string[];
  readonly acceptors: readonly string[];
  readonly quorums: Quorums;
}

/** The command to go on with a configuration, counted from 1: `to-2`. */
export function reconfigurationTo(number: number): string {
  return `to-${number}`;
}

/** Function isreconfig. */
export function isReconfig(command: string): boolean {
  return command.startsWith('to-');
}

/**
 * The number of the configuration that is the last one which commands decided up to a slot have asked for; the first where none has.
 *
 * @param decisions by slot
 */
export function configurationUpTo(decisions: Map<number, string>, slot: number): number {
  const slots = decisions.filter((command, decided) => decided <= slot && isReconfig(command)).keySeq();
  const last = slots.max();
  return last === undefined ? 1 : Number((decisions.get(last) as string).slice('to-'.length));
}

/** The number of the configuration whose leader has this ballot. Leaders are numbered through, from configuration to configuration. */
export function configurationOf(ballot: Ballot, configurations: readonly Configuration[]): number {
  if (configurations.length === 1) return 1;
  return Math.ceil(leaderOf(ballot) / configurations[0].leaders.length);
}

/** The quorums in which a ballot is adopted, and what is proposed in it accepted. */
export function quorumsOf(ballot: Ballot, configurations: readonly Configuration[]): Quorums {
  return configurations[configurationOf(ballot, configurations) - 1].quorums;
}
