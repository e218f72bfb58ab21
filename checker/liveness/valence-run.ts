/**
 * The valence of a protocol, from all its initial configurations: explores each, keeps its state graph, and finds in it what the proof of Fischer, Lynch
 * and Paterson (1985) speaks of: the bivalent initial configuration, critical configurations, and a run that stays bivalent for ever.
 */
import { setImmediate } from 'node:timers/promises';
import { checkModel, type Progress } from '../check.js';
import type { Execution } from '../execution.js';
import type { StateGraph } from '../graph.js';
import { InputError } from '../input-error.js';
import type { Decision, Eventually, Model } from '../model.js';
import { replayPath } from '../paths/replay.js';
import { bitCount } from '../rounds.js';
import { aboutOf, type InitialConfiguration, type Instance } from '../spec.js';
import { SpecCalls } from '../user-code/spec-call.js';
import type { Verdict } from '../verdict.js';
import { ComponentSearch } from './components.js';
import { fairComponents } from './fair-components.js';
import { Constraints } from './fairness.js';
import { GraphPass } from './graph-pass.js';
import { pointsOf } from './graph-points.js';
import { shortestLasso } from './lasso.js';
import { VALUES_MAX, Valence } from './valence.js';

export interface ValenceOptions {
  /** States of one configuration at most. */
  readonly maxStates?: number;
  readonly memoryLimitBytes?: number;
  readonly signal?: AbortSignal;
  /** Of the search from one initial configuration; each begins anew. */
  readonly onProgress?: (progress: Progress) => void;
  /** Look at no further configuration, once there is a run that never decides. */
  readonly untilUndecided?: boolean;
}

/** One initial configuration, and what can come of it. */
export interface ConfigurationValence {
  readonly inputs: Readonly<Record<string, string>>;
  readonly states: number;
  /** The values that can be decided from it, in the order of `values`. */
  readonly reach: readonly string[];
  /** How many states there are of each valence. */
  readonly counts: readonly { readonly values: readonly string[]; readonly states: number }[];
  readonly critical: number;
}

/** A critical configuration: how it is reached, and where each of its steps leads. */
export interface Critical {
  readonly execution: Execution;
  readonly fork: readonly { readonly step: Execution['steps'][number]; readonly values: readonly string[] }[];
}

/** A run that never decides, all its configurations bivalent. */
export interface Undecided {
  readonly execution: Execution;
  /** The instance that it is of, where that is not the one asked for. */
  readonly of?: Instance;
  /** The property whose assumptions of fairness it satisfies; absent where no property assumes anything. */
  readonly fairAs?: string;
}

export interface ValenceReport {
  readonly values: readonly string[];
  readonly configurations: readonly ConfigurationValence[];
  /** In the first bivalent configuration that has such; as the next. */
  readonly critical?: Critical & { readonly inputs: Readonly<Record<string, string>> };
  readonly undecided?: Undecided & { readonly inputs: Readonly<Record<string, string>> };
}

/** A search that did not close: of its graph nothing can be said. */
export class UnfinishedError extends Error {
  /**
   * @param explored how many configurations had been explored, of all initial ones
   * @param verdict how it ended; undefined where it was stopped after it had closed
   */
  constructor(
    readonly explored: number,
    readonly verdict?: Verdict,
  ) {
    super(`the search ended as ${verdict?.kind ?? 'stopped'}`);
    this.name = 'UnfinishedError';
  }
}

/** The spec does not say what is decided. */
export class NothingDecidedError extends InputError {}

/** Whether a model says what is decided, so that there are valences. */
export const decidesSomething = ({ decisions = [] }: Model): boolean => decisions.length > 1;

/**
 * @throws NothingDecidedError; InputError where the model is of rounds, or decides on too many values; UnfinishedError where a search does not close
 */
export async function valenceOf(instance: Instance, options: ValenceOptions = {}): Promise<ValenceReport> {
  const { spec, parameters, model } = instance;
  const configurations: readonly InitialConfiguration[] = spec.configurations?.(parameters) ?? [
    { inputs: {}, model },
  ];
  const values = requireDecisions(spec.name, configurations[0].model).map(({ value }) => value);
  const found: ConfigurationValence[] = [];
  let critical: ValenceReport['critical'];
  let undecided: ValenceReport['undecided'];
  for (const configuration of configurations) {
    const before = found.reduce((all, { states }) => all + states, 0);
    const one = await explore(configuration, instance, values, options, before);
    found.push(one.told);
    const { inputs } = configuration;
    if (one.told.reach.length < 2) continue;
    if (critical === undefined) {
      const first = one.critical();
      critical = first && { ...first, inputs };
    }
    if (undecided === undefined) {
      const endless = one.undecided();
      undecided = endless && { ...endless, inputs };
      if (undecided !== undefined && options.untilUndecided) break;
    }
  }
  if (undecided === undefined && spec.endless !== undefined && found.some(({ reach }) => reach.length > 1)) {
    const other = spec.endless();
    const report = await valenceOf(other, { ...options, untilUndecided: true });
    undecided = report.undecided && { ...report.undecided, of: other };
  }
  return { values, configurations: found, critical, undecided };
}

