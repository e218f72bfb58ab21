/** A chain of executions, each similar to the next, with the processes that cannot tell the two apart. */
import type { RoundSystem } from '../rounds.js';
import { processView, viewKey } from './process-view.js';
import { isCorrect, type RoundExecution } from './round-execution.js';

export interface Chain {
  readonly system: RoundSystem;
  /** One more than there are links. */
  readonly executions: readonly RoundExecution[];
  /** Names of executions that have one in the textbook: `α^0_1`; by place in the chain. */
  readonly names: readonly (string | undefined)[];
  /** Of each link, the processes that are correct in both executions and have the same view in both: at least one. */
  readonly witnesses: readonly (readonly number[])[];
}

/** Two neighbours that no process takes for the same. */
export class NoLinkError extends Error {
  constructor(readonly link: number) {
    super(
      `executions ${link} and ${link + 1} are not similar: every process that is correct in both sees a difference`,
    );
    this.name = 'NoLinkError';
  }
}

/**
 * Links executions up, by the views of both sides of each link.
 * @throws NoLinkError
 */
export function chainOf(
  system: RoundSystem,
  executions: readonly RoundExecution[],
  names: readonly (string | undefined)[] = executions.map(() => undefined),
): Chain {
  const witnesses = executions.slice(1).map((next, link) => {
    const found = indistinguishable(system, executions[link], next);
    if (found.length === 0) throw new NoLinkError(link);
    return found;
  });
  return { system, executions, names, witnesses };
}

/** The processes that are correct in both executions and have the same view in both. */
export function indistinguishable(system: RoundSystem, a: RoundExecution, b: RoundExecution): number[] {
  const found: number[] = [];
  for (let p = 0; p < system.processes; p++) {
    if (!isCorrect(a, p) || !isCorrect(b, p)) continue;
    const key = (execution: RoundExecution) => viewKey(processView(execution, p, system.rounds));
    if (key(a) === key(b)) found.push(p);
  }
  return found;
}
