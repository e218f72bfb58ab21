/** A spec of a user's own, in a folder without node_modules: found, loaded, checked and shown like any other. */
import { mkdirSync, readFileSync, renameSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { paxoscope, temporaryFolder } from './run.js';
import { counter, start } from './user-specs.js';

describe.concurrent('a spec by its path', () => {
  const folder = temporaryFolder({ 'counter.ts': counter, 'start.ts': start });

  test('is checked', async () => {
    const { code, stdout, stderr } = await paxoscope('check ./counter.ts', { cwd: folder });
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^counter holds: all 4 states explored \(maxCount 3\)\n/);
    expect(code).toBe(0);
  });

  test('has its parameters as flags, in both spellings, before and behind its name', async () => {
    const help = await paxoscope(['check', path.join(folder, 'counter.ts'), '--help']);
    expect(help.stdout).toMatch(/--max-count +where it stops \(1\.\.9\) +\[default: 3\]/);
    for (const line of ['check counter.ts --maxCount 4', 'check --json --max-count 4 counter.ts --no-json']) {
      const { stdout } = await paxoscope(line, { cwd: folder });
      expect(stdout).toContain('(maxCount 4)');
    }
    const { stderr } = await paxoscope('check counter.ts --max-count 10', { cwd: folder });
    expect(stderr).toBe('paxoscope: --max-count takes a whole number in 1..9, not 10\n');
  });

  test('is named to whoever leaves its ending out', async () => {
    const { code, stderr } = await paxoscope('check counter', { cwd: folder });
    expect(stderr).toBe(
      'paxoscope: no spec counter; the file is counter.ts (paxoscope specs lists the names)\n',
    );
    expect(code).toBe(2);
  });

  test('is loaded where a package.json says that files are modules, and where it says that they are not', async () => {
    for (const type of ['module', 'commonjs']) {
      const cwd = temporaryFolder({
        'counter.ts': counter,
        'start.ts': start,
        'package.json': JSON.stringify({ type }),
      });
      expect((await paxoscope('check counter.ts', { cwd })).code).toBe(0);
    }
  });

  test('is the one that is exported by default, whatever else is, and may have two names', async () => {
    const other = `
      export default defineSpec({
        name: 'other', title: '', source: '', parameters: {}, rules: {}, model: () => counter.instantiate({}).model,
      });`;
    const cwd = temporaryFolder({
      'default.ts': counter + other,
      'twice.ts': `${counter}export { counter as again };`,
      'start.ts': start,
    });
    const { stdout } = await paxoscope('check default.ts', { cwd });
    expect(stdout).toMatch(/^other holds: all 4 states explored/);
    expect((await paxoscope('check twice.ts', { cwd })).stdout).toMatch(/^counter holds/);
  });

  test('may be JavaScript', async () => {
    const text = counter
      .replaceAll(/<Map<string, number>>| as number/g, '')
      .replace('./start.js', './start.mjs');
    const cwd = temporaryFolder({ 'counter.mjs': text, 'start.mjs': 'export const start = 0;' });
    const { code, stderr } = await paxoscope('check counter.mjs', { cwd });
    expect(stderr).toBe('');
    expect(code).toBe(0);
  });

  test('has executions that know where it is, and need its path where they do not', async () => {
    const saved = path.join(folder, 'runs', 'saved.json');
    mkdirSync(path.dirname(saved));
    const { code, stderr } = await paxoscope(['check', 'counter.ts', '--max-count', '7', '-o', saved], {
      cwd: folder,
    });
    expect(stderr).toBe(`saved ${saved}\n`);
    expect(code).toBe(1);
    expect(JSON.parse(readFileSync(saved, 'utf8')).specFile).toBe('../counter.ts');
    const beside = await paxoscope(['show', 'runs/saved.json'], { cwd: folder });
    expect(beside.stderr).toBe('replayed on counter.ts, which runs/saved.json names\n');
    expect(beside.stdout).toMatch(/^counter \(maxCount: 7\)\nviolates small/);
    const printed = await paxoscope(['show', 'runs/saved.json', '--json'], { cwd: folder });
    expect(JSON.parse(printed.stdout)).not.toHaveProperty('specFile');
    renameSync(saved, path.join(folder, 'saved.json'));
    await shownByPath(path.join(folder, 'saved.json'));
  });

  async function shownByPath(saved: string): Promise<void> {
    const without = await paxoscope(['show', saved]);
    expect(without.stderr).toMatch(
      /saved\.json is an execution of counter, which is not one of paxoscope specs; of a spec of your own: paxoscope show \/.*saved\.json --spec \.\/my-spec\.ts\n$/,
    );
    expect(without.code).toBe(2);
    const shown = await paxoscope(['show', saved, '--spec', './counter.ts'], { cwd: folder });
    expect(shown.stderr).toBe('');
    expect(shown.stdout).toMatch(/^counter \(maxCount: 7\)\nviolates small/);
  }
});
