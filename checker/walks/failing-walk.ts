/**
 * A walk, walked again by itself: as an execution, or, where it ran into trouble, explained. It is the same walk whichever thread found it, and what is
 * shown of it does not depend on what else that thread had seen.
 */
import type { About } from '../check.js';
import type { Execution } from '../execution.js';
import type { Model, Parameters, Property } from '../model.js';
import {
  directPath,
  instanceShown,
  ReplayError,
  type ReplayPoint,
  replayPath,
  runOf,
} from '../paths/replay.js';
import { verifyExecution } from '../paths/verify.js';
import { minimise } from './minimise.js';
import type { Block } from './walk-share.js';
import { type Trouble, Walker, type WalkOptions } from './walker.js';

export type Explanation =
  | {
      readonly kind: 'violated';
      /** The number of the walk, from 1. */
      readonly walk: number;
      /** After how many steps the property broke. */
      readonly walkedSteps: number;
      readonly property: string;
      readonly parameters: Parameters;
      /** The walk less the steps that do not matter. */
      readonly execution: Execution;
      /** Whether each step of the execution is needed; false where the search for such steps was given up. */
      readonly isMinimal: boolean;
    }
  | {
      readonly kind: 'spec-error';
      readonly walk: number;
      readonly message: string;
      /** What the spec threw, if it threw. */
      readonly cause?: unknown;
      readonly execution?: Execution;
    };

/**
 * @param walk its number, from 0
 * @param found what was found in it before
 * @throws ReplayError where the spec answers differently now
 */
export function explainWalk(
  model: Model,
  options: WalkOptions,
  walk: number,
  found: NonNullable<Block['trouble']>,
  about: About,
): Explanation {
  const { points, trouble } = walkAgain(model, options, walk);
  if (trouble?.kind === 'violated') {
    return { walk: walk + 1, ...violation(model, trouble.failure.property, points, about) };
  }
  if (trouble === undefined && found.kind === 'violated') {
    throw new ReplayError(`walk ${walk + 1} does not break ${found.message} when it is walked again`);
  }
  const { message, cause } = trouble?.error ?? { message: found.message, cause: undefined };
  const execution = trouble === undefined ? undefined : executionTo(model, points, about);
  return { kind: 'spec-error', walk: walk + 1, message, cause, execution };
}

/**
 * A walk as an execution, as far as it went.
 * @param walk its number, from 0
 * @throws ReplayError where the spec answers differently now
 */
export function executionOfWalk(model: Model, options: WalkOptions, walk: number, about: About): Execution {
  return { ...about, ...replayPath(model, walkAgain(model, options, walk).points) };
}

function walkAgain(
  model: Model,
  options: WalkOptions,
  walk: number,
): { readonly points: readonly ReplayPoint[]; readonly trouble: Trouble | undefined } {
  const walker = new Walker(model, options);
  const { movers } = walker.engine;
  const points: ReplayPoint[] = [];
  for (let goesOn = walker.begin(walk); ; goesOn = walker.advance()) {
    const { low, high, mover } = walker;
    if (walker.length === points.length) points.push({ low, high, mover: movers[mover] });
    if (!goesOn) return { points, trouble: walker.trouble };
  }
}

function violation(
  model: Model,
  property: Property,
  points: readonly ReplayPoint[],
  about: About,
): Omit<Extract<Explanation, { kind: 'violated' }>, 'walk'> {
  const whole = directPath(model, points);
  const { isMinimal, ...path } = minimise(property, whole);
  const states = [path.start, path.start, ...path.steps.map(({ next }) => next)];
  const parameters = instanceShown(property, states[states.length - 2], states[states.length - 1]);
  if (parameters === undefined) throw new ReplayError(`the walk does not break ${property.name} on replay`);
  const { name, kind, says } = property;
  const claim = { name, kind, says, parameters, outcome: 'violated' as const };
  const execution = verifyExecution(model, { ...about, property: claim, ...runOf(path) });
  return {
    kind: 'violated',
    walkedSteps: whole.steps.length,
    property: name,
    parameters,
    execution,
    isMinimal,
  };
}

/** The walk up to where spec code failed; impure code need not replay, and then there is nothing to show. */
function executionTo(model: Model, points: readonly ReplayPoint[], about: About): Execution | undefined {
  try {
    return { ...about, ...replayPath(model, points) };
  } catch {
    return undefined;
  }
}
