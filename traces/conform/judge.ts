/** What judges the lines of a run, one after another in causal order. */
import type { Event, EventOf } from '../event.js';
import type { Located, Positioned, Sent } from './order.js';
import type { Telling } from './telling.js';
import type { Place, RunCoverage, Violation } from './verdict.js';

/** What a judge finds; the run adds where, and what led there. */
export type Finding = Omit<Violation, 'place' | 'node' | 'incarnation' | 'sequence' | 'slice'> & {
  /** Where it is not the line that was given. */
  readonly at?: Located<Positioned>;
  /** Lines that it was held against: they belong to what led there. */
  readonly others?: readonly Place[];
};

export type Answer =
  | { readonly kind: 'fine' }
  /** It may be explained when more was sent to the node. */
  | { readonly kind: 'later' }
  /** The line speaks of what the mapping does not know. */
  | { readonly kind: 'unknown'; readonly says: string }
  | { readonly kind: 'broken'; readonly finding: Finding };

export const fine: Answer = { kind: 'fine' };

export interface Judge {
  /** The spec, and with which parameters or mapping, for a reader. */
  readonly spec: string;
  /** How lines of the run are told. */
  readonly telling: Telling;
  header(located: Located<EventOf<'header'>>): void;
  /** @param isLast nothing more will come: `later` is no answer */
  take(located: Located<Positioned>, sent: Sent | undefined, isLast: boolean): Answer;
  /** Lines of the node are missing. */
  lost(node: string): void;
  client(located: Located<EventOf<'client'>>): void;
  /** @param isComplete no line is known to be missing */
  finish(isComplete: boolean): Answer;
  /** What it is made of, by name: the same whenever a judge is made for the same header, and so not saved with what it has learned. */
  readonly externals?: Readonly<Record<string, object>>;
  coverage(): Pick<RunCoverage, 'actions' | 'never' | 'evidence'>;
}

export type StepEvent = EventOf<'step'>;
export type AnyEvent = Event;
