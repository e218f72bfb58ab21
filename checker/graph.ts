/**
 * The finished state graph: every reachable state by a number, the edges out of it, and which of some predicates it satisfies.
 * Liveness is judged on it, for no single state or step breaks such a property (checker/liveness/liveness.ts).
 *
 * Numbers and edges do not depend on the order in which the engine finds steps: states are numbered breadth first, the edges out of a
 * state are in the order of the fingerprints that they lead to. So what is found in the graph is the same in every run. The
 * steps of the model that lead from a state to the same other, and are told apart by nothing, are one edge. A state has no
 * edge to itself, since a step changes something.
 */
import { NUMBER_BYTES, StateNumbers } from './liveness/state-numbers.js';
import type { StepLabel } from './liveness/step-labels.js';
import { Bits, Words } from './words.js';

/** Its number, and where its edges begin. */
const STATE_BYTES = NUMBER_BYTES + 4;
/** Where it leads, and its label. */
export const EDGE_BYTES = 8;

/** Of each state, what a graph that tabulates so many predicates needs, in bytes. */
export function bytesOfState(predicates: number): number {
  return STATE_BYTES + predicates / 8;
}

export class StateGraph {
  /** Edges that are there so far. */
  edges = 0;
  /** The number of the first state of each level, and one more than the last state's; the initial states are the first level. */
  readonly levels: number[] = [0];
  /** What edges are labelled with, by number. */
  readonly labels: StepLabel[] = [];
  /** Which states satisfy each predicate. */
  readonly truth: readonly Bits[];
  private readonly numbers: StateNumbers;
  private readonly firstEdge: Words;
  private readonly targets: Words;
  private readonly edgeLabels: Words;

  /**
   * A graph without a state.
   * @param statesMax how many there will be, and how many edges at most
   * @throws RangeError where the system has no memory left
   */
  constructor(statesMax: number, edgesMax: number, predicates: number) {
    this.numbers = new StateNumbers(statesMax);
    this.firstEdge = new Words(statesMax + 1);
    this.targets = new Words(edgesMax);
    this.edgeLabels = new Words(edgesMax);
    this.truth = Array.from({ length: predicates }, () => new Bits(statesMax));
  }

  /** States that are there so far. */
  get states(): number {
    return this.numbers.count;
  }

  /** The number of the state with this fingerprint; a new one where there is none: then `states` has grown. */
  number(low: number, high: number): number {
    return this.numbers.of(low, high);
  }

  /** Adds an edge out of the state whose edges were not closed yet. */
  addEdge(target: number, label: number): void {
    this.targets.set(this.edges, target);
    this.edgeLabels.set(this.edges, label);
    this.edges++;
  }

  /** After the last edge out of a state; states are closed in the order of their numbers. */
  closeState(state: number): void {
    this.firstEdge.set(state + 1, this.edges);
  }

  /** The edges out of a state are those from `begin` to before `end`; a state that is not closed yet has none. */
  begin(state: number): number {
    return this.firstEdge.get(state);
  }

  end(state: number): number {
    return this.firstEdge.get(state + 1);
  }

  target(edge: number): number {
    return this.targets.get(edge);
  }

  /** The number of the edge's label. */
  label(edge: number): number {
    return this.edgeLabels.get(edge);
  }

  /** The state that an edge leaves. */
  source(edge: number): number {
    let from = 0;
    let to = this.states - 1;
    while (from < to) {
      const middle = (from + to + 1) >>> 1;
      if (this.begin(middle) <= edge) from = middle;
      else to = middle - 1;
    }
    return from;
  }

  /** The edges of a shortest way to a state from an initial state. */
  wayTo(state: number): number[] {
    const { levels } = this;
    const way: number[] = [];
    let level = levels.findLastIndex((first) => first <= state);
    for (let target = state; level > 0; level--) {
      const edge = this.edgeInto(target, levels[level - 1], levels[level]);
      way.push(edge);
      target = this.source(edge);
    }
    return way.reverse();
  }

  /** The first edge to a state out of those from `from` on to before `to`. */
  private edgeInto(target: number, from: number, to: number): number {
    for (let edge = this.begin(from), end = this.end(to - 1); edge < end; edge++) {
      if (this.target(edge) === target) return edge;
    }
    throw new Error(`no edge leads to state ${target}`);
  }

  fingerprint(state: number): { readonly low: number; readonly high: number } {
    return this.numbers.fingerprint(state);
  }
}
