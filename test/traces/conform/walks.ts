/** Random walks of specs as traces, and judgements of lines in memory. */

import type { Execution, Step } from '../../../checker/execution.js';
import type { Action } from '../../../checker/model.js';
import { DirectState, type DirectStep } from '../../../checker/paths/direct.js';
import { stepOf } from '../../../checker/paths/replay.js';
import type { Instance } from '../../../checker/spec.js';
import type { Judge } from '../../../traces/conform/judge.js';
import { ModelJudge } from '../../../traces/conform/model-judge.js';
import { everyLine, type ModelJudging } from '../../../traces/conform/model-judging.js';
import { Run, type RunOptions } from '../../../traces/conform/run.js';
import type { Judgement } from '../../../traces/conform/verdict.js';
import { traceOf } from '../../../traces/conform/walk-trace.js';
import type { Event } from '../../../traces/event.js';
import { parseEvent } from '../../../traces/read/event-line.js';
import { InvalidLine } from '../../../traces/read/invalid-line.js';

/** A walk of so many steps at most; `choose` takes one of a number of steps. */
export function walk(
  { spec, parameters, model }: Instance,
  steps: number,
  choose: (of: number) => number,
): Execution {
  let state = DirectState.initial(model)[0];
  const initial = state.assignments();
  const taken: Step[] = [];
  for (let i = 0; i < steps; i++) {
    const step = someStep(state, model.actions, choose);
    if (step === undefined) break;
    taken.push(stepOf(state, step));
    state = step.next;
  }
  return { spec: spec.name, parameters, initial, steps: taken };
}

/** The lines of a walk that takes steps in turn. @param stride how far apart */
export function linesInTurn(instance: Instance, steps: number, stride: number): readonly Event[] {
  let i = 0;
  const taken = walk(instance, steps, (of) => (i++ * stride) % of);
  return traceOf(instance.model, taken, 'walk');
}

/** Choices for a walk, the same for the same seed (Lehmer 1951). */
export function atRandom(seed: number): (of: number) => number {
  let last = seed;
  return (of) => {
    last = (last * 48_271) % 0x7fffffff;
    return Math.floor(last / 7) % of;
  };
}

/** A step of the first action that has one, beginning with any. */
function someStep(
  state: DirectState,
  actions: readonly Action[],
  choose: (of: number) => number,
): DirectStep | undefined {
  const first = choose(actions.length);
  for (let i = 0; i < actions.length; i++) {
    const action = actions[(first + i) % actions.length];
    const elements = state.elementsFor(action);
    for (let j = 0, k = elements.length === 0 ? 0 : choose(elements.length); j < elements.length; j++) {
      const steps = state.stepsOf(action, elements[(j + k) % elements.length]);
      if (steps.length > 0) return steps[choose(steps.length)];
    }
  }
  return undefined;
}

/** Lines as one file has them, in this order. */
export function judgeLines(judge: Judge, events: readonly Event[], options?: RunOptions): Judgement {
  const run = new Run('run', judge, options);
  // Through JSON, as from a file.
  events.forEach((event, i) => {
    const place = { file: 'run.jsonl', line: i + 1 };
    try {
      run.accept({ event: parseEvent(JSON.stringify(event)), place });
    } catch (error) {
      if (!(error instanceof InvalidLine)) throw error;
      run.fault({ reason: 'damaged', place, says: error.message });
    }
  });
  return run.finish();
}

export function judgeWalk(
  { spec, model }: Instance,
  events: readonly Event[],
  judging: Partial<ModelJudging> = {},
  isUnordered = false,
): Judgement {
  const judge = new ModelJudge(spec.name, model, { ...everyLine, ...judging });
  const isUnlogged = (_kind: string, sender: string) => judging.unlogged?.includes(sender) ?? false;
  return judgeLines(judge, events, { isUnlogged, isUnordered });
}
