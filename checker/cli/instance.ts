/**
 * A spec made into something to explore, and its failures into errors that name the spec and the place in it.
 */
import { setImmediate } from 'node:timers/promises';
import { ValueError } from '../canonical.js';
import { didYouMean } from '../did-you-mean.js';
import { ParameterError } from '../parameters.js';
import { ReplayError } from '../paths/replay.js';
import { type Instance, onlyProperties, type Spec, UnknownNameError } from '../spec.js';
import { SymmetryError } from '../symmetry.js';
import { ModelError } from '../tables/layout.js';
import { SpecFailure } from '../user-code/spec-call.js';
import { describeThrown } from '../user-code/thrown.js';
import { flagName } from './parameter-flags.js';
import { UsageError, unknownName } from './usage-error.js';

/** What is to be explored. */
export interface Wanted {
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly mutant?: string;
  /** All of them where there is none. */
  readonly properties: readonly string[];
}

/**
 * @param label the name or path by which the user knows the spec
 * @throws UsageError
 */
export function instantiate(spec: Spec, label: string, wanted: Wanted): Instance {
  let instance: Instance;
  try {
    instance = spec.instantiate(wanted.parameters, wanted.mutant);
  } catch (error) {
    if (error instanceof UnknownNameError) throw unknownName(error.what, error.given, error.known);
    if (error instanceof ParameterError) throw new UsageError(error.message);
    throw new UsageError(`${label}: model: ${describeThrown(error)}`, { cause: error });
  }
  requireBroken(instance, label);
  try {
    return wanted.properties.length === 0 ? instance : onlyProperties(instance, wanted.properties);
  } catch (error) {
    if (error instanceof UnknownNameError) throw unknownName(error.what, error.given, error.known);
    throw error;
  }
}

/** A mutant must break a property that there is. */
function requireBroken({ spec, mutant, model }: Instance, label: string): void {
  const declared = spec.mutants.find(({ name }) => name === mutant);
  const names = model.properties.map(({ name }) => name);
  if (declared === undefined || names.includes(declared.breaks)) return;
  const { name, breaks } = declared;
  const guess = didYouMean(String(breaks), names) || `; there are: ${names.join(', ') || 'none'}`;
  throw new UsageError(`${label}: mutant ${name} breaks ${breaks}, which is no property${guess}`);
}

/**
 * `mutant vote-lost-on-restart brings --restarts 1`: where a mutant is checked with other parameters than the defaults
 * although nobody gave any.
 */
export function broughtByMutant(
  { spec, parameters, mutant }: Instance,
  given: Readonly<Record<string, unknown>>,
): string | undefined {
  const brought = Object.entries(parameters).filter(
    ([key, value]) => !Object.hasOwn(given, key) && value !== spec.parameters[key].default,
  );
  if (brought.length === 0) return undefined;
  const flags = brought.map(([key, value]) => {
    if (typeof value === 'boolean') return `--${value ? '' : 'no-'}${flagName(key)}`;
    return `--${flagName(key)} ${value}`;
  });
  return `mutant ${mutant} brings ${flags.join(' ')}`;
}

/**
 * Runs the checker on a spec's model.
 * @throws UsageError where the spec is at fault; any other error is ours
 */
export async function blamingSpec<T>(label: string, run: () => Promise<T>): Promise<T> {
  try {
    const answer = await run();
    // A promise that was rejected on the way is told in the next turn, and there is no verdict then.
    await setImmediate();
    return answer;
  } catch (error) {
    if (error instanceof SymmetryError) {
      const { headline, details } = error;
      throw new UsageError(`${label}: symmetry: ${headline}`, { cause: error, details });
    }
    // A value is told with the action that made it, unless it was there from the start.
    if (error instanceof ValueError)
      throw new UsageError(`${label}: initial state: ${error.message}`, { cause: error });
    if (error instanceof ModelError || error instanceof SpecFailure) {
      throw new UsageError(`${label}: ${error.message}`, { cause: error });
    }
    if (error instanceof ReplayError) {
      throw new UsageError(
        `${label}: ${error.message}; --lint looks for code that is not a function of its input`,
        {
          cause: error,
        },
      );
    }
    throw error;
  }
}
