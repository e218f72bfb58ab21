/**
 * An algorithm run down a chain from all 0 to all 1. Whoever cannot tell two neighbours apart decides the same in both; so somewhere on the way two
 * correct processes of one execution decide differently, unless validity is broken at an end.
 */
import type { Input } from '../rounds.js';
import type { AlgorithmRun, Local } from './algorithm-run.js';
import type { Chain } from './chain.js';
import { isCorrect, type RoundExecution } from './round-execution.js';
import { unwatched, type Watch } from './watch.js';

/** What each process decides in an execution; undefined for those that crash. */
export type Decisions = readonly (Input | undefined)[];

/** What breaks in an execution. */
export type Breach = 'agreement' | 'validity';

/** How an algorithm fails on a chain. */
export interface ChainFailure {
  readonly kind: Breach;
  /** The place of the first execution of the chain in which something is wrong. */
  readonly at: number;
  /** By place in the chain. */
  readonly decisions: readonly Decisions[];
}

/**
 * Runs it in every execution of the chain. In one of them something is wrong, whatever the algorithm does.
 * @throws InputError where the algorithm is at fault: it throws, never decides, or looks at more than it received
 */
export function failureOnChain(run: AlgorithmRun, chain: Chain, watch: Watch = unwatched): ChainFailure {
  const { executions, witnesses } = chain;
  const total = executions.length;
  const decisions: Decisions[] = [];
  let first: Pick<ChainFailure, 'kind' | 'at'> | undefined;
  let statesBefore: readonly Local[] = [];
  for (let at = 0; at < total; at++) {
    watch({ doing: 'judging executions', done: at, total });
    const execution = executions[at];
    const states = run.states(execution);
    if (at > 0)
      for (const p of witnesses[at - 1])
        run.requireSameState(p, statesBefore[p], states[p], `executions ${at - 1} and ${at} of the chain`);
    const decided = states.map((state, p) => (isCorrect(execution, p) ? run.decided(state, p) : undefined));
    decisions.push(decided);
    const kind = breachOf(execution, decided);
    if (kind !== undefined) first ??= { kind, at };
    statesBefore = states;
  }
  if (first === undefined) throw new Error('an algorithm agrees with itself on a whole chain');
  return { ...first, decisions };
}

/** What is wrong with these decisions; undefined where nothing is. */
export function breachOf({ inputs }: RoundExecution, decisions: Decisions): Breach | undefined {
  const values = new Set(decisions.filter((decision) => decision !== undefined));
  if (new Set(inputs).size === 1 && [...values].some((value) => value !== inputs[0])) return 'validity';
  return values.size > 1 ? 'agreement' : undefined;
}
