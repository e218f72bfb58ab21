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
    breaks: 'one-order',
    length: 10,
  },
  'does-not-wait': {
    says: 'a primary executes a request before its backup has it',
    rules: { waitsForBackup: false },
    breaks: 'one-order',
    length: 9,
  },
  'does-not-wait-for-the-transfer': {
    says: 'a primary acknowledges a view before its backup has the log',
    rules: { waitsForTransfer: false },
    breaks: 'executed-survives',
    length: 12,
  },
  'takes-requests-too-soon': {
    says: 'a primary takes requests before its view has begun',
    rules: { takesRequests: () => true },
    breaks: 'executed-survives',
    length: 8,
  },
  'begins-twice': {
    says: 'a primary takes what it is told once more for the beginning of its view',
    rules: { begins: (number, { view }) => number === view.number },
    breaks: 'executed-survives',
    length: 9,
  },
  'begins-with-an-older-transfer': {
    says: 'a view begins when the backup of an older one has the log of then',
    rules: { begins: (number, { view, isReady }) => number <= view.number && !isReady },
    breaks: 'executed-survives',
    length: 12,
  },
  'takes-the-log-twice': {
    says: 'a backup that is given the log once more forgets what was forwarded since',
    rules: { takesLog: (number, { view }) => number === view.number },
    breaks: 'executed-survives',
    length: 11,
  },
  'believes-old-views': {
    says: 'a server that is told late of an older view goes back to it',
    rules: { mayEnter: (number, { view }) => number !== view.number },
    breaks: 'executed-stays',
    length: 10,
  },
  'counts-old-acknowledgements': {
    says: 'the view service takes the acknowledgement of an older view for one of the present',
    rules: { isAcknowledged: () => true },
    breaks: 'executed-survives',
    length: 12,
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
    rules: {
      takesForwarded: (number, { view, isReady }) =>
        number < view.number || (number === view.number && isReady),
    },
    breaks: 'executed-once',
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
    length: 8,
    parameters: { views: 1 },
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
