/** How far runs are, told on one line. */
import { expect, it } from 'vitest';
import { runProgress } from '../../../traces/cli/run-progress.js';
import type { Run } from '../../../traces/conform/run.js';

const run = (name: string, lines: number) =>
  ({ name, soFar: { lines, verdict: { kind: 'conforms' } } }) as Run;

it('how far runs are is told on one line, whatever their names are and however many', () => {
  expect(runProgress([])).toBe('waiting for a run');
  expect(runProgress([run('a\nb\u001b[31m', 1234)])).toBe(
    String.raw`a\u000ab\u001b[31m: conforms so far, 1,234 lines`,
  );
  expect(runProgress([run('a', 7)], 0.999)).toBe('a: conforms so far, 7 lines · 99 % read');
  const many = Array.from({ length: 3000 }, (_, i) => run(`r${i}`, i));
  expect(runProgress(many)).toBe(
    '2,997 other runs · r2997: conforms so far, 2,997 lines · r2998: conforms so far, 2,998 lines · r2999: conforms so far, 2,999 lines',
  );
});
