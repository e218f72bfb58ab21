/** A million lines, as they come over a pipe, are judged in flat memory: what a tenth of them needs, and the messages and slots that are remembered. */
import { expect, it } from 'vitest';
import { judgeStream } from '../traces/conform/streamed.js';

it('a million lines are judged in 160 MiB', async () => {
  const { says, lines } = await judgeStream(840_000, 160);
  // Its clients are too many to be decided within the budget.
  expect(says).toMatch(/^what its servers logged conforms; what clients saw is undecided/);
  expect(lines).toBeGreaterThan(1_000_000);
});
