/**
 * Random walks over the same steps and judged by the same properties as the exhaustive search: for models that are too large to
 * close. Every walk begins in an initial state and takes any step with equal chance. A simulation can refute, it can never prove:
 * there is no verdict "holds" here.
 *
 * The same seed and limits give the same walks, verdict and counts on every machine, with any number of threads: each walk is a
 * function of the seed and its number, and the first walk that breaks something is the one that is told.
 */
import type { About } from './check.js';
import { defaultMemoryLimitBytes, heapLimitReached, isOutOfMemory } from './memory.js';
import { isAsked, type Model, type PropertyKind } from './model.js';
import type { ModelSource } from './threads/model-source.js';
import type { Workers } from './threads/workers.js';
import type { ActionReport } from './verdict.js';
import { type Explanation, explainWalk } from './walks/failing-walk.js';
import { HyperLogLog, STANDARD_ERROR } from './walks/hyperloglog.js';
import { Ledger } from './walks/ledger.js';
import type { Tally } from './walks/tally.js';
import { WalkCrew } from './walks/walk-crew.js';
import { type Block, Share, WalkNumbers } from './walks/walk-share.js';
import { Walker, type WalkOptions } from './walks/walker.js';

/** The seeds that there are: 32 bits. */
export const SEED_MAX = 0xffff_ffff;

export interface SimulationLimits {
  readonly walks: number;
  /** Steps of one walk. */
  readonly maxSteps: number;
  readonly memoryLimitBytes?: number;
}

export interface SimulationOptions extends SimulationLimits {
  /** From 0 to SEED_MAX. */
  readonly seed: number;
  readonly lint?: boolean;
  readonly workers?: Workers;
  readonly source?: ModelSource;
  readonly signal?: AbortSignal;
  /** Told a few times a second. */
  readonly onProgress?: (progress: SimulationProgress) => void;
}

export interface SimulationProgress {
  /** Walks that ended. */
  readonly walks: number;
  readonly steps: number;
  /** Distinct states that were visited, about: STANDARD_ERROR says how far off that may be. */
  readonly distinctEstimate: number;
  readonly seconds: number;
}

/**
 * What the walks saw, whatever the verdict: all of them, or, where one ran into trouble, those up to it. Where a run was interrupted or
 * out of memory, walks that were under way count as far as they went.
 */
export interface SimulationCoverage extends SimulationProgress {
  readonly seed: number;
  /** States visited, as often as they were: the initial states, and one for each step. */
  readonly states: number;
  /** Of `distinctEstimate`, as a part of it. */
  readonly distinctStandardError: number;
  /** Steps of the longest walk. */
  readonly longest: number;
  /** Levels that it passed, the initial state being level 1. */
  readonly depth: number;
  /** Walks that ended before the limit, in a state without a step. */
  readonly deadEnds: number;
  /** Threads that walked. */
  readonly workers: number;
  /** Steps taken, by action. */
  readonly actions: readonly ActionReport[];
  readonly properties: readonly SimulationReport[];
}

export interface SimulationReport {
  readonly name: string;
  readonly kind: PropertyKind;
  readonly says: string;
  /** `holds`: a reachable property that was met. All others can only be broken, or stay open. */
  readonly verdict: 'holds' | 'violated' | 'unknown';
  /** Where it has no instances at this size: it says nothing, and nothing was judged. */
  readonly instances?: 0;
}

export type SimulationBound = 'walks' | 'memory' | 'interrupted';

export type SimulationVerdict = { readonly coverage: SimulationCoverage } & (
  | { readonly kind: 'bounded'; readonly bound: SimulationBound }
  | Explanation
);

/** Where nothing else is said: other threads take about as long to build the model. */
const ALONE_MS = 150;
const PROGRESS_INTERVAL_MS = 200;
/** How long other threads may take to stop: spec code that never returns does not hear that it should. */
const GRACE_MS = 1000;

/**
 * Walks until a property breaks or a limit is reached.
 * @throws ModelError where the model is malformed; spec code that fails is a verdict
 * @throws InputError where another thread died
 */
export async function simulate(
  model: Model,
  options: SimulationOptions,
  about: About = { spec: model.name, parameters: {} },
): Promise<SimulationVerdict> {
  const run = new Simulation(model, options);
  const seconds = await run.walk();
  const { trouble, to } = run.seen;
  if (trouble === undefined) {
    return { kind: 'bounded', bound: run.bound, coverage: run.coverage(seconds) };
  }
  const explanation = explainWalk(model, run.walkOptions, to - 1, trouble, about);
  const broken = explanation.kind === 'violated' ? explanation.property : undefined;
  return { ...explanation, coverage: run.coverage(seconds, broken) };
}

class Simulation {
  readonly walkOptions: WalkOptions;
  private readonly memoryLimitBytes: number;
  private readonly numbers: WalkNumbers;
  private readonly ledger = new Ledger();
  private readonly crew: WalkCrew;
  private readonly started = performance.now();
  private told = this.started;
  /** Why and when it was told to end before its time, if it was. */
  private stopped: { readonly by: 'memory' | 'interrupted'; readonly at: number } | undefined;

