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
  readonly quorums: (replicas: readonly string[]) => Quorums;
  /** The index of the primary of a view among the replicas, from 1. */
  readonly primaryOf: (view: number, replicas: number) => number;
  /** Section 4.1: whether a replica takes part in what is done in a view. */
  readonly takesPart: (view: number, replica: ReplicaState) => boolean;
  /** Section 4.1: whether a request with this op-number may be appended to a log. */
  readonly mayAppend: (op: number, log: Log) => boolean;
  /** Section 4.1: whether an answer to a prepare counts for an op-number in a view. */
  readonly counts: (
    answer: { readonly view: number; readonly op: number },
    view: number,
    op: number,
  ) => boolean;
  /** Section 4.1: whether a backup executes up to a commit-number. */
  readonly mayExecute: (committed: number, log: Log) => boolean;
  /** Section 4.2, step 2: what a replica reports to the new primary. */
  readonly reports: (replica: ReplicaState) => Report;
  /** Section 4.2, step 2: whether these replicas want the view enough to report for it. */
  readonly mayReport: (wanting: readonly string[], quorums: Quorums) => boolean;
  /** Section 4.2, step 3: the log of the new view, of those that a quorum reports; `own` is the new primary's. */
  readonly picks: (reports: readonly Report[], own: Report) => Log;
  /** Section 4.2, step 3: what the new primary takes for its last normal view from then on. */
  readonly normalFrom: (view: number, replica: ReplicaState) => number;
  /** Section 4.2, step 5: whether a replica enters a view of which it is told that it has started. */
  readonly mayEnter: (view: number, replica: ReplicaState) => boolean;
  /** Section 4.3, step 3: whether a replica recovers what the primary of a view tells, where it knows of `latest`. */
  readonly mayRecover: (view: number, latest: number) => boolean;
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
  primaryOf: (view, replicas) => ((view - 1) % replicas) + 1,
  takesPart: (view, replica) => view === replica.view && replica.status === 'normal',
  mayAppend: (op, log) => op === log.length + 1,
  counts: (answer, view, op) => answer.view === view && answer.op >= op,
  mayExecute: (committed, log) => committed <= log.length,
  reports: ({ log, lastNormal, committed }) => ({ log, lastNormal, committed }),
  mayReport: (wanting, quorums) => quorums.isQuorum(wanting),
  picks: longestOfLatest,
  normalFrom: (view) => view,
  mayEnter: (view, { view: own, status }) => view > own || (view === own && status === 'view-change'),
  mayRecover: (view, latest) => view >= latest,
};
