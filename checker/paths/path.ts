/**
 * Paths through the state space as fingerprints: first as the search left it, and from there the one with the
 * fewest context switches among the shortest.
 */
import type { Engine } from '../engine.js';
import type { Property } from '../model.js';
import type { Judge } from '../search/judge.js';
import { hintOf } from '../search/parents.js';
import type { Fingerprint } from '../search.js';
import { ShortestWays } from './shortest-ways.js';

/** A state on a path, and who moved to get there (-1 for an initial state, or where it does not matter). */
export interface Waypoint extends Fingerprint {
  readonly mover: number;
}

/** A state to go on from: the words of its row, what it is known by, and its own fingerprint. */
interface Start extends Fingerprint {
  readonly words: Int32Array;
  readonly fingerprint: Fingerprint;
}

function startAt(engine: Engine, row: Int32Array, low: number, high: number): Start {
  const fingerprint = engine.layout.fingerprint(row);
  return { words: row.slice(0, engine.layout.wordCount), low, high, fingerprint };
}

function starts(engine: Engine): Start[] {
  const row = engine.scratchRow();
  return engine.model.initial.map((initial) => {
    engine.layout.writeInitial(row, initial);
    const { low, high } = engine.keyOf(row);
    return startAt(engine, row, low, high);
  });
}

/**
 * The states along the way that the search took, found again from the bits that it kept of each: the steps that fit
 * are followed, and given up where they do not lead to the target.
 */
export function pathByHints(
  engine: Engine,
  hints: readonly number[],
  target: Fingerprint,
): Waypoint[] | undefined {
  const row = engine.scratchRow();
  const next = engine.scratchRow();
  const stepsFrom = ({ words, low, high }: Start, hint: number): Start[] => {
    row.set(words);
    engine.layout.complete(row, words.length);
    const count = engine.expand(row, low, high);
    const fitting: Start[] = [];
    for (let i = 0; i < count; i++) {
      const [outcome, toLow, toHigh] = engine.steps.subarray(3 * i, 3 * i + 3);
      if (hintOf(toLow, toHigh) !== hint) continue;
      engine.apply(outcome, row, next);
      fitting.push(startAt(engine, next, toLow, toHigh));
    }
    return fitting;
  };
  // Each frame holds the states that fit at one place of the path, and how many of them were tried.
  const fittingStarts = starts(engine).filter(({ low, high }) => hintOf(low, high) === hints[0]);
  const frames = [{ states: fittingStarts, tried: 0 }];
  while (frames.length > 0) {
    const frame = frames[frames.length - 1];
    if (frame.tried === frame.states.length) {
      frames.pop();
      continue;
    }
    const state = frame.states[frame.tried++];
    if (frames.length < hints.length) {
      frames.push({ states: stepsFrom(state, hints[frames.length]), tried: 0 });
    } else if (state.low === target.low && state.high === target.high) {
      return frames.map(({ states, tried }) => ({ ...states[tried - 1].fingerprint, mover: -1 }));
    }
  }
  return undefined;
}

/** A way to a state, shared with others up to where they part. */
interface Way {
  readonly point: Waypoint;
  readonly switches: number;
  readonly before: Way | undefined;
}

/** A state of one level with, for each process that may have moved last, the best way to it. */
interface LevelState extends Start {
  readonly ways: Map<number, Way>;
}

/**
 * Of all shortest ways to break a property, one with the fewest context switches: once more level by level, through the states that lie on
 * shortest ways, which keeps for each state of the level and each last mover the best way there. Who moved last does not survive a
 * permutation, so the states of an orbit are told apart here.
 * @param steps length of the shortest ways, known from the search
 * @param statesMax give up (undefined) when more states than this would have to be kept
 */
