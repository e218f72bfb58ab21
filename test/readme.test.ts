/**
 * The README is true: its files are written to an empty folder, its commands are run there, and what they print is
 * compared with what it says. `UPDATE_GOLDEN=1` rewrites the outputs in the README.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '..');
const readmePath = path.join(root, 'README.md');
const folder = mkdtempSync(path.join(tmpdir(), 'paxoscope-readme-'));

/** The files that the README gives in full: ```ts file=NAME, or in another language. */
function files(readme: string): { name: string; text: string }[] {
  return [...readme.matchAll(/```\w+ file=(\S+)\n([\s\S]*?)```/g)].map(([, name, text]) => ({ name, text }));
}

/** The commands whose output the README shows: ```text, then `$ paxoscope ...`. */
function sessions(readme: string): { block: string; command: string; output: string }[] {
  return [...readme.matchAll(/```text\n\$ paxoscope ([^\n]*)\n([\s\S]*?)```/g)].map(
    ([block, command, output]) => ({
      block,
      command,
      output,
    }),
  );
}

/** What varies from run to run, and with the number of workers, is left out. */
function withoutTimes(output: string): string {
  return output.replace(/^ +(time|spec code) .*\n/gm, '').trimEnd();
}

beforeAll(() => {
  for (const { name, text } of files(readFileSync(readmePath, 'utf8'))) {
    writeFileSync(path.join(folder, name), text);
  }
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('has sessions that are run', () => {
  expect(sessions(readFileSync(readmePath, 'utf8')).length).toBeGreaterThan(1);
});

it.each(sessions(readFileSync(readmePath, 'utf8')))(
  'prints: paxoscope $command',
  ({ block, command, output }) => {
    const { stdout, stderr } = spawnSync(
      process.execPath,
      [path.join(root, 'dist/cli.js'), ...command.split(' ')],
      { cwd: folder, encoding: 'utf8' },
    );
    const printed = withoutTimes(stdout + stderr);
    if (process.env.UPDATE_GOLDEN === '1') {
      const readme = readFileSync(readmePath, 'utf8');
      const now = `\`\`\`text\n$ paxoscope ${command}\n${printed}\n\`\`\``;
      writeFileSync(
        readmePath,
        readme.replace(block, () => now),
      );
    } else {
      expect(output.trimEnd()).toBe(printed);
    }
  },
);

it("runs the README's test of a user's own spec", () => {
  const modules = path.join(folder, 'node_modules');
  mkdirSync(modules);
  symlinkSync(root, path.join(modules, 'paxoscope'), 'dir');
  for (const name of ['vitest', 'ts-pattern', 'immutable']) {
    symlinkSync(path.join(root, 'node_modules', name), path.join(modules, name), 'dir');
  }
  writeFileSync(path.join(folder, 'package.json'), '{ "type": "module" }');
  const printed = execFileSync(
    process.execPath,
    [path.join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--root', folder],
    {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NO_COLOR: '1' },
    },
  );
  expect(printed).toMatch(/2 passed/);
});
