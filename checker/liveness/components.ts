/**
 * Strongly connected components of a part of the state graph, by one depth-first search without recursion and with one word a state
 * besides its stacks (Tarjan 1972, in the form of Pearce 2016). Components are told in reverse topological order: all that a
 * component leads to are told before it.
 */
import type { StateGraph } from '../graph.js';
import { Bits, Words } from '../words.js';

/** Of each state, what a search for components needs at most, in bytes: its index, three stacks, and whether it is a root. */
export const COMPONENT_BYTES = 16 + 1 / 8;

/** A component: the states that stand from `from` on to before `to`. */
export interface Component {
  readonly from: number;
  readonly to: number;
  readonly states: Words;
  /** Whether a state belongs to it. */
  readonly has: (state: number) => boolean;
}

/** How much work is done between two pauses. */
const SLICE = 1 << 14;

export class ComponentSearch {
  /** 0: not met; from 1 on: its place in the search; from the top down: the number of its component. */
  private readonly index: Words;
  /** States of components that are not complete. */
  private readonly open: Words;
  /** The way from the root that is being followed, and of each state on it the edge that is looked at next. */
  private readonly way: Words;
  private readonly edge: Words;
  /** Whether a state on the way still leads to none before itself. */
  private readonly isRoot: Bits;

  /** @throws RangeError where the system has no memory left */
  constructor(private readonly graph: StateGraph) {
    const { states } = graph;
    this.index = new Words(states);
    this.open = new Words(states);
    this.way = new Words(states);
    this.edge = new Words(states);
    this.isRoot = new Bits(states);
  }

  /**
   * Tells every component of the states that can be reached from some through those that are allowed. Pauses now and then.
   * @param roots allowed states to begin with
   */
  *run(
    roots: Iterable<number>,
    isAllowed: (state: number) => boolean,
    tell: (component: Component) => void,
  ): Generator<void> {
    const { graph, index, open, way, edge, isRoot } = this;
    index.clear();
    let component = 0xffffffff;
    let next = 1;
    let openTop = 0;
    let work = 0;
    for (const root of roots) {
      if (++work % SLICE === 0) yield;
      if (index.get(root) !== 0) continue;
      let depth = 0;
      way.set(0, root);
      edge.set(0, graph.begin(root));
      index.set(root, next++);
      isRoot.add(root);
      while (depth >= 0) {
        if (++work % SLICE === 0) yield;
        const state = way.get(depth);
        const at = edge.get(depth);
        if (at < graph.end(state)) {
          const target = graph.target(at);
          if (!isAllowed(target)) {
            edge.set(depth, at + 1);
            continue;
          }
          if (index.get(target) === 0) {
            // Looked at again when the target is finished.
            depth++;
            way.set(depth, target);
            edge.set(depth, graph.begin(target));
            index.set(target, next++);
            isRoot.add(target);
            continue;
          }
          edge.set(depth, at + 1);
          if (index.get(target) < index.get(state)) {
            index.set(state, index.get(target));
            isRoot.delete(state);
          }
          continue;
        }
        depth--;
        open.set(openTop++, state);
        if (!isRoot.has(state)) continue;
        // States that were finished after this one's place was given are its component.
        let from = openTop - 1;
        const place = index.get(state);
        while (from > 0 && index.get(open.get(from - 1)) >= place) from--;
        const number = component--;
        for (let i = from; i < openTop; i++) index.set(open.get(i), number);
        tell({ from, to: openTop, states: open, has: (other) => index.get(other) === number });
        openTop = from;
      }
    }
  }
}
