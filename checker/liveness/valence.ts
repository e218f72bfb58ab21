/**
 * Valence (Fischer, Lynch, Paterson 1985, section 3): which values can still be decided from a configuration. One value: it is univalent; two or
 * more: bivalent, nothing is settled yet. A *critical* configuration is bivalent and every step out of it leads to a univalent one: the fork that decides.
 *
 * Over the finished state graph: what is decided in a state, and what can be decided from those that it leads to. Strongly connected components come in
 * reverse topological order, so each state is looked at once.
 */

import type { StateGraph } from '../graph.js';
import { Words } from '../words.js';
import { ComponentSearch } from './components.js';

/** Values are bits of one word. */
export const VALUES_MAX = 31;

export class Valence {
  /** By state: the values that can be decided from it on, as bits. */
  private readonly reach: Words;

  /**
   * @param graph whose predicates are the decisions, one a value
   * @throws RangeError where the system has no memory left
   */
  constructor(
    private readonly graph: StateGraph,
    private readonly values: number,
    private readonly search = new ComponentSearch(graph),
  ) {
    this.reach = new Words(graph.states);
    const everywhere = function* () {
      for (let state = 0; state < graph.states; state++) yield state;
    };
    run(
      search.run(
        everywhere(),
        () => true,
        ({ from, to, states }) => {
          let reached = 0;
          for (let i = from; i < to; i++) reached |= this.reachedFrom(states.get(i));
          for (let i = from; i < to; i++) this.reach.set(states.get(i), reached);
        },
      ),
    );
  }

  /** What is decided in a state, and known of those that it leads to. */
  private reachedFrom(state: number): number {
    const { graph } = this;
    let reached = this.decidedIn(state);
    for (let edge = graph.begin(state); edge < graph.end(state); edge++)
      reached |= this.reach.get(graph.target(edge));
    return reached;
  }

  private decidedIn(state: number): number {
    let decided = 0;
    for (let value = 0; value < this.values; value++)
      if (this.graph.truth[value].has(state)) decided |= 1 << value;
    return decided;
  }

  /** The values that can be decided from a state on, as bits: bit i is value i. */
  of(state: number): number {
    return this.reach.get(state);
  }

  isBivalent(state: number): boolean {
    const reached = this.reach.get(state);
    return (reached & (reached - 1)) !== 0;
  }

  /** How many states have each valence, by its bits. */
  counts(): ReadonlyMap<number, number> {
    const counts = new Map<number, number>();
    for (let state = 0; state < this.graph.states; state++) {
      const reached = this.reach.get(state);
      counts.set(reached, (counts.get(reached) ?? 0) + 1);
    }
    return counts;
  }

  /** Bivalent states that have steps, of which every one leads to a univalent state. */
  *critical(): Generator<number> {
    const { graph } = this;
    for (let state = 0; state < graph.states; state++) {
      if (!this.isBivalent(state) || graph.begin(state) === graph.end(state)) continue;
      let isFork = true;
      for (let edge = graph.begin(state); isFork && edge < graph.end(state); edge++)
        isFork = !this.isBivalent(graph.target(edge));
      if (isFork) yield state;
    }
  }

  /** The edges of a shortest cycle of bivalent states through one that is reached soonest; undefined where there is none. */
  bivalentCycle(): { readonly start: number; readonly loop: readonly number[] } | undefined {
    const { graph } = this;
    let start: number | undefined;
    let has: (state: number) => boolean = () => false;
    const isBivalent = (state: number) => this.isBivalent(state);
    const roots = function* () {
      for (let state = 0; state < graph.states; state++) if (isBivalent(state)) yield state;
    };
    run(
      this.search.run(roots(), isBivalent, (component) => {
        if (component.to - component.from === 1) return;
        let first = Number.POSITIVE_INFINITY;
        const members = new Set<number>();
        for (let i = component.from; i < component.to; i++) {
          members.add(component.states.get(i));
          first = Math.min(first, component.states.get(i));
        }
        if (start !== undefined && start <= first) return;
        start = first;
        has = (state) => members.has(state);
      }),
    );
    return start === undefined ? undefined : { start, loop: this.loopThrough(start, has) };
  }

  /** The edges of a shortest way from a state back to itself through states of its component. */
  private loopThrough(start: number, has: (state: number) => boolean): readonly number[] {
    const { graph } = this;
    const ledBy = new Map<number, number>();
    const queue = [start];
    for (const state of queue)
      for (let edge = graph.begin(state); edge < graph.end(state); edge++) {
        const target = graph.target(edge);
        if (!has(target) || ledBy.has(target)) continue;
        ledBy.set(target, edge);
        if (target === start) return wayBack(graph, start, ledBy);
        queue.push(target);
      }
    throw new Error('a component of several states has a loop through each of them');
  }
}

function wayBack(graph: StateGraph, start: number, ledBy: ReadonlyMap<number, number>): number[] {
  const loop: number[] = [];
  let at = start;
  do {
    const edge = ledBy.get(at) as number;
    loop.push(edge);
    at = graph.source(edge);
  } while (at !== start);
  return loop.reverse();
}

/** Work that may pause, without a pause. */
function run(work: Generator<void>): void {
  for (const _ of work);
}
