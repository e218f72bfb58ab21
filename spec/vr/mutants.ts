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
    rules: { takesPart: (view, replica) => view <= replica.view },
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
  'forgets-that-it-led': {
    says: 'a new primary reports later that it was last normal in the view before',
    rules: { normalFrom: (_view, { lastNormal }) => lastNormal },
    breaks: 'executed-survives',
    length: 10,
    parameters: { views: 3 },
  },
  'enters-old-views': {
    says: 'a replica enters every view of which it is told that it has started',
    rules: { mayEnter: () => true },
    breaks: 'views-never-go-back',
    length: 7,
    parameters: { views: 3 },
  },
  'never-enters': {
    says: 'no backup enters a view that has started',
    rules: { mayEnter: () => false },
    breaks: 'ends-executed',
    length: 8,
  },
  'recovers-into-old-views': {
    says: 'a replica recovers from any primary, though others told it of a later view',
    rules: { mayRecover: () => true },
    breaks: 'executed-survives',
    length: 12,
    parameters: { requests: 1, recoveries: 1 },
  },
};

export const vrHarmless: Readonly<Record<string, Omit<Harmless<never, VrRules>, 'parameters'> & Given>> = {
  'reports-at-once': {
    says: 'a replica reports to a new primary before others want the view, too',
    rules: { mayReport: () => true },
    because:
      'a view starts with f + 1 reports, and who has reported takes part in no older view; to wait for others only keeps one that hears nobody from disturbing',
  },
};