export function pathWithFewestSwitches(
  engine: Engine,
  judge: Judge,
  property: Property,
  steps: number,
  statesMax: number,
): Waypoint[] | undefined {
  const shortest = ShortestWays.find(engine, judge, property, steps, statesMax);
  if (shortest === undefined) return undefined;
  let kept = 0;
  let level = new Map<number, LevelState>();
  for (const start of starts(engine)) {
    if (!shortest.leadThrough(start.low, start.high, 0)) continue;
    const way = { point: { ...start.fingerprint, mover: -1 }, switches: 0, before: undefined };
    level.set(numberOf(start.fingerprint), { ...start, ways: new Map([[-1, way]]) });
  }
  let best: Way | undefined;
  const isBetter = (a: Way, b: Way): boolean => compareWays(a, b, engine.movers) < 0;
  const offer = (ways: Map<number, Way>): void => {
    for (const way of ways.values()) if (best === undefined || isBetter(way, best)) best = way;
  };
  const extend = (ways: ReadonlyMap<number, Way>, point: Waypoint): Way => {
    const extended = [...ways].map(([mover, before]) => {
      const switches = before.switches + (mover === -1 || mover === point.mover ? 0 : 1);
      return { point, switches, before };
    });
    return extended.reduce((a, b) => (isBetter(b, a) ? b : a));
  };
  const row = engine.scratchRow();
  const next = engine.scratchRow();
  const byStep = property.kind === 'transition' || property.kind === 'refines';

  for (let depth = 0; ; depth++) {
    const last = depth === steps;
    if (last && byStep) break;
    kept += level.size;
    if (kept > statesMax) return undefined;
    const following = new Map<number, LevelState>();
    for (const state of level.values()) {
      row.set(state.words);
      engine.layout.complete(row, state.words.length);
      if (last) {
        if (judge.breaks(property, row)) offer(state.ways);
        continue;
      }
      const count = engine.expand(row, state.low, state.high);
      for (let i = 0; i < count; i++) {
        const outcome = engine.steps[3 * i];
        const low = engine.steps[3 * i + 1];
        const high = engine.steps[3 * i + 2];
        const mover = engine.outcomes.mover[outcome];
        const breaking = byStep && depth === steps - 1;
        if (!breaking && !shortest.leadThrough(low, high, depth + 1)) continue;
        engine.apply(outcome, row, next);
        if (breaking && !judge.stepBreaks(property, outcome, row, next)) continue;
        const fingerprint = engine.groupSize > 1 ? engine.layout.fingerprint(next) : { low, high };
        const way = extend(state.ways, { ...fingerprint, mover });
        if (breaking) {
          offer(new Map([[mover, way]]));
          continue;
        }
        const number = numberOf(fingerprint);
        let there = following.get(number);
        if (there === undefined) {
          const words = next.slice(0, engine.layout.wordCount);
          there = { words, low, high, fingerprint, ways: new Map() };
          following.set(number, there);
        }
        const known = there.ways.get(mover);
        if (known === undefined || isBetter(way, known)) there.ways.set(mover, way);
      }
    }
    if (last) break;
    level = following;
  }
  if (best === undefined) return undefined;
  const path: Waypoint[] = [];
  for (let way: Way | undefined = best; way !== undefined; way = way.before) path.push(way.point);
  return path.reverse();
}

/**
 * Of two ways as long as each other the one with fewer context switches; of equals, by where they come from, whatever the order
 * in which an engine finds steps and numbers movers.
 */
function compareWays(a: Way, b: Way, movers: readonly string[]): number {
  if (a.switches !== b.switches) return a.switches - b.switches;
  for (
    let [x, y]: (Way | undefined)[] = [a, b];
    x !== undefined && y !== undefined && x !== y;
    x = x.before, y = y.before
  ) {
    const byState = x.point.high - y.point.high || x.point.low - y.point.low;
    if (byState !== 0) return byState;
    if (x.point.mover === y.point.mover) continue;
    return (movers[x.point.mover] ?? '') < (movers[y.point.mover] ?? '') ? -1 : 1;
  }
  return 0;
}

/** 53 bits of a fingerprint as one number; what is found with it is replayed, so a collision cannot mislead. */
function numberOf({ low, high }: Fingerprint): number {
  return (high >>> 11) * 0x1_0000_0000 + (low >>> 0);
}
