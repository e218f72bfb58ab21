/**
 * Seeded bugs of the implementation (impl/core/bugs.ts) are found in the traces of simulated runs, each in the run of one seed, by the rule that it
 * breaks. The simulation's own checks stop a run that breaks a promise; the trace up to there is judged.
 */
import { expect, it } from 'vitest';
import type { Bug } from '../../../impl/core/bugs.js';
import { loggings } from './loggings.js';
import { recorded } from './recorded.js';

const shown: Partial<Record<Bug, readonly [seed: number, rule: string]>> = {
  'accepts-lower-ballot': [1, 'acceptor: receive p2a'],
  'answers-without-raising': [1, 'acceptor: receive p1a'],
  'compares-without-leader': [1, 'acceptor: receive p2a'],
  'forgets-promise': [1, 'restart: stable state survives'],
  'forgets-pvalue': [1, 'what is received was durable before it was sent'],
  'omits-pvalue': [1, 'acceptor: receive p1a'],
  'own-proposals-win': [13, 'leader: receive adopted'],
  'scout-quorum-of-f': [1, 'scout: receive p1b'],
  'commander-quorum-of-f': [3, 'commander: receive p2b'],
  'counts-acceptor-twice': [4, 'commander: receive p2b'],
  'counts-other-slot': [3, 'a decision has the votes of a majority'],
  'reuses-ballot': [13, 'what is received was durable before it was sent'],
  'skips-slot': [2, 'replica: receive decision'],
  'executes-twice': [1, 'a command is executed once'],
  'does-not-repropose': [1, 'replica: request'],
  'sends-before-persist': [4, 'what is received was durable before it was sent'],
};

it.each(Object.entries(shown))('%s is caught', (bug, [seed, rule]) => {
  const { verdict } = loggings[0].judge(recorded(seed, bug as Bug));
  expect(verdict).toMatchObject({ kind: 'violation', violation: { suspect: 'implementation', rule } });
});
