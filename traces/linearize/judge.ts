/**
 * Judges a history: by objects, which are searched in turns with growing budgets, so that one that is hard cannot hide another that has no order and shows it soon.
 */
import { explain } from './explain.js';
import type { Operation } from './history.js';
import type { ObjectModel } from './model.js';
import { type Part, partsOf } from './parts.js';
import { problemOf } from './problem.js';
import { type Outcome, Search } from './search.js';
import { Transitions } from './transitions.js';
import type { Failure, Judgement, PartJudgement, Verdict } from './verdict.js';
import { witnessOf } from './witness.js';

export interface Limits {
  /** Configurations that may be entered in all, and again as many for each prefix that an explanation tries. */
  readonly budget: number;
  /** Told from time to time how far the search is. */
  readonly onProgress?: (far: SearchProgress) => void;
}

export interface SearchProgress {
  /** Configurations that were entered, and that may be. */
  readonly entered: number;
  readonly budget: number;
  /** Objects whose order is found, of all. */
  readonly found: number;
  readonly objects: number;
}

/** Configurations between two looks at the clock, and milliseconds between two times that somebody is told. */
const SLICE = 5000;
const TELL_MS = 200;

/** What an object may use up in the first turn; each turn allows twice as much as the last. */
const FIRST_TURN = 1000;

interface Contestant {
  readonly part: Part;
  readonly transitions: Transitions;
  readonly search: Search;
  outcome: Outcome;
}

export function judge(
  operations: readonly Operation[],
  models: readonly ObjectModel[],
  { budget, onProgress }: Limits,
): Judgement {
  const contestants = partsOf(operations, models).map((part): Contestant => {
    const transitions = new Transitions(part.model);
    const search = new Search(problemOf(part.operations, transitions));
    return { part, transitions, search, outcome: { kind: 'unfinished' } };
  });
  let left = budget;
  let told = performance.now();
  for (let turn = FIRST_TURN; left > 0; turn *= 2) {
    const open = contestants.filter(({ outcome }) => outcome.kind === 'unfinished');
    // When some object has no order the verdict stands; the others had as much of a turn as it had.
    if (open.length === 0 || contestants.some(({ outcome }) => outcome.kind === 'none')) break;
    for (const contestant of open) {
      const entered = goOn(contestant, Math.min(turn, left), (inTurn) => {
        if (onProgress === undefined || performance.now() - told < TELL_MS) return;
        told = performance.now();
        const found = contestants.filter(({ outcome }) => outcome.kind === 'found').length;
        onProgress({ entered: budget - left + inTurn, budget, found, objects: contestants.length });
      });
      left -= entered;
      if (left <= 0) break;
    }
  }
  let configurations = budget - left;
  const parts = contestants.map((contestant): PartJudgement => {
    const { part, search } = contestant;
    const { result, explained } = resultOf(contestant, budget);
    configurations += explained;
    return { name: part.name, operations: part.operations, configurations: search.size, result };
  });
  return {
    verdict: verdictOf(parts, operations),
    models: models.map(({ name }) => name),
    operations: operations.length,
    clients: new Set(operations.map(({ client }) => client)).size,
    parts,
    configurations,
  };
}

/** Searches on for an order of one object. @returns how many configurations were entered, as `tell` is told meanwhile */
function goOn(contestant: Contestant, turn: number, tell: (entered: number) => void): number {
  const { search } = contestant;
  const before = search.size;
  let entered = 0;
  while (contestant.outcome.kind === 'unfinished' && entered < turn) {
    contestant.outcome = search.advance(Math.min(SLICE, turn - entered));
    entered = search.size - before;
    tell(entered);
  }
  return entered;
}

function resultOf(
  { part, transitions, search, outcome }: Contestant,
  budget: number,
): { readonly result: PartJudgement['result']; readonly explained: number } {
  const { problem } = search;
  switch (outcome.kind) {
    case 'found':
      return {
        result: { kind: 'linearizable', order: witnessOf(problem, part.model, outcome.order) },
        explained: 0,
      };
    case 'none': {
      const { failure, configurations } = explain(part, transitions, problem.returns[search.stuck!], budget);
      return { result: { kind: 'not-linearizable', failure }, explained: configurations };
    }
    case 'unfinished': {
      const reached = problem.operations[search.stuck ?? 0];
      return { result: { kind: 'unknown', reached }, explained: 0 };
    }
  }
}

function verdictOf(parts: readonly PartJudgement[], operations: readonly Operation[]): Verdict {
  const [first, ...others] = parts
    .flatMap(({ result }) => (result.kind === 'not-linearizable' ? [result.failure] : []))
    .sort((a: Failure, b: Failure) => a.line - b.line);
  if (first !== undefined) return { kind: 'not-linearizable', failures: [first, ...others] };
  if (parts.some(({ result }) => result.kind === 'unknown')) return { kind: 'unknown', reason: 'budget' };
  if (!operations.some(({ end }) => end.kind === 'returned'))
    return { kind: 'unknown', reason: 'nothing-returned' };
  return { kind: 'linearizable' };
}
