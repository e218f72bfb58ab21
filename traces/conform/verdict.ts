/**
 * What is said of a run: it conforms, or the first line that the protocol does not explain, or why neither can be said.
 *
 * A log that is damaged, cut or not complete is never held against the implementation: where something is missing the word is gap.
 */
import type { Assignment, Execution, Names } from '../../checker/execution.js';
import type { GuardReading } from '../../spec/kit/guard.js';

/** A line of a file. */
export interface Place {
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

/** Why there is no verdict. */
export type Reason =
  /** There is no line, or no step among the lines: nothing was judged. */
  | 'empty'
  | 'vacuous'
  /** Lines are missing in the middle, or a log is. */
  | 'gap'
  /** A log stops without its end. */
  | 'cut'
  /** A line makes no sense. */
  | 'damaged'
  /** The lines cannot have happened in any order. */
  | 'order'
  /** The mapping does not know what is logged. */
  | 'unknown'
  /** More would have to be searched, or remembered, than this program was told to. */
  | 'budget';

/** What is wrong with the logs. */
export interface Fault {
  readonly reason: Reason;
  readonly place?: Place;
  readonly node?: string;
  readonly says: string;
  /** Of a gap: that there is no log at all of somebody. */
  readonly isWithoutLog?: true;
}

/** One field: what the spec says it is, and what the log says. */
export interface Difference {
  /** Where: `sent[0].message.ballot`, `changed.accepted`. */
  readonly field: string;
  readonly expected: unknown;
  readonly observed: unknown;
}

/** Who is likely to be wrong. */
export type Suspect = 'implementation' | 'log' | 'order';

/** One field of the line is another; the line is not there; one more is there before it; it and another of its node are the other way round. */
export type EditKind = 'field' | 'drop' | 'add' | 'swap';

/** The least change with which a line would be explained. */
export interface Edit {
  readonly kind: EditKind;
  readonly says: string;
  readonly suspect: Suspect;
}

/** An action of the spec that the line may have meant. */
export interface Tried {
  readonly action: string;
  /** What the action was given: the message, with its sender. */
  readonly given?: unknown;
  readonly guards: readonly GuardReading[];
}

/** A line that the protocol does not explain. */
export interface Violation {
  /** 0: the lines themselves; 1: a node's steps; 2: those behind a gap, or beside what is not logged; 3: what nodes did together; `clients`: what they saw. */
  readonly level: 0 | 1 | 2 | 3 | 'clients';
  /** What is broken, as a name: `acceptor: receive p2a`, `one command a slot`. */
  readonly rule: string;
  readonly says: string;
  readonly place: Place;
  readonly node: string;
  readonly incarnation: number;
  readonly sequence: number;
  readonly differences: readonly Difference[];
  /** The guards that the spec asked, in order. */
  readonly guards: readonly GuardReading[];
  /** The same by action, where several may have been meant. */
  readonly tried?: readonly Tried[];
  /** The state of the process before the line, in the spec's words. */
  readonly state?: unknown;
  /** What the spec would have allowed. */
  readonly allowed: readonly string[];
  /** The least change of the log that would make the line fit. */
  readonly edit?: string;
  readonly editKind?: EditKind;
  readonly suspect: Suspect;
  /** What else the rule looked at: of a broken agreement both values, each with its quorum. */
  readonly evidence?: readonly Assignment[];
  /** Lines that led there, in causal order. */
  readonly slice: readonly Cause[];
}

export interface Cause {
  readonly place: Place;
  readonly node: string;
  readonly says: string;
}

/** What the clients of a run saw: whether it was as if there were one copy. */
export interface ClientsJudgement {
  /** Where their history stands. */
  readonly file: string;
  readonly kind: 'linearizable' | 'not-linearizable' | 'undecided';
  readonly says: string;
}

/** How far a node was followed. */
export interface Progress {
  readonly node: string;
  readonly incarnation: number;
  readonly sequence: number;
  readonly place: Place;
}

export type Verdict =
  | { readonly kind: 'conforms' }
  | { readonly kind: 'violation'; readonly violation: Violation }
  /** The first fault of the logs gives the reason. */
  | { readonly kind: 'inconclusive'; readonly reason: Reason; readonly says: string };

/** A run, judged. */
export interface Judgement {
  readonly run: string;
  readonly spec: string;
  readonly files: readonly string[];
  /** Where a mapping renames nodes; all that is told of the run has the names of the spec. */
  readonly names?: Names;
  readonly verdict: Verdict;
  /** Of a violation: the lines that led there, and the line itself. */
  readonly execution?: Execution;
  /** Where there is a history of clients, and it was asked for. */
  readonly clients?: ClientsJudgement;
  readonly faults: readonly Fault[];
  /** What is odd, and no reason to doubt. */
  readonly notes: readonly string[];
  readonly progress: readonly Progress[];
  readonly coverage: RunCoverage;
}

export interface RunCoverage {
  readonly lines: number;
  readonly steps: number;
  readonly nodes: number;
  readonly restarts: number;
  readonly messages: number;
  /** Lines that were explained, by role and action. */
  readonly actions: Readonly<Record<string, number>>;
  /** Actions that the mapping knows and no line took. */
  readonly never: readonly string[];
  /** What was held against each other across nodes: slots decided, ballots adopted. */
  readonly evidence: Readonly<Record<string, number>>;
}
