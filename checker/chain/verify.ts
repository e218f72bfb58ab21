/**
 * The verifier of certificates. It shares nothing with the search that finds chains and tables: it reads what is claimed, computes views by the
 * definition, as texts, and believes nothing else.
 */
import type { Input, RoundSystem } from '../rounds.js';
import type { Crash, RoundExecution } from './round-execution.js';
import { executionsOf } from './sizes.js';
import { STEPS, unwatched, type Watch } from './watch.js';

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

/** What a table claims: that a process which has this view after the last round may decide so. */
export interface TableClaim extends RoundSystem {
  /** By view, as `viewText` writes it. */
  readonly decisions: Readonly<Record<string, Input>>;
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
export function verifyChain({ links, ends, ...system }: ChainClaim, watch: Watch = unwatched): void {
  if (links.length === 0) throw new RefutedError('the chain has no link');
  links.forEach(({ execution, next, witness }, i) => {
    watch({ doing: 'verifying links', done: i, total: links.length });
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

/**
 * Checks that a table solves consensus: on every execution by the definition, each correct process finds its view in it, no two decide differently, and
 * where all propose the same that is decided.
 * @throws RefutedError
 */
export function verifyTable({ decisions, ...system }: TableClaim, watch: Watch = unwatched): void {
  const used = new Set<string>();
  const total = executionsOf(system);
  let done = 0;
  for (const execution of everyExecution(system)) {
    if (done++ % STEPS === 0) watch({ doing: 'judging executions', done, total });
    const decided = execution.inputs.flatMap((_, p) => {
      if (execution.crashes.some(({ process }) => process === p)) return [];
      const view = viewText(execution, p, system.rounds);
      const decision = Object.hasOwn(decisions, view) ? decisions[view] : undefined;
      if (decision === undefined)
        throw new RefutedError(`termination: the table has no decision of p${p} for ${view}`);
      used.add(view);
      return [decision];
    });
    const where = () => `in ${JSON.stringify(execution)} the correct processes decide ${decided.join(', ')}`;
    if (new Set(decided).size > 1) throw new RefutedError(`agreement: ${where()}`);
    if (new Set(execution.inputs).size === 1 && decided[0] !== execution.inputs[0])
      throw new RefutedError(`validity: ${where()}`);
  }
  const extra = Object.keys(decisions).find((view) => !used.has(view));
  if (extra !== undefined) throw new RefutedError(`decisions: no correct process ever has the view ${extra}`);
}

/** By the definition: any inputs, and of at most f processes a round in which each crashes and any of the others who miss its message. */
function* everyExecution(system: RoundSystem): Generator<RoundExecution> {
  const { processes } = system;
  for (const crashes of crashPatterns(0, system.faults, system))
    for (let bits = 0; bits < 2 ** processes; bits++)
      yield { inputs: Array.from({ length: processes }, (_, p) => ((bits >>> p) & 1) as Input), crashes };
}

function* crashPatterns(from: number, faults: number, system: RoundSystem): Generator<readonly Crash[]> {
  if (from === system.processes) {
    yield [];
    return;
  }
  for (const rest of crashPatterns(from + 1, faults, system)) yield rest;
  if (faults === 0) return;
  for (const rest of crashPatterns(from + 1, faults - 1, system))
    for (let round = 1; round <= system.rounds; round++)
      for (let bits = 0; bits < 2 ** system.processes; bits++) {
        if ((bits >>> from) & 1) continue;
        const lost = Array.from({ length: system.processes }, (_, p) => p).filter((p) => (bits >>> p) & 1);
        yield [{ process: from, round, lost }, ...rest];
      }
}
