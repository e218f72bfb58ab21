/**
 * How a search ended, as a verdict: with what was explored, and with the execution that shows it.
 */
import type { About } from '../check.js';
import type { Execution } from '../execution.js';
import { isAsked, isLiveness, type Property } from '../model.js';
import { pathByHints, pathWithFewestSwitches, type Waypoint } from '../paths/path.js';
import { failingInstance, lastState, ReplayError, replayPath } from '../paths/replay.js';
import { explained } from '../paths/verify.js';
import type { Fingerprint, Search, StateReference } from '../search.js';
import { type Contribution, contributionOf, sumOf } from '../threads/contribution.js';
import { SpecFailure } from '../user-code/spec-call.js';
import type { Coverage, PropertyReport, Verdict } from '../verdict.js';
import { Judge } from './judge.js';

/** The search for the fewest context switches keeps at most this many states. */
const REORDERED_STATES_MAX = 1_000_000;

export function verdictOf(search: Search, coverage: Coverage, about: About): Verdict {
  const { end, model } = search;
  switch (end?.kind) {
    case 'violated': {
      const { property } = end;
      const run = replayPath(model, violatingPath(search, property, end.state, end.next));
      const failing = failingInstance(model, property, run);
      if (failing === undefined) {
        throw new ReplayError(`the counterexample of ${property.name} does not break it on replay`);
      }
      const { name, kind, says } = property;
      const claim = { name, kind, says, parameters: failing, outcome: 'violated' as const };
      const cutOff = kind === 'deadlock' ? lastState(model, run).cutOff() : [];
      const execution = explained(model, {
        ...about,
        property: claim,
        ...run,
        ...(cutOff.length === 0 ? {} : { cutOff }),
      });
      // A step that breaks a property leads to a state that was not kept, on the level after the last.
      const depth = Math.max(coverage.depth, run.steps.length + 1);
      return {
        kind: 'violated',
        property: name,
        parameters: failing,
        coverage: { ...coverage, depth },
        execution,
      };
    }
    case 'spec-error':
      return {
        kind: 'spec-error',
        message: end.error.message,
        cause: end.error.cause,
        coverage,
        execution: end.state === undefined ? undefined : executionTo(search, end.state, about),
      };
    case 'bounded':
      return { kind: 'bounded', bound: end.bound, coverage };
    default: {
      const missed = coverage.properties.find((p) => p.kind === 'reachable' && p.verdict === 'violated');
      return missed === undefined
        ? { kind: 'holds', coverage }
        : { kind: 'violated', property: missed.name, parameters: {}, coverage };
    }
  }
}

/** The path to a violation with the fewest context switches, or, where that is too large to find, the search's own. */
function violatingPath(
  search: Search,
  property: Property,
  state: StateReference,
  next: Fingerprint | undefined,
): (Fingerprint & { mover?: string })[] {
  const { engine, model } = search;
  const hints = search.parents.hintsTo(state.number);
  const steps = hints.length - 1 + (next === undefined ? 0 : 1);
  const named = (path: Waypoint[]): (Fingerprint & { mover?: string })[] =>
    path.map(({ low, high, mover }) => ({ low, high, mover: engine.movers[mover] }));
  if (search.distinct <= REORDERED_STATES_MAX) {
    const judge = new Judge(engine, { ...model, properties: [property] });
    const best = orFailing(() =>
      pathWithFewestSwitches(engine, judge, property, steps, REORDERED_STATES_MAX),
    );
    if (best !== undefined) return named(best);
  }
  const path = pathByHints(engine, hints, state);
  if (path === undefined) throw new ReplayError('the path to the violation could not be found again');
  return [...named(path), ...(next === undefined ? [] : [next])];
}

/** Looking for a better path reaches states that the search had not; spec code that fails there must not hide the path found. */
function orFailing<T>(find: () => T): T | undefined {
  try {
    return find();
  } catch (error) {
    if (error instanceof SpecFailure) return undefined;
    throw error;
  }
}

/** The way to a state in which spec code failed; its own failure ends the replay there. */
function executionTo(search: Search, state: StateReference, about: About): Execution | undefined {
  try {
    const path = pathByHints(search.engine, search.parents.hintsTo(state.number), state);
    return (
      path && {
        ...about,
        ...replayPath(
          search.model,
          path.map(({ low, high }) => ({ low, high })),
        ),
      }
    );
  } catch {
    // Impure code need not replay; then there is no execution that could be shown.
    return undefined;
  }
}

/** What was explored, by this thread and by others. */
export function coverageOf(
  search: Search,
  others: readonly Contribution[],
  workers: number,
  seconds: number,
): Coverage {
  const { explorer, engine, distinct, model } = search;
  const done = sumOf(model, [contributionOf(explorer), ...others]);
  const { specCalls } = done;
  return {
    distinct,
    generated: search.generated,
    depth: search.depth,
    queue: search.end?.kind === 'closed' ? 0 : search.queue,
    seconds,
    workers,
    peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
    bytesPerState: search.bytesPerState,
    collisionProbability: collisionProbability(distinct, engine.groupSize),
    specCalls,
    tableHits: Math.max(0, done.lookups - specCalls),
    actions: Object.entries(done.fired).map(([name, fired]) => {
      const cutOff = done.cutOff[name] ?? 0;
      return { name, fired, ...(cutOff === 0 ? {} : { cutOff }) };
    }),
    properties: model.properties.map((property, i) =>
      reportOf(search, property, done.reached[property.name], done.evaluated[i]),
    ),
  };
}

/**
 * The chance that two of so many states have one fingerprint. The least of k fingerprints lies in the lower part of the space: two such are
 * equal with k^2 / (2k - 1) times the chance of two fingerprints. Under a group of g elements a key is the least of one up to g
 * (checker/symmetry/mark-order.ts), mostly of few. Counted is g, so that the chance is never more than what is told.
 */
function collisionProbability(states: number, g: number): number {
  const pairs = (states * (states - 1)) / 2;
  return -Math.expm1((-pairs * g * g) / (2 * g - 1) / 2 ** 64);
}

function reportOf(
  { end, distinct }: Search,
  property: Property,
  depth: number | undefined,
  judged: number,
): PropertyReport {
  const { name, kind, says } = property;
  const head = { name, kind, says, ...(isAsked(property) ? {} : { instances: 0 as const }) };
  // Judged when all states are known (checker/liveness/liveness-verdict.ts).
  if (isLiveness(property)) return { ...head, verdict: 'unknown', evaluated: 0 };
  if (kind === 'reachable') {
    const verdict = depth !== undefined ? 'holds' : end?.kind === 'closed' ? 'violated' : 'unknown';
    return { ...head, verdict, evaluated: isAsked(property) ? distinct : 0, depth };
  }
  const violated = end?.kind === 'violated' && end.property === property;
  return {
    ...head,
    verdict: violated ? 'violated' : end?.kind === 'closed' ? 'holds' : 'unknown',
    evaluated: kind === 'invariant' && isAsked(property) ? distinct : judged,
  };
}
