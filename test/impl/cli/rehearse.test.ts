/** `paxoscope rehearse`: what it says, writes and answers with; the simulated sample is the one that its command makes, to the byte. */
import { cpSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { served as paxoscope, signalOnce, temporaryFolder } from '../../cli/run.js';

const sample = path.resolve(import.meta.dirname, '../../../traces/samples/simulated');

it('makes the sample in traces/samples again', async () => {
  const folder = path.join(temporaryFolder({}), 'simulated');
  const { code, stderr } = await paxoscope(['rehearse', '--seed', '225', '-o', folder]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: `saved ${folder}\n` });
  if (process.env.UPDATE_GOLDEN === '1') {
    rmSync(sample, { recursive: true, force: true });
    cpSync(folder, sample, { recursive: true });
  }
  expect(readdirSync(folder)).toEqual(readdirSync(sample));
  for (const name of readdirSync(sample)) {
    const same = readFileSync(path.join(folder, name)).equals(readFileSync(path.join(sample, name)));
    expect(same, `${name} differs; UPDATE_GOLDEN=1 writes it`).toBe(true);
  }
});

it('answers 1 where a promise is broken, and says how to see it', async () => {
  const { code, stdout, stderr } = await paxoscope('rehearse --runs 10 --storm --bug commander-quorum-of-f');
  expect(code).toBe(1);
  expect(stdout).toMatch(/10 simulated runs, seeds 1 to 10: a promise is broken in \d+/);
  expect(stdout).toMatch(/is decided for slot \d+ by commander/);
  expect(stderr).toMatch(/rehearse --seed \d+ --storm --bug commander-quorum-of-f -o FOLDER/);
});

it('counts what happened in a run that is broken too', async () => {
  const { stdout } = await paxoscope('rehearse --runs 10 --storm --bug commander-quorum-of-f');
  const [, seed] = /seed (\d+),/.exec(stdout) as RegExpExecArray;
  const one = await paxoscope(`rehearse --seed ${seed} --runs 1 --storm --bug commander-quorum-of-f --json`);
  const said = JSON.parse(one.stdout);
  expect(said).toMatchObject({ verdict: 'violated', runs: 1 });
  expect([said.slots > 0, said.messages > 0, said.time > 0]).toEqual([true, true, true]);
});

it('writes down the step that breaks a promise, and conform refutes the run by it', async () => {
  const folder = path.join(temporaryFolder({}), 'broken');
  const args = ['rehearse', '--seed', '11', '--bug', 'commander-quorum-of-f', '-o', folder];
  const { code, stderr } = await paxoscope(args);
  expect(code).toBe(1);
  expect(stderr).toBe(`saved ${folder}; paxoscope conform ${folder} looks for the line\n`);
  const { broken } = JSON.parse(readFileSync(path.join(folder, 'run.json'), 'utf8'));
  expect(broken).toMatch(
    /^seed 11, \d+ ms: \S+ is decided for slot 1 by commander 1\.s3\/1 with the votes of s3$/,
  );
  const judged = await paxoscope(['conform', folder]);
  expect(judged.code).toBe(1);
  const lines = readFileSync(path.join(folder, 's3.jsonl'), 'utf8').trimEnd().split('\n');
  // Behind it there is the end of the trace alone.
  expect(judged.stdout).toContain(`violation at ${folder}/s3.jsonl:${lines.length - 1}: `);
  expect(JSON.parse(lines[lines.length - 2])).toMatchObject({ action: 'receive p2b' });
  expect(judged.stdout).not.toContain('(cut)');
});

it('prints one JSON object with --json', async () => {
  const { code, stdout } = await paxoscope('rehearse --seed 5 --runs 2 --json');
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ verdict: 'holds', firstSeed: 5, runs: 2, broken: [] });
});

it.each([
  ['--runs 0', '--runs takes a whole number of at least 1, not "0"'],
  ['--seed many', '--seed takes a whole number in 0..999999999, not "many"'],
  ['--bug typo', 'there is no bug typo; --bug list names them'],
  ['--runs 2 -o out', '--output takes one run, not 2; leave --runs out'],
])('refuses %s', async (flags, says) => {
  const { code, stdout, stderr } = await paxoscope(`rehearse ${flags}`, { cwd: temporaryFolder({}) });
  expect({ code, stdout, stderr }).toEqual({ code: 2, stdout: '', stderr: `paxoscope: ${says}\n` });
});

it('never writes into a folder that has something', async () => {
  const folder = temporaryFolder({ 'there.txt': 'mine' });
  const { code, stderr } = await paxoscope(['rehearse', '--seed', '1', '-o', folder]);
  expect(code).toBe(2);
  expect(stderr).toContain(`${folder} is there and not empty`);
  expect(existsSync(path.join(folder, 's1.jsonl'))).toBe(false);
});

it.each([
  ['--storm --bug commander-quorum-of-f', /[1-9]\d* broken/, 1, /: a promise is broken in \d+/],
  ['', /[1-9]\d* of/, 3, /simulated runs, seeds 1 to \d+: no promise is broken/],
])('Ctrl-C ends it with what was found: %s', async (flags, seen, answer, says) => {
  const { code, stdout, stderr } = await paxoscope(`rehearse --runs 1000000 ${flags} --progress`, {
    onStderr: signalOnce('SIGINT', (said) => seen.test(said)),
  });
  expect(stdout).toMatch(says);
  expect(stderr).toMatch(/stopped: seeds from \d+ on were not run/);
  expect(code).toBe(answer);
});
