/**
 * A loop through a state of a fair component that satisfies all fairness: the shortest one where that is cheap to find, else one that
 * goes from each thing to see to the next that is nearest.
 *
 * The shortest is found breadth first over pairs of a state and what the loop has seen so far: of weak fairness, an edge of the action
 * or a state in which it is not enabled; of strong fairness, an edge of the action, or that it was enabled nowhere.
 */

import type { StateGraph } from '../graph.js';
import { Words } from '../words.js';
import type { FairComponents } from './fair-components.js';
import type { Constraints } from './fairness.js';

/** Constraints that pairs can keep: their number of pairs is exponential in it. */
const CONSTRAINTS_MAX = 8;
/** So many pairs are tried. */
const PAIRS_MAX = 1 << 17;

/** Of each state, what a search inside a component needs, in bytes. */
export const LOOP_BYTES = 8;
/** Led to by no edge: the search begins here. */
const BEGINS = 0xffffffff;

/** Two bits of each constraint: it is satisfied; a strong one was enabled and not taken yet. */
const SATISFIED = 1;
const WAITS = 2;
const SEEN_SPAN = 4 ** CONSTRAINTS_MAX;

export class FairLoops {
  /** How many edges were looked at. */
  work = 0;
  /** Of the last search inside a component: the states in the order of their finding, and the edge that led to each. */
  private order: Words | undefined;
  private ledBy: Words | undefined;

  constructor(
    private readonly graph: StateGraph,
    private readonly constraints: Constraints,
    private readonly fair: FairComponents,
  ) {}

  /**
   * The edges of a fair loop through a state of a fair component; none where the state may stutter for ever.
   * @param shorterThan a loop of so many edges is of no use
   * @returns undefined where it is known that there is no such loop
   */
  through(state: number, shorterThan: number): readonly number[] | undefined {
    if (shorterThan <= 0) return undefined;
    const wanted = this.fair.enabledIn(this.fair.of(state));
    if (this.enabledIn(state, wanted).length === 0) return [];
    const shortest =
      wanted.length <= CONSTRAINTS_MAX ? this.shortest(state, wanted, shorterThan) : 'too many';
    if (shortest !== 'too many') return shortest;
    const loop = this.visiting(state, wanted);
    return loop.length < shorterThan ? loop : undefined;
  }

  /** Those of some constraints that a state enables. */
  private enabledIn(state: number, some: readonly number[]): readonly number[] {
    const { graph, constraints } = this;
    const enabled = new Set<number>();
    for (let edge = graph.begin(state), end = graph.end(state); edge < end; edge++) {
      this.work++;
      for (const constraint of constraints.ofLabel[graph.label(edge)]) enabled.add(constraint);
    }
    return some.filter((constraint) => enabled.has(constraint));
  }

  private shortest(
    start: number,
    wanted: readonly number[],
    shorterThan: number,
  ): readonly number[] | undefined | 'too many' {
    const { graph, constraints, fair } = this;
    const component = fair.of(start);
    const isDone = (seen: number): boolean =>
      wanted.every((c, i) => {
        const bits = (seen >> (2 * i)) & 3;
        return constraints.isStrong(c) ? (bits & WAITS) === 0 : (bits & SATISFIED) !== 0;
      });
    const entering = (state: number, seen: number): number => {
      const enabled = this.enabledIn(state, wanted);
      return wanted.reduce((all, c, i) => {
        const isEnabled = enabled.includes(c);
        if (!constraints.isStrong(c)) return isEnabled ? all : all | (SATISFIED << (2 * i));
        return isEnabled && ((all >> (2 * i)) & SATISFIED) === 0 ? all | (WAITS << (2 * i)) : all;
      }, seen);
    };
    const taking = (edge: number, seen: number): number =>
      constraints.ofLabel[graph.label(edge)].reduce((all, c) => {
        const i = wanted.indexOf(c);
        return i < 0 ? all : (all & ~(WAITS << (2 * i))) | (SATISFIED << (2 * i));
      }, seen);

    // Each pair, by its number, with the edge that led to it and the pair before.
    const first = start * SEEN_SPAN + entering(start, 0);
    const found = new Map<number, { readonly edge: number; readonly before: number }>([
      [first, { edge: -1, before: -1 }],
    ]);
    let level = [first];
    for (let length = 1; length < shorterThan && level.length > 0; length++) {
      const next: number[] = [];
      for (const pair of level) {
        const state = Math.floor(pair / SEEN_SPAN);
        const seen = pair % SEEN_SPAN;
        for (let edge = graph.begin(state), end = graph.end(state); edge < end; edge++) {
          this.work++;
          const target = graph.target(edge);
          if (fair.of(target) !== component) continue;
          const then = taking(edge, seen);
          // What is to be seen in the state that the loop begins in was seen at its beginning.
          if (target === start && isDone(then)) {
            return [...edgesTo(pair, found), edge];
          }
          const reached = target * SEEN_SPAN + entering(target, then);
          if (found.has(reached)) continue;
          found.set(reached, { edge, before: pair });
          next.push(reached);
        }
        if (found.size > PAIRS_MAX) return 'too many';
      }
      level = next;
    }
    return undefined;
  }

