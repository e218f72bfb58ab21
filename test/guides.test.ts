/**
 * What README and its guides say is true: the files that they give are written to an empty folder, their commands are run there, and what those print is
 * compared with what the guide says; links lead somewhere. `UPDATE_GOLDEN=1` rewrites the outputs.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { served } from './cli/run.js';
import { filesIn, GUIDES, type Guide, pathOf, textOf } from './guides.js';

const root = path.resolve(import.meta.dirname, '..');
const folder = mkdtempSync(path.join(tmpdir(), 'paxoscope-guides-'));

/** The commands whose output a guide shows: ```text, then `$ paxoscope ...`. */
function sessionsIn(guide: Guide): { block: string; command: string; output: string }[] {
  return [...textOf(guide).matchAll(/```text\n\$ paxoscope ([^\n]*)\n([\s\S]*?)```/g)].map(
    ([block, command, output]) => ({ block, command, output }),
  );
}

/** What varies from run to run, and with the number of workers, is left out. */
function withoutTimes(output: string): string {
  return output.replace(/^ +(time|spec code) .*\n/gm, '').trimEnd();
}

/** As GitHub names the headings of a page. */
function anchorsOf(text: string): string[] {
  const prose = text.replace(/^```[\s\S]*?^```/gm, '');
  return [...prose.matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}_ -]/gu, '')
      .replaceAll(' ', '-'),
  );
}

beforeAll(() => {
  const all = GUIDES.flatMap(filesIn);
  expect(new Set(all.map(({ name }) => name)).size, 'no name stands for two files').toBe(all.length);
  for (const { name, text } of all) writeFileSync(path.join(folder, name), text);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(GUIDES)('%s', (guide) => {
  it('has links that lead somewhere', () => {
    const links = [...textOf(guide).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)];
    for (const [link, to, anchor] of links) {
      const target = to === '' ? pathOf(guide) : path.resolve(path.dirname(pathOf(guide)), to);
      expect(existsSync(target), link).toBe(true);
      const page = GUIDES.find((other) => pathOf(other) === target);
      if (anchor !== undefined) expect(anchorsOf(textOf(page as Guide)), link).toContain(anchor);
    }
  });

  const sessions = sessionsIn(guide);
  if (sessions.length > 0)
    it.each(sessions)('prints: paxoscope $command', async ({ block, command, output }) => {
      const { stdout, stderr } = await served(command, { cwd: folder });
      const printed = withoutTimes(stdout + stderr);
      if (process.env.UPDATE_GOLDEN === '1') {
        const now = `\`\`\`text\n$ paxoscope ${command}\n${printed}\n\`\`\``;
        writeFileSync(
          pathOf(guide),
          textOf(guide).replace(block, () => now),
        );
      } else expect(output.trimEnd()).toBe(printed);
    });
});

it('is led to from README, whichever guide it is', () => {
  for (const guide of GUIDES.slice(1)) expect(textOf('README.md')).toContain(`](${guide})`);
});

it('shows what commands print', () => {
  expect(GUIDES.flatMap(sessionsIn).length).toBeGreaterThan(10);
});

it("runs the guide's test of a user's own spec", () => {
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
