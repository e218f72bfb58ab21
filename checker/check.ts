/**
 * Checks a model: drives the search in slices, and turns how it ended into a verdict with its execution.
 */
import { totalmem } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { type Contribution, contributionOf, sumOf } from './contribution.js';
import { Engine } from './engine.js';
import type { Execution } from './execution.js';
import { Judge } from './judge.js';
import type { Model, Parameters, Property } from './model.js';
import type { ModelSource } from './model-source.js';
import { pathByHints, pathWithFewestSwitches, type Waypoint } from './path.js';
import { failingInstance, ReplayError, replayPath } from './replay.js';
import { type Fingerprint, Search, type SearchLimits, type StateReference } from './search.js';
import { SpecCalls, SpecFailure } from './spec-call.js';
import { createSpillFolder, removeSpillFolder, Spill, type SpillOptions } from './spill.js';
import { groupOf } from './symmetry.js';
import type { Coverage, PropertyReport, Verdict } from './verdict.js';

export interface CheckOptions extends Partial<SearchLimits> {
  /** Call spec code twice and compare: impurity is a SpecFault. */
  readonly lint?: boolean;
  /** One state for each orbit: under all sorts that the model declares and does not order, or under these. */
  readonly symmetry?: boolean | readonly string[];
  /** Threads that search, this one among them; the others build the same model from its source. */
  readonly workers?: {
    readonly count: number;
    readonly source: ModelSource;
    /** Wait for them before the first state is expanded. Else they start when the search turns out to take longer than a moment. */
    readonly atOnce?: boolean;
  };
  /** Where states that wait to be expanded go when they take more memory than so many bytes (a quarter of the limit by default). */
  readonly disk?: { readonly directory: string; readonly afterBytes?: number };
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

/** A search that takes longer is helped: what is over sooner would be over before help comes. */
/** Searches that take longer than this are helped. */
const HELP_AFTER_MS = 40;
/** While others finish a level, this thread asks so often before it sleeps for a moment. */
const WAITS_AT_ONCE = 50;
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
 * @throws ModelError where the model is malformed; spec code that fails is a verdict
 */
export async function checkModel(model: Model, options: CheckOptions = {}, about?: About): Promise<Verdict> {
  const { lint = false, symmetry = false } = options;
  const memoryLimitBytes = options.memoryLimitBytes ?? defaultMemoryLimitBytes();
  const limits = { ...options, memoryLimitBytes };
  const group = groupOf(model, symmetry);
  const spill = options.disk && spillOptions(options.disk, memoryLimitBytes);
  try {
    const search = new Search(model, new SpecCalls(lint), limits, group, spill && new Spill(spill, 0));
    return await run(
      search,
      { ...options, lint, symmetry },
      spill,
      about ?? { spec: model.name, parameters: {} },
    );
  } finally {
    if (spill !== undefined) removeSpillFolder(spill.directory);
  }
}

function spillOptions(
  { directory, afterBytes }: NonNullable<CheckOptions['disk']>,
  memoryLimitBytes: number,
): SpillOptions {
  return { directory: createSpillFolder(directory), afterBytes: afterBytes ?? memoryLimitBytes / 4 };
}

/** Drives a search to its end. */
async function run(
  search: Search,
  options: CheckOptions & { readonly lint: boolean; readonly symmetry: boolean | readonly string[] },
  spill: SpillOptions | undefined,
  about: About,
): Promise<Verdict> {
  const { signal, onProgress, workers, lint, symmetry, maxStates } = options;
  const started = performance.now();
  let told = started;
  let slice = 64;
  let before = started;
  let waits = 0;
  const contributions: Contribution[] = [];
  const recruit = (): void => {
    if (workers === undefined || workers.count <= 1) return;
    const { source, count, atOnce = false } = workers;
    search.recruit({ source, symmetry, lint, maxStates, spill, atOnce }, count - 1);
  };
  if (signal?.aborted) search.interrupt();
  try {
    if (workers?.atOnce) recruit();
    while (search.advance(slice)) {
      const now = performance.now();
      slice = search.isWaiting ? slice : nextSlice(slice, now - before);
      before = now;
      if (now - told >= PROGRESS_INTERVAL_MS) {
        told = now;
        onProgress?.(progressOf(search, (now - started) / 1000));
      }
      if (search.crew === undefined && now - started > HELP_AFTER_MS) recruit();
      waits = search.isWaiting ? waits + 1 : 0;
      await (waits < WAITS_AT_ONCE ? new Promise(setImmediate) : setTimeout(1));
      if (signal?.aborted) search.interrupt();
    }
  } finally {
    contributions.push(...((await search.crew?.leave()) ?? []));
  }
  const coverage = coverageOf(search, contributions, (performance.now() - started) / 1000);
  return verdictOf(search, coverage, about);
}

/** So many states as should take SLICE_MS: a slow spec must hear Ctrl-C too. */
function nextSlice(states: number, tookMs: number): number {
  const fitting = Math.ceil((states * SLICE_MS) / Math.max(tookMs, 0.1));
  return Math.max(1, Math.min(fitting, 4 * states, SLICE_STATES_MAX));
}

function progressOf(search: Search, seconds: number): Progress {
  const { distinct, generated, depth, queue } = search;
  const memoryBytes = process.memoryUsage.rss();
  return { distinct, generated, depth, queue, seconds, memoryBytes, load: distinct / search.visited.slots };
}

function verdictOf(search: Search, coverage: Coverage, about: About): Verdict {
  const { end, model } = search;
  switch (end?.kind) {
    case 'violated': {
      const { property } = end;
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
      const missed = coverage.properties.find((p) => p.kind === 'reachable' && p.verdict === 'violated');
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

function coverageOf(search: Search, others: readonly Contribution[], seconds: number): Coverage {
  const { explorer, engine, distinct, model } = search;
  const done = sumOf(model, [contributionOf(explorer), ...others]);
  const { specCalls } = done;
  return {
    distinct,
    generated: search.generated,
    depth: search.depth,
    queue: search.end?.kind === 'closed' ? 0 : search.queue,
    seconds,
    workers: others.length + 1,
    peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
    bytesPerState: search.bytesPerState,
    collisionProbability: collisionProbability(distinct, engine.groupSize),
    specCalls,
    tableHits: Math.max(0, done.lookups - specCalls),
    actions: Object.entries(done.fired).map(([name, fired]) => ({ name, fired })),
    properties: model.properties.map((property, i) =>
      reportOf(search, property, done.reached[property.name], done.evaluated[i]),
    ),
  };
}

/**
 * The chance that two of so many states have one fingerprint. A key is the least of `g` fingerprints, and so lies in the lower
 * part of the space: two keys are equal with g^2 / (2g - 1) times the chance of two fingerprints.
 */
function collisionProbability(states: number, g: number): number {
  const pairs = (states * (states - 1)) / 2;
  return -Math.expm1((-pairs * g * g) / (2 * g - 1) / 2 ** 64);
}

function reportOf(
  { end, distinct }: Search,
  property: Property,
  depth: number | undefined,
  judged: number,
): PropertyReport {
  const { name, kind, says } = property;
  if (kind === 'reachable') {
    const verdict = depth !== undefined ? 'holds' : end?.kind === 'closed' ? 'violated' : 'unknown';
    return { name, kind, says, verdict, evaluated: property.instances.length === 0 ? 0 : distinct, depth };
  }
  const violated = end?.kind === 'violated' && end.property === property;
  return {
    name,
    kind,
    says,
    verdict: violated ? 'violated' : end?.kind === 'closed' ? 'holds' : 'unknown',
    evaluated: kind === 'invariant' ? (property.instances.length === 0 ? 0 : distinct) : judged,
  };
}
