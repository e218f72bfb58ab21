/**
 * Seeded bugs of the implementation are found in the traces of simulated runs, each in the run of one seed, by the rule that it breaks; the clean twin
 * conforms at every level of logging. test/sweep has twenty seeds of each, and README the table.
 */
import { describe, expect, it } from 'vitest';
import { bugs } from './bugs.js';
import { build } from './build.js';
import { loggings } from './logging.js';

/** Of each bug a seed that shows it, where all is logged, and the rule that the report names. */
const shown: Readonly<Record<keyof typeof bugs, readonly [seed: number, rule: string]>> = {
  'accepts-a-lower-ballot': [1, 'acceptor: receive p2a'],
  'promises-without-raising': [1, 'acceptor: receive p1a'],
  'compares-without-leader': [2, 'acceptor: receive p1a'],
  'forgets-its-promise': [2, 'restart: stable state survives'],
  'forgets-a-pvalue': [1, 'acceptor: receive applied'],
  'omits-a-pvalue': [2, 'acceptor: receive p1a'],
  'picks-the-lowest': [15, 'scout: receive p1b'],
  'picks-the-latest': [15, 'scout: receive p1b'],
  'own-proposals-win': [5, 'leader: receive adopted'],
  'quorum-of-f-of-a-scout': [1, 'scout: receive p1b'],
  'quorum-of-f-of-a-commander': [1, 'commander: receive p2b'],
  'counts-an-acceptor-twice': [1, 'commander: receive p2b'],
  'counts-a-vote-for-another-ballot': [2, 'commander: receive p2b'],
  'counts-a-vote-for-another-slot': [1, 'a decision has the votes of a majority'],
  'reuses-a-ballot': [5, 'restart: stable state survives'],
  'skips-a-slot': [1, 'replica: receive decision'],
  'executes-twice': [5, 'a command is executed once'],
  'drops-a-lost-command': [1, 'replica: receive decision'],
  'sends-before-it-persists': [2, 'what is received was durable before it was sent'],
  'answers-reads-locally': [1, 'replica: request'],
};

it('every bug has a seed', () => {
  expect(Object.keys(shown)).toEqual(Object.keys(bugs));
});

it('the clean twin conforms, whatever is logged', async () => {
  const { record } = await build(undefined);
  for (let seed = 1; seed <= 8; seed++) {
    const events = record(seed);
    for (const { name, judge } of loggings) {
      expect(judge(events).verdict, `seed ${seed}, ${name}`).toEqual({ kind: 'conforms' });
    }
  }
});

describe('is caught:', () => {
  it.each(Object.entries(shown))('%s', async (name, [seed, rule]) => {
    const { record } = await build(name);
    const { verdict } = loggings[0].judge(record(seed));
    expect(verdict).toMatchObject({ kind: 'violation', violation: { suspect: 'implementation', rule } });
  });
});
