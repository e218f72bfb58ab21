/**
 * Checks a model: drives the search in slices, turns how it ended into a verdict with its execution, and has liveness judged.
 */
import { setTimeout } from 'node:timers/promises';
import { Checkpoints, identityOf } from './checkpoint/checkpoints.js';
import { InputError } from './input-error.js';
import { withLiveness } from './liveness/liveness-verdict.js';
import { defaultMemoryLimitBytes, requireRoom } from './memory.js';
import type { Model, Parameters } from './model.js';
import { coverageOf, verdictOf } from './search/conclusion.js';
import { createSpillFolder, Spill, type SpillOptions } from './search/spill.js';
import { Search, type SearchLimits } from './search.js';
import { lintSymmetry, trySymmetry } from './symmetry/symmetry-lint.js';
import { groupOf } from './symmetry.js';
import type { Contribution } from './threads/contribution.js';
import type { ModelSource } from './threads/model-source.js';
import type { Workers } from './threads/workers.js';
import { lintMessages } from './user-code/message-lint.js';
import { SpecCalls, SpecFailure } from './user-code/spec-call.js';
import type { Coverage, Verdict } from './verdict.js';

export interface CheckOptions extends Partial<SearchLimits> {
  /** Call spec code twice and compare: impurity is a SpecFault. Also tries whether ids that are declared alike are treated alike. */
  readonly lint?: boolean;
  /** One state for each orbit: under all sorts that the model declares and does not order, or under these. */
  readonly symmetry?: boolean | readonly string[];
  /** Where other threads and later runs find the model: it does not travel. */
  readonly source?: ModelSource;
  /** Threads that search. */
  readonly workers?: Workers & {
    /** Wait for them before the first state is expanded. */
    readonly atOnce?: boolean;
  };
  /** A folder in which the search writes now and then where it is, and when it is interrupted. */
  readonly checkpoint?: {
    readonly folder: string;
    /** Ten minutes where nothing is said. */
    readonly everyMs?: number;
    /** Go on from the newest checkpoint there. */
    readonly resume?: boolean;
  };
  /** Told where the search was gone on from or written down, and which checkpoint is damaged. */
  readonly onNote?: (message: string) => void;
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
  /** What is done, and how far it is, where that is not the search: liveness is judged when all states are found. */
  readonly doing?: string;
}

/** Where nothing else is said a search that takes longer is helped: what is over sooner would be over before help comes. */
const ALONE_MS = 20;
const CHECKPOINT_MS = 10 * 60_000;
/** While others finish a level, this thread asks so often before it sleeps for a moment. */
const WAITS_AT_ONCE = 50;
/** How long the search runs between two looks at the clock and at signals, about. */
const SLICE_MS = 25;
const SLICE_STATES_MAX = 1 << 16;
const PROGRESS_INTERVAL_MS = 200;

/**
 * Explores every reachable state of a model within the limits and judges its properties.
 * @throws ModelError where the model is malformed, SymmetryError where symmetry is asked for and cannot be used, or ids are found to be
 *   treated differently, InputError where the memory limit is less than a search needs to begin; spec code that fails is a verdict
 */
