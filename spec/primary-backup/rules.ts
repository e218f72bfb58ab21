/**
 * The decisions of primary and backup, one rule each: what the mutants weaken. Source: Alsberg and Day 1976; the view service as courses on distributed
 * systems have it, where it is one process that does not fail.
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
  /** Whether it is primary or backup of that view, and the two have one log. */
  readonly isReady: boolean;
  readonly log: readonly Request[];
  /** It has executed its log up to here, and answered clients. */
  readonly executed: number;
}

export interface PrimaryBackupRules {
  /** Whether a view may follow one of which this is known. */
  readonly mayFollow: (service: ViewServiceState) => boolean;
  /** Who may be primary where the one of a view is thought to have failed. */
  readonly successors: (view: View, servers: readonly string[]) => readonly string[];
  /** Whether a primary waits until its backup has its log. */
  readonly transfers: boolean;
  /** Whether a primary waits for its backup before it executes a request. */
  readonly waits: boolean;
  /** Whether a server takes what is forwarded in a view. */
  readonly takesForwarded: (number: number, id: string, server: ServerState) => boolean;
  /** Whether a request with this op-number may be appended to a log. */
  readonly mayAppend: (op: number, log: readonly Request[]) => boolean;
  /** Whether a backup that does not hear from its primary takes over without the view service. */
  readonly trustsTimeouts: boolean;
  /** Whether a primary that does not hear from its backup goes on without it, and without the view service. */
  readonly goesOnAlone: boolean;
}

export const primaryBackupRules: PrimaryBackupRules = {
  mayFollow: ({ isAcknowledged }) => isAcknowledged,
  successors: ({ backup }) => (backup === null ? [] : [backup]),
  transfers: true,
  waits: true,
  takesForwarded: (number, id, { view, isReady }) => number === view.number && view.backup === id && isReady,
  mayAppend: (op, log) => op === log.length + 1,
  trustsTimeouts: false,
  goesOnAlone: false,
};
