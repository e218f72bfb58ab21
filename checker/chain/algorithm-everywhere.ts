/**
 * An algorithm judged on every execution. Its decision is a function of the view, so it is run once for each view; that it is such a function is
 * then made sure of by running it in executions, apart from views.
 */
import type { Input } from '../rounds.js';
import type { AlgorithmRun, Local } from './algorithm-run.js';
import { type DecisionFailure, type DecisionOfView, firstFailure } from './decision.js';
import { CRASHED, type Executions } from './executions.js';
import { unwatched, type Watch } from './watch.js';

/** So many rounds are run one by one, in executions spread over all. */
const ROUNDS_ALONE = 3000;

/**
 * The first execution in which something is wrong; undefined where the algorithm solves consensus.
 * @throws InputError where the algorithm is at fault: it throws, never decides, or looks at more than it received
 */
export function failureAnywhere(
  run: AlgorithmRun,
  executions: Executions,
  watch: Watch = unwatched,
): DecisionFailure | undefined {
  const states = new StatesOfViews(run, executions);
  const decisions = new Map<number, Input>();
  const decide: DecisionOfView = (process, view) => {
    let decision = decisions.get(view);
    if (decision === undefined) {
      decision = run.decided(states.final(process, view), process);
      decisions.set(view, decision);
    }
    return decision;
  };
  const failure = firstFailure(executions, decide, watch);
  const stride = Math.max(1, Math.floor((executions.size * executions.system.rounds) / ROUNDS_ALONE));
  for (let number = 0; number < executions.size; number += stride) {
    const alone = run.states(executions.describe(number));
    alone.forEach((state, p) => {
      const view = executions.view(number, p);
      if (view !== CRASHED)
        run.requireSameState(p, states.final(p, view), state, `some execution and in execution ${number}`);
    });
  }
  return failure;
}

/** The state of a process by its view, after each round. */
class StatesOfViews {
  private readonly known: Map<number, Local>[];

  constructor(
    private readonly run: AlgorithmRun,
    private readonly executions: Executions,
  ) {
    this.known = Array.from({ length: executions.system.rounds + 1 }, () => new Map());
  }

  final(process: number, view: number): Local {
    const { inputs, system } = this.executions;
    const input = view % inputs;
    return this.state(process, system.rounds, (view - input) / inputs, input);
  }

  private state(process: number, round: number, shape: number, inputs: number): Local {
    const { executions, run } = this;
    const shapes = executions.shapesAfter[round];
    const key = shape * executions.inputs + (inputs & shapes.knownTo(shape));
    const there = this.known[round].get(key);
    if (there !== undefined) return there;
    let local: Local;
    if (round === 0) local = run.init(process, ((inputs >>> process) & 1) as Input);
    else {
      const heard = [...shapes.heardIn(shape)];
      const before = heard.map((other, q) =>
        other === CRASHED ? undefined : this.state(q, round - 1, other, inputs),
      );
      local = run.after(
        before,
        process,
        round,
        heard.map((other, q) => q !== process && other !== CRASHED),
      );
    }
    this.known[round].set(key, local);
    return local;
  }
}
