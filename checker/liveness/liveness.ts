/**
 * Judges `eventually`, `leadsTo` and `possible`, once the search has found every state and broken nothing: keeps the state graph
 * (checker/liveness/graph-pass.ts), and looks in it for an execution that is fair and in which what is owed never comes, or for a state
 * from which what is wanted is out of reach. By one thread, whatever the number of workers.
 *
 * Stuttering for ever is allowed wherever no fairness forbids it: without any assumption, next to nothing comes about.
 */

import type { StateGraph } from '../graph.js';
import type {
  Fairness,
  LivenessProperty,
  Model,
  Parameters,
  ResponseInstance,
  StateInstance,
} from '../model.js';
import type { SpecCalls } from '../user-code/spec-call.js';
import type { Bits } from '../words.js';
import { ComponentSearch } from './components.js';
import { fairComponents } from './fair-components.js';
import { Constraints, occurrences } from './fairness.js';
import { neverOccurring, refuseNeverOccurring } from './fairness-names.js';
import { GraphPass, type GraphSize, type Predicate } from './graph-pass.js';
import { beginnings, type Lasso, type Owed, shortestLasso } from './lasso.js';
import { type OutOfReach, outOfReach } from './possibility.js';

/** What is said of one property. */
export interface LivenessAnswer {
  readonly property: LivenessProperty;
  /** How many assumptions of fairness there are; none of a possibility. */
  readonly fairness?: number;
  /** Fairness of what occurs in no state: of a mutant. */
  readonly neverOccurring?: readonly Fairness[];
  /** Present where it is violated: by which instance, and how. */
  readonly broken?: { readonly parameters: Parameters } & (
    | { readonly kind: 'lasso'; readonly lasso: Lasso }
    | ({ readonly kind: 'out of reach' } & OutOfReach)
  );
}

/** Where the work pauses, to show progress and to hear signals. */
export interface Pauses {
  /** @param doing what is done, and how far it is */
  readonly pause: (doing: () => string) => void | Promise<void>;
}

export class LivenessJudge {
  readonly pass: GraphPass;
  private readonly properties: readonly LivenessProperty[];
  private components: ComponentSearch | undefined;

  /**
   * @param isMutant whether actions may be missing that the protocol has
   * @throws RangeError where the system has no memory left
   */
  constructor(
    private readonly model: Model,
    properties: readonly LivenessProperty[],
    calls: SpecCalls,
    private readonly size: GraphSize,
    private readonly isMutant: boolean,
  ) {
    this.properties = properties;
    this.pass = new GraphPass(model, calls, size, properties.flatMap(predicatesOf));
  }

  get graph(): StateGraph {
    return this.pass.graph;
  }

  /**
   * One answer for each property.
   * @throws SpecFailure of a predicate in the state `pass.at`; ModelError where fairness is asked of what never occurs; ReplayError,
   *   RangeError
   */
  async judge({ pause }: Pauses): Promise<readonly LivenessAnswer[]> {
    const { graph, size } = this;
    const count = (n: number) => n.toLocaleString('en');
    while (this.pass.advance(STATES_AT_ONCE)) {
      await pause(
        () => `keeping the state graph, one thread: ${count(this.pass.at)} of ${count(size.states)} states`,
      );
    }
    const answers: LivenessAnswer[] = [];
    let predicate = 0;
    for (const property of this.properties) {
      const truth = graph.truth.slice(predicate, predicate + predicatesOf(property).length);
      predicate += truth.length;
      answers.push(
        await this.answer(property, truth, () => pause(() => `judging ${property.name}, one thread`)),
      );
    }
    return answers;
  }

