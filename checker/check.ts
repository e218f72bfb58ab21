/**
 * Checks a model: drives the search in slices, and turns how it ended into a verdict with its execution.
 */
import { totalmem } from 'node:os';
import { Engine } from './engine.js';
import type { Execution } from './execution.js';
import { Judge } from './judge.js';
import type { Model, Parameters, Property } from './model.js';
import { pathByHints, pathWithFewestSwitches, type Waypoint } from './path.js';
import { failingInstance, ReplayError, replayPath } from './replay.js';
import { type Fingerprint, Search, type SearchLimits, type StateReference } from './search.js';
import { SpecCalls, SpecFailure } from './spec-call.js';
import { type SymmetryGroup, symmetryOf } from './symmetry.js';
import { lintSymmetry } from './symmetry-lint.js';
import type { Coverage, PropertyReport, Verdict } from './verdict.js';

export interface CheckOptions extends Partial<SearchLimits> {
  /** Call spec code twice and compare: impurity is a SpecFault. Also tries whether ids that are declared alike are treated alike. */
  readonly lint?: boolean;
  /** One state for each orbit: under all sorts that the model declares and does not order, or under these. */
  readonly symmetry?: boolean | readonly string[];
  /** Ends the search as Bounded. */
  readonly signal?: AbortSignal;
  /** Told a few times a second how far the search is. */
  readonly onProgress?: (progress: Progress) => void;
}

/** What executions say about where they come from. */
export interface About {
  readonly spec: string;
  readonly parameters: Parameters;
  readonly mutant?: string;
}

export interface Progress {
  readonly distinct: number;
  readonly generated: number;
  readonly depth: number;
  readonly queue: number;
  readonly seconds: number;
  readonly memoryBytes: number;
  /** Used slots of the visited set in parts of all. */
  readonly load: number;
}

/** How long the search runs between two looks at the clock and at signals, about. */
const SLICE_MS = 25;
const SLICE_STATES_MAX = 1 << 16;
const PROGRESS_INTERVAL_MS = 200;
/** The search for the fewest context switches keeps at most this many states. */
const REORDERED_STATES_MAX = 1_000_000;

/** The memory that a search may take where nothing else is said: nine tenths of what the process may have. */
export function defaultMemoryLimitBytes(): number {
  const constrained = process.constrainedMemory?.() ?? 0;
  const available = constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
  return Math.floor(available * 0.9);
}

/**
 * Explores every reachable state of a model within the limits and judges its properties.
 * @throws ModelError where the model is malformed, SymmetryError where symmetry is asked for and cannot be used, or the lint finds ids
 *   treated differently; spec code that fails is a verdict
 */
export async function checkModel(model: Model, options: CheckOptions = {}, about?: About): Promise<Verdict> {
  const { lint = false, signal, onProgress } = options;
  const memoryLimitBytes = options.memoryLimitBytes ?? defaultMemoryLimitBytes();
  const group =
    options.symmetry === undefined || options.symmetry === false
      ? undefined
      : groupOf(model, options.symmetry);
  const symmetryLint = lint ? await lintSymmetry(model, group, { signal }) : undefined;
  const search = new Search(model, new SpecCalls(lint), { ...options, memoryLimitBytes }, group);
  const started = performance.now();
  let told = started;
  let slice = 64;
  let before = started;
  if (signal?.aborted) search.interrupt();
  while (search.advance(slice)) {
    const now = performance.now();
    slice = nextSlice(slice, now - before);
    before = now;
    if (now - told >= PROGRESS_INTERVAL_MS) {
      told = now;
      onProgress?.(progressOf(search, (now - started) / 1000));
    }
    await new Promise(setImmediate);
    if (signal?.aborted) search.interrupt();
  }
  const coverage = coverageOf(search, (performance.now() - started) / 1000);
  return verdictOf(
    search,
    { ...coverage, symmetry: group?.used, symmetryLint },
    about ?? { spec: model.name, parameters: {} },
  );
}

function groupOf(model: Model, symmetry: true | readonly string[]): SymmetryGroup {
  return symmetryOf(model, symmetry === true ? undefined : symmetry);
}

/** So many states as should take SLICE_MS: a slow spec must hear Ctrl-C too. */
function nextSlice(states: number, tookMs: number): number {
  const fitting = Math.ceil((states * SLICE_MS) / Math.max(tookMs, 0.1));
  return Math.max(1, Math.min(fitting, 4 * states, SLICE_STATES_MAX));
}

function progressOf(search: Search, seconds: number): Progress {
  const { distinct, generated, depth, queue } = search;
  const memoryBytes = process.memoryUsage.rss();
  return { distinct, generated, depth, queue, seconds, memoryBytes, load: search.visited.load };
}

