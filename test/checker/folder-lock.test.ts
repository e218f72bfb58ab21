/** Of processes that want one folder at the same time one has it, also where a dead one has left its lock behind. */
import { fork, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, expect, it } from 'vitest';
import { lockFolder, unlockFolder } from '../../checker/folder-lock.js';

const PROCESSES = 6;
const ROUNDS = 30;

const folder = mkdtempSync(join(tmpdir(), 'paxoscope-lock-'));
afterAll(() => rmSync(folder, { recursive: true }));

const taker = join(folder, 'taker.mjs');
const locks = new URL('../../dist/checker/folder-lock.js', import.meta.url).href;
writeFileSync(
  taker,
  `import { lockFolder } from ${JSON.stringify(locks)};
   process.on('message', (folder) => {
     lockFolder(folder, 'search').then(() => process.send('has it'), (error) => process.send(error.message));
   });
   process.send('ready');`,
);

it.each([false, true])(
  'one of several processes has it (a dead one has left its lock: %s)',
  async (isLeft) => {
    const children = Array.from({ length: PROCESSES }, () => fork(taker, { stdio: 'ignore' }));
    const next = () =>
      Promise.all(
        children.map((child) => new Promise<string>((told) => child.once('message', told as never))),
      );
    await next();
    for (let round = 0; round < ROUNDS; round++) {
      const contested = mkdtempSync(join(folder, 'round-'));
      if (isLeft) writeFileSync(join(contested, 'lock'), '999999999');
      const answers = next();
      for (const child of children) child.send(contested);
      const told = await answers;
      expect(told.filter((answer) => answer === 'has it')).toHaveLength(1);
      for (const answer of told)
        if (answer !== 'has it') expect(answer).toMatch(/^another search \(process \d+\)/);
      expect(readdirSync(contested)).toEqual(['lock']);
    }
    for (const child of children) child.kill();
  },
);

it('says what to remove where one was killed while it removed the lock of another', async () => {
  const left = mkdtempSync(join(folder, 'left-'));
  writeFileSync(join(left, 'lock'), '999999999');
  writeFileSync(join(left, 'lock.of-999999999'), '');
  await expect(lockFolder(left, 'search')).rejects.toThrow(/remove .*lock\.of-999999999/);
});

it.runIf(process.platform === 'linux')(
  'is taken from one that is dead, and that nobody has asked about yet',
  async () => {
    // The shell becomes a program that never asks how its child ended.
    const parent = spawn('sh', ['-c', 'sleep 0.01 & echo $!; exec sleep 60']);
    const pid = await new Promise<string>((told) =>
      parent.stdout.once('data', (text) => told(String(text).trim())),
    );
    while (!readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ')) await setTimeout(5);
    const left = mkdtempSync(join(folder, 'zombie-'));
    writeFileSync(join(left, 'lock'), pid);
    await lockFolder(left, 'search');
    expect(readFileSync(join(left, 'lock'), 'utf8')).toBe(String(process.pid));
    parent.kill('SIGKILL');
  },
);

it('is let go, and taken again by who has it', async () => {
  const mine = mkdtempSync(join(folder, 'mine-'));
  await lockFolder(mine, 'search');
  await lockFolder(mine, 'search');
  expect(readdirSync(mine)).toEqual(['lock']);
  await unlockFolder(mine);
  expect(existsSync(join(mine, 'lock'))).toBe(false);
});
