/** A thousand clean simulated runs, with loss, duplication, reordering and crashes, conform; each seeded bug is caught in some of twenty seeds. */
import { expect, it } from 'vitest';
import { bugs } from '../traces/bugs/bugs.js';
import { build } from '../traces/bugs/build.js';
import { loggings } from '../traces/bugs/logging.js';

it('a thousand clean runs conform', async () => {
  const { record } = await build(undefined);
  for (let seed = 1; seed <= 1000; seed++) {
    const events = record(seed);
    for (const { name, judge } of loggings) {
      expect(judge(events).verdict, `seed ${seed}, ${name}`).toEqual({ kind: 'conforms' });
    }
  }
});

it('every bug is caught', async () => {
  const rows: string[] = [];
  for (const [name, { says }] of Object.entries(bugs)) {
    const { record } = await build(name);
    const counts = loggings.map(() => 0);
    for (let seed = 1; seed <= 20; seed++) {
      const events = record(seed);
      loggings.forEach(({ judge }, i) => {
        if (judge(events).verdict.kind === 'violation') counts[i] += 1;
      });
    }
    expect(counts[0], name).toBeGreaterThan(0);
    rows.push(`| ${says} | ${counts.join(' | ')} |`);
  }
  // The rows of README's table.
  console.log(rows.join('\n'));
});
