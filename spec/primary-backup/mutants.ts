/**
 * Weakenings of primary and backup, one rule each, with the property that each must break and the length of the shortest execution that does (null:
 * something good never happens, which no single execution shows).
 */
import type { Mutant } from '../kit/define-spec.js';
import type { PrimaryBackupRules } from './rules.js';

type PrimaryBackupMutant = Omit<Mutant<never, PrimaryBackupRules>, 'parameters'> & {
  readonly parameters?: Readonly<Record<string, number | string>>;
};

export const primaryBackupMutants: Readonly<Record<string, PrimaryBackupMutant>> = {
  'trusts-timeouts': {
    says: 'a backup that does not hear from its primary takes over, and asks nobody',
    rules: { trustsTimeouts: true },
    breaks: 'one-order',
    length: 10,
  },
  'goes-on-alone': {
    says: 'a primary that does not hear from its backup goes on without it, and asks nobody',
    rules: { goesOnAlone: true },
    breaks: 'executed-stays',
    length: 14,
  },
  'does-not-wait': {
    says: 'a primary executes a request before its backup has it',
    rules: { waits: false },
    breaks: 'one-order',
    length: 9,
  },
  'does-not-transfer': {
    says: 'a view begins although the backup has not got the log',
    rules: { transfers: false },
    breaks: 'executed-survives',
    length: 8,
  },
  'does-not-wait-for-acknowledgement': {
    says: 'the view service goes on from a view of which it does not know that it has begun',
    rules: { mayFollow: () => true },
    breaks: 'executed-survives',
    length: 10,
  },
  'anybody-may-lead': {
    says: 'the view service takes any server for the next primary',
    rules: { successors: ({ primary }, servers) => servers.filter((server) => server !== primary) },
    breaks: 'executed-survives',
    length: 10,
  },
  'takes-what-is-forwarded-in-old-views': {
    says: 'a server takes what is forwarded to it in a view that it has left',
    rules: { takesForwarded: (number, _id, { view }) => number <= view.number },
    breaks: 'executed-survives',
    length: 12,
  },
  'appends-with-gaps': {
    says: 'a backup appends a request although it misses one before',
    rules: { mayAppend: (op, log) => op > log.length },
    breaks: 'executed-survives',
    length: 11,
  },
  'takes-nothing': {
    says: 'a backup takes nothing that is forwarded to it',
    rules: { takesForwarded: () => false },
    breaks: 'all-executed',
    length: null,
    // In another view the primary may be alone.
    parameters: { views: 1 },
  },
  'appends-nothing': {
    says: 'a backup appends nothing',
    rules: { mayAppend: () => false },
    breaks: 'ends-executed',
    length: 17,
  },
  'never-replaces-a-primary': {
    says: 'the view service replaces no primary',
    rules: { successors: () => [] },
    breaks: 'the-backup-takes-over',
    length: null,
  },
  'never-changes-views': {
    says: 'the first view lasts for ever',
    rules: { mayFollow: () => false },
    breaks: 'two-primaries',
    length: null,
  },
};
