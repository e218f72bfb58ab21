/**
 * Seeded bugs of the implementation (impl/core/bugs.ts) are found in the traces of simulated runs, each in the run of one seed, by the rule that it
 * breaks; the same run without the bug conforms. The simulation's own checks stop a run that breaks a promise; the trace up to there is judged.
 * All seeds, and other levels of logging, are judged by test/sweep/bugs.sweep.ts, which makes the guide's table.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import type { Bug } from '../../../impl/core/bugs.js';
import { pathOf, textOf } from '../../guides.js';
import { shownBy } from './bug-seeds.js';
import { loggings } from './loggings.js';
import { recorded } from './recorded.js';

it.each(Object.entries(shownBy))('%s is caught', (bug, { weather, seeds: [seed], rule }) => {
  const [{ judge }] = loggings;
  const { verdict } = judge(recorded(seed, bug as Bug, weather));
  expect(verdict).toMatchObject({ kind: 'violation', violation: { suspect: 'implementation', rule } });
  expect(judge(recorded(seed, undefined, weather)).verdict).toEqual({ kind: 'conforms' });
});

it.each([
  ['forgets-promise', 13, 'restart: stable state survives'],
  ['reuses-ballot', 2, 'restart: stable state survives'],
  ['skips-slot', 7, 'replica: receive decision'],
  ['counts-other-slot', 1, 'a decision has the votes of a majority'],
] as const)('%s: the step at which the simulation stops the run is in the trace', (bug, seed, rule) => {
  const { verdict } = loggings[0].judge(recorded(seed, bug));
  expect(verdict).toMatchObject({ kind: 'violation', violation: { rule } });
});

it("the guide's table is the one that the sweep made", () => {
  const root = path.resolve(import.meta.dirname, '../../..');
  const guide = textOf('traces/README.md');
  const table = readFileSync(path.join(root, 'test/golden/conform/bugs.md'), 'utf8');
  const shown = /\| the bug \|[\s\S]*?\n\n/.exec(guide)?.[0] ?? '';
  if (process.env.UPDATE_GOLDEN === '1')
    writeFileSync(
      pathOf('traces/README.md'),
      guide.replace(shown, () => `${table}\n`),
    );
  else expect(shown).toBe(`${table}\n`);
});
