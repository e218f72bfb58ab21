/** Random walks on several threads, from the command line: what goes wrong in one of them, and who can stop them. */
import { describe, expect, test } from 'vitest';
import { paxoscope, served, signalOnce, temporaryFolder, withoutFigures } from './run.js';
import { badInWorkers, hangsInWorkers, throwsSomewhere } from './user-specs.js';

const files = badInWorkers.map(({ name, text }) => [`${name}.ts`, text] as const);
const cwd = temporaryFolder({
  ...Object.fromEntries(files),
  'hangs.ts': hangsInWorkers,
  'throws.ts': throwsSomewhere,
});

describe('a worker that dies leaves no verdict', () => {
  test.each(badInWorkers)('$name', async ({ name, says }) => {
    // Threads inherit the limit of the heap; a small one is reached sooner.
    const env = { NODE_OPTIONS: '--max-old-space-size=150' };
    const line = `simulate ${name}.ts --walks 1000000 --seed 1 --workers 2`;
    const { code, stdout, stderr } = await paxoscope(line, { cwd, env });
    expect(stderr).toBe(`paxoscope: ${says}\n`);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });

  test('and without workers it does not matter', async () => {
    const { code } = await paxoscope('simulate worker-exits.ts --walks 20 --seed 1', { cwd });
    expect(code).toBe(3);
  });
});

test('Ctrl-C ends a run of which a worker never comes back', async () => {
  const line = 'simulate hangs.ts --walks 1000000000 --seed 1 --workers 2 --progress';
  const { code, stdout, stderr } = await paxoscope(line, {
    cwd,
    onStderr: signalOnce('SIGINT', (text) => text.includes('steps/s') && text.includes('hangs\n')),
  });
  expect(stdout).toMatch(/^wanders simulated, not proved: interrupted after [\d,]+ random walks/);
  expect(stderr).toMatch(
    / walks · [\d,]+ steps · [\d,]+ steps\/s · [\d,]+ states\/s · about [\d,]+ distinct\n/,
  );
  expect(stderr).toMatch(/stopping; once more to end at once\n$/);
  expect(code).toBe(3);
});

test('spec code that throws is told with the first walk that gets there', async () => {
  const [alone, together] = [
    await served('simulate throws.ts --walks 1000000 --seed 3 --workers 1', { cwd }),
    await served('simulate throws.ts --walks 1000000 --seed 3 --workers 2', { cwd }),
  ];
  expect(together).toEqual(alone);
  expect(alone.code).toBe(2);
  expect(alone.stderr).toMatch(
    /^paxoscope: throws.ts: action Go\(by: 1\): threw RangeError: here \(throws\.ts:12\)\n$/,
  );
  expect(alone.stdout).toMatch(/^wanders has a spec error, met in walk 2,873 with --seed 3\n/);
});

test('the report is the same with any number of workers', async () => {
  const line = 'simulate paxos --acceptors 5 --ballots 5 --walks 1000 --seed 9';
  const [alone, together] = [await served(`${line} --workers 1`), await served(`${line} --workers 2`)];
  expect(alone.stdout).toMatch(/\n {2}time .* on 1 worker, [\d,]+ steps\/s, [\d,]+ states\/s\n/);
  expect(together.stdout).toMatch(/\n {2}time .* on 2 workers, /);
  expect(withoutFigures(together.stdout)).toBe(withoutFigures(alone.stdout));
});
