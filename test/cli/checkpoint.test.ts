/**
 * Searches that are written down and gone on with: real processes, killed for real.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  cpSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { CLI, paxoscope, served, signalOnce, temporaryFolder } from './run.js';

const SEARCH = 'check paxos --acceptors 3 --ballots 3 --values 2 --property agreement --json';
const HOLDS = { verdict: 'holds', distinct: 185_369, generated: 491_536, depth: 25, queue: 0 };

/** So short that each level is written down. */
const OFTEN = '--checkpoint-minutes 0.0001';

const checkpoints = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => /^checkpoint-\d+\.paxoscope$/.test(name))
    .sort();

/** The number of the newest checkpoint, which grows from one to the next; 0 where there is none. */
const newest = (folder: string): number => Number(/\d+/.exec(checkpoints(folder).at(-1) ?? '0')?.[0]);

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Runs a search until it has written down more than before, and kills it so much later; tells its JSON where it was sooner. */
async function killedLater(ms: number, folder: string, args: string): Promise<unknown> {
  const before = newest(folder);
  const child = spawn(process.execPath, [CLI, ...args.split(' ')], { stdio: ['ignore', 'pipe', 'ignore'] });
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  const closed = new Promise<number | null>((resolve) => child.on('close', resolve));
  while (child.exitCode === null && newest(folder) <= before) await wait(5);
  await wait(ms);
  child.kill('SIGKILL');
  return (await closed) === 0 ? JSON.parse(stdout) : undefined;
}

/** A folder with two checkpoints of the search, which was killed when the second was there. */
async function checkpointed(search = SEARCH): Promise<string> {
  // Where much else is done on the machine a search may be over before anybody looks.
  for (let tries = 0; tries < 5; tries++) {
    const folder = temporaryFolder();
    const args = `${search} --checkpoint ${folder} ${OFTEN}`.split(' ');
    const child = spawn(process.execPath, [CLI, ...args], { stdio: 'ignore' });
    const closed = new Promise((resolve) => child.once('close', resolve));
    while (child.exitCode === null && checkpoints(folder).length < 2) await wait(5);
    child.kill('SIGKILL');
    await closed;
    if (checkpoints(folder).length === 2) return folder;
  }
  throw new Error('each search was over before it was written down twice');
}

it.each([1, 2])(
  'a search of %i workers that is killed again and again ends with the counts of one that is not',
  async (workers) => {
    const folder = temporaryFolder();
    const rest = `--workers ${workers} ${OFTEN}`;
    let kills = 0;
    let ended: unknown;
    // Each comes further than the one before, and is killed while it searches, or writes down what it found.
    for (const ms of [0, 45, 10, 70, 30]) {
      const how = kills > 0 ? '--resume' : '--checkpoint';
      ended = await killedLater(ms, folder, `${SEARCH} ${how} ${folder} ${rest}`);
      if (ended !== undefined) break;
      kills++;
    }
    expect(kills).toBeGreaterThan(0);
    ended ??= JSON.parse((await paxoscope(`${SEARCH} --resume ${folder} ${rest}`)).stdout);
    expect(ended).toMatchObject(HOLDS);
    expect(readdirSync(folder)).toEqual([]);
  },
  300_000,
);

it('a violation found before the search was killed is not lost, and as short', async () => {
  const search = 'check paxos --mutant P2c-dropped --property agreement --json';
  const folder = await checkpointed(search);
  const undisturbed = JSON.parse((await served(search)).stdout);
  const resumed = await paxoscope(`${search} --resume ${folder}`);
  expect(resumed.code).toBe(1);
  const ended = JSON.parse(resumed.stdout);
  expect(ended.distinct).toBe(undisturbed.distinct);
  expect(ended.execution.steps.length).toBe(undisturbed.execution.steps.length);
});

it('SIGTERM writes a checkpoint and ends the search as bounded', async () => {
  const folder = temporaryFolder();
  const stopped = await paxoscope(`${SEARCH} --checkpoint ${folder} --progress`, {
    onStderr: signalOnce('SIGTERM', (stderr) => stderr.includes('states/s')),
  });
  expect(stopped.code).toBe(3);
  expect(JSON.parse(stopped.stdout)).toMatchObject({ verdict: 'bounded', bound: { kind: 'interrupted' } });
  expect(checkpoints(folder)).toHaveLength(1);
  const resumed = await paxoscope(`${SEARCH} --resume ${folder}`);
  expect(JSON.parse(resumed.stdout)).toMatchObject(HOLDS);
});