  private async answer(
    property: LivenessProperty,
    truth: readonly Bits[],
    pause: () => void | Promise<void>,
  ): Promise<LivenessAnswer> {
    if (property.kind === 'possible') return this.answerPossible(property, truth, pause);
    const { graph } = this;
    const never = this.neverOccurring(property);
    const constraints = new Constraints(property.fairness, graph.labels);
    let shortest: { readonly parameters: Parameters; readonly lasso: Lasso } | undefined;
    for (const [i, { parameters = {} }] of property.instances.entries()) {
      const owed =
        property.kind === 'eventually' ? owedAtFirst(truth[i]) : owedAfter(truth[2 * i], truth[2 * i + 1]);
      const lasso = await finished(this.lasso(constraints, owed), pause);
      if (lasso === undefined) continue;
      if (shortest === undefined || lengthOf(lasso) < lengthOf(shortest.lasso))
        shortest = { parameters, lasso };
    }
    return {
      property,
      fairness: constraints.list.length,
      ...(never.length === 0 ? {} : { neverOccurring: never }),
      ...(shortest === undefined ? {} : { broken: { kind: 'lasso', ...shortest } }),
    };
  }

  private *lasso(constraints: Constraints, owed: Owed): Generator<void, Lasso | undefined> {
    const { graph } = this;
    const roots = beginnings(graph, owed);
    const fair = yield* fairComponents(graph, this.search, constraints, roots, owed.goesOn);
    return yield* shortestLasso(graph, constraints, fair, owed);
  }

  private get search(): ComponentSearch {
    this.components ??= new ComponentSearch(this.graph);
    return this.components;
  }

  private async answerPossible(
    property: LivenessProperty,
    truth: readonly Bits[],
    pause: () => void | Promise<void>,
  ): Promise<LivenessAnswer> {
    let first: { readonly parameters: Parameters; readonly found: OutOfReach } | undefined;
    for (const [i, { parameters = {} }] of property.instances.entries()) {
      const found = await finished(outOfReach(this.graph, this.search, truth[i]), pause);
      if (found === undefined || (first !== undefined && first.found.state <= found.state)) continue;
      first = { parameters, found };
    }
    if (first === undefined) return { property };
    return { property, broken: { kind: 'out of reach', parameters: first.parameters, ...first.found } };
  }

  /** Fairness of what never occurs forbids nothing: of a protocol that is a slip of the pen, of a mutant it may be the point. */
  private neverOccurring(property: Exclude<LivenessProperty, { kind: 'possible' }>): readonly Fairness[] {
    const occurred = occurrences(this.graph.labels);
    const never = neverOccurring(this.model, property, occurred);
    if (never.length > 0 && !this.isMutant) {
      refuseNeverOccurring(this.model, property.name, never[0], occurred);
    }
    return never;
  }
}

/** States that are looked at between two looks at the clock. */
const STATES_AT_ONCE = 256;

function predicatesOf(property: LivenessProperty): readonly Predicate[] {
  const { name } = property;
  const one = (parameters: Parameters | undefined, holds: StateInstance['holds']): Predicate => ({
    property: name,
    parameters,
    holds,
  });
  if (property.kind !== 'leadsTo') return property.instances.map((i) => one(i.parameters, i.holds));
  return property.instances.flatMap(({ parameters, from, to }: ResponseInstance) => [
    one(parameters, from),
    one(parameters, to),
  ]);
}

function owedAtFirst(met: Bits): Owed {
  const isOpen = (state: number) => !met.has(state);
  return { begins: isOpen, goesOn: isOpen, isInitial: true };
}

function owedAfter(from: Bits, to: Bits): Owed {
  return {
    begins: (state) => from.has(state) && !to.has(state),
    goesOn: (state) => !to.has(state),
    isInitial: false,
  };
}

function lengthOf({ stem, loop }: Lasso): number {
  return stem.length + loop.length;
}

/** Runs work to its end, with a pause where it makes one. */
async function finished<T>(work: Generator<void, T>, pause: () => void | Promise<void>): Promise<T> {
  for (let step = work.next(); ; step = work.next()) {
    if (step.done === true) return step.value;
    await pause();
  }
}