export async function checkModel(model: Model, options: CheckOptions = {}, about?: About): Promise<Verdict> {
  const { lint = false, symmetry = false } = options;
  const memoryLimitBytes = options.memoryLimitBytes ?? defaultMemoryLimitBytes();
  if (options.memoryLimitBytes !== undefined) requireRoom(options.memoryLimitBytes);
  const limits = { ...options, memoryLimitBytes };
  const group = groupOf(model, symmetry);
  const folder = options.disk && createSpillFolder(options.disk.directory);
  const afterBytes = options.disk?.afterBytes ?? memoryLimitBytes / 4;
  const spill = folder && { directory: folder.path, afterBytes };
  const from = about ?? { spec: model.name, parameters: {} };
  const newSearch = (): Search =>
    new Search(model, new SpecCalls(lint), limits, group, spill && new Spill(spill, 0));
  try {
    let symmetryLint: Coverage['symmetryLint'];
    let symmetryTrial: Coverage['symmetryTrial'];
    try {
      if (lint) symmetryLint = await lintSymmetry(model, group, { signal: options.signal });
      else if (group !== undefined) symmetryTrial = await trySymmetry(model, group, options.signal);
    } catch (error) {
      if (!(error instanceof SpecFailure)) throw error;
      const unsearched = newSearch();
      unsearched.end = { kind: 'spec-error', error, state: undefined };
      return verdictOf(unsearched, coverageOf(unsearched, [], 1, 0), from);
    }
    const aboutSymmetry = { symmetry: group?.used, symmetryTrial, symmetryLint };
    const sorts = group?.sorts.map(({ name }) => name) ?? [];
    // What the search found is given back before its graph is kept: nothing here may hold on to it.
    const searched = await beginOrResume(model, options, from.spec, sorts, newSearch).then((begun) =>
      new Drive(begun, { ...options, lint, symmetry, spill }, aboutSymmetry).run(from),
    );
    const { signal, onProgress } = options;
    const tell = (doing: string, seconds: number) =>
      onProgress?.({
        ...searched.progress,
        seconds: searched.progress.seconds + seconds,
        memoryBytes: process.memoryUsage.rss(),
        doing,
      });
    const verdict = await withLiveness(
      model,
      lint ? await withMessages(model, searched.verdict, options.signal) : searched.verdict,
      { memoryLimitBytes, lint, ofOrbits: group !== undefined, signal, onProgress: tell },
      from,
    );
    // With more memory the same search may go on; with every state it is another one.
    const mayGoOn =
      verdict.kind === 'bounded' &&
      !(verdict.bound.kind === 'liveness' && verdict.bound.reason === 'symmetry');
    if (!mayGoOn) await searched.checkpoints?.remove();
    return verdict;
  } finally {
    folder?.remove();
  }
}

/** A search, where its checkpoints go, and how long it has taken before. */
interface Begun {
  readonly search: Search;
  readonly checkpoints: Checkpoints | undefined;
  readonly seconds: number;
}

async function beginOrResume(
  model: Model,
  { checkpoint, source, onNote = () => {} }: CheckOptions,
  spec: string,
  sorts: readonly string[],
  newSearch: () => Search,
): Promise<Begun> {
  if (checkpoint === undefined) return { search: newSearch(), checkpoints: undefined, seconds: 0 };
  if (source === undefined) throw new InputError('checkpoints need the source of the model');
  const identity = await identityOf(model, source, spec, sorts);
  if (checkpoint.resume) return Checkpoints.resume(checkpoint.folder, identity, newSearch, onNote);
  const checkpoints = await Checkpoints.begin(checkpoint.folder, identity);
  return { search: newSearch(), checkpoints, seconds: 0 };
}

/** What a search leaves: its verdict on all but liveness, how far it was in the end, and where its checkpoints are. */
interface Searched extends Pick<Begun, 'checkpoints'> {
  readonly verdict: Verdict;
  readonly progress: Progress;
}

interface DriveOptions extends CheckOptions {
  readonly lint: boolean;
  readonly symmetry: boolean | readonly string[];
  readonly spill: SpillOptions | undefined;
}

/** After the search, which so finds code that is no function of its input as if nobody had called it before. */
async function withMessages(model: Model, verdict: Verdict, signal?: AbortSignal): Promise<Verdict> {
  if (verdict.kind === 'spec-error') return verdict;
  const messagesApart = await lintMessages(model, signal);
  return { ...verdict, coverage: { ...verdict.coverage, messagesApart } };
}

/** Drives a search to its end: in slices, between which it shows progress, calls for help, writes checkpoints and hears signals. */
class Drive {
  private readonly started: number;
  private readonly search: Search;
  private waits = 0;

