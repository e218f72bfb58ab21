/**
 * A naive twin of the judge of liveness, on the description of a graph and on matrices: every set of states is tried as the one that a
 * loop stays in, and lassos are found by trying all of them. No components, no pruning, no rows, no fingerprints.
 */
import type { Execution } from '../../../checker/execution.js';
import type { Fairness } from '../../../checker/model.js';
import { type EdgePlan, edgesOf, type GraphPlan, initialOf } from './random-graph.js';

type Edge = EdgePlan;
/** One assumption: which edges satisfy it. */
interface Assumption {
  readonly kind: Fairness['kind'];
  readonly has: (edge: Edge) => boolean;
}

export class GraphTwin {
  /** Edges that change something. */
  private readonly edges: readonly Edge[];
  private readonly assumptions: readonly Assumption[];

  constructor(private readonly plan: GraphPlan) {
    this.edges = edgesOf(plan).filter(({ from, to }) => from !== to);
    this.assumptions =
      plan.kind === 'possible' ? [] : plan.fairness.flatMap((one) => this.assumptionsOf(one));
  }

  private assumptionsOf({ kind, action, node, each }: Fairness): Assumption[] {
    const isMeant = (edge: Edge) => edge.action === action && (node === undefined || edge.node === node);
    if (each === undefined) return [{ kind, has: isMeant }];
    const keyOf = (edge: Edge) => (each === 'node' ? `${edge.node}` : `${edge.node} ${edge.x}`);
    const keys = [...new Set(this.edges.filter(isMeant).map(keyOf))];
    return keys.map((key) => ({ kind, has: (edge: Edge) => isMeant(edge) && keyOf(edge) === key }));
  }

  /** Whether fairness is asked of an action that no state has: only `c` gets its name when it is given something. */
  get neverOccurs(): boolean {
    if (this.plan.kind === 'possible' || !this.plan.fairness.some(({ action }) => action === 'c'))
      return false;
    const reached = this.reachedFrom(initialOf(this.plan), () => true);
    return !edgesOf(this.plan).some(({ from, action }) => action === 'c' && reached.has(from));
  }

  isViolated(): boolean {
    return this.plan.instances.some((_, i) => this.breaks(i));
  }

  private breaks(instance: number): boolean {
    const all = this.reachedFrom(initialOf(this.plan), () => true);
    if (this.plan.kind === 'possible') {
      return [...all].some(
        (s) => ![...this.reachedFrom([s], () => true)].some((t) => this.isMet(instance, t)),
      );
    }
    const isOwed = (state: number) => !this.isMet(instance, state);
    const owed = this.reachedFrom(this.beginnings(instance), isOwed);
    return this.subsets([...owed]).some((loop) => this.isConnected(loop) && this.isFairTo(loop));
  }

  private beginnings(instance: number): number[] {
    const isOwed = (state: number) => !this.isMet(instance, state);
    if (this.plan.kind === 'eventually') return initialOf(this.plan).filter(isOwed);
    const all = [...this.reachedFrom(initialOf(this.plan), () => true)];
    return all.filter((state) => isOwed(state) && this.begins(instance, state));
  }

  private isMet(instance: number, state: number): boolean {
    return this.plan.instances[instance].to.some((s) => s % this.plan.states === state);
  }

  private begins(instance: number, state: number): boolean {
    return this.plan.instances[instance].from.some((s) => s % this.plan.states === state);
  }

  private reachedFrom(starts: readonly number[], isAllowed: (state: number) => boolean): Set<number> {
    const reached = new Set(starts);
    for (let size = -1; size < reached.size; ) {
      size = reached.size;
      for (const { from, to } of this.edges) if (reached.has(from) && isAllowed(to)) reached.add(to);
    }
    return reached;
  }

  private subsets(states: readonly number[]): Set<number>[] {
    return Array.from(
      { length: 2 ** states.length - 1 },
      (_, bits) => new Set(states.filter((_, i) => ((bits + 1) >> i) & 1)),
    );
  }

  /** Whether a loop can visit all of these states and no other; a single one may stutter. */
  private isConnected(loop: ReadonlySet<number>): boolean {
    return [...loop].every((state) => this.reachedFrom([state], (s) => loop.has(s)).size === loop.size);
  }

