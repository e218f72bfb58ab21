/**
 * Random walks over the same steps and judged by the same properties as the exhaustive search: for models that are too large to
 * close. Every walk begins in an initial state and takes any step with equal chance. A simulation can refute, it can never prove:
 * there is no verdict "holds" here.
 *
 * The same seed and limits give the same walks on every machine: nothing but the generator decides.
 */
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { type About, defaultMemoryLimitBytes } from './check.js';
import { Engine } from './engine.js';
import type { Execution } from './execution.js';
import { type Failure, Judge } from './judge.js';
import { ModelError } from './layout.js';
import type { Model, Parameters, PropertyKind } from './model.js';
import type { Waypoint } from './path.js';
import { failingInstance, ReplayError, type Run, replayPath } from './replay.js';
import type { Fingerprint } from './search.js';
import { SpecCalls, SpecFailure } from './spec-call.js';
import type { ActionReport } from './verdict.js';

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
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: SimulationProgress) => void;
}

export interface SimulationProgress {
  readonly walks: number;
  readonly steps: number;
  readonly seconds: number;
}

/** What the walks saw, whatever the verdict. */
export interface SimulationCoverage extends SimulationProgress {
  readonly seed: number;
  /** Steps of the longest walk. */
  readonly longest: number;
  /** Walks that ended before the limit, in a state without a step. */
  readonly deadEnds: number;
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
}

export type SimulationBound = 'walks' | 'memory' | 'interrupted';

export type SimulationVerdict = { readonly coverage: SimulationCoverage } & (
  | { readonly kind: 'bounded'; readonly bound: SimulationBound }
  | {
      readonly kind: 'violated';
      readonly property: string;
      readonly parameters: Parameters;
      readonly execution: Execution;
    }
  | { readonly kind: 'spec-error'; readonly message: string; readonly execution?: Execution }
);

/** Steps between two looks at the clock and at signals. */
const SLICE_STEPS = 4096;
const PROGRESS_INTERVAL_MS = 200;

/**
 * Walks until a property breaks or a limit is reached.
 * @throws ModelError where the model is malformed; spec code that fails is a verdict
 */
export async function simulate(
  model: Model,
  options: SimulationOptions,
  about: About = { spec: model.name, parameters: {} },
): Promise<SimulationVerdict> {
  const { walks, signal, onProgress, memoryLimitBytes = defaultMemoryLimitBytes() } = options;
  const walker = new Walker(model, options);
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1000;
  let told = started;
  let bound: SimulationBound | undefined;
  try {
    while (walker.failure === undefined && bound === undefined) {
      for (let i = 0; i < SLICE_STEPS && walker.walks < walks && walker.failure === undefined; i++)
        walker.advance();
      if (walker.walks >= walks) bound = 'walks';
      else if (process.memoryUsage.rss() > memoryLimitBytes) bound = 'memory';
      else if (signal?.aborted) bound = 'interrupted';
      if (performance.now() - told >= PROGRESS_INTERVAL_MS) {
        told = performance.now();
        onProgress?.({ walks: walker.walks, steps: walker.steps, seconds: seconds() });
      }
      await new Promise(setImmediate);
    }
  } catch (error) {
    if (!(error instanceof SpecFailure)) throw error;
    const coverage = walker.coverage(seconds());
    return { kind: 'spec-error', message: error.message, coverage, execution: walker.executionToHere(about) };
  }
  const coverage = walker.coverage(seconds());
  if (walker.failure === undefined) return { kind: 'bounded', bound: bound ?? 'walks', coverage };
  return { kind: 'violated', coverage, ...walker.counterexample(walker.failure, about) };
}

/** An initial state: its words, as many as there were when it was written. */
interface Start extends Fingerprint {
  readonly words: Int32Array;
}

/** One walk after the other; a failure ends them. */
class Walker {
  walks = 0;
  steps = 0;
  failure: Failure | undefined;
  private readonly engine: Engine;
  private readonly judge: Judge;
  private readonly random: RandomGenerator;
  private readonly starts: readonly Start[];
  /** How often each action was taken, by its number in the engine. */
  private readonly taken: number[] = [];
  private longest = 0;
  private deadEnds = 0;
  /** The states of the walk that is under way; none between two walks. */
  private path: Waypoint[] = [];
  private row: Int32Array;
  private next: Int32Array;

