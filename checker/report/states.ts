/**
 * The states that an execution passes through, rebuilt from its first state and its changes: for reports in
 * formats that know states where we know steps.
 */
import type { Execution } from '../execution.js';

/** The value of each variable; of a soup, all members so far. */
export type State = ReadonlyMap<string, unknown>;

/** One state more than there are steps: the first, and the one after each step. */
export function statesOf(execution: Execution): readonly State[] {
  const states = [new Map(execution.initial.map(({ variable, value }) => [variable, value]))];
  for (const step of execution.steps) {
    const state = new Map(states[states.length - 1]);
    for (const { variable, kind, after } of step.changes) {
      state.set(variable, kind === 'soup' ? [...members(state.get(variable)), ...members(after)] : after);
    }
    states.push(state);
  }
  return states;
}

/** The variables that are soups. */
export function soupsOf(execution: Execution): ReadonlySet<string> {
  return new Set(execution.initial.filter(({ kind }) => kind === 'soup').map(({ variable }) => variable));
}

function members(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
