/**
 * A walk that breaks a property, less the steps that do not matter: as delta debugging does (Zeller and Hildebrandt 2002, ddmin),
 * steps are left out, first many at a time, then one by one, for as long as the property stays broken at the end.
 *
 * A step is found again in another state as the same alternative of the same action for the same element: what was received, and the
 * parameters that the action chose, are the same; what it sends and how it changes its process follows from the state there. Where
 * that is not allowed, or changes nothing, the steps that are left are no execution.
 *
 * Broken means what it means for an execution (checker/paths/replay.ts): an invariant is false in the last state; a transition property or a
 * refinement at the last step (or, of a refinement without a step, in the initial state); a deadlock is a last state out of which
 * no step leads and in which the run may not end. Which instance of a quantified property fails may change on the way.
 */
import { canonical } from '../canonical.js';
import type { Property } from '../model.js';
import type { DirectState, DirectStep } from '../paths/direct.js';
import { instanceShown, type Path } from '../paths/replay.js';

/** Steps to take and states to judge at most, so that a report is never waited for: a few seconds for the largest specs. */
const TRIED_MAX = 20_000;

export interface Minimised extends Path {
  /** Whether each step is needed: without any single one of them the property is not broken at the end. */
  readonly isMinimal: boolean;
}

/** A step, as it is found again in another state. */
interface Move {
  readonly step: DirectStep;
  readonly label: string;
  /** Its place among the steps of its action that have the same label. */
  readonly place: number;
}

/**
 * @param path breaks the property at its end, and nowhere before
 * @param triedMax gives up, with what it has, when it has taken so many steps and judged so many states
 */
export function minimise(property: Property, path: Path, triedMax = TRIED_MAX): Minimised {
  return new Minimiser(property, path, triedMax).run();
}

class Minimiser {
  private moves: readonly Move[];
  /** The states before each step, and the last. */
  private states: readonly DirectState[];
  private steps: readonly DirectStep[];
  private tried = 0;

  constructor(
    private readonly property: Property,
    private readonly path: Path,
    private readonly triedMax: number,
  ) {
    this.steps = path.steps;
    this.states = [path.start, ...path.steps.map(({ next }) => next)];
    this.moves = path.steps.map((step, i) => moveOf(this.states[i], step));
  }

  run(): Minimised {
    let length = Math.max(1, this.steps.length >> 1);
    for (;;) {
      const before = this.steps.length;
      const isDone = this.leaveOut(length);
      const isMinimal = isDone && length === 1 && this.steps.length === before;
      if (isMinimal || !isDone) return { start: this.path.start, steps: this.steps, isMinimal };
      length = Math.max(1, length >> 1);
    }
  }

  /**
   * Tries to leave out so many steps in a row, from the end on: what a step made possible goes before it.
   * The last step stays, for the walk is not broken before it.
   * @returns false where it was given up
   */
  private leaveOut(length: number): boolean {
    for (let to = this.steps.length - 1; to > 0; ) {
      if (this.tried >= this.triedMax) return false;
      const from = Math.max(0, to - length);
      this.attempt(from, to);
      to = from;
    }
    return true;
  }

  /** Leaves out the steps from `from` to before `to`, if the property stays broken. */
  private attempt(from: number, to: number): void {
    const moves = this.moves.slice(to);
    const steps: DirectStep[] = [];
    const states = this.states.slice(0, from + 1);
    for (const move of moves) {
      const step = this.again(move, states[states.length - 1]);
      if (step === undefined) return;
      steps.push(step);
      states.push(step.next);
    }
    if (!this.isBroken(states, states.length - 1)) return;
    // A state from which the walk goes on is no deadlock.
    let end = this.property.kind === 'deadlock' ? states.length - 1 : from + 1;
    while (end < states.length - 1 && !this.isBroken(states, end)) end++;
    this.steps = [...this.steps.slice(0, from), ...steps].slice(0, end);
    this.moves = [...this.moves.slice(0, from), ...moves].slice(0, end);
    this.states = states.slice(0, end + 1);
  }

  private again({ step, label, place }: Move, state: DirectState): DirectStep | undefined {
    this.tried++;
    const { action, element } = step;
    // Spec code may fail in states that the walk did not pass; that is no reason not to show what it did.
    return orNothing(() => {
      if (!state.has(action, element)) return undefined;
      return state.stepsOf(action, element).filter((other) => labelOf(other) === label)[place];
    });
  }

  private isBroken(states: readonly DirectState[], at: number): boolean {
    this.tried++;
    const before = states[Math.max(0, at - 1)];
    return orNothing(() => instanceShown(this.property, before, states[at])) !== undefined;
  }
}

function moveOf(before: DirectState, step: DirectStep): Move {
  const label = labelOf(step);
  const alike = before.stepsOf(step.action, step.element).filter((other) => labelOf(other) === label);
  return { step, label, place: alike.findIndex(({ next }) => next.equals(step.next)) };
}

function labelOf({ outcome: { parameters, received } }: DirectStep): string {
  return canonical([parameters, received]);
}

function orNothing<T>(find: () => T): T | undefined {
  try {
    return find();
  } catch {
    return undefined;
  }
}
