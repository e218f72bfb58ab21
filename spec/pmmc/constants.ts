/** What every process knows: configurations, the window, and how scouts and commanders are called. */
import type { Ballot } from './ballot.js';
import type { Configuration } from './configuration.js';

export interface Constants {
  /** The first, and those that commands ask for. */
  readonly configurations: readonly Configuration[];
  /** How many slots may be proposed beyond the last that was applied. */
  readonly window: number;
  /** Whether acceptors keep and report every pvalue, or of each slot the last. */
  readonly keeping: Keeping;
  /** Whether acceptors collect what enough replicas have applied. */
  readonly collecting: boolean;
  /** Whether a scout or commander counts answers in its state, or looks at those that were sent. */
  readonly waiting: Waiting;
}

export type Keeping = 'all' | 'last-of-slot';

export type Waiting = 'quorum-rule' | 'waitfor';

/** The scout of a ballot. */
export function scoutOf(ballot: Ballot): string {
  return `scout-${ballot}`;
}

/** The commander of a slot in a ballot. */
export function commanderOf(ballot: Ballot, slot: number): string {
  return `com-${ballot}/${slot}`;
}
