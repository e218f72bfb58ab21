/** From a saved execution back to the spec, by the spec's own code: what it says is what the spec does, and shows what it claims. */
import { equalValues } from '../canonical.js';
import type { Execution, LivenessNote, Step } from '../execution.js';
import { formatMessage, formatValue } from '../format-value.js';
import { livenessNote, type Replayed } from '../liveness/liveness-claim.js';
import { labelOfStep } from '../liveness/step-labels.js';
import { isLiveness, type LivenessProperty, type Model, type Parameters } from '../model.js';
import { DirectState, type DirectStep } from './direct.js';
import { refinementNote } from './refines.js';
import { instanceShown, lastStates, ReplayError, sameStep, stepOf, withRead } from './replay.js';

/**
 * Replays a saved execution: that it starts in an initial state, that the spec allows each step with just these
 * changes, and that it ends as it says (property, loop).
 * @returns the same; what one that was saved by an earlier version does not tell yet (the messages read, why it refines nothing) is filled in
 * @throws ReplayError
 */
export function verifyExecution(model: Model, execution: Execution): Execution {
  const replayed = replay(model, execution);
  verifyLoop(execution, replayed.states);
  verifyProperty(model, execution, replayed);
  return explained(model, { ...execution, steps: replayed.steps });
}

/** What was replayed, and its steps as the spec takes them. */
interface ReplayedSteps extends Replayed {
  readonly steps: readonly Step[];
}

function replay(model: Model, execution: Execution): ReplayedSteps {
  const states = [startOf(model, execution)];
  const steps: Step[] = [];
  const labels = execution.steps.map((step, index) => {
    const state = states[index];
    const allowed = state.steps();
    const taken = allowed.filter((candidate) => sameStep(stepOf(state, candidate), step));
    if (taken.length === 0) throw new ReplayError(misfit(state, step, index, allowed));
    states.push(taken[0].next);
    steps.push({
      ...step,
      ...readAs(
        step,
        taken.map((candidate) => withRead(steps, state, candidate)),
        index,
      ),
    });
    return taken.map(labelOfStep);
  });
  return { states, labels, steps };
}

/** What a step reads, where it says so as one of the ways in which the spec takes it; where it says nothing, as the first. */
function readAs({ action, read }: Step, ways: readonly Step[], index: number): Pick<Step, 'read'> {
  if (read === undefined) return ways[0].read === undefined ? {} : { read: ways[0].read };
  if (ways.some((way) => equalValues(way.read ?? [], read))) return { read };
  const messages = (ways[0].read ?? []).map(({ from, message }) => `${formatMessage(message)} from ${from}`);
  throw new ReplayError(
    `step ${index + 1}, ${action}: rests on other messages than it says: ${messages.join(', ') || 'none'}`,
  );
}

/**
 * An execution that breaks a refinement, with the reason (Execution.refinement); any other as it is.
 * @throws ReplayError where it gives another reason
 */
export function explained(model: Model, execution: Execution): Execution {
  const { property: claim, steps, refinement } = execution;
  const property = model.properties.find(({ name }) => name === claim?.name);
  if (property?.kind !== 'refines' || claim?.outcome !== 'violated') {
    if (refinement === undefined) return execution;
    throw new ReplayError('it says why a refinement is broken, and breaks none');
  }
  const [before, last] = lastStates(model, execution);
  const note = refinementNote(property, steps.length === 0 ? undefined : before, last);
  if (refinement !== undefined && !equalValues(refinement, note))
    throw new ReplayError(`the execution breaks ${claim.name}, but not in the way that it says`);
  return { ...execution, refinement: note };
}

/**
 * Why an execution breaks a liveness property, by the spec's own code.
 * @param parameters of the instance that it breaks
 * @throws ReplayError where it does not
 */
export function explainLiveness(
  model: Model,
  property: LivenessProperty,
  parameters: Parameters,
  execution: Execution,
): LivenessNote {
  const replayed = replay(model, execution);
  verifyLoop(execution, replayed.states);
  const note = livenessNote(model, property, parameters, replayed, execution.loopStart);
  if (typeof note === 'string') throw new ReplayError(note);
  return note;
}

