/**
 * Every seeded bug in twenty runs that show it, at each level of logging; and the same runs without it, which conform at each. The table of traces/README.md
 * is made of it (`UPDATE_GOLDEN=1 npm run sweep -- bugs`, then `UPDATE_GOLDEN=1 npx vitest run bugs`).
 */
import { afterAll, describe, expect, it } from 'vitest';
import { type Bug, bugs } from '../../impl/core/bugs.js';
import { expectGolden } from '../golden.js';
import { shownBy } from '../traces/conform/bug-seeds.js';
import { loggings } from '../traces/conform/loggings.js';
import { recorded } from '../traces/conform/recorded.js';

const rows: string[] = [];

afterAll(() => {
  const names = loggings.map(({ name }) => name);
  const head = [`| the bug | ${names.join(' | ')} |`, `|---|${names.map(() => '---:|').join('')}`];
  if (rows.length === Object.keys(bugs).length)
    expectGolden('conform/bugs.md', [...head, ...rows].join('\n'));
});

describe.each(Object.entries(shownBy))('%s', (bug, { weather, seeds }) => {
  it('is caught on twenty seeds', { timeout: 600_000 }, () => {
    expect(new Set(seeds).size).toBe(20);
    const caught = loggings.map(() => 0);
    for (const seed of seeds) {
      const events = recorded(seed, bug as Bug, weather);
      loggings.forEach(({ judge }, i) => {
        if (judge(events).verdict.kind === 'violation') caught[i] += 1;
      });
    }
    rows.push(`| \`${bug}\`: ${bugs[bug as Bug]} | ${caught.join(' | ')} |`);
    expect(caught[0]).toBe(seeds.length);
  });

  it('its clean twins conform', { timeout: 600_000 }, () => {
    for (const seed of seeds) {
      const events = recorded(seed, undefined, weather);
      for (const { name, judge } of loggings)
        expect(judge(events).verdict, `seed ${seed}, ${name}`).toEqual({ kind: 'conforms' });
    }
  });
});
