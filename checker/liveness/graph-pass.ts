/**
 * Explores a model once more, to keep its state graph: by one thread, breadth first, in slices. The search before has counted the
 * states and steps that there are; where this pass finds others, spec code has not answered as it did.
 */
import { Engine } from '../engine.js';
import { Frontier } from '../frontier.js';
import { StateGraph } from '../graph.js';
import { grown } from '../intern.js';
import type { Invariant, Model, StateInstance } from '../model.js';
import { ReplayError } from '../paths/replay.js';
import { Judge } from '../search/judge.js';
import { SharedArrays } from '../threads/shared-arrays.js';
import { SharedLog } from '../threads/shared-log.js';
import { type SpecCalls, SpecFailure } from '../user-code/spec-call.js';
import { LabelledModel } from './step-labels.js';

/** So few steps are sorted sooner by hand than by a call. */
const INSERTED_MAX = 32;

/** A predicate that is tabulated for every state, and of which property it is a part. */
export interface Predicate extends StateInstance {
  readonly property: string;
}

/** What the search has counted. */
export interface GraphSize {
  readonly states: number;
  /** Steps that change something, duplicates too. */
  readonly steps: number;
}

export class GraphPass {
  readonly graph: StateGraph;
  /** The state that is looked at. */
  at = 0;
  private steps = 0;
  private readonly engine: Engine;
  private readonly labelled: LabelledModel;
  private readonly frontier: Frontier;
  private readonly judges: readonly { readonly judge: Judge; readonly asInvariant: Invariant }[];
  private readonly row: Int32Array;
  private readonly next: Int32Array;
  /** Places of the steps out of a state, in their order. */
  private order: Int32Array = new Int32Array(256);

  /** @throws RangeError where the system has no memory left */
  constructor(
    model: Model,
    calls: SpecCalls,
    private readonly size: GraphSize,
    predicates: readonly Predicate[],
  ) {
    this.labelled = new LabelledModel(model);
    this.engine = new Engine(this.labelled.model, calls);
    this.graph = new StateGraph(size.states, size.steps, predicates.length);
    this.frontier = new Frontier(this.engine.layout, new SharedArrays(new SharedLog()));
    this.judges = predicates.map(({ property, parameters, holds }) => {
      const asInvariant: Invariant = {
        kind: 'invariant',
        name: property,
        says: '',
        instances: [{ parameters, holds }],
      };
      return { judge: new Judge(this.engine, { ...model, properties: [asInvariant] }), asInvariant };
    });
    this.row = this.engine.scratchRow();
    this.next = this.engine.scratchRow();
    this.begin();
  }

  private begin(): void {
    const { engine, graph, row } = this;
    const initial = this.labelled.model.initial
      .map((updates) => {
        engine.layout.writeInitial(row, updates);
        return { updates, ...engine.layout.fingerprint(row) };
      })
      .sort((a, b) => a.high - b.high || a.low - b.low);
    for (const { updates, low, high } of initial) {
      const known = graph.states;
      const number = graph.number(low, high);
      if (number < known) continue;
      engine.layout.writeInitial(row, updates);
      this.frontier.push(row, number, low, high);
    }
    this.nextLevel();
  }

  /**
   * Looks at up to so many states; tells whether there are more.
   * @throws SpecFailure of a predicate, in the state `at`; ReplayError where spec code does not answer as it did in the search
   */
  advance(states: number): boolean {
    const { frontier, row } = this;
    for (let i = 0; i < states; i++) {
      if (!frontier.read(row)) {
        if (this.nextLevel()) continue;
        this.requireSameSize();
        return false;
      }
      this.at = frontier.number;
      this.tabulate();
      this.expand();
    }
    return true;
  }

  private nextLevel(): boolean {
    if (this.frontier.nextLevel() === 0) return false;
    this.graph.levels.push(this.graph.states);
    return true;
  }

  private tabulate(): void {
    const { judges, graph, row } = this;
    for (let p = 0; p < judges.length; p++) {
      const { judge, asInvariant } = judges[p];
      if (!judge.breaks(asInvariant, row)) graph.truth[p].add(this.at);
    }
  }

  private expand(): void {
    const { engine, graph, frontier, row, next } = this;
    const count = this.stepsOut();
    this.steps += count;
    if (this.steps > this.size.steps) throw differently();
    this.sort(count);
    const { steps } = engine;
    let lastTarget = -1;
    let lastLabel = -1;
    for (let i = 0; i < count; i++) {
      const step = 3 * this.order[i];
      const outcome = steps[step];
      const known = graph.states;
      const target = graph.number(steps[step + 1], steps[step + 2]);
      if (graph.states > this.size.states) throw differently();
      const label = engine.actionOf(outcome);
      if (target === known) {
        engine.apply(outcome, row, next);
        frontier.push(next, target, steps[step + 1], steps[step + 2]);
      }
      if (target === lastTarget && label === lastLabel) continue;
      graph.addEdge(target, label);
      lastTarget = target;
      lastLabel = label;
    }
    graph.closeState(this.at);
    while (graph.labels.length < engine.actionNames.length) {
      graph.labels.push(this.labelled.label(engine.actionNames[graph.labels.length]));
    }
  }

  private stepsOut(): number {
    const { low, high } = this.frontier;
    try {
      return this.engine.expand(this.row, low, high);
    } catch (error) {
      // No action has failed in the search.
      if (error instanceof SpecFailure) throw differently();
      throw error;
    }
  }

  /** Puts the steps in the order of the fingerprints that they lead to, and of the texts of their labels. */
  private sort(count: number): void {
    while (this.order.length < count) this.order = grown(this.order);
    const { order } = this;
    for (let i = 0; i < count; i++) order[i] = i;
    if (count > INSERTED_MAX) {
      order.subarray(0, count).sort((a, b) => this.compare(a, b));
      return;
    }
    for (let i = 1; i < count; i++) {
      const step = order[i];
      let at = i;
      for (; at > 0 && this.compare(order[at - 1], step) > 0; at--) order[at] = order[at - 1];
      order[at] = step;
    }
  }

  private compare(a: number, b: number): number {
    const { steps, actionNames } = this.engine;
    const byState = steps[3 * a + 2] - steps[3 * b + 2] || steps[3 * a + 1] - steps[3 * b + 1];
    if (byState !== 0) return byState;
    const nameOf = (step: number) => actionNames[this.engine.actionOf(steps[3 * step])];
    return nameOf(a) < nameOf(b) ? -1 : nameOf(a) > nameOf(b) ? 1 : 0;
  }

  private requireSameSize(): void {
    if (this.graph.states !== this.size.states || this.steps !== this.size.steps) throw differently();
  }
}

function differently(): ReplayError {
  return new ReplayError(
    'the state graph has other states and steps than were searched: the spec answers differently',
  );
}
