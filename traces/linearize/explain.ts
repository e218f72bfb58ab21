/**
 * Why an object has no order: the shortest prefix of its history that has none, an order of all that was answered before its last line, and what
 * stands against the operation of that line.
 *
 * A prefix is judged by what is in it: what returns later is open. So it can be longer than the part at which every branch of the first search came to a
 * halt: an operation that answers later could still have done otherwise.
 */
import { canonical } from '../../checker/canonical.js';
import type { Json, Operation } from './history.js';
import { type Problem, problemOf } from './problem.js';
import { Search, type Watch } from './search.js';
import type { Transitions } from './transitions.js';
import type { Failure } from './verdict.js';
import { witnessOf } from './witness.js';

/** Configurations that are entered to see what the operation could have answered: where there are more, some answers are not told. */
const WATCHED_MAX = 50_000;

export interface Explained {
  readonly failure: Failure;
  /** Entered on the way. */
  readonly configurations: number;
}

/**
 * @param stuck the place of the return at which every branch of the search came to a halt
 * @param budget configurations for each prefix that is tried
 */
export function explain(
  part: { readonly name: string | undefined; readonly operations: readonly Operation[] },
  transitions: Transitions,
  stuck: number,
  budget: number,
): Explained {
  const { operations } = part;
  const ends = operations
    .flatMap((operation) => (operation.end.kind === 'open' ? [] : [{ operation, at: operation.end.at }]))
    .sort((a, b) => a.at - b.at);
  let configurations = 0;
  const tryOut = (at: number, watched?: Operation) => {
    const problem = problemOf(operations, transitions, at);
    const number = watched === undefined ? -1 : problem.operations.indexOf(watched);
    const isWatched = number !== -1 && number < problem.returned;
    const watch: Watch | undefined = isWatched
      ? { operation: number, states: new Set(), inTheWay: undefined }
      : undefined;
    const search = new Search(problem, watch);
    const outcome = search.advance(watch === undefined ? budget : Math.min(budget, WATCHED_MAX));
    configurations += search.size;
    return { problem, outcome, watch, stuck: search.stuck };
  };

  // Prefixes that end before `low` have an order, and that which ends at `high` has none.
  let low = ends.findIndex(({ at }) => at >= stuck);
  let high = ends.length - 1;
  let isShortest = true;
  // As a rule it is the first one.
  for (let middle = low; low < high; middle = (low + high) >>> 1) {
    const { outcome } = tryOut(ends[middle].at);
    if (outcome.kind === 'none') high = middle;
    else {
      // What is not known is taken for an order: then a longer prefix is told of, which fails all the same.
      if (outcome.kind === 'unfinished') isShortest = false;
      low = middle + 1;
    }
  }
  const last = ends[high];
  const before = tryOut(last.at - 1);
  const whole = tryOut(last.at, last.operation);
  const order =
    before.outcome.kind === 'found'
      ? witnessOf(before.problem, transitions.model, before.outcome.order)
      : undefined;
  const inTheWay = whole.watch === undefined ? whole.stuck : whole.watch.inTheWay;
  return {
    configurations,
    failure: {
      part: part.name,
      operation: last.operation,
      line: lineOf(last.operation),
      isShortest: isShortest && order !== undefined,
      order,
      wouldAnswer: answersOf(whole.problem, transitions, whole.watch),
      leftOver: inTheWay === undefined ? undefined : whole.problem.operations[inTheWay],
    },
  };
}

function lineOf({ end, call }: Operation): number {
  return end.line ?? call.line;
}

function answersOf(problem: Problem, transitions: Transitions, watch: Watch | undefined): readonly Json[] {
  if (watch === undefined) return [];
  const answers = new Map<string, Json>();
  for (const state of watch.states) {
    const answer = transitions.answer(state, problem.classes[watch.operation]);
    if (answer !== undefined) answers.set(canonical(answer), answer);
  }
  return [...answers].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, answer]) => answer);
}
