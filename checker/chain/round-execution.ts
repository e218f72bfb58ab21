/**
 * One execution of the synchronous model as plain data: inputs and crashes. It is what is printed, saved and verified; the large
 * graphs never hold it (executions.ts).
 */
import type { Input } from '../rounds.js';

export interface Crash {
  readonly process: number;
  /** From 1 on. */
  readonly round: number;
  /** Who takes further part and does not receive its message of that round, in ascending order. */
  readonly lost: readonly number[];
}

export interface RoundExecution {
  /** What p_0, p_1, ... propose. */
  readonly inputs: readonly Input[];
  /** At most one a process, in the order of processes. */
  readonly crashes: readonly Crash[];
}

/** An execution without failures. */
export function failureFree(inputs: readonly Input[]): RoundExecution {
  return { inputs, crashes: [] };
}

/** The round in which a process crashes; Infinity for a correct one. */
export function crashRound({ crashes }: RoundExecution, process: number): number {
  return crashes.find((crash) => crash.process === process)?.round ?? Number.POSITIVE_INFINITY;
}

export function isCorrect(execution: RoundExecution, process: number): boolean {
  return crashRound(execution, process) === Number.POSITIVE_INFINITY;
}

/** What becomes of the message of a round from one process to another. */
export type Fate =
  /** It arrives. */
  | 'arrives'
  /** Its sender crashes in this round, and it does not arrive. */
  | 'lost'
  /** Nothing is sent: the sender has crashed before. */
  | 'not sent'
  /** It is sent to a process that has crashed, in this round or before: nobody knows what becomes of it. */
  | 'unseen';

export function fateOf(execution: RoundExecution, from: number, to: number, round: number): Fate {
  const crash = execution.crashes.find(({ process }) => process === from);
  if (crash !== undefined && crash.round < round) return 'not sent';
  if (crash?.round === round && crash.lost.includes(to)) return 'lost';
  return crashRound(execution, to) <= round ? 'unseen' : 'arrives';
}

/** The same execution in which a process crashes so, whatever it did before. */
export function withCrash(execution: RoundExecution, crash: Crash): RoundExecution {
  const others = execution.crashes.filter(({ process }) => process !== crash.process);
  const crashes = [...others, { ...crash, lost: [...crash.lost].sort((a, b) => a - b) }];
  return { ...execution, crashes: crashes.sort((a, b) => a.process - b.process) };
}