  /** A loop that takes or finds disabled what weak fairness asks for, and takes what strong fairness asks for. */
  private visiting(start: number, wanted: readonly number[]): readonly number[] {
    const { graph, constraints } = this;
    const unmet = new Set(wanted);
    const lookAt = (state: number): void => {
      const enabled = this.enabledIn(state, [...unmet]);
      for (const c of [...unmet]) if (!constraints.isStrong(c) && !enabled.includes(c)) unmet.delete(c);
    };
    const loop: number[] = [];
    let at = start;
    lookAt(start);
    while (unmet.size > 0) {
      const way = this.wayInside(at, (edge) => {
        if (constraints.ofLabel[graph.label(edge)].some((c) => unmet.has(c))) return true;
        const weak = [...unmet].filter((c) => !constraints.isStrong(c));
        return this.enabledIn(graph.target(edge), weak).length < weak.length;
      });
      for (const edge of way) {
        loop.push(edge);
        for (const c of constraints.ofLabel[graph.label(edge)]) unmet.delete(c);
        at = graph.target(edge);
        lookAt(at);
      }
    }
    if (at === start && loop.length > 0) return loop;
    return [...loop, ...this.wayInside(at, (edge) => graph.target(edge) === start)];
  }

  /** The shortest way inside a component from a state to the end of an edge that is wanted. */
  private wayInside(from: number, isWanted: (edge: number) => boolean): readonly number[] {
    const { graph, fair } = this;
    const component = fair.of(from);
    this.order ??= new Words(graph.states);
    this.ledBy ??= new Words(graph.states);
    const { order, ledBy } = this;
    order.set(0, from);
    ledBy.set(from, BEGINS);
    let found = 1;
    let last: number | undefined;
    for (let next = 0; next < found && last === undefined; next++) {
      const state = order.get(next);
      for (let edge = graph.begin(state), end = graph.end(state); edge < end; edge++) {
        this.work++;
        const target = graph.target(edge);
        if (fair.of(target) !== component) continue;
        if (isWanted(edge)) {
          last = edge;
          break;
        }
        if (ledBy.get(target) !== 0) continue;
        ledBy.set(target, edge + 1);
        order.set(found++, target);
      }
    }
    if (last === undefined) throw new Error('a fair component lacks what made it fair');
    const way = [last];
    for (let led = ledBy.get(graph.source(last)); led !== BEGINS; led = ledBy.get(graph.source(led - 1)))
      way.push(led - 1);
    for (let i = 0; i < found; i++) ledBy.set(order.get(i), 0);
    return way.reverse();
  }
}

function edgesTo(
  last: number,
  found: ReadonlyMap<number, { readonly edge: number; readonly before: number }>,
): number[] {
  const edges: number[] = [];
  for (let at = last; ; ) {
    const { edge, before } = found.get(at) as { edge: number; before: number };
    if (edge < 0) return edges.reverse();
    edges.push(edge);
    at = before;
  }
}
