/**
 * Whether ids that a model declares to be alike are treated alike (checker/symmetry/commuting.ts), tried on states that are reached by the
 * spec's own code: on many of them for `--lint`, and on some wherever symmetry is used, since nothing else would notice.
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
import type { SymmetryLint, SymmetryTrial } from '../verdict.js';
import { Commuting } from './commuting.js';
import { UnnamedIds } from './unnamed-ids.js';

/** How much is tried. Counted in states and comparisons, and not in seconds: what is found must not depend on the machine. */
interface Effort {
  readonly statesMax: number;
  /** Where not all states of a level can be tried, so many are. */
  readonly levelMin: number;
  /** States and steps that are compared with their counterparts. */
  readonly comparisonsMax: number;
  /** Of the first so many states every exchange is tried, of the others one each, in turn. */
  readonly thoroughStates: number;
}

const LINT: Effort = {
  statesMax: 2000,
  levelMin: 50,
  comparisonsMax: Number.POSITIVE_INFINITY,
  thoroughStates: Number.POSITIVE_INFINITY,
};
/** One or two tenths of a second, most of it to warm up; of `pmmc`, whose states are wide, three. */
const TRIAL: Effort = { statesMax: 100, levelMin: 8, comparisonsMax: 700, thoroughStates: 10 };
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
export function lintSymmetry(
  model: Model,
  group: SymmetryGroup | undefined,
  { statesMax = LINT.statesMax, signal }: LintOptions = {},
): Promise<SymmetryLint | undefined> {
  return attempt(model, group, { ...LINT, statesMax }, signal);
}

/**
 * The same on so few states that it is done whenever a search is to use the group.
 * @throws as lintSymmetry
 */
export async function trySymmetry(
  model: Model,
  group: SymmetryGroup,
  signal?: AbortSignal,
): Promise<SymmetryTrial | undefined> {
  const tried = await attempt(model, group, TRIAL, signal);
  if (tried === undefined) return undefined;
  const { states, isComplete, unnamed } = tried;
  // Of so few states it means something only where no id of a sort stands anywhere.
  const nowhere = unnamed.filter(({ sort, ids }) =>
    group.sorts.some((one) => one.name === sort && one.ids.length === ids.length),
  );
  return { states, isComplete, unnamed: nowhere };
}

async function attempt(
  model: Model,
  group: SymmetryGroup | undefined,
  effort: Effort,
  signal: AbortSignal | undefined,
): Promise<SymmetryLint | undefined> {
  const { statesMax, thoroughStates, comparisonsMax } = effort;
  requireWellFormed(model);
  const exchanges = exchangesOf(group?.sorts ?? unorderedSorts(model));
  if (exchanges.length === 0) return undefined;
  requireSymmetricStates(model, exchanges);
  const unnamed = new UnnamedIds(model, group?.sorts ?? unorderedSorts(model));
  const commuting = new Commuting(model, group === undefined ? [] : model.properties, exchanges);
  let states = 0;
  let comparisons = 0;
  let isComplete = true;
  let level = initialStates(model);
  const seen = new Set(level.map((state) => state.text()));
  let paused = performance.now();
  for (let depth = 1; level.length > 0; depth++) {
    const tried = partOf(level, effort, statesMax - states);
    if (tried.length < level.length) isComplete = false;
    level = [];
    for (const state of tried) {
      unnamed.lookAt(state);
      const steps = stepsOf(model, state);
      if (steps === undefined) continue;
      if (comparisons >= comparisonsMax) {
        isComplete = false;
        break;
      }
      const some = states < thoroughStates ? exchanges : [exchanges[states % exchanges.length]];
      if (some.length < exchanges.length) isComplete = false;
      commuting.check(state, steps, depth === 1, some);
      comparisons += some.length * (1 + steps.length);
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
function partOf(
  level: readonly DirectState[],
  { statesMax, levelMin }: Effort,
  left: number,
): readonly DirectState[] {
  const room = Math.min(left, Math.max(levelMin, Math.ceil(left - statesMax / 2)));
  if (level.length <= room) return level;
  return Array.from({ length: room }, (_, i) => level[Math.floor((i * level.length) / room)]);
}