  constructor(
    private readonly model: Model,
    private readonly options: SimulationOptions,
  ) {
    this.engine = new Engine(model, new SpecCalls(options.lint ?? false));
    this.judge = new Judge(this.engine, model);
    this.random = xoroshiro128plus(options.seed | 0);
    this.row = this.engine.scratchRow();
    this.next = this.engine.scratchRow();
    if (model.initial.length === 0) throw new ModelError(`model ${model.name} has no initial state`);
    this.starts = model.initial.map((initial) => {
      const { layout } = this.engine;
      layout.writeInitial(this.row, initial);
      return { words: this.row.slice(0, layout.wordCount), ...layout.fingerprint(this.row) };
    });
  }

  /** Begins a walk, takes one step of it, or ends it. */
  advance(): void {
    if (this.path.length === 0) this.begin();
    else if (this.path.length > this.options.maxSteps) this.endWalk();
    else this.step();
  }

  private begin(): void {
    const { row, starts } = this;
    const { words, low, high } = starts[uniformInt(this.random, 0, starts.length - 1)];
    row.set(words);
    this.engine.layout.complete(row, words.length);
    this.path.push({ low, high, mover: -1 });
    this.failure = this.judge.initial(row);
  }

  private step(): void {
    const { engine, judge, path, row, next } = this;
    const { low, high } = path[path.length - 1];
    const count = engine.expand(row, low, high);
    if (count === 0) {
      this.failure = judge.end(row);
      this.deadEnds++;
      if (this.failure === undefined) this.endWalk();
      return;
    }
    const chosen = uniformInt(this.random, 0, count - 1);
    const outcome = engine.stepOutcome[chosen];
    const action = engine.outcomes.action[outcome];
    engine.apply(outcome, row, next);
    path.push({
      low: engine.stepLow[chosen],
      high: engine.stepHigh[chosen],
      mover: engine.outcomes.mover[outcome],
    });
    this.steps++;
    this.taken[action] = (this.taken[action] ?? 0) + 1;
    if (judge.judgesSteps && judge.readsStep(outcome)) this.failure = judge.step(outcome, row, next);
    this.failure ??= judge.state(outcome, next, path.length);
    [this.row, this.next] = [next, row];
  }

  private endWalk(): void {
    this.walks++;
    this.longest = Math.max(this.longest, this.path.length - 1);
    this.path = [];
  }

  coverage(seconds: number): SimulationCoverage {
    const { walks, steps, deadEnds, engine, judge, options } = this;
    const properties = this.model.properties.map(({ name, kind, says }): SimulationReport => {
      const verdict =
        this.failure?.property.name === name ? 'violated' : judge.reached.has(name) ? 'holds' : 'unknown';
      return { name, kind, says, verdict };
    });
    return {
      seed: options.seed,
      walks,
      steps,
      seconds,
      longest: Math.max(this.longest, this.path.length - 1),
      deadEnds,
      actions: engine.actionNames.map((name, i) => ({ name, fired: this.taken[i] ?? 0 })),
      properties,
    };
  }

  /**
   * The walk that is under way, as the spec's own code tells it, with the property that it breaks.
   * @throws ReplayError where the spec answers differently now
   */
  counterexample(
    { property }: Failure,
    about: About,
  ): { property: string; parameters: Parameters; execution: Execution } {
    const run = this.replay();
    const parameters = failingInstance(this.model, property, run);
    if (parameters === undefined) throw new ReplayError(`the walk does not break ${property.name} on replay`);
    const { name, kind, says } = property;
    const claim = { name, kind, says, parameters, outcome: 'violated' as const };
    return { property: name, parameters, execution: { ...about, property: claim, ...run } };
  }

  /** The walk up to where spec code failed; impure code need not replay, and then there is nothing to show. */
  executionToHere(about: About): Execution | undefined {
    if (this.path.length === 0) return undefined;
    try {
      return { ...about, ...this.replay() };
    } catch {
      return undefined;
    }
  }

  private replay(): Run {
    const { movers } = this.engine;
    return replayPath(
      this.model,
      this.path.map(({ low, high, mover }) => ({ low, high, mover: movers[mover] })),
    );
  }
}
