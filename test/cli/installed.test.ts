/**
 * The package as npm packs it, installed in a user's folder whose package.json does not say that files are modules. Its
 * dependencies are links to ours: the registry is not asked.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { givenFile } from '../guides.js';
import { paxoscope, temporaryFolder } from './run.js';
import { counter, start } from './user-specs.js';

const root = path.resolve(import.meta.dirname, '../..');
const cwd = temporaryFolder({
  'package.json': '{}',
  'lock.ts': givenFile('lock.ts'),
  'counter.ts': counter,
  'start.ts': start,
});
const program = path.join(cwd, 'node_modules/paxoscope/bin/paxoscope.js');

beforeAll(() => {
  const packed = temporaryFolder();
  execFileSync('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', packed], {
    cwd: root,
    stdio: 'pipe',
  });
  const [tarball] = readdirSync(packed);
  execFileSync('tar', ['-xzf', path.join(packed, tarball), '-C', packed]);
  const modules = path.join(cwd, 'node_modules');
  mkdirSync(modules);
  execFileSync('mv', [path.join(packed, 'package'), path.join(modules, 'paxoscope')]);
  const { dependencies } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
    dependencies: Readonly<Record<string, string>>;
  };
  for (const name of Object.keys(dependencies)) {
    mkdirSync(path.dirname(path.join(modules, name)), { recursive: true });
    symlinkSync(path.join(root, 'node_modules', name), path.join(modules, name), 'dir');
  }
});

describe.each([
  ['that says nothing of modules', {}],
  ['that says that files are no modules', { type: 'commonjs' }],
  ['that says that files are modules', { type: 'module' }],
])('installed beside a package.json %s', (_what, manifest) => {
  beforeAll(() => writeFileSync(path.join(cwd, 'package.json'), JSON.stringify(manifest)));

  test.each([
    ['check lock.ts', 0, /^lock holds: all \d+ states explored \(clients 2\)\n/],
    ['mutants ./lock.ts', 0, /\nlock: all 2 mutants are caught, in as many steps as pinned\n$/],
    ['check counter.ts', 0, /^counter holds: all 4 states explored \(maxCount 3\)\n/],
    ['check consensus', 0, /^consensus holds: /],
  ])('%s', async (line, code, says) => {
    const ended = await paxoscope(line, { cwd, program });
    expect(ended.stderr).toBe('');
    expect(ended.stdout).toMatch(says);
    expect(ended.code).toBe(code);
  });
});

test('before it is built the command says how to build it', async () => {
  const unbuilt = temporaryFolder({
    'package.json': '{ "type": "module" }',
    'paxoscope.js': readFileSync(path.join(root, 'bin/paxoscope.js'), 'utf8'),
  });
  mkdirSync(path.join(unbuilt, 'bin'));
  renameSync(path.join(unbuilt, 'paxoscope.js'), path.join(unbuilt, 'bin/paxoscope.js'));
  const ended = await paxoscope('specs', { cwd, program: path.join(unbuilt, 'bin/paxoscope.js') });
  expect(ended).toEqual({ code: 2, stdout: '', stderr: 'paxoscope: it is not built yet: npm run build\n' });
});
