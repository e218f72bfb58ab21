/** Spec code that ends the process, or fails outside of every call: never exit code 0, never a stack, never silence. */
import { describe, expect, test } from 'vitest';
import { paxoscope, temporaryFolder } from './run.js';
import { badEndings, endsLater } from './user-specs.js';

describe.concurrent('an end that is no verdict', () => {
  const files = badEndings.map(({ name, text }) => [`${name}.ts`, text] as const);
  const cwd = temporaryFolder(Object.fromEntries([...files, ['ends-later.ts', endsLater]]));

  test.each(badEndings)('$name', async ({ name, says }) => {
    const { code, stderr } = await paxoscope(['check', `${name}.ts`], { cwd });
    expect(stderr).toBe(`paxoscope: ${says}\n`);
    expect(code).toBe(2);
  });

  test('has a stack with --debug', async () => {
    const { stderr } = await paxoscope('check floating.ts --debug', { cwd });
    expect(stderr).toMatch(/^paxoscope: .*\nError: afloat\n +at .*floating\.ts:12:/);
  });

  test('a promise that was rejected leaves no verdict', async () => {
    for (const line of ['check floating.ts', 'simulate floating.ts --walks 1']) {
      const { code, stdout } = await paxoscope(line, { cwd });
      expect(stdout).toBe('');
      expect(code).toBe(2);
    }
  });

  test('after the verdict, spec code cannot change the exit code', async () => {
    const { code, stdout, stderr } = await paxoscope('check ends-later.ts', { cwd });
    expect(stdout).toMatch(/^mine violated/);
    expect(stderr).toBe('');
    expect(code).toBe(1);
  });
});
