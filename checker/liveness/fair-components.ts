/**
 * Where a fair execution may stay for ever: the components of a part of the state graph in which a loop satisfies all fairness
 * (Lichtenstein and Pnueli 1985; Emerson and Lei 1987). Every state may stutter for ever, so a single state is a component with a
 * loop too.
 *
 * In a component, weak fairness of an action asks for an edge of it inside, or a state in which it is not enabled; enabled means
 * by any edge out of the state, also one that leaves the component. Where neither is there, no part of the component has it
 * either. Strong fairness asks for an edge inside, or that the action is enabled nowhere: where there is no edge, the states in which it is
 * enabled are taken out, and what is left falls into components that are judged again.
 */

import type { StateGraph } from '../graph.js';
import { Bits, Words } from '../words.js';
import type { Component, ComponentSearch } from './components.js';
import type { Constraints } from './fairness.js';

/** The number of each state's fair component, and the bits of what is left, in bytes a state. */
export const FAIR_BYTES = 4 + 2 / 8;

export class FairComponents {
  /** How many there are. */
  count = 0;
  /** By state: the number of its fair component, from 1 on; 0 where it is in none. */
  private readonly numbers: Words;
  /** Of each component with several states: the constraints that are enabled in it somewhere. */
  private readonly enabled = new Map<number, readonly number[]>();

  constructor(states: number) {
    this.numbers = new Words(states);
  }

  of(state: number): number {
    return this.numbers.get(state);
  }

  /** The constraints that some state of a component enables; those of a single state are all disabled, or it would not be fair. */
  enabledIn(component: number): readonly number[] {
    return this.enabled.get(component) ?? [];
  }

  add({ from, to, states }: Component, enabled: readonly number[]): void {
    this.count++;
    for (let i = from; i < to; i++) this.numbers.set(states.get(i), this.count);
    if (to - from > 1) this.enabled.set(this.count, enabled);
  }
}

/**
 * Finds the fair components among the states that can be reached from some through those that are allowed.
 * @param roots allowed states to begin with
 */
export function* fairComponents(
  graph: StateGraph,
  search: ComponentSearch,
  constraints: Constraints,
  roots: Iterable<number>,
  isAllowed: (state: number) => boolean,
): Generator<void, FairComponents> {
  const fair = new FairComponents(graph.states);
  const census = new Census(graph, constraints);
  let left: Bits | undefined = new Bits(graph.states);
  let from = roots;
  let isIn = isAllowed;
  while (left !== undefined) {
    const remaining: Bits = left;
    let isAnyLeft = false;
    yield* search.run(from, isIn, (component) => {
      census.take(component);
      if (census.breaksWeak()) return;
      const broken = census.brokenStrong();
      if (broken.length === 0) {
        fair.add(component, census.enabled);
        return;
      }
      for (let i = component.from; i < component.to; i++) {
        const state = component.states.get(i);
        if (census.enables(state, broken)) continue;
        remaining.add(state);
        isAnyLeft = true;
      }
    });
    from = membersOf(remaining);
    isIn = (state) => remaining.has(state);
    left = isAnyLeft ? new Bits(graph.states) : undefined;
  }
  return fair;
}

function* membersOf(bits: Bits): Generator<number> {
  for (let number = 0; number < bits.length; number++) if (bits.has(number)) yield number;
}

/** What a component has of each constraint. */
class Census {
  /** Constraints that some state of the component enables. */
  enabled: readonly number[] = [];
  private size = 0;
  /** By constraint: in how many states it is enabled, and the state that was counted last. */
  private readonly states: Float64Array;
  private readonly counted: Float64Array;
  /** By constraint: whether an edge of it stays inside. */
  private readonly taken: Uint8Array;

  constructor(
    private readonly graph: StateGraph,
    private readonly constraints: Constraints,
  ) {
    const count = constraints.list.length;
    this.states = new Float64Array(count);
    this.counted = new Float64Array(count).fill(-1);
    this.taken = new Uint8Array(count);
  }

  take({ from, to, states, has }: Component): void {
    const { graph, constraints } = this;
    const met: number[] = [];
    for (const constraint of this.enabled) {
      this.states[constraint] = 0;
      this.counted[constraint] = -1;
      this.taken[constraint] = 0;
    }
    this.size = to - from;
    if (constraints.list.length > 0) {
      for (let i = from; i < to; i++) {
        const state = states.get(i);
        for (let edge = graph.begin(state), end = graph.end(state); edge < end; edge++) {
          const matching = constraints.ofLabel[graph.label(edge)];
          if (matching.length === 0) continue;
          const isInside = has(graph.target(edge));
          for (const constraint of matching) {
            if (this.counted[constraint] !== state) {
              if (this.states[constraint]++ === 0) met.push(constraint);
              this.counted[constraint] = state;
            }
            if (isInside) this.taken[constraint] = 1;
          }
        }
      }
    }
    this.enabled = met;
  }

  breaksWeak(): boolean {
    return this.enabled.some(
      (c) => !this.constraints.isStrong(c) && this.taken[c] === 0 && this.states[c] === this.size,
    );
  }

  /** The strong constraints that are enabled somewhere and taken nowhere. */
  brokenStrong(): readonly number[] {
    return this.enabled.filter((c) => this.constraints.isStrong(c) && this.taken[c] === 0);
  }

  /** Whether a state enables one of some constraints. */
  enables(state: number, some: readonly number[]): boolean {
    const { graph, constraints } = this;
    for (let edge = graph.begin(state), end = graph.end(state); edge < end; edge++) {
      if (constraints.ofLabel[graph.label(edge)].some((c) => some.includes(c))) return true;
    }
    return false;
  }
}