it.each<[string, (file: string) => void, RegExp]>([
  ['cut short', (file) => truncateSync(file, Math.floor(statSync(file).size / 2)), /its checksum is wrong/],
  ['empty', (file) => truncateSync(file, 0), /does not begin as a checkpoint/],
  [
    'changed in one byte',
    (file) => {
      const at = Math.floor(statSync(file).size / 2);
      const byte = readFileSync(file)[at] ^ 1;
      writeSync(openSync(file, 'r+'), Buffer.from([byte]), 0, 1, at);
    },
    /its checksum is wrong/,
  ],
  ['of something else', (file) => writeFileSync(file, 'hello'), /does not begin as a checkpoint/],
])(
  'where the newest checkpoint is %s, that is said and the one before is used',
  async (_what, damage, reason) => {
    const folder = await checkpointed();
    damage(path.join(folder, checkpoints(folder)[1]));
    const resumed = await paxoscope(`${SEARCH} --resume ${folder}`);
    expect(resumed.stderr).toMatch(reason);
    expect(resumed.stderr).toContain('is damaged');
    expect(JSON.parse(resumed.stdout)).toMatchObject(HOLDS);
  },
);

it('refuses folders that do not fit, and leaves what is in them alone', async () => {
  const folder = await checkpointed();
  const before = checkpoints(folder);
  const refused = async (args: string): Promise<string> => {
    const { code, stdout, stderr } = await served(args);
    expect([code, stdout]).toEqual([2, '']);
    return stderr;
  };
  expect(await refused(`${SEARCH} --checkpoint ${folder}`)).toMatch(
    /holds a checkpoint of this search.*--resume/,
  );
  expect(await refused(`check paxos-roles --checkpoint ${folder}`)).toMatch(
    /holds a checkpoint of another search/,
  );
  expect(await refused(`check paxos-roles --resume ${folder}`)).toMatch(
    /is of another search: paxos --acceptors 3 --ballots 3 --values 2; asked for: paxos-roles/,
  );
  expect(await refused(`${SEARCH} --symmetry --resume ${folder}`)).toMatch(/is of another search/);
  expect(await refused(`${SEARCH} --resume ${folder} --checkpoint ${folder}`)).toMatch(
    /leave --checkpoint out/,
  );
  expect(await refused(`${SEARCH} --resume ${temporaryFolder()}`)).toMatch(/holds no checkpoint/);
  expect(await refused(`${SEARCH} --resume ${folder}/nowhere`)).toMatch(/no such file or directory/);
  expect(await refused(`${SEARCH} --checkpoint ${folder}/${before[0]}`)).toMatch(/cannot be written/);
  expect(await refused(`${SEARCH} --checkpoint-minutes 1`)).toMatch(/needs --checkpoint/);
  expect(await refused(`${SEARCH} --checkpoint ${folder} --checkpoint-minutes 0`)).toMatch(
    /a number above 0/,
  );
  for (const file of before) truncateSync(path.join(folder, file), 100);
  expect(await refused(`${SEARCH} --resume ${folder}`)).toMatch(/no checkpoint in .* is whole/);
});

it('is of the build that wrote it: another may number states otherwise', async () => {
  const folder = await checkpointed();
  const other = temporaryFolder({});
  const dist = path.dirname(CLI);
  cpSync(dist, path.join(other, 'dist'), {
    recursive: true,
    filter: (file) => file !== path.join(dist, 'test'),
  });
  cpSync(path.join(dist, '../package.json'), path.join(other, 'package.json'));
  symlinkSync(path.join(dist, '../node_modules'), path.join(other, 'node_modules'));
  const resume = () =>
    spawnSync(
      process.execPath,
      [path.join(other, 'dist/cli.js'), ...`${SEARCH} --resume ${folder}`.split(' ')],
      {
        encoding: 'utf8',
      },
    );
  appendFileSync(path.join(other, 'dist/checker/intern.js'), '// numbers otherwise');
  const { status, stdout, stderr } = resume();
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(
    /was written by another build of Paxoscope \(0\.1\.0, \w{12}; this is 0\.1\.0, \w{12}\)/,
  );
  cpSync(path.join(dist, 'checker/intern.js'), path.join(other, 'dist/checker/intern.js'));
  // What only shows is none of it.
  appendFileSync(path.join(other, 'dist/checker/report/text.js'), '// shows otherwise');
  expect(JSON.parse(resume().stdout)).toMatchObject(HOLDS);
});

it('a spec that has changed since, or what it imports, is another spec', async () => {
  const folder = temporaryFolder();
  const home = temporaryFolder({ 'size.ts': 'export const size = 400;' });
  const spec = path.join(home, 'grid.ts');
  const text = `
import { size } from './size.js';
import { action, cell, defineSpec, does, set } from 'paxoscope';
const x = cell<number>('x');
const y = cell<number>('y');
export default defineSpec({
  name: 'grid', title: 'grid', source: 'mine', parameters: {}, rules: {},
  model: () => ({
    name: 'grid', variables: [x, y], initial: [[set(x, 0), set(y, 0)]],
    actions: [
      action('Right', {}, (view) => does(set(x, (view.get(x) + 1) % size))),
      action('Up', {}, (view) => does(set(y, (view.get(y) + 1) % size))),
    ],
    properties: [],
  }),
});
`;
  writeFileSync(spec, text);
  const args = `check ${spec} --max-states 50000 --checkpoint ${folder} --checkpoint-minutes 0.0002`;
  expect((await paxoscope(args)).code).toBe(3);
  expect(checkpoints(folder).length).toBeGreaterThan(0);
  const changed = async (): Promise<void> => {
    const { code, stderr } = await served(`check ${spec} --resume ${folder}`);
    expect(code).toBe(2);
    expect(stderr).toMatch(/the spec has changed since/);
  };
  writeFileSync(spec, text.replaceAll('+ 1', '+ 3'));
  await changed();
  writeFileSync(spec, text);
  writeFileSync(path.join(home, 'size.ts'), 'export const size = 300;');
  await changed();
  writeFileSync(path.join(home, 'size.ts'), 'export const size = 400;');
  const resumed = await paxoscope(`check ${spec} --resume ${folder} --json`);
  expect(JSON.parse(resumed.stdout)).toMatchObject({ verdict: 'explored', distinct: 160_000 });
});

