/** How a spec judges a run: what is logged, and how far what is not logged is searched. */

import type { Raised } from './raised.js';

export interface ModelJudging {
  /** Whether to go on where lines are missing, by steps of the spec that nobody logged: level 2. */
  readonly isBridging: boolean;
  /** Processes that leave no lines. */
  readonly unlogged: readonly string[];
  /** Whether lines say what changed. */
  readonly isStateLogged: boolean;
  /** States whose hidden steps are looked at for one line, at most. */
  readonly budget: number;
  /** What a mapping makes of the names of fields. */
  readonly fields?: Readonly<Record<string, string>>;
  /** The spec with other parameters, where one of them may be what refuses a line; asked where one is refused. */
  readonly raised?: () => readonly Raised[];
  /** Told from time to time how far a search is. */
  readonly onSearch?: (says: string) => void;
}

/** Where the order of lines itself is searched, and not only what is hidden between them, it has so many times the budget of one line. */
export const ORDERS_FACTOR = 4;
/** A search is told of each time that it has looked at so many states. */
export const TOLD_EVERY = 100;

export const BUDGET = 5_000;

export const everyLine: ModelJudging = {
  isBridging: true,
  unlogged: [],
  isStateLogged: true,
  budget: BUDGET,
};