  constructor(
    private readonly begun: Begun,
    private readonly options: DriveOptions,
    /** What is known of symmetry before the search begins. */
    private readonly aboutSymmetry: Pick<Coverage, 'symmetry' | 'symmetryTrial' | 'symmetryLint'>,
  ) {
    this.search = begun.search;
    this.started = performance.now() - begun.seconds * 1000;
  }

  private get seconds(): number {
    return (performance.now() - this.started) / 1000;
  }

  async run(about: About): Promise<Searched> {
    const { search } = this;
    const { checkpoints } = this.begun;
    const contributions: Contribution[] = [...search.inherited];
    try {
      await this.explore();
    } finally {
      contributions.push(...((await search.crew?.leave()) ?? []));
      await checkpoints?.release();
    }
    const workers = 1 + contributions.length - search.inherited.length;
    const explored = coverageOf(search, contributions, workers, this.seconds);
    const verdict = verdictOf(search, { ...explored, ...this.aboutSymmetry }, about);
    return { verdict, progress: progressOf(search, this.seconds), checkpoints };
  }

  private async explore(): Promise<void> {
    const { search, options } = this;
    const { signal, onProgress, workers, checkpoint } = options;
    const begun = performance.now();
    const everyMs = checkpoint?.everyMs ?? CHECKPOINT_MS;
    let before = begun;
    let told = begun;
    let kept = begun;
    let slice = 64;
    if (workers?.atOnce) this.recruit();
    if (signal?.aborted) search.interrupt();
    while (search.advance(slice)) {
      const now = performance.now();
      if (!search.isWaiting) slice = nextSlice(slice, now - before);
      before = now;
      if (now - told >= PROGRESS_INTERVAL_MS) {
        told = now;
        onProgress?.(progressOf(search, this.seconds));
      }
      if (search.crew === undefined && now - begun > (workers?.aloneMs ?? ALONE_MS)) this.recruit();
      if (now - kept >= everyMs) {
        await this.checkpoint();
        kept = performance.now();
      }
      await this.pause();
      if (signal?.aborted) {
        await this.checkpoint();
        search.interrupt();
      }
    }
    if (search.end?.kind !== 'bounded') return;
    // A bound that left all threads at rest: a search with more room may go on from here.
    if (search.isResting) await this.writeDown();
    this.tellWhereToGoOn();
  }

  private tellWhereToGoOn(): void {
    const { checkpoints } = this.begun;
    if (checkpoints?.newest === undefined) return;
    const { distinct, bytes } = checkpoints.newest;
    const states = distinct.toLocaleString('en');
    const megabytes = Math.ceil(bytes / 1e6).toLocaleString('en');
    this.options.onNote?.(
      `written down at ${states} states (${megabytes} MB); --resume ${checkpoints.folder} goes on from there`,
    );
  }

  private recruit(): void {
    const { workers, source, symmetry, lint, maxStates, spill } = this.options;
    if (workers === undefined || workers.count <= 1) return;
    if (source === undefined) throw new InputError('several workers need the source of the model');
    const { count, atOnce = false } = workers;
    this.search.recruit({ source, symmetry, lint, maxStates, spill, atOnce }, count - 1);
  }

  /** Lets others have the thread for a moment. */
  private async pause(): Promise<void> {
    this.waits = this.search.isWaiting ? this.waits + 1 : 0;
    await (this.waits < WAITS_AT_ONCE ? new Promise(setImmediate) : setTimeout(1));
  }

  /** Brings all threads to rest, and writes down where they are. */
  private async checkpoint(): Promise<void> {
    const { search } = this;
    const { checkpoints } = this.begun;
    if (checkpoints === undefined) return;
    search.rest();
    while (search.isToRest && !search.isResting && search.advance(1)) await this.pause();
    if (search.end !== undefined || !search.isResting) return;
    await this.writeDown();
    search.goOn();
  }

  private async writeDown(): Promise<void> {
    const { search } = this;
    const others = [...search.inherited, ...((await search.crew?.report()) ?? [])];
    await this.begun.checkpoints?.write(search, others, this.seconds);
  }
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