  constructor(
    private readonly model: Model,
    private readonly options: SimulationOptions,
  ) {
    const { seed, maxSteps, lint } = options;
    this.walkOptions = { seed, maxSteps, lint };
    this.memoryLimitBytes = options.memoryLimitBytes ?? defaultMemoryLimitBytes();
    this.numbers = WalkNumbers.upTo(options.walks);
    this.crew = new WalkCrew({
      onBlock: (block) => this.ledger.add(block),
      onFull: () => this.stop('memory'),
    });
  }

  /** @returns the seconds that it took */
  async walk(): Promise<number> {
    try {
      await this.takeShare();
      while (!this.isOver) {
        await this.crew.listen();
        this.look();
      }
    } finally {
      await this.crew.dismiss();
    }
    return (performance.now() - this.started) / 1000;
  }

  private async takeShare(): Promise<void> {
    const listener = {
      onBlock: (block: Block) => this.ledger.add(block),
      onSlice: () => this.look(),
    };
    try {
      await new Share(new Walker(this.model, this.walkOptions), this.numbers, listener).take();
    } catch (error) {
      if (!isOutOfMemory(error)) throw error;
      this.stop('memory');
    }
  }

  /** Whether all walks that matter were taken. */
  private get isComplete(): boolean {
    return this.ledger.isComplete(this.options.walks);
  }

  private get isOver(): boolean {
    if (this.isComplete) return true;
    if (this.stopped !== undefined && performance.now() > this.stopped.at + GRACE_MS) return true;
    if (!this.crew.isWalking && this.stopped === undefined) throw new Error('walks were lost');
    return !this.crew.isWalking;
  }

  /** Looks around between walks: at the other threads, at memory, at who wants to know or to stop. */
  private look(): void {
    const { options, crew } = this;
    crew.requireAlive();
    if (process.memoryUsage.rss() > this.memoryLimitBytes || heapLimitReached() !== undefined)
      this.stop('memory');
    else if (options.signal?.aborted) this.stop('interrupted');
    const now = performance.now();
    if (crew.size === 0 && now - this.started >= (options.workers?.aloneMs ?? ALONE_MS)) this.startCrew();
    if (this.stopped !== undefined || now - this.told < PROGRESS_INTERVAL_MS) return;
    this.told = now;
    options.onProgress?.(this.progress((now - this.started) / 1000));
  }

  private startCrew(): void {
    const { workers, source } = this.options;
    if (workers === undefined || source === undefined || this.stopped !== undefined) return;
    this.crew.start(workers.count - 1, { source, options: this.walkOptions, memory: this.numbers.memory });
  }

  private stop(by: 'memory' | 'interrupted'): void {
    this.stopped ??= { by, at: performance.now() };
    this.numbers.endAt(0);
  }

  private progress(seconds: number): SimulationProgress {
    const { walks, registers } = this.ledger.everything().tally;
    return {
      walks,
      steps: this.numbers.steps,
      distinctEstimate: new HyperLogLog(registers).estimate(),
      seconds,
    };
  }

  /** The walks that count. */
  get seen(): Block {
    return this.isComplete ? this.ledger.beginning : this.ledger.everything();
  }

  /** Why it ended, where nothing was found. */
  get bound(): SimulationBound {
    return this.isComplete || this.stopped === undefined ? 'walks' : this.stopped.by;
  }

  coverage(seconds: number, broken?: string): SimulationCoverage {
    const { tally } = this.seen;
    const { walks, steps, longest, deadEnds, fired, cutOff, met } = tally;
    return {
      seed: this.options.seed,
      walks,
      steps,
      states: walks + steps,
      distinctEstimate: new HyperLogLog(tally.registers).estimate(),
      distinctStandardError: STANDARD_ERROR,
      seconds,
      longest,
      depth: longest + 1,
      deadEnds,
      workers: 1 + this.crew.size,
      actions: namesInOrder(this.model, fired).map((name) => {
        const cut = cutOff.get(name);
        return { name, fired: fired.get(name) ?? 0, ...(cut === undefined ? {} : { cutOff: cut }) };
      }),
      properties: this.model.properties.map((property) => {
        const { name, kind, says } = property;
        const verdict = name === broken ? 'violated' : met.has(name) ? 'holds' : 'unknown';
        return { name, kind, says, verdict, ...(isAsked(property) ? {} : { instances: 0 as const }) };
      }),
    };
  }
}

/** Names that the model gives first, then those that depend on messages, which are met in no order that means anything. */
function namesInOrder({ actions }: Model, fired: Tally['fired']): readonly string[] {
  const given = actions.flatMap(({ name }) => (typeof name === 'string' ? [name] : []));
  return [...new Set([...given, ...[...fired.keys()].sort()])];
}
