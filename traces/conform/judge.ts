/** What judges the lines of a run, one after another in causal order. */
import type { Event, EventOf } from '../event.js';
import type { Located, Positioned, Sent } from './order.js';
import type { NameDoubt } from './shapes.js';
import type { Telling } from './telling.js';
import type { Edit, Place, RunCoverage, Violation } from './verdict.js';

/** What a judge finds; the run adds where, and what led there. */
export type Finding = Omit<Violation, 'place' | 'node' | 'incarnation' | 'sequence' | 'slice'> & {
  /** Where it is not the line that was given. */
  readonly at?: Located<Positioned>;
  /** Names of the line that may be wrong, if no other line says otherwise. */
  readonly doubts?: readonly NameDoubt[];
  /** Lines that it was held against: they belong to what led there. */
  readonly others?: readonly Place[];
};

export type Answer =
  | { readonly kind: 'fine' }
  /** It may be explained when more was sent to the node. */
  | { readonly kind: 'later' }
  /** The line speaks of what the mapping does not know. */
  | { readonly kind: 'unknown'; readonly says: string }
  /** There is no answer within the budget. */
  | { readonly kind: 'budget'; readonly says: string }
  | { readonly kind: 'broken'; readonly finding: Finding }
  /** As `broken`, in the order in which the lines were given: with what nobody logged, another may explain them. */
  | { readonly kind: 'open'; readonly finding: Finding };

export const fine: Answer = { kind: 'fine' };

/** What comes behind a line that is not explained. */
export interface Behind {
  /** The next steps of the same node. */
  readonly after: readonly StepEvent[];
  /** Steps of others. */
  readonly others: readonly StepEvent[];
  /** Whether somebody received what the line says that it sent. */
  readonly isHeard: boolean;
}

export interface Judge {
  /** The spec, and with which parameters or mapping, for a reader. */
  readonly spec: string;
  /** How lines of the run are told. */
  readonly telling: Telling;
  header(located: Located<EventOf<'header'>>): void;
  /** @param isLast nothing more will come: `later` is no answer */
  take(located: Located<Positioned>, sent: Sent | undefined, isLast: boolean): Answer;
  /**
   * Lines of the node are missing, between what it was seen to do and its next line.
   * @param missing how many at most; where nothing is said nobody knows what it did, and what comes after it cannot be judged by it
   */
  lost(node: string, missing?: number): void;
  /** There are no more lines than those that were read: who has none now has none. */
  allRead(): void;
  /**
   * Whether somebody who leaves no lines, or of whom lines are missing, may send in the name of others; where it is not asked, nobody may.
   * @param isLossy whether lines of some node are missing
   */
  mayBeOfAnother?(isLossy: boolean): boolean;
  client(located: Located<EventOf<'client'>>): void;
  /**
   * All lines of a run at once, in whatever order they may have happened. What was taken before means nothing to it.
   * @param isFree whether a node's sequence numbers mean nothing
   */
  inAnyOrder(lines: readonly Located<Positioned>[], isFree: (node: string) => boolean): Answer;
  /**
   * The least change of the log with which a line that was just found broken would be explained; undefined: none is known.
   */
  editOf(line: StepEvent, behind: Behind): Edit | undefined;
  /** @param isComplete no line is known to be missing */
  finish(isComplete: boolean): Answer;
  /** What is to be said where names of a line are in doubt. */
  sayDoubts?(doubts: readonly NameDoubt[]): string;
  /** What it is made of, by name: the same whenever a judge is made for the same header, and so not saved with what it has learned. */
  readonly externals?: Readonly<Record<string, object>>;
  coverage(): Pick<RunCoverage, 'actions' | 'never' | 'evidence'>;
}

export type StepEvent = EventOf<'step'>;
export type AnyEvent = Event;
