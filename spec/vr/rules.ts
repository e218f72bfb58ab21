/**
 * The decisions of viewstamped replication, one rule each: what the mutants weaken.
 * Source: Liskov, Cowling, "Viewstamped Replication Revisited" (2012), section 4.
 */
import { majorities, type Quorums } from '../kit/quorum.js';
import type { Log, Report } from './messages.js';

/** What a replica knows. Views are numbered from 1. */
export interface ReplicaState {
  /** How often it has come to life: on a disk, or read off a clock. It makes the nonce of a recovery, and nothing else. */
  readonly starts: number;
  readonly status: 'normal' | 'view-change' | 'recovering';
  readonly view: number;
  /** The latest view in which its status was normal. */
  readonly lastNormal: number;
  readonly log: Log;
  /** The commit-number: it has executed its log up to here. */
  readonly committed: number;
}

export interface VrRules {
  /** Section 2: f + 1 of 2f + 1. */
  readonly quorums: (replicas: readonly string[]) => Quorums;
  /** Sections 4.1 and 8.1: whether a replica takes part in what is done in a view. */
  readonly takesPart: (view: number, replica: ReplicaState) => boolean;
  /** Section 4.1: whether a request with this op-number may be appended to a log. */
  readonly mayAppend: (op: number, log: Log) => boolean;
  /**
   * Section 4.1: whether an answer to a prepare counts for an op-number in a view. One of an earlier view does not; no mutant says so, for it goes to another
   * primary: of three replicas the same one leads again three views later, and no mutant here has four views.
   */
  readonly counts: (
    answer: { readonly view: number; readonly op: number },
    view: number,
    op: number,
  ) => boolean;
  /** Section 4.1: whether a backup executes up to a commit-number. */
  readonly mayExecute: (committed: number, log: Log) => boolean;
  /** Section 4.2, step 2: whether these replicas, itself among them, want the view enough for one to report for it. */
  readonly mayReport: (wanting: readonly string[], quorums: Quorums) => boolean;
  /** Section 4.2, step 2: what a replica reports to the new primary. @param led whether it was the primary of its last normal view */
  readonly reports: (replica: ReplicaState, led: boolean) => Report;
  /** Section 4.2, step 3: the log of the new view, of those that a quorum reports; `own` is the new primary's. */
  readonly picks: (reports: readonly Report[], own: Report) => Log;
  /** Section 4.2, step 5: whether a replica enters a view of which it is told that it has started. */
  readonly mayEnter: (view: number, replica: ReplicaState) => boolean;
  /** Section 4.3: whether a replica takes part in changes of views. */
  readonly mayChange: (replica: ReplicaState) => boolean;
  /** Section 4.3, step 2: whether a replica answers one that recovers. */
  readonly mayAnswer: (replica: ReplicaState) => boolean;
  /** Section 4.3, step 3: whether an answer is to the present recovery. */
  readonly isCurrent: (nonce: number, starts: number) => boolean;
  /** Section 4.3, step 3: whether a replica recovers what the primary of a view tells, where another tells of a view. */
  readonly mayRecover: (view: number, heard: number) => boolean;
  /** Section 4.3, step 3: whether so many answers are enough. Who recovers is not among them. */
  readonly mayTrust: (answering: readonly string[], quorums: Quorums) => boolean;
}

/** Of the logs from the latest view that was normal the longest: a log of that view is a prefix of every longer one. */
export function longestOfLatest(reports: readonly Report[]): Log {
  const latest = Math.max(...reports.map(({ lastNormal }) => lastNormal));
  return longest(reports.filter(({ lastNormal }) => lastNormal === latest));
}

export function longest(reports: readonly Report[]): Log {
  return reports.map(({ log }) => log).reduce((best, log) => (log.length > best.length ? log : best));
}

export const vrRules: VrRules = {
  quorums: majorities,
  takesPart: (view, replica) => view === replica.view && replica.status === 'normal',
  mayAppend: (op, log) => op === log.length + 1,
  counts: (answer, view, op) => answer.view === view && answer.op >= op,
  mayExecute: (committed, log) => committed <= log.length,
  mayReport: (wanting, quorums) => quorums.isQuorum(wanting),
  reports: ({ log, lastNormal, committed }) => ({ log, lastNormal, committed }),
  picks: longestOfLatest,
  mayEnter: (view, { view: own, status }) => view > own || (view === own && status === 'view-change'),
  mayChange: ({ status }) => status !== 'recovering',
  mayAnswer: ({ status }) => status === 'normal',
  isCurrent: (nonce, starts) => nonce === starts,
  mayRecover: (view, heard) => view >= heard,
  mayTrust: (answering, quorums) => quorums.isQuorum(answering),
};
