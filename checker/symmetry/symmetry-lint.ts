/**
 * `--lint` for symmetry: whether ids that a model declares to be alike are treated alike (checker/symmetry/commuting.ts), tried on
 * states that are reached by the spec's own code.
 *
 * Only exchanges of neighbouring ids are tried. Every permutation is some of them one after the other, and where each commutes
 * with what the spec does in all states, so does what they make together.
 *
 * It is a test, not a proof, where the model has more states than are tried: whole levels first, then a part of each, so that
 * some are deep. They are the same states each time.
 */
import { setImmediate } from 'node:timers/promises';
import type { Model } from '../model.js';
import { DirectState, type DirectStep } from '../paths/direct.js';
import { exchangesOf, requireSymmetricStates, type SymmetryGroup, unorderedSorts } from '../symmetry.js';
import { requireRepeatableSteps } from '../user-code/repeatable.js';
import { requireWellFormed } from '../user-code/well-formed.js';
import type { SymmetryLint } from '../verdict.js';
import { Commuting } from './commuting.js';
import { UnnamedIds } from './unnamed-ids.js';

/** So many states are tried where nothing else is said. */
const STATES_MAX = 2000;
/** Where not all states of a level can be tried, so many are. */
const LEVEL_MIN = 50;
/** How long it works between two looks at the signal. */
const SLICE_MS = 25;

export interface LintOptions {
  /** Try at most this many states. */
  readonly statesMax?: number;
  /** Ends it early. */
  readonly signal?: AbortSignal;
}

/**
 * Tries whether a model treats ids alike that it declares to be alike.
 * @param group where the search is to use it: then the properties must not tell its ids apart either
 * @returns undefined where no ids are alike
 * @throws SymmetryError which names the action or property, the two ids, the state and the difference; SpecFailure where code answers
 *   differently each time; ModelError
 */
export async function lintSymmetry(
  model: Model,
  group: SymmetryGroup | undefined,
  { statesMax = STATES_MAX, signal }: LintOptions = {},
): Promise<SymmetryLint | undefined> {
  requireWellFormed(model);
  const exchanges = exchangesOf(group?.sorts ?? unorderedSorts(model));
  if (exchanges.length === 0) return undefined;
  requireSymmetricStates(model, exchanges);
  const unnamed = new UnnamedIds(model, group?.sorts ?? unorderedSorts(model));
  const commuting = new Commuting(model, group === undefined ? [] : model.properties, exchanges);
  let states = 0;
  let isComplete = true;
  let level = initialStates(model);
  const seen = new Set(level.map((state) => state.text()));
  let paused = performance.now();
  for (let depth = 1; level.length > 0; depth++) {
    const tried = partOf(level, statesMax, statesMax - states);
    if (tried.length < level.length) isComplete = false;
    level = [];
    for (const state of tried) {
      unnamed.lookAt(state);
      const steps = stepsOf(model, state);
      if (steps === undefined) continue;
      commuting.check(state, steps, depth === 1);
      states++;
      for (const { next } of steps) {
        const text = next.text();
        if (!seen.has(text)) level.push(next);
        seen.add(text);
      }
      if (performance.now() - paused < SLICE_MS) continue;
      await setImmediate();
      if (signal?.aborted)
        return { states, isComplete: false, exchanges: exchanges.length, unnamed: unnamed.left };
      paused = performance.now();
    }
  }
  return { states, isComplete, exchanges: exchanges.length, unnamed: unnamed.left };
}

/** None where one is malformed, of which the search tells. */
function initialStates(model: Model): DirectState[] {
  try {
    return [...new Map(DirectState.initial(model).map((state) => [state.text(), state])).values()];
  } catch {
    return [];
  }
}

/** The steps out of a state; none where spec code fails, of which the search tells. */
function stepsOf(model: Model, state: DirectState): readonly DirectStep[] | undefined {
  try {
    return state.steps();
  } catch {
    // Unless it fails only now and then, and might not when the search asks.
    requireRepeatableSteps(model, state);
    return undefined;
  }
}

/** The states of a level that are tried: all while half of the budget is left, then some, at equal distances. */
function partOf(level: readonly DirectState[], budget: number, left: number): readonly DirectState[] {
  const room = Math.min(left, Math.max(LEVEL_MIN, Math.ceil(left - budget / 2)));
  if (level.length <= room) return level;
  return Array.from({ length: room }, (_, i) => level[Math.floor((i * level.length) / room)]);
}
