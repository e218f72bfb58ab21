/**
 * Random walks over the same steps and judged by the same properties as the exhaustive search: for models that are too large to
 * close. Every walk begins in an initial state and takes any step with equal chance. A simulation can refute, it can never prove:
 * there is no verdict "holds" here.
 *
 * The same seed and limits give the same walks on every machine: nothing but the generator decides.
 */
import { type About, defaultMemoryLimitBytes } from './check.js';
import type { Execution } from './execution.js';
import type { Model, Parameters, PropertyKind } from './model.js';
import { SpecFailure } from './spec-call.js';
import type { ActionReport } from './verdict.js';
import { Walker } from './walker.js';

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
  | {
      readonly kind: 'spec-error';
      readonly message: string;
      /** What the spec threw, if it threw. */
      readonly cause?: unknown;
      readonly execution?: Execution;
    }
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
    const { message, cause } = error;
    return { kind: 'spec-error', message, cause, coverage, execution: walker.executionToHere(about) };
  }
  const coverage = walker.coverage(seconds());
  if (walker.failure === undefined) return { kind: 'bounded', bound: bound ?? 'walks', coverage };
  return { kind: 'violated', coverage, ...walker.counterexample(walker.failure, about) };
}
