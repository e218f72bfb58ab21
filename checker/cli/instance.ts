/**
 * A spec made into something to explore, and its failures into errors that name the spec and the place in it.
 */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ValueError } from '../canonical.js';
import { ModelError } from '../layout.js';
import { ParameterError } from '../parameters.js';
import { ReplayError } from '../replay.js';
import { type Instance, onlyProperties, type Spec, UnknownNameError } from '../spec.js';
import { SpecFailure } from '../spec-call.js';
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
  try {
    return wanted.properties.length === 0 ? instance : onlyProperties(instance, wanted.properties);
  } catch (error) {
    if (error instanceof UnknownNameError) throw unknownName(error.what, error.given, error.known);
    throw error;
  }
}

/**
 * Runs the checker on a spec's model.
 * @throws UsageError where the spec is at fault; any other error is ours
 */
export async function blamingSpec<T>(label: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
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

/** What was thrown and, where it can be seen, the line of the user's file. */
export function describeThrown(error: unknown): string {
  if (!(error instanceof Error)) return `threw ${String(error)}`;
  const [, file, line] = /(\/[^\s()]+\.[cm]?[jt]s):(\d+)/.exec(userFrame(error.stack ?? '') ?? '') ?? [];
  const place = file === undefined ? '' : ` (${shortPath(file)}:${line})`;
  return `threw ${error.name}: ${error.message}${place}`;
}

const PROGRAM = path.resolve(fileURLToPath(import.meta.url), '../../..');

/** The innermost call that is neither Node's, nor a library's, nor ours. */
function userFrame(stack: string): string | undefined {
  const frames = stack.split('\n').filter((frame) => /^\s+at /.test(frame));
  return frames.find((frame) => !/node:|\/node_modules\//.test(frame) && !frame.includes(PROGRAM));
}

/** A path as it is told: from the current folder where the file is in it. */
export function shortPath(file: string): string {
  const relative = path.relative('', file);
  return relative.startsWith('..') ? file : relative;
}