function verdictOf(search: Search, coverage: Coverage, about: About): Verdict {
  const { end, model } = search;
  switch (end?.kind) {
    case 'violated': {
      const { property } = end.failure;
      const run = replayPath(model, violatingPath(search, property, end.state, end.next));
      const failing = failingInstance(model, property, run);
      if (failing === undefined) {
        throw new ReplayError(`the counterexample of ${property.name} does not break it on replay`);
      }
      const { name, kind, says } = property;
      const claim = { name, kind, says, parameters: failing, outcome: 'violated' as const };
      const execution: Execution = { ...about, property: claim, ...run };
      // A step that breaks a property leads to a state that was not kept, on the level after the last.
      const depth = Math.max(coverage.depth, run.steps.length + 1);
      return {
        kind: 'violated',
        property: name,
        parameters: failing,
        coverage: { ...coverage, depth },
        execution,
      };
    }
    case 'spec-error':
      return {
        kind: 'spec-error',
        message: end.error.message,
        cause: end.error.cause,
        coverage,
        execution: end.state === undefined ? undefined : executionTo(search, end.state, about),
      };
    case 'bounded':
      return { kind: 'bounded', bound: end.bound, coverage };
    default: {
      const missed = model.properties.find(
        (p) => p.kind === 'reachable' && !search.judge.reached.has(p.name),
      );
      return missed === undefined
        ? { kind: 'holds', coverage }
        : { kind: 'violated', property: missed.name, parameters: {}, coverage };
    }
  }
}

/** The path to a violation with the fewest context switches, or, where that is too large to find, the search's own. */
function violatingPath(
  search: Search,
  property: Property,
  state: StateReference,
  next: Fingerprint | undefined,
): (Fingerprint & { mover?: string })[] {
  const { engine, model } = search;
  const hints = search.parents.hintsTo(state.number);
  const steps = hints.length - 1 + (next === undefined ? 0 : 1);
  const named = (path: Waypoint[], { movers }: Engine): (Fingerprint & { mover?: string })[] =>
    path.map(({ low, high, mover }) => ({ low, high, mover: movers[mover] }));
  if (search.distinct <= REORDERED_STATES_MAX) {
    // Who moved last does not survive a permutation, so the states of an orbit are told apart here.
    const plain = engine.groupSize > 1 ? new Engine(model, engine.calls) : engine;
    const judge = new Judge(plain, { ...model, properties: [property] });
    const best = orFailing(() => pathWithFewestSwitches(plain, judge, property, steps, REORDERED_STATES_MAX));
    if (best !== undefined) return named(best, plain);
  }
  const path = pathByHints(engine, hints, state);
  if (path === undefined) throw new ReplayError('the path to the violation could not be found again');
  return [...named(path, engine), ...(next === undefined ? [] : [next])];
}

/** Looking for a better path reaches states that the search had not; spec code that fails there must not hide the path found. */
function orFailing<T>(find: () => T): T | undefined {
  try {
    return find();
  } catch (error) {
    if (error instanceof SpecFailure) return undefined;
    throw error;
  }
}

/** The way to a state in which spec code failed; its own failure ends the replay there. */
function executionTo(search: Search, state: StateReference, about: About): Execution | undefined {
  try {
    const path = pathByHints(search.engine, search.parents.hintsTo(state.number), state);
    return (
      path && {
        ...about,
        ...replayPath(
          search.model,
          path.map(({ low, high }) => ({ low, high })),
        ),
      }
    );
  } catch {
    // Impure code need not replay; then there is no execution that could be shown.
    return undefined;
  }
}

function coverageOf(search: Search, seconds: number): Coverage {
  const { engine, judge, distinct, model } = search;
  const fired = engine.fired();
  const specCalls = engine.calls.count;
  return {
    distinct,
    generated: search.generated,
    depth: search.depth,
    queue: search.end?.kind === 'closed' ? 0 : search.queue,
    seconds,
    peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
    bytesPerState: search.bytesPerState,
    collisionProbability: collisionProbability(distinct, search.engine.groupSize),
    specCalls,
    tableHits: Math.max(0, engine.lookups + judge.lookups - specCalls),
    actions: engine.actionNames.map((name, i) => ({ name, fired: fired[i] })),
    properties: model.properties.map((property) => reportOf(search, property)),
  };
}

/**
 * The chance that two of so many states have one fingerprint. A key is the least of up to `g` fingerprints, and so lies in the lower
 * part of the space: two keys are equal with at most g^2 / (2g - 1) times the chance of two fingerprints.
 */
function collisionProbability(states: number, g: number): number {
  const pairs = (states * (states - 1)) / 2;
  return -Math.expm1((-pairs * g * g) / (2 * g - 1) / 2 ** 64);
}

function reportOf({ judge, end, distinct }: Search, property: Property): PropertyReport {
  const { name, kind, says } = property;
  const evaluated = judge.evaluated(property, distinct);
  const depth = judge.reached.get(name);
  const violated = end?.kind === 'violated' && end.failure.property === property;
  if (kind === 'reachable') {
    const verdict = depth !== undefined ? 'holds' : end?.kind === 'closed' ? 'violated' : 'unknown';
    return { name, kind, says, verdict, evaluated, depth };
  }
  return {
    name,
    kind,
    says,
    verdict: violated ? 'violated' : end?.kind === 'closed' ? 'holds' : 'unknown',
    evaluated,
  };
}
