/**
 * From a path to an execution, by the spec's own code (checker/paths/direct.ts). What does not replay is an error and never
 * shown. From a saved execution back to the spec: verify.ts.
 */
import { equalValues } from '../canonical.js';
import { type Execution, mover, type Step } from '../execution.js';
import { labelOfStep } from '../liveness/step-labels.js';
import type { Model, Parameters, Property, StepInstance } from '../model.js';
import { DirectState, type DirectStep } from './direct.js';
import { messagesRead } from './messages-read.js';
import { refinesStart, refinesStep } from './refines.js';

/** An execution that is not one of the model. The message says which step does not fit and what would. */
export class ReplayError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ReplayError';
  }
}

/** A state to pass: its fingerprint, and who is to have moved, where that is known. */
export interface ReplayPoint {
  readonly low: number;
  readonly high: number;
  readonly mover?: string;
  /** The label of the step (checker/liveness/step-labels.ts), where it must be that one. */
  readonly label?: string;
}

/** The initial state and the steps of an execution. */
export type Run = Pick<Execution, 'initial' | 'steps'>;

/** An initial state, and the steps from there, as the spec's own code takes them. */
export interface Path {
  readonly start: DirectState;
  readonly steps: readonly DirectStep[];
}

/**
 * Replays a path by the spec's own code.
 * @throws ReplayError where the spec has no such step: the engine and the spec disagree.
 */
export function directPath(model: Model, path: readonly ReplayPoint[]): Path {
  const [first, ...points] = path;
  const start = DirectState.initial(model).find((initial) => isAt(initial, first));
  if (start === undefined) throw new ReplayError(`the execution begins in no initial state of ${model.name}`);
  let state: DirectState = start;
  const steps: DirectStep[] = [];
  for (const point of points) {
    const isMeant = (step: DirectStep) => point.label === undefined || labelOfStep(step).text === point.label;
    const fitting: DirectStep[] = state.steps().filter((step) => isAt(step.next, point) && isMeant(step));
    const step: DirectStep | undefined =
      fitting.find((s) => point.mover === undefined || moverOf(s) === point.mover) ?? fitting[0];
    if (step === undefined) {
      throw new ReplayError(
        `step ${steps.length + 1} does not replay: the spec answers differently from when it was tabulated`,
      );
    }
    steps.push(step);
    state = step.next;
  }
  return { start, steps };
}

/** A path as executions show it. */
export function runOf({ start, steps }: Path): Run {
  const states = [start, ...steps.map(({ next }) => next)];
  const told: Step[] = [];
  for (const [i, step] of steps.entries()) told.push(withRead(told, states[i], step));
  return { initial: start.assignments(), steps: told };
}

/** A step behind others, with the messages on which it rests. */
export function withRead(earlier: readonly Step[], before: DirectState, taken: DirectStep): Step {
  const step = stepOf(before, taken);
  const read = messagesRead(before, taken, [...earlier, step]);
  return read.length === 0 ? step : { ...step, read };
}

/**
 * Replays a path by the spec's own code.
 * @throws ReplayError as `directPath`
 */
export function replayPath(model: Model, path: readonly ReplayPoint[]): Run {
  return runOf(directPath(model, path));
}

function isAt(state: DirectState, { low, high }: ReplayPoint): boolean {
  const fingerprint = state.fingerprint();
  return fingerprint.low === low && fingerprint.high === high;
}

function moverOf({ name, action }: DirectStep): string {
  return mover({ action: name, node: action.node });
}

/** A step as executions show it, but for the messages that it reads. */
export function stepOf(before: DirectState, { action, name, outcome, next }: DirectStep): Step {
  return {
    action: name,
    node: action.node,
    parameters: { ...action.parameters, ...outcome.parameters },
    received: outcome.received,
    sent: outcome.sent ?? [],
    changes: before.changesTo(next),
  };
}

/**
 * The parameters of an instance of a property that a state, or the step to it, breaks (or, of a reachable property, reaches), if
 * there is one.
 * @param before the state before; of an initial state, itself
 * @param isMeant which instances are asked
 */
export function instanceShown(
  property: Property,
  before: DirectState,
  state: DirectState,
  isMeant: (parameters: Parameters) => boolean = () => true,
): Parameters | undefined {
  const first = <I extends { readonly parameters?: Parameters }>(
    instances: readonly I[],
    shows: (instance: I) => boolean,
  ): Parameters | undefined => {
    const found = instances.find((i) => isMeant(i.parameters ?? {}) && shows(i));
    return found && (found.parameters ?? {});
  };
  switch (property.kind) {
    case 'deadlock':
      return first([{}], () => state.steps().length === 0 && !property.mayEnd(state));
    case 'transition':
      return first(property.instances, (i) => breaksStep(i, before, state));
    case 'invariant':
      return first(property.instances, (i) => !i.holds(state));
    case 'refines':
      return first([{}], () =>
        before === state ? !refinesStart(property, state) : !refinesStep(property, before, state),
      );
    case 'reachable':
      return first(property.instances, (i) => i.holds(state));
    // No single state or step shows these (checker/liveness/liveness-claim.ts).
    case 'eventually':
    case 'leadsTo':
    case 'possible':
      return undefined;
  }
}

/** Whether a step breaks a step predicate. One that changes nothing of the state does not (checker/model.ts, Transition). */
export function breaksStep({ holds }: StepInstance, before: DirectState, after: DirectState): boolean {
  return !holds(before, after) && before !== after && before.text() !== after.text();
}

/** The parameters of an instance of a property that fails at the end of a run, if one does. */
export function failingInstance(model: Model, property: Property, run: Run): Parameters | undefined {
  return instanceShown(property, ...lastStates(model, run));
}

/** The state to which a run leads. */
export function lastState(model: Model, run: Run): DirectState {
  return lastStates(model, run)[1];
}

/** The last state of a run behind the one before; of a run without steps twice the same. */
export function lastStates(model: Model, run: Run): [before: DirectState, last: DirectState] {
  let state = DirectState.initial(model).find((s) =>
    equalValues(s.assignments(), run.initial),
  ) as DirectState;
  let before = state;
  for (const step of run.steps) {
    before = state;
    state = state.steps().find((candidate) => sameStep(stepOf(before, candidate), step))?.next as DirectState;
  }
  return [before, state];
}

/** Whether a step that the spec takes is the one of an execution, but for the messages that it reads. */
export function sameStep(a: Step, b: Step): boolean {
  return (
    a.action === b.action &&
    a.node === b.node &&
    equalValues(a.parameters, b.parameters) &&
    equalValues(a.received ?? null, b.received ?? null) &&
    equalValues(a.sent, b.sent) &&
    equalValues(changesOf(a), changesOf(b))
  );
}

function changesOf(step: Step): unknown {
  return step.changes.map(({ variable, before, after }) => [variable, before ?? null, after]);
}