/** Runs the command line where files may have no more than so many blocks of 1 KiB: a disk that fills. */
function withSmallFiles(blocks: number, args: string): { code: number | null; stderr: string } {
  try {
    execFileSync(
      'bash',
      ['-c', `ulimit -f ${blocks}; trap '' XFSZ; exec ${process.execPath} ${CLI} ${args}`],
      {
        stdio: ['ignore', 'ignore', 'pipe'],
      },
    );
    return { code: 0, stderr: '' };
  } catch (error) {
    const { status, stderr } = error as { status: number | null; stderr: Buffer };
    return { code: status, stderr: stderr.toString() };
  }
}

it('a disk that fills ends the search with an error, and the last good checkpoint stays', async () => {
  const folder = await checkpointed();
  const before = checkpoints(folder).map((file) => [file, readFileSync(path.join(folder, file)).length]);
  const full = withSmallFiles(64, `${SEARCH} --resume ${folder} ${OFTEN}`);
  expect(full.code).toBe(2);
  expect(full.stderr).toMatch(/checkpoints in .* cannot be written/);
  const after = checkpoints(folder).map((file) => [file, readFileSync(path.join(folder, file)).length]);
  expect(after).toEqual(before);
  expect(readdirSync(folder)).toEqual(checkpoints(folder));
  const rows = withSmallFiles(64, `${SEARCH} --disk ${temporaryFolder()} --max-memory 1G`);
  expect([0, 2]).toContain(rows.code);
});

it.skipIf(process.getuid?.() === 0)('a folder that may not be written is refused at once', async () => {
  const folder = temporaryFolder();
  chmodSync(folder, 0o500);
  const { code, stderr } = await paxoscope(`${SEARCH} --checkpoint ${folder}`);
  expect(code).toBe(2);
  expect(stderr).toMatch(/cannot be written: permission denied/);
});

it('a search that was cut off by --max-states is gone on with from before, and loses nothing', async () => {
  const folder = temporaryFolder();
  const cut = await paxoscope(`${SEARCH} --max-states 100000 --checkpoint ${folder} ${OFTEN}`);
  expect(cut.code).toBe(3);
  expect(cut.stderr).toMatch(/written down at [\d,]+ states \(\d+ MB\); --resume/);
  const resumed = await paxoscope(`${SEARCH} --resume ${folder}`);
  expect(resumed.stderr).toMatch(/going on from .*checkpoint-\d+\.paxoscope: [\d,]+ states, level \d+/);
  expect(JSON.parse(resumed.stdout)).toMatchObject(HOLDS);
});

it('a depth that was reached before bounds a search that is gone on with at once', async () => {
  const folder = temporaryFolder();
  const shallow = await paxoscope(`${SEARCH} --max-depth 15 --checkpoint ${folder}`);
  const resumed = await paxoscope(`${SEARCH} --max-depth 10 --resume ${folder}`);
  expect([shallow.code, resumed.code]).toEqual([3, 3]);
  expect(JSON.parse(resumed.stdout).distinct).toBe(JSON.parse(shallow.stdout).distinct);
  expect(JSON.parse((await paxoscope(`${SEARCH} --resume ${folder}`)).stdout)).toMatchObject(HOLDS);
});

it('a folder has one search at a time', async () => {
  const folder = temporaryFolder();
  const child = spawn(process.execPath, [CLI, ...`${SEARCH} --workers 1 --checkpoint ${folder}`.split(' ')], {
    stdio: 'ignore',
  });
  while (!readdirSync(folder).includes('lock')) await wait(5);
  // Or it might be done before the second has begun.
  child.kill('SIGSTOP');
  const second = await paxoscope(`${SEARCH} --checkpoint ${folder}`);
  expect(second.stderr).toMatch(
    new RegExp(`another search \\(process ${child.pid}\\) writes its checkpoints`),
  );
  expect(second.code).toBe(2);
  child.kill('SIGKILL');
  await new Promise((resolve) => child.once('close', resolve));
  const third = await paxoscope(`${SEARCH} --checkpoint ${folder}`);
  expect(JSON.parse(third.stdout)).toMatchObject(HOLDS);
});
