/**
 * Paths through the state space as fingerprints: first as the search left it, and from there the one with the
 * fewest context switches among the shortest.
 */
import type { Engine } from './engine.js';
import type { Judge } from './judge.js';
import type { Property } from './model.js';
import { hintOf } from './parents.js';
import type { Fingerprint } from './search.js';

/** A state on a path, and who moved to get there (-1 for an initial state, or where it does not matter). */
export interface Waypoint extends Fingerprint {
  readonly mover: number;
}

/** A state to go on from: its row, and how many words of it are filled in. */
interface Start extends Fingerprint {
  readonly row: Int32Array;
  readonly words: number;
}

export function starts(engine: Engine): Start[] {
  return engine.model.initial.map((initial) => {
    const row = engine.scratchRow();
    engine.layout.writeInitial(row, initial);
    return { row, words: engine.layout.wordCount, ...engine.keyOf(row) };
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
  const path: Waypoint[] = [];
  const follow = ({ row, words, low, high }: Start, at: number): boolean => {
    if (at === hints.length - 1) return low === target.low && high === target.high;
    // Trying another way before may have shown the layout new words.
    engine.layout.complete(row, words);
    const count = engine.expand(row, low, high);
    const fitting: number[] = [];
    for (let i = 0; i < count; i++) {
      if (hintOf(engine.steps[3 * i + 1], engine.steps[3 * i + 2]) === hints[at + 1]) fitting.push(i);
    }
    const steps = fitting.map((i): Start => {
      const next = engine.scratchRow();
      engine.apply(engine.steps[3 * i], row, next);
      const { wordCount } = engine.layout;
      return { row: next, words: wordCount, low: engine.steps[3 * i + 1], high: engine.steps[3 * i + 2] };
    });
    for (const step of steps) {
      path.push({ ...engine.layout.fingerprint(step.row), mover: -1 });
      if (follow(step, at + 1)) return true;
      path.pop();
    }
    return false;
  };
  for (const start of starts(engine)) {
    if (hintOf(start.low, start.high) !== hints[0]) continue;
    path.push({ ...engine.layout.fingerprint(start.row), mover: -1 });
    if (follow(start, 0)) return path;
    path.pop();
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
interface LevelState extends Fingerprint {
  readonly row: Int32Array;
  readonly ways: Map<number, Way>;
}

/**
 * Of all shortest ways to break a property, one with the fewest context switches: a breadth-first search again, which keeps for
 * each state of the level and each last mover the best way there.
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
  const seen = new Set<number>();
  let level = new Map<number, LevelState>();
  for (const { row, words, low, high } of starts(engine)) {
    const way = { point: { low, high, mover: -1 }, switches: 0, before: undefined };
    const copy = row.slice(0, words);
    level.set(keyOf(low, high), { row: copy, low, high, ways: new Map([[-1, way]]) });
  }
  let best: Way | undefined;
  const offer = (ways: Map<number, Way>): void => {
    for (const way of ways.values()) if (best === undefined || way.switches < best.switches) best = way;
  };
  const row = engine.scratchRow();
  const next = engine.scratchRow();
  const byStep = property.kind === 'transition' || property.kind === 'refines';

  for (let depth = 0; ; depth++) {
    for (const key of level.keys()) seen.add(key);
    if (seen.size > statesMax) return undefined;
    const last = depth === steps;
    if (last && byStep) break;
    const following = new Map<number, LevelState>();
    for (const state of level.values()) {
      row.set(state.row);
      if (state.row.length < engine.layout.wordCount) engine.layout.complete(row, state.row.length);
      if (last && property.kind !== 'deadlock') {
        if (judge.breaks(property, row)) offer(state.ways);
        continue;
      }
      const count = engine.expand(row, state.low, state.high);
      if (last) {
        if (count === 0 && judge.breaks(property, row)) offer(state.ways);
        continue;
      }
      for (let i = 0; i < count; i++) {
        const low = engine.steps[3 * i + 1];
        const high = engine.steps[3 * i + 2];
        const outcome = engine.steps[3 * i];
        const point = { low, high, mover: engine.outcomes.mover[outcome] };
        const breaking = byStep && depth === steps - 1;
        if (breaking) {
          engine.apply(outcome, row, next);
          if (judge.stepBreaks(property, row, next)) offer(new Map([[0, extend(state.ways, point)]]));
          continue;
        }
        const key = keyOf(low, high);
        if (seen.has(key)) continue;
        let there = following.get(key);
        if (there === undefined) {
          engine.apply(outcome, row, next);
          there = { row: next.slice(0, engine.layout.wordCount), low, high, ways: new Map() };
          following.set(key, there);
        }
        const way = extend(state.ways, point);
        const known = there.ways.get(point.mover);
        if (known === undefined || way.switches < known.switches) there.ways.set(point.mover, way);
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

/** The best of the ways to a state, extended by one step. */
function extend(ways: ReadonlyMap<number, Way>, point: Waypoint): Way {
  let best: Way | undefined;
  for (const [mover, before] of ways) {
    const switches = before.switches + (mover === -1 || mover === point.mover ? 0 : 1);
    if (best === undefined || switches < best.switches) best = { point, switches, before };
  }
  return best as Way;
}

/** 53 bits of a fingerprint as one number; what is found with it is replayed, so a collision cannot mislead. */
function keyOf(low: number, high: number): number {
  return (high >>> 11) * 0x1_0000_0000 + (low >>> 0);
}
