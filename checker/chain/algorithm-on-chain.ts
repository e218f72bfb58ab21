/**
 * An algorithm run down a chain from all 0 to all 1. Whoever cannot tell two neighbours apart decides the same in both; so somewhere on the way two
 * correct processes of one execution decide differently, unless validity is broken at an end.
 */
import type { Input } from '../rounds.js';
import type { AlgorithmRun, Local } from './algorithm-run.js';
import type { Chain } from './chain.js';

/** How an algorithm fails on a chain. */
export interface ChainFailure {
  readonly kind: 'agreement' | 'validity';
  /** The place of the execution in the chain. */
  readonly at: number;
  /** What each process decides in it; undefined for those that crash. */
  readonly decisions: readonly (Input | undefined)[];
  /** What each process decides in the execution before it; undefined at the first. */
  readonly before: readonly (Input | undefined)[] | undefined;
}

/**
 * The first execution of the chain in which something is wrong. There is one, whatever the algorithm does.
 * @throws InputError where the algorithm is at fault: it throws, never decides, or looks at more than it received
 */
export function failureOnChain(run: AlgorithmRun, chain: Chain): ChainFailure {
  const { executions, witnesses } = chain;
  let before: readonly (Input | undefined)[] | undefined;
  let statesBefore: readonly Local[] = [];
  for (let at = 0; at < executions.length; at++) {
    const execution = executions[at];
    const states = run.states(execution);
    if (at > 0)
      for (const p of witnesses[at - 1])
        run.requireSameState(p, statesBefore[p], states[p], `executions ${at - 1} and ${at} of the chain`);
    const decisions = states.map((state, p) =>
      execution.crashes.some(({ process }) => process === p) ? undefined : run.decided(state, p),
    );
    const values = new Set(decisions.filter((decision) => decision !== undefined));
    const [input] = execution.inputs;
    const isUnanimous = execution.inputs.every((other) => other === input);
    if (isUnanimous && decisions.some((decision) => decision !== undefined && decision !== input))
      return { kind: 'validity', at, decisions, before };
    if (values.size > 1) return { kind: 'agreement', at, decisions, before };
    before = decisions;
    statesBefore = states;
  }
  throw new Error('an algorithm agrees with itself on a whole chain');
}
