/**
 * The verifier of certificates. It shares nothing with the search that finds chains and tables: it reads what is claimed, computes views by the
 * definition, as texts, and believes nothing else.
 */
import type { Input, RoundSystem } from '../rounds.js';
import type { RoundExecution } from './round-execution.js';

/** What a chain claims: each execution, the next, and the process that cannot tell them apart. */
export interface ChainClaim extends RoundSystem {
  /** Whether the first and the last execution are claimed to be without failures. */
  readonly ends: 'failure-free' | 'any';
  readonly links: readonly {
    readonly execution: RoundExecution;
    readonly next: RoundExecution;
    readonly witness: number;
  }[];
}

/** A claim that is not true. The message says of which link and why. */
export class RefutedError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'RefutedError';
  }
}

/**
 * Checks that a chain leads from an execution in which all propose 0 to one in which all propose 1, link by link.
 * @throws RefutedError
 */
export function verifyChain({ links, ends, ...system }: ChainClaim): void {
  if (links.length === 0) throw new RefutedError('the chain has no link');
  links.forEach(({ execution, next, witness }, i) => {
    const refute = (why: string): never => {
      throw new RefutedError(`link ${i + 1} of ${links.length}: ${why}`);
    };
    for (const [one, which] of [
      [execution, 'execution'],
      [next, 'next'],
    ] as const) {
      const fault = faultOf(one, system);
      if (fault !== undefined) refute(`${which}: ${fault}`);
    }
    if (i > 0 && JSON.stringify(execution) !== JSON.stringify(links[i - 1].next))
      refute('it does not begin with the execution with which the link before ends');
    if (!Number.isInteger(witness) || witness < 0 || witness >= system.processes)
      refute(`the witness ${witness} is no process`);
    const crashesIn = ({ crashes }: RoundExecution) => crashes.some(({ process }) => process === witness);
    if (crashesIn(execution)) refute(`p${witness} crashes in the execution`);
    if (crashesIn(next)) refute(`p${witness} crashes in the next execution`);
    const before = viewText(execution, witness, system.rounds);
    const after = viewText(next, witness, system.rounds);
    if (before !== after) refute(`p${witness} can tell them apart: it sees ${before}, then ${after}`);
  });
  requireEnd(links[0].execution, 0, ends, 'begins');
  requireEnd(links[links.length - 1].next, 1, ends, 'ends');
}

function requireEnd(execution: RoundExecution, input: Input, ends: ChainClaim['ends'], verb: string): void {
  if (execution.inputs.some((other) => other !== input))
    throw new RefutedError(`the chain ${verb} with an execution in which not all propose ${input}`);
  if (ends === 'failure-free' && execution.crashes.length > 0)
    throw new RefutedError(
      `the chain ${verb} with an execution in which p${execution.crashes[0].process} crashes`,
    );
}

/** What makes it no execution of the system; undefined where nothing does. */
export function faultOf({ inputs, crashes }: RoundExecution, system: RoundSystem): string | undefined {
  const { processes, faults, rounds } = system;
  const isProcess = (p: number) => Number.isInteger(p) && p >= 0 && p < processes;
  if (inputs.length !== processes) return `${inputs.length} inputs for ${processes} processes`;
  if (inputs.some((input) => input !== 0 && input !== 1)) return 'an input is neither 0 nor 1';
  if (crashes.length > faults) return `${crashes.length} processes crash, and at most ${faults} may`;
  if (new Set(crashes.map(({ process }) => process)).size < crashes.length) return 'a process crashes twice';
  for (const { process, round, lost } of crashes) {
    if (!isProcess(process)) return `p${process} crashes, which is no process`;
    if (!Number.isInteger(round) || round < 1 || round > rounds)
      return `p${process} crashes in round ${round}`;
    if (lost.some((to) => !isProcess(to) || to === process))
      return `messages of p${process} are lost on the way to p${lost.join(', p')}`;
  }
  return undefined;
}

/** The view of a process after a round, as a text: its input, or what it heard from each process and knew itself. */
export function viewText(execution: RoundExecution, process: number, round: number): string {
  if (round === 0) return `p${process}:${execution.inputs[process]}`;
  const heard = execution.inputs.map((_, from) => {
    if (from === process) return viewText(execution, from, round - 1);
    const crash = execution.crashes.find((one) => one.process === from);
    const isSent =
      crash === undefined || crash.round > round || (crash.round === round && !crash.lost.includes(process));
    return isSent ? viewText(execution, from, round - 1) : '-';
  });
  return `p${process}(${heard.join(' ')})`;
}
