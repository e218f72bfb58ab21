/** The benchmark as a program, on a stand-in for Paxoscope that answers at once: what it saves, and its exit codes. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../cli/run.js';
import { parseResults } from './comparison.js';
import { results } from './fixtures.js';
import { projectFile } from './project.js';

const BENCH = projectFile('dist/test/bench/bench.js');

/** Two-phase commit with five managers, as it must be but for what is wrong with it. */
function standIn(wrong: string): string {
  return `
    const args = process.argv.slice(2);
    const symmetry = args.includes('--symmetry');
    const at = args.indexOf('--workers');
    const seen = {
      verdict: 'holds', seconds: 0.5, distinct: symmetry ? 314 : 8832, generated: symmetry ? 1333 : 37346, depth: 17,
      workers: Number(args[at + 1]), peakMemoryBytes: 1e8, bytesPerState: 20,
    };
    console.log(JSON.stringify({ ...seen, ...${wrong} }));
  `;
}

function bench(args: readonly string[], wrong = '{}') {
  const folder = temporaryFolder({ 'stand-in.cjs': standIn(wrong) });
  const saved = path.join(folder, 'saved');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [BENCH, '--cli', path.join(folder, 'stand-in.cjs'), '--results', saved, ...args],
    { encoding: 'utf8' },
  );
  const files = status === 2 ? [] : readdirSync(saved).sort();
  return { code: status, stdout, stderr, saved, files };
}

const ONE = ['--only', 'two-phase-commit-5'];

describe('npm run bench', () => {
  it('prints the tables, and saves them with every sample', () => {
    const { code, stdout, stderr, saved, files } = bench([...ONE, '--runs', '2']);
    expect(stderr).not.toContain('error');
    expect(code).toBe(0);
    expect(stdout).toContain('| `two-phase-commit --managers 5` | 8,832 |');
    expect(files.map((file) => path.extname(file))).toEqual(['.json', '.md']);
    const [json, markdown] = files.map((file) => readFileSync(path.join(saved, file), 'utf8'));
    expect(markdown).toBe(stdout);
    const { others } = parseResults(json!);
    for (const samples of Object.values(others[0]!.samples)) expect(samples).toHaveLength(2);
  });

  it('compares with what it saved before', () => {
    const { saved, files } = bench(ONE);
    const { code, stdout } = bench([...ONE, '--compare', path.join(saved, files[0]!)], '{ seconds: 0.25 }');
    expect(stdout).toContain('| two-phase-commit-5 | paxoscope | – | 2.0 | 1.0 | 1.0 |');
    expect(code).toBe(0);
  });

  it('leaves out what was over before other workers came', () => {
    const { code, stdout } = bench([...ONE, '--runs', '1'], '{ workers: 1 }');
    expect(stdout).not.toContain('Errors');
    expect(code).toBe(0);
  });

  it('runs a real size once, and complains where its count is another', () => {
    const name = 'real-multi-paxos-slots-3-commands-3';
    const { code, stdout, stderr } = bench(['--only', name], '{ distinct: 3794280, depth: 35, workers: 2 }');
    expect(stderr).toContain(`${name}: paxoscope has distinct 3794280, expected 3794281`);
    expect(stdout).toContain('| `multi-paxos --slots 3 --commands 3` | 3,794,280 |');
    expect(code).toBe(1);
  });

  it.each([
    ['a wrong count', 'symmetry ? {} : { distinct: 8831 }', 'paxoscope has distinct 8831, expected 8832'],
    ['a wrong count of orbits', 'symmetry ? { distinct: 315 } : {}', 'has distinct 315, expected 314'],
    ['a search that did not close', "{ verdict: 'bounded' }", 'verdict is "bounded", not "holds"'],
    ['fewer workers than asked for', '{ workers: 0 }', 'workers: asked for 1, had 0'],
  ])('ends with 1 after %s, and says so in what it saves', (_, wrong, says) => {
    const { code, stdout, saved, files } = bench([...ONE, '--runs', '1'], wrong);
    expect(code).toBe(1);
    expect(stdout).toContain(says);
    expect(parseResults(readFileSync(path.join(saved, files[0]!), 'utf8')).errors.join()).toContain(says);
  });

  it.each([
    ['an unknown instance', ['--only', 'paxos-9'], 'Invalid values'],
    ['half a run', ['--runs', '0.5'], '--runs must be a whole number'],
    ['no file to compare with', ['--compare', '/nonexistent'], '--compare /nonexistent: ENOENT'],
  ])('ends with 2 before it measures where it is given %s', (_, args, says) => {
    const { code, stdout, stderr } = bench(args);
    expect(stderr).toContain(says);
    expect([code, stdout]).toEqual([2, '']);
  });

  it('refuses results of an older format', () => {
    const file = path.join(temporaryFolder(), 'old.json');
    writeFileSync(file, JSON.stringify({ ...results([]), format: 1 }));
    const { code, stderr } = bench(['--compare', file]);
    expect(stderr).toBe(
      `--compare ${file}: results of format 1; this benchmark reads format 2: take them anew\n`,
    );
    expect(code).toBe(2);
  });
});
