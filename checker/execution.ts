/**
 * An execution as data: where it started, and each step with what moved and what changed.
 * It is what counterexamples, witnesses and random walks are; every report reads it, and none is shown
 * before it has been replayed on its spec (checker/replay.ts).
 */
import type { Parameters, Transfer, Value } from './model.js';

/** Raised when the shape of a saved execution changes. */
export const EXECUTION_VERSION = 1;

/** One variable's value at one moment; of a soup, its members in canonical order. */
export interface Assignment {
  readonly variable: string;
  readonly kind: 'cell' | 'soup';
  readonly value: Value;
}

export interface Change {
  readonly variable: string;
  readonly kind: 'cell' | 'soup';
  /** The value before; of a soup, nothing. */
  readonly before?: Value;
  /** The value after; of a soup, the members that were added. */
  readonly after: Value;
}

export interface Step {
  readonly action: string;
  /** The process that moved, where there is one. */
  readonly node?: string;
  readonly parameters: Parameters;
  readonly received?: Transfer;
  readonly sent: readonly Transfer[];
  readonly changes: readonly Change[];
}

/** How an endless execution satisfies an assumption of fairness. */
export interface FairnessNote {
  readonly kind: 'weak' | 'strong';
  readonly action: string;
  /** The process, where it is of one. */
  readonly node?: string;
  /** What tells the step apart, where it is of one: parameters, what was received. */
  readonly which?: string;
  /** Taken in the loop; of weak fairness, disabled somewhere in the loop; never enabled in the loop. */
  readonly how: 'taken' | 'disabled' | 'never-enabled';
  /** Taken: by which step, from 1 on. Disabled: after how many steps. */
  readonly at?: number;
}

/** Why an execution breaks a liveness property. */
export interface LivenessNote {
  /** After how many steps that is owed which then never comes. */
  readonly since?: number;
  /** Why the execution is fair, assumption by assumption. */
  readonly fairness?: readonly FairnessNote[];
  /** How many states can be reached from the last one, itself among them, none of them wanted. */
  readonly stillReachable?: number;
}

export interface Execution {
  readonly spec: string;
  readonly parameters: Parameters;
  readonly mutant?: string;
  /** The property that this execution breaks, or, of a witness, reaches. */
  readonly property?: {
    readonly name: string;
    readonly kind: string;
    readonly says: string;
    readonly parameters: Parameters;
    readonly outcome: 'violated' | 'reached';
  };
  readonly initial: readonly Assignment[];
  readonly steps: readonly Step[];
  /** For an endless execution: the index in `steps` at which the loop begins; past the last step, nothing more happens for ever. */
  readonly loopStart?: number;
  readonly liveness?: LivenessNote;
}

/**
 * How often the moving process changes from one step to the next: the fewer, the easier an execution reads.
 * A step of no node counts as a process of its own, named by its action.
 */
export function contextSwitches(
  steps: readonly { readonly action: string; readonly node?: string }[],
): number {
  let switches = 0;
  for (let i = 1; i < steps.length; i++) {
    if (mover(steps[i]) !== mover(steps[i - 1])) switches++;
  }
  return switches;
}

/** Who moves in a step: its node, or the action itself where there is none. */
export function mover(step: { readonly action: string; readonly node?: string }): string {
  return step.node ?? `(${step.action})`;
}