function startOf(model: Model, execution: Execution): DirectState {
  const initials = DirectState.initial(model);
  const start = initials.find((state) => equalValues(state.assignments(), execution.initial));
  if (start !== undefined) return start;
  const expected = initials[0]?.assignments() ?? [];
  for (const { variable, value } of execution.initial) {
    const there = expected.find((assignment) => assignment.variable === variable);
    if (there === undefined)
      throw new ReplayError(`initial state: ${model.name} has no variable ${variable}`);
    if (initials.length === 1 && !equalValues(there.value, value)) {
      throw new ReplayError(
        `initial state: ${variable} is ${formatValue(value)}, but the spec begins with ${formatValue(there.value)}`,
      );
    }
  }
  throw new ReplayError(`the initial state is none of ${model.name}`);
}

function misfit(state: DirectState, step: Step, index: number, allowed: readonly DirectStep[]): string {
  const place = `step ${index + 1}, ${step.action}${step.node === undefined ? '' : ` at ${step.node}`}`;
  const similar = allowed
    .map((candidate) => stepOf(state, candidate))
    .filter(({ action, node }) => action === step.action && node === step.node);
  if (similar.length > 0) {
    const [near] =
      similar.filter(({ received }) => equalValues(received ?? null, step.received ?? null)).slice(0, 1) ??
      [];
    for (const change of near?.changes ?? []) {
      const there = step.changes.find(({ variable }) => variable === change.variable);
      if (there === undefined) return `${place}: the spec changes ${change.variable} too`;
      if (!equalValues(there.after, change.after)) {
        return `${place}: ${change.variable} becomes ${formatValue(there.after)}, but the spec makes it ${formatValue(change.after)}`;
      }
    }
    return `${place}: the spec allows it there, but with other parameters, messages or changes`;
  }
  const names = [
    ...new Set(allowed.map((s) => s.name + (s.action.node === undefined ? '' : ` at ${s.action.node}`))),
  ];
  const message = step.received === undefined ? '' : ` of ${formatMessage(step.received.message)}`;
  return `${place}${message}: not allowed there; the spec allows ${names.slice(0, 8).join(', ') || 'nothing'}`;
}

function verifyLoop({ loopStart, steps }: Execution, states: readonly DirectState[]): void {
  if (loopStart === undefined) return;
  if (loopStart > steps.length) throw new ReplayError(`the loop begins after the last step`);
  if (states[loopStart].text() !== states[steps.length].text()) {
    throw new ReplayError(
      `the loop does not close: the last state is not the one before step ${loopStart + 1}`,
    );
  }
}

/** What makes a counterexample of liveness one, and what else is told of it. */
const NOTED = ['since', 'fairness', 'stillReachable'] as const;
const NOTED_BESIDES = ['unfair', 'cutOff'] as const;

function verifyProperty(
  model: Model,
  { property: claim, steps, loopStart, liveness, cutOff }: Execution,
  replayed: Replayed,
): void {
  if (claim === undefined) return;
  const { states } = replayed;
  const property = model.properties.find(({ name }) => name === claim.name);
  if (property === undefined) {
    throw new ReplayError(`${model.name} has no property ${claim.name}`);
  }
  for (const field of ['kind', 'says'] as const) {
    if (claim[field] !== property[field]) {
      throw new ReplayError(`${claim.name} has the ${field} "${property[field]}", not "${claim[field]}"`);
    }
  }
  const outcome = property.kind === 'reachable' ? 'reached' : 'violated';
  if (claim.outcome !== outcome) {
    throw new ReplayError(`an execution shows that ${claim.name} is ${outcome}, not ${claim.outcome}`);
  }
  if (isLiveness(property)) {
    const note = livenessNote(model, property, claim.parameters, replayed, loopStart);
    if (typeof note === 'string') throw new ReplayError(note);
    const isSo = (field: keyof LivenessNote) => equalValues(note[field] ?? null, liveness?.[field] ?? null);
    // Older files do not tell what else there is to know.
    const isSoIfTold = (field: keyof LivenessNote) => liveness?.[field] === undefined || isSo(field);
    if (NOTED.every(isSo) && NOTED_BESIDES.every(isSoIfTold)) return;
    throw new ReplayError(`the execution breaks ${claim.name}, but not in the way that it says`);
  }
  const last = states[steps.length];
  if (cutOff !== undefined && !equalValues(cutOff, last.cutOff())) {
    throw new ReplayError('the bounds of the instance cut off other steps behind the last than it says');
  }
  const before = states[Math.max(0, steps.length - 1)];
  const isMeant = (parameters: Parameters) => equalValues(parameters, claim.parameters);
  if (instanceShown(property, before, last, isMeant) !== undefined) return;
  throw new ReplayError(
    `the execution does not ${claim.outcome === 'reached' ? 'reach' : 'break'} ${claim.name}`,
  );
}
