/**
 * The decisions of primary and backup, one rule each: what the mutants weaken. Source: the view service of MIT 6.824 (2012 to 2015) and UW CSE 452, lab 2, where
 * it is one process that does not fail; primary and backup after Alsberg and Day 1976.
 */

/** The request of a client. */
export type Request = string;

export interface View {
  /** From 1. */
  readonly number: number;
  readonly primary: string;
  /** Null: the primary is alone. */
  readonly backup: string | null;
}

export interface ViewServiceState {
  readonly view: View;
  /** Whether the primary of the view has said that it has begun. */
  readonly isAcknowledged: boolean;
}

export interface ServerState {
  /** The latest view that it has heard of. */
  readonly view: View;
  /** Of a primary: whether the view has begun. Of a backup: whether it has been given the log. */
  readonly isReady: boolean;
  readonly log: readonly Request[];
  /** As a primary it has executed its log up to here, and answered clients. */
  readonly executed: number;
}

export interface PrimaryBackupRules {
  /** Whether a view may be followed by another, of which this is known. */
  readonly mayFollow: (service: ViewServiceState) => boolean;
  /** Whether an acknowledgement is of the present view. */
  readonly isAcknowledged: (number: number, service: ViewServiceState) => boolean;
  /** Who may be primary where the one of a view is thought to have failed. */
  readonly successors: (view: View, servers: readonly string[]) => readonly string[];
  /** Whether a server enters a view of which it is told. */
  readonly mayEnter: (number: number, server: ServerState) => boolean;
  /** Whether a backup takes the log that it is given in a view. */
  readonly takesLog: (number: number, server: ServerState) => boolean;
  /** Whether the view of a primary begins only when its backup has the log. */
  readonly waitsForTransfer: boolean;
  /** Whether the view of a primary begins when its backup says that it has the log of a view. */
  readonly begins: (number: number, server: ServerState) => boolean;
  /** Whether a primary takes requests. */
  readonly takesRequests: (server: ServerState) => boolean;
  /** Whether a primary waits for its backup before it executes a request. */
  readonly waitsForBackup: boolean;
  /** Whether a server takes what is forwarded in a view. */
  readonly takesForwarded: (number: number, server: ServerState) => boolean;
  /** Whether a request with this op-number may be appended to a log. */
  readonly mayAppend: (op: number, log: readonly Request[]) => boolean;
  /** Whether a backup that does not hear from its primary takes over without the view service: an action that only a mutant has. */
  readonly trustsTimeouts: boolean;
  /** Whether a primary that does not hear from its backup goes on without it, and without the view service: another one. */
  readonly goesOnAlone: boolean;
}

export const primaryBackupRules: PrimaryBackupRules = {
  mayFollow: ({ isAcknowledged }) => isAcknowledged,
  isAcknowledged: (number, { view }) => number === view.number,
  successors: ({ backup }) => (backup === null ? [] : [backup]),
  mayEnter: (number, { view }) => number > view.number,
  takesLog: (number, { view, isReady }) => number === view.number && !isReady,
  waitsForTransfer: true,
  begins: (number, { view, isReady }) => number === view.number && !isReady,
  takesRequests: ({ isReady }) => isReady,
  waitsForBackup: true,
  // It is the backup then: a primary forwards to nobody else.
  takesForwarded: (number, { view, isReady }) => number === view.number && isReady,
  mayAppend: (op, log) => op === log.length + 1,
  trustsTimeouts: false,
  goesOnAlone: false,
};
