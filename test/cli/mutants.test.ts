/** Mutants that are declared badly, and mutants that bring parameters. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { served as paxoscope, signalOnce, temporaryFolder } from './run.js';
import { badMutants } from './user-specs.js';

describe.concurrent('mutants', () => {
  const cwd = temporaryFolder(badMutants);

  test('without a length are told the one that was found', async () => {
    const { code, stdout } = await paxoscope('mutants length.mjs', { cwd });
    expect(stdout).toMatch(/^ {2}nine +small +0 +it begins at 9 \(length is missing; found: 0\)$/m);
    expect(stdout).toMatch(
      /^ {2}none +one +- +it never counts \(length is missing; never met, write null\)$/m,
    );
    expect(code).toBe(1);
  });

  test.each(['mutants breaks.mjs', 'check breaks.mjs --mutant ten', 'simulate breaks.mjs --mutant ten'])(
    'that break what is no property: %s',
    async (line) => {
      const { code, stdout, stderr } = await paxoscope(line, { cwd });
      expect(stderr).toBe(
        'paxoscope: breaks.mjs: mutant ten breaks smal, which is no property; did you mean small?\n',
      );
      expect(stdout).toBe('');
      expect(code).toBe(2);
    },
  );

  test('whose name leads out of the folder are not saved', async () => {
    const { code, stdout, stderr } = await paxoscope('mutants leads-out.mjs -o into', { cwd });
    expect(stderr).toBe(
      'paxoscope: leads-out.mjs: mutant ../out has no name for a file; rename it, or leave out --output\n',
    );
    expect(stdout).toBe('');
    expect(code).toBe(2);
    expect(existsSync(path.join(cwd, 'out.json'))).toBe(false);
    expect((await paxoscope('mutants leads-out.mjs', { cwd })).code).toBe(0);
  });

  test('that are interrupted are not called uncaught', async () => {
    const onStderr = signalOnce('SIGINT', (stderr) => stderr.includes('states/s'));
    const { code, stdout } = await paxoscope('mutants endless.mjs --progress', { cwd, onStderr });
    expect(stdout).toMatch(
      /^ {2}endless +interrupted +- +it comes from far \(small not decided: interrupted at [\d,]+ states\)$/m,
    );
    expect(stdout).toMatch(
      /^counter: 1 of 3 mutants caught as pinned; not decided: endless; interrupted, 1 mutant not tried$/m,
    );
    expect(code).toBe(3);
  });

  test('are chosen by name, or by the property that they break', async () => {
    const named = await paxoscope('mutants length.mjs --mutant none --json', { cwd });
    expect(JSON.parse(named.stdout).mutants.map(({ name }: { name: string }) => name)).toEqual(['none']);
    const broken = await paxoscope('mutants leads-out.mjs --property small', { cwd });
    expect([broken.code, broken.stdout.includes('the mutant is caught')]).toEqual([0, true]);
    const misspelt = await paxoscope('mutants length.mjs --mutant nin --json', { cwd });
    expect(misspelt).toEqual({
      code: 2,
      stdout: '',
      stderr: 'paxoscope: no mutant nin; did you mean nine?\n',
    });
  });

  test('say which parameters they bring, unless they are given', async () => {
    const line = 'check brings.mjs --mutant far';
    const { code, stderr } = await paxoscope(line, { cwd });
    expect(stderr).toBe('mutant far brings --max-step 2 --is-fast\n');
    expect(code).toBe(1);
    expect((await paxoscope(`${line} --max-step 2`, { cwd })).stderr).toBe('mutant far brings --is-fast\n');
    expect((await paxoscope(`${line} --json`, { cwd })).stderr).toBe('');
    expect((await paxoscope('check brings.mjs', { cwd })).stderr).toBe('');
  });
});

test('symmetry that a spec does not have is an error', async () => {
  const cwd = temporaryFolder(badMutants);
  const { code, stdout, stderr } = await paxoscope('check brings.mjs --symmetry', { cwd });
  expect(stderr).toBe(
    'paxoscope: brings.mjs: symmetry: counter declares no processes or values that are alike\n',
  );
  expect(stdout).toBe('');
  expect(code).toBe(2);
});
