/**
 * From which states a wanted state can be reached: component by component, since all that a component leads to are known before it.
 */

import type { StateGraph } from '../graph.js';
import { Bits } from '../words.js';
import type { ComponentSearch } from './components.js';

/** A state from which no wanted state can be reached, and how many states can be, itself among them. */
export interface OutOfReach {
  readonly state: number;
  readonly stillReachable: number;
}

const SLICE = 1 << 14;

/** A state that is reached by a shortest execution and from which no wanted state can be reached, if there is one. */
export function* outOfReach(
  graph: StateGraph,
  search: ComponentSearch,
  wanted: Bits,
): Generator<void, OutOfReach | undefined> {
  const reaches = new Bits(graph.states);
  yield* search.run(
    initialStates(graph),
    () => true,
    ({ from, to, states }) => {
      let isReached = false;
      for (let i = from; i < to && !isReached; i++) {
        const state = states.get(i);
        isReached = wanted.has(state);
        for (let edge = graph.begin(state), end = graph.end(state); edge < end && !isReached; edge++) {
          isReached = reaches.has(graph.target(edge));
        }
      }
      if (isReached) for (let i = from; i < to; i++) reaches.add(states.get(i));
    },
  );
  // Numbers are breadth first.
  for (let state = 0; state < graph.states; state++) {
    if (state % SLICE === 0) yield;
    if (!reaches.has(state)) return { state, stillReachable: yield* countFrom(graph, state) };
  }
  return undefined;
}

function* initialStates({ levels }: StateGraph): Generator<number> {
  for (let state = 0; state < levels[1]; state++) yield state;
}

function* countFrom(graph: StateGraph, start: number): Generator<void, number> {
  const met = new Bits(graph.states);
  met.add(start);
  let count = 0;
  let level = [start];
  while (level.length > 0) {
    const next: number[] = [];
    for (const state of level) {
      if (++count % SLICE === 0) yield;
      for (let edge = graph.begin(state); edge < graph.end(state); edge++) {
        const target = graph.target(edge);
        if (met.has(target)) continue;
        met.add(target);
        next.push(target);
      }
    }
    level = next;
  }
  return count;
}
