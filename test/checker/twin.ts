/**
 * A naive twin of the search: breadth first over canonical texts in a Map, every action called in every state and
 * every property evaluated in every state or at every step. No rows, no tables, no fingerprints.
 */
import { canonical } from '../../checker/canonical.js';
import { contextSwitches, type Execution } from '../../checker/execution.js';
import type { Model, Property, StateInstance, StepInstance } from '../../checker/model.js';
import { DirectState, type DirectStep } from '../../checker/paths/direct.js';

export interface Exploration {
  /** Whether every reachable state was seen. */
  readonly closed: boolean;
  readonly distinct: number;
  readonly generated: number;
  readonly depth: number;
  /** Of each reachable property that was met: the first level, the initial states being level 1. */
  readonly reached: ReadonlyMap<string, number>;
  /** Of each property that is broken by an execution: how many steps the shortest has. */
  readonly broken: ReadonlyMap<string, number>;
  /** Steps out of a state, by its text. */
  readonly steps: ReadonlyMap<string, readonly DirectStep[]>;
}

export function explore(model: Model, statesMax: number): Exploration {
  const steps = new Map<string, readonly DirectStep[]>();
  const known = new Set<string>();
  const reached = new Map<string, number>();
  const broken = new Map<string, number>();
  let generated = 0;
  let depth = 0;
  let next: DirectState[] = [];
  const meet = (state: DirectState): void => {
    generated++;
    const text = state.text();
    if (known.has(text)) return;
    known.add(text);
    next.push(state);
  };
  for (const state of DirectState.initial(model)) meet(state);
  while (next.length > 0) {
    if (known.size > statesMax)
      return { closed: false, distinct: known.size, generated, depth, reached, broken, steps };
    const level = next;
    next = [];
    depth++;
    for (const state of level) {
      const out = state.steps();
      steps.set(state.text(), out);
      for (const property of model.properties) {
        const { name } = property;
        if (
          property.kind === 'reachable' &&
          property.instances.some((i) => i.holds(state)) &&
          !reached.has(name)
        ) {
          reached.set(name, depth);
        }
        if (!broken.has(name) && breaksState(property, state, out)) broken.set(name, depth - 1);
        if (!broken.has(name) && out.some((step) => breaksStep(property, state, step.next)))
          broken.set(name, depth);
      }
      for (const step of out) meet(step.next);
    }
  }
  return { closed: true, distinct: known.size, generated, depth, reached, broken, steps };
}

function breaksState(property: Property, state: DirectState, out: readonly DirectStep[]): boolean {
  if (property.kind === 'invariant') return property.instances.some((i) => !i.holds(state));
  return property.kind === 'deadlock' && out.length === 0 && !property.mayEnd(state);
}

function breaksStep(property: Property, before: DirectState, after: DirectState): boolean {
  return property.kind === 'transition' && property.instances.some((i) => !i.holds(before, after));
}

/**
 * The fewest context switches of all executions of so many steps that break a property, by trying all of them.
 * @returns undefined where there are more than `triesMax` to try
 */
export function fewestSwitches(
  model: Model,
  { steps: known }: Exploration,
  property: Property,
  length: number,
  triesMax: number,
): number | undefined {
  let tries = 0;
  let fewest = Number.POSITIVE_INFINITY;
  const path: { action: string; node?: string }[] = [];
  const stepsOf = (state: DirectState): readonly DirectStep[] => known.get(state.text()) ?? state.steps();
  const walk = (state: DirectState, before: DirectState | undefined): void => {
    if (tries++ > triesMax) return;
    if (path.length === length) {
      const breaks =
        breaksState(property, state, stepsOf(state)) ||
        (before !== undefined && breaksStep(property, before, state));
      if (breaks) fewest = Math.min(fewest, contextSwitches(path));
      return;
    }
    for (const { action, name, next } of stepsOf(state)) {
      path.push({ action: name, node: action.node });
      walk(next, state);
      path.pop();
    }
  };
  for (const initial of DirectState.initial(model)) walk(initial, undefined);
  return tries > triesMax ? undefined : fewest;
}

/** Whether the execution ends by breaking the instance of the property that it says it breaks. */
export function breaksAsClaimed(model: Model, execution: Execution): boolean {
  const property = model.properties.find(({ name }) => name === execution.property?.name) as Property;
  const [before, last] = lastTwoStates(model, execution);
  if (property.kind === 'deadlock') return breaksState(property, last, last.steps());
  if (!('instances' in property)) return false;
  const wanted = canonical(execution.property?.parameters);
  return property.instances
    .filter(({ parameters }) => canonical(parameters ?? {}) === wanted)
    .some((instance) =>
      property.kind === 'transition'
        ? !(instance as StepInstance).holds(before, last)
        : !(instance as StateInstance).holds(last),
    );
}

function lastTwoStates(model: Model, { initial, steps }: Execution): [DirectState, DirectState] {
  const start = canonical(initial);
  let last = DirectState.initial(model).find((s) => canonical(s.assignments()) === start) as DirectState;
  let before = last;
  for (const { action, changes } of steps) {
    const wanted = canonical(changes);
    before = last;
    last = before.steps().find((s) => s.name === action && canonical(before.changesTo(s.next)) === wanted)
      ?.next as DirectState;
  }
  return [before, last];
}
