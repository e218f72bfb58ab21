/**
 * An endless execution of the state graph that breaks a property: a stem from an initial state, and a fair loop in which what is
 * owed never comes. Of the states in fair components those with shorter stems are tried first, until no stem is short enough
 * to make the whole shorter, or enough was tried.
 */

import type { StateGraph } from '../graph.js';
import { Words } from '../words.js';
import type { FairComponents } from './fair-components.js';
import { FairLoops } from './fair-loop.js';
import type { Constraints } from './fairness.js';

export interface Lasso {
  /** Edges from an initial state on. */
  readonly stem: readonly number[];
  /** Edges from the end of the stem back to it; none where it stutters there for ever. */
  readonly loop: readonly number[];
  /** The state that each begins in. */
  readonly start: number;
}

/** What is owed, from which states on, and until when. */
export interface Owed {
  /** Whether it is owed from this state on, whatever came before. */
  readonly begins: (state: number) => boolean;
  /** Whether only an initial state can begin it. */
  readonly isInitial: boolean;
  /** Whether it is still owed in this state, where it was before. */
  readonly goesOn: (state: number) => boolean;
}

/** The states in the order of their stems, and the edge that led to each, in bytes a state. */
export const LASSO_BYTES = 8;
/** Once there is a lasso, so many edges are looked at for a shorter one. */
const WORK_MAX = 1 << 23;
const SLICE = 1 << 14;
/** Led to by no edge: what is owed begins here. */
const BEGINS = 0xffffffff;

/** The states that something is owed from. */
export function* beginnings(graph: StateGraph, { begins, isInitial }: Owed): Generator<number> {
  const end = isInitial ? graph.levels[1] : graph.states;
  for (let state = 0; state < end; state++) if (begins(state)) yield state;
}

/** The shortest lasso that is found; none where there is no fair component that is reached while it is owed. */
export function* shortestLasso(
  graph: StateGraph,
  constraints: Constraints,
  fair: FairComponents,
  owed: Owed,
): Generator<void, Lasso | undefined> {
  if (fair.count === 0) return undefined;
  const loops = new FairLoops(graph, constraints, fair);
  const order = new Words(graph.states);
  const ledBy = new Words(graph.states);
  let best: { readonly start: number; readonly loop: readonly number[]; readonly total: number } | undefined;
  let from = 0;
  let to = 0;
  let work = 0;
  const levels = owed.isInitial ? 1 : graph.levels.length - 1;
  for (let length = 0; length < (best?.total ?? Number.POSITIVE_INFINITY); length++) {
    if (length < levels) {
      for (let state = graph.levels[length]; state < graph.levels[length + 1]; state++) {
        if (++work % SLICE === 0) yield;
        if (ledBy.get(state) !== 0 || !owed.begins(state)) continue;
        ledBy.set(state, BEGINS);
        order.set(to++, state);
      }
    } else if (from === to) break;
    const end = to;
    for (; from < end; from++) {
      if (++work % SLICE === 0) yield;
      const state = order.get(from);
      if (fair.of(state) !== 0 && (best === undefined || loops.work < WORK_MAX)) {
        const loop = loops.through(state, (best?.total ?? Number.POSITIVE_INFINITY) - length);
        if (loop !== undefined) best = { start: state, loop, total: length + loop.length };
      }
      for (let edge = graph.begin(state); edge < graph.end(state); edge++) {
        const target = graph.target(edge);
        if (ledBy.get(target) !== 0 || !owed.goesOn(target)) continue;
        ledBy.set(target, edge + 1);
        order.set(to++, target);
      }
    }
  }
  if (best === undefined) return undefined;
  const { start, loop } = best;
  const stem: number[] = [];
  let at = start;
  for (let led = ledBy.get(at); led !== BEGINS; led = ledBy.get(at)) {
    stem.push(led - 1);
    at = graph.source(led - 1);
  }
  return turned(graph, { stem: [...graph.wayTo(at), ...stem.reverse()], loop, start }, owed);
}

/**
 * The same loop from the state of it that is reached soonest, where what is owed begins in the loop itself: it need not be owed on
 * the way there.
 */
function turned(graph: StateGraph, lasso: Lasso, { begins, isInitial }: Owed): Lasso {
  const { stem, loop } = lasso;
  const states = loop.map((edge) => graph.source(edge));
  if (isInitial || !states.some(begins)) return lasso;
  // Numbers are breadth first.
  const start = states.reduce((a, b) => Math.min(a, b));
  const way = graph.wayTo(start);
  if (way.length >= stem.length) return lasso;
  const at = states.indexOf(start);
  return { stem: way, loop: [...loop.slice(at), ...loop.slice(0, at)], start };
}
