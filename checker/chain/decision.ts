/**
 * Whether decisions that depend on views alone solve consensus: every correct process has decided (termination), no two correct processes of an
 * execution differently (agreement), and v where all propose v (validity). Judged on every execution.
 */
import type { Input } from '../rounds.js';
import type { Components } from './components.js';
import { CRASHED, type Executions } from './executions.js';
import { STEPS, unwatched, type Watch } from './watch.js';

/** What a process decides that has this view. */
export type DecisionOfView = (process: number, view: number) => Input | null;

export type DecisionFailure =
  | { readonly kind: 'termination'; readonly execution: number; readonly process: number }
  | {
      readonly kind: 'validity';
      readonly execution: number;
      readonly process: number;
      readonly decision: Input;
    }
  | {
      readonly kind: 'agreement';
      readonly execution: number;
      readonly process: number;
      readonly decision: Input;
      /** Decides the other value. */
      readonly other: number;
    };

/** The first execution in which something is wrong, in the order of numbers: those with fewer crashes in earlier rounds first. */
export function firstFailure(
  executions: Executions,
  decide: DecisionOfView,
  watch: Watch = unwatched,
): DecisionFailure | undefined {
  const { size, inputs: width, system } = executions;
  for (let execution = 0; execution < size; execution++) {
    if (execution % STEPS === 0) watch({ doing: 'judging executions', done: execution, total: size });
    const inputs = execution % width;
    const unanimous = inputs === 0 ? 0 : inputs === width - 1 ? 1 : undefined;
    let agreed: Input | undefined;
    let first = 0;
    for (let process = 0; process < system.processes; process++) {
      const view = executions.view(execution, process);
      if (view === CRASHED) continue;
      const decision = decide(process, view);
      if (decision === null) return { kind: 'termination', execution, process };
      if (unanimous !== undefined && decision !== unanimous)
        return { kind: 'validity', execution, process, decision };
      if (agreed === undefined) {
        agreed = decision;
        first = process;
      } else if (agreed !== decision)
        return { kind: 'agreement', execution, process: first, decision: agreed, other: process };
    }
  }
  return undefined;
}

/** A decision for every view, made of the components: the table of an algorithm, where there is one. */
export class DecisionTable {
  /** How many views there are. */
  views = 0;
  /** By view: 0 where it is none, else one more than the decision. */
  private readonly decisions: Uint8Array;

  constructor(executions: Executions, components: Components, watch: Watch = unwatched) {
    this.decisions = new Uint8Array(executions.viewNumbers);
    for (let execution = 0; execution < executions.size; execution++) {
      if (execution % STEPS === 0)
        watch({ doing: 'filling the table', done: execution, total: executions.size });
      const decision = components.decision(components.component(execution));
      for (let process = 0; process < executions.system.processes; process++) {
        const view = executions.view(execution, process);
        if (view === CRASHED) continue;
        if (this.decisions[view] === 0) this.views++;
        this.decisions[view] = decision + 1;
      }
    }
  }

  readonly decide: DecisionOfView = (_, view) => {
    const entry = this.decisions[view];
    return entry === 0 ? null : ((entry - 1) as Input);
  };
}
