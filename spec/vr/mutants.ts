/**
 * Weakenings of viewstamped replication, one rule each, with the property that each must break and the length of the shortest execution that does (null:
 * something good never happens, which no single execution shows).
 */
import type { Harmless, Mutant } from '../kit/define-spec.js';
import { threshold } from '../kit/quorum.js';
import { longest, type VrRules } from './rules.js';

type Given = { readonly parameters?: Readonly<Record<string, number | string>> };
type VrMutant = Omit<Mutant<never, VrRules>, 'parameters'> & Given;

export const vrMutants: Readonly<Record<string, VrMutant>> = {
  'quorum-of-f': {
    says: 'f out of 2f+1 replicas count as a quorum',
    rules: { quorums: (replicas) => threshold(replicas, Math.floor(replicas.length / 2)) },
    breaks: 'agreement',
    length: 7,
  },
  'prepares-in-old-views': {
    says: 'a replica takes part in a view that it has left',
    rules: {
      takesPart: (view, { view: own, status }) => view < own || (view === own && status === 'normal'),
    },
    breaks: 'executed-survives',
    length: 8,
  },
  'appends-with-gaps': {
    says: 'a backup appends a request although it misses one before',
    rules: { mayAppend: (op, log) => op > log.length },
    breaks: 'one-log-per-view',
    length: 3,
  },
  'counts-any-answer': {
    says: 'an answer to an earlier request counts for a later one',
    rules: { counts: (answer, view) => answer.view === view },
    breaks: 'executed-survives',
    length: 10,
  },
  'counts-in-the-first-view': {
    says: 'answers count in the first view alone',
    rules: { counts: (answer, view, op) => view === 1 && answer.op >= op },
    breaks: 'a-later-view-executes',
    length: null,
  },
  'executes-ahead': {
    says: 'a backup executes up to a commit-number, whatever its log has',
    rules: { mayExecute: () => true },
    breaks: 'executed-is-logged',
    length: 4,
  },
  'backups-never-execute': {
    says: 'a backup executes nothing',
    rules: { mayExecute: () => false },
    breaks: 'all-executed',
    length: null,
    // A later view tells backups what is committed.
    parameters: { views: 1 },
  },
  'reports-what-it-executed': {
    says: 'a replica reports only what it knows to be committed',
    rules: {
      reports: ({ log, lastNormal, committed }) => ({ log: log.slice(0, committed), lastNormal, committed }),
    },
    breaks: 'executed-survives',
    length: 8,
  },
  'never-reports': {
    says: 'no replica reports to a new primary',
    rules: { mayReport: () => false },
    breaks: 'two-views-at-once',
    length: null,
  },
  'hides-that-it-led': {
    says: 'who led a view reports that it was last normal in the view before',
    rules: {
      reports: ({ log, lastNormal, committed }, led) => ({
        log,
        lastNormal: led ? lastNormal - 1 : lastNormal,
        committed,
      }),
    },
    breaks: 'executed-survives',
    length: 8,
  },
  'reports-at-once': {
    says: 'a replica reports to a new primary before others want the view, too',
    rules: { mayReport: () => true },
    breaks: 'executed-survives',
    length: 12,
    // The round of messages that it leaves out is there for replicas that recover (section 8.2).
    parameters: { requests: 1, recoveries: 1 },
  },
  'keeps-its-own-log': {
    says: 'a new primary goes on with its own log, whatever was reported',
    rules: { picks: (_reports, { log }) => log },
    breaks: 'executed-stays',
    length: 9,
  },
  'picks-the-longest-log': {
    says: 'a new primary picks the longest log, from whichever view',
    rules: { picks: longest },
    breaks: 'executed-survives',
    length: 15,
    parameters: { views: 3 },
  },
  'enters-old-views': {
    says: 'a replica that is told late that an older view has started goes back to it',
    rules: { mayEnter: (view, { view: own, status }) => view !== own || status === 'view-change' },
    breaks: 'views-never-go-back',
    length: 7,
    parameters: { views: 3 },
  },
  'goes-back-after-a-report': {
    says: 'a replica that wants a view enters any older one of which it is told that it has started',
    rules: { mayEnter: (view, { view: own, status }) => view > own || status === 'view-change' },
    breaks: 'reports-are-remembered',
    length: 9,
    parameters: { views: 3 },
  },
  'enters-a-view-again': {
    says: 'a replica that is told once more that its view has started takes the log of then',
    rules: { mayEnter: (view, { view: own }) => view >= own },
    breaks: 'executed-is-logged',
    length: 11,
  },
  'never-enters': {
    says: 'no backup enters a view that has started',
    rules: { mayEnter: () => false },
    breaks: 'ends-executed',
    length: 9,
  },
  'recovers-into-old-views': {
    says: 'a replica recovers from any primary, though others told it of a later view',
    rules: { mayRecover: () => true },
    breaks: 'executed-survives',
    length: 12,
    parameters: { requests: 1, recoveries: 1 },
  },
  'answers-while-changing': {
    says: 'a replica that changes views answers one that recovers',
    rules: { mayAnswer: () => true },
    breaks: 'executed-survives',
    length: 8,
    parameters: { requests: 1, recoveries: 1 },
  },
  'trusts-the-primary': {
    says: 'the answer of a primary is enough to recover',
    rules: { mayTrust: () => true },
    breaks: 'executed-survives',
    length: 11,
    parameters: { requests: 1, recoveries: 1 },
  },
  'takes-any-nonce': {
    says: 'a replica that recovers takes answers to an earlier recovery',
    rules: { isCurrent: () => true },
    breaks: 'executed-survives',
    length: 14,
    parameters: { requests: 1, recoveries: 2, recovery: 'view-on-disk' },
  },
  'changes-views-while-recovering': {
    says: 'a replica that recovers takes part in changes of views',
    rules: { mayChange: () => true },
    breaks: 'executed-survives',
    length: 9,
    parameters: { requests: 1, recoveries: 1 },
  },
};

export const vrHarmless: Readonly<Record<string, Omit<Harmless<never, VrRules>, 'parameters'> & Given>> = {
  'reports-at-once-with-a-disk': {
    says: 'a replica reports to a new primary before others want the view, too',
    rules: { mayReport: () => true },
    parameters: { requests: 1, recoveries: 1, recovery: 'view-on-disk' },
    because:
      'others need to know of the view before a replica reports for it only where it may forget that it has',
  },
};