  /** Whether a loop through all of these states, along all edges between them, is fair. */
  private isFairTo(loop: ReadonlySet<number>): boolean {
    const inside = this.edges.filter(({ from, to }) => loop.has(from) && loop.has(to));
    return this.isFairLoop([...loop], inside);
  }

  private isFairLoop(states: readonly number[], taken: readonly Edge[]): boolean {
    return this.assumptions.every(({ kind, has }) => {
      if (taken.some(has)) return true;
      const isEnabled = (state: number) => this.edges.some((e) => e.from === state && has(e));
      return kind === 'weak' ? !states.every(isEnabled) : !states.some(isEnabled);
    });
  }

  /** Whether an execution is a lasso of this graph which is fair and breaks the instance that it names. */
  isGenuine({ initial, steps, loopStart, property }: Execution): boolean {
    const instance = Number(property?.parameters.i);
    const passed = [initial[0].value as number, ...steps.map(({ changes }) => changes[0].after as number)];
    if (!initialOf(this.plan).includes(passed[0])) return false;
    const taken: Edge[][] = steps.map((step, i) =>
      this.edges.filter(
        (e) =>
          e.from === passed[i] &&
          e.to === passed[i + 1] &&
          e.action === step.action &&
          e.node === step.node &&
          // What an action is given is not shown of a step.
          (step.parameters.x === undefined || e.x === step.parameters.x),
      ),
    );
    if (taken.some((edges) => edges.length === 0)) return false;
    if (this.plan.kind === 'possible') {
      const left = this.reachedFrom([passed[passed.length - 1]], () => true);
      return loopStart === undefined && ![...left].some((s) => this.isMet(instance, s));
    }
    if (loopStart === undefined || passed[loopStart] !== passed[passed.length - 1]) return false;
    const lastMet = passed.findLastIndex((s) => this.isMet(instance, s));
    const isOwed =
      this.plan.kind === 'eventually'
        ? lastMet < 0
        : passed.some((s, i) => i > lastMet && this.begins(instance, s));
    const loop = loopStart === steps.length ? passed.slice(-1) : passed.slice(loopStart, -1);
    return isOwed && this.isFairLoop(loop, taken.slice(loopStart).flat());
  }

  /** Whether there is a lasso of at most so many steps, in which it is owed when the loop begins, by trying all of them. */
  hasLassoOf(stepsMax: number): boolean {
    return this.plan.instances.some((_, instance) =>
      initialOf(this.plan).some((start) => this.tries(instance, [start], [], stepsMax)),
    );
  }

  private tries(instance: number, passed: readonly number[], taken: readonly Edge[], left: number): boolean {
    if (this.closes(instance, passed, taken)) return true;
    if (left === 0) return false;
    const last = passed[passed.length - 1];
    return this.edges.some(
      (e) => e.from === last && this.tries(instance, [...passed, e.to], [...taken, e], left - 1),
    );
  }

  /** Whether what was passed is a fair lasso that breaks the instance, wherever its loop begins. */
  private closes(instance: number, passed: readonly number[], taken: readonly Edge[]): boolean {
    const lastMet = passed.findLastIndex((s) => this.isMet(instance, s));
    if (this.plan.kind === 'eventually' && lastMet >= 0) return false;
    const last = passed.length - 1;
    return passed.some((state, i) => {
      if (state !== passed[last] || (i < last && lastMet >= i)) return false;
      if (
        this.plan.kind === 'leadsTo' &&
        !passed.some((s, j) => j > lastMet && j <= i && this.begins(instance, s))
      )
        return false;
      return this.isFairLoop(i === last ? [state] : passed.slice(i, -1), taken.slice(i));
    });
  }

  /** The fewest steps to a state from which the instance is out of reach. */
  shortestOutOfReach(): number {
    let level = initialOf(this.plan);
    for (let steps = 0; ; steps++) {
      const isOut = (s: number) =>
        this.plan.instances.some(
          (_, i) => ![...this.reachedFrom([s], () => true)].some((t) => this.isMet(i, t)),
        );
      if (level.some(isOut)) return steps;
      level = this.edges.filter(({ from }) => level.includes(from)).map(({ to }) => to);
    }
  }
}