function requireDecisions(spec: string, model: Model): readonly Decision[] {
  const { decisions = [], isSynchronous } = model;
  if (isSynchronous)
    throw new InputError(
      `${spec} is synchronous: rounds bound all delays, and every run decides in the last; valence is of protocols without such a bound, and for rounds there is paxoscope chain`,
    );
  if (!decidesSomething(model))
    throw new NothingDecidedError(
      `${spec} does not say what is decided; a system({...}) does with decisions: (nodes) => [{ value, holds: (view) => ... }, ...], one for each value`,
    );
  if (decisions.length > VALUES_MAX)
    throw new InputError(
      `${spec} has ${decisions.length} values to decide on, and at most ${VALUES_MAX} are told apart`,
    );
  return decisions;
}

async function explore(
  { inputs, model: original }: InitialConfiguration,
  instance: Instance,
  values: readonly string[],
  options: ValenceOptions,
  before: number,
) {
  const about = aboutOf(instance);
  const model: Model = { ...original, properties: [] };
  const verdict = await checkModel(model, options, about);
  if (verdict.kind !== 'holds') throw new UnfinishedError(before + verdict.coverage.distinct, verdict);
  const { distinct, generated } = verdict.coverage;
  const size = { states: distinct, steps: generated - model.initial.length };
  const decisions = requireDecisions(instance.spec.name, original).map(({ value, holds }) => ({
    property: `decides ${value}`,
    holds,
  }));
  const pass = new GraphPass(model, new SpecCalls(false), size, decisions);
  while (pass.advance(STATES_AT_ONCE)) {
    await setImmediate();
    if (options.signal?.aborted) throw new UnfinishedError(before + distinct);
  }
  const { graph } = pass;
  const search = new ComponentSearch(graph);
  const valence = new Valence(graph, values.length, search);
  const named = (bits: number) => values.filter((_, value) => (bits & (1 << value)) !== 0);
  const initials = Array.from({ length: graph.levels[1] }, (_, state) => valence.of(state));
  const run = (edges: readonly number[], alone: number) => replayPath(model, pointsOf(graph, edges, alone));
  const forks = [...valence.critical()];
  return {
    told: {
      inputs,
      states: graph.states,
      reach: named(initials.reduce((all, bits) => all | bits, 0)),
      counts: [...valence.counts()]
        .sort(([a], [b]) => bitCount(b) - bitCount(a) || a - b)
        .map(([bits, states]) => ({ values: named(bits), states })),
      critical: forks.length,
    } satisfies ConfigurationValence,
    critical: (): Critical | undefined => {
      const [fork] = forks;
      if (fork === undefined) return undefined;
      const way = graph.wayTo(fork);
      const edges = Array.from(
        { length: graph.end(fork) - graph.begin(fork) },
        (_, i) => graph.begin(fork) + i,
      );
      return {
        execution: { ...about, ...run(way, fork) },
        fork: edges.map((edge) => ({
          step: run([...way, edge], fork).steps[way.length],
          values: named(valence.of(graph.target(edge))),
        })),
      };
    },
    undecided: (): Undecided | undefined => {
      const property = original.properties.find(
        (one): one is Eventually => one.kind === 'eventually' && one.fairness.length > 0,
      );
      const lasso =
        property === undefined ? plainCycle(graph, valence) : fairCycle(graph, search, valence, property);
      if (lasso === undefined) return undefined;
      const { stem, loop, start } = lasso;
      const execution = { ...about, ...run([...stem, ...loop], start), loopStart: stem.length };
      return { execution, ...(property === undefined ? {} : { fairAs: property.name }) };
    },
  };
}

const STATES_AT_ONCE = 4096;

interface Endless {
  readonly stem: readonly number[];
  readonly loop: readonly number[];
  readonly start: number;
}

function plainCycle(graph: StateGraph, valence: Valence): Endless | undefined {
  const cycle = valence.bivalentCycle();
  return cycle && { ...cycle, stem: graph.wayTo(cycle.start) };
}

/** A run that is fair as a property of the spec asks for: nobody rests for ever, and what is sent arrives. */
function fairCycle(
  graph: StateGraph,
  search: ComponentSearch,
  valence: Valence,
  { fairness }: Eventually,
): Endless | undefined {
  const isBivalent = (state: number) => valence.isBivalent(state);
  const constraints = new Constraints(fairness, graph.labels);
  const roots = Array.from({ length: graph.levels[1] }, (_, state) => state).filter(isBivalent);
  const fair = finished(fairComponents(graph, search, constraints, roots, isBivalent));
  return finished(
    shortestLasso(graph, constraints, fair, { begins: isBivalent, goesOn: isBivalent, isInitial: true }),
  );
}

function finished<T>(work: Generator<void, T>): T {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
}
