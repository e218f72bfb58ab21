/** `paxoscope conform --follow`, with real processes: a run that is being written, a follower that is killed, files that come to harm. */
import {
  appendFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Event } from '../../../traces/event.js';
import { follow } from '../../../traces/follow/follow.js';
import { PmmcJudge } from '../../../traces/mapping/pmmc/judge.js';
import { type Ended, paxoscope, signalOnce, temporaryFolder } from '../../cli/run.js';
import { recorded } from '../conform/recorded.js';

/** Files of a run, one a node, by name. */
function filesOf(events: readonly Event[]): Readonly<Record<string, Buffer>> {
  const texts: Record<string, string> = {};
  for (const event of events) {
    const name = 'node' in event ? event.node : 'clients';
    texts[name] = `${texts[name] ?? ''}${JSON.stringify(event)}\n`;
  }
  return Object.fromEntries(
    Object.entries(texts).map(([name, text]) => [`${name}.jsonl`, Buffer.from(text)]),
  );
}

/** Writes files of the folder up to a share of each: as a rule to the middle of a line. */
function writeUpTo(folder: string, files: Readonly<Record<string, Buffer>>, share: number): void {
  for (const [name, bytes] of Object.entries(files)) {
    const path = join(folder, name);
    const { size } = statSync(path, { throwIfNoEntry: false }) ?? { size: 0 };
    const end = Math.round(bytes.length * share);
    if (end > size) appendFileSync(path, bytes.subarray(size, end));
  }
}

/** Waits for what a condition says, and fails where it never comes. */
async function until(isSo: () => boolean): Promise<void> {
  for (let looks = 0; !isSo(); looks++) {
    if (looks > 2000) throw new Error('it never came');
    await setTimeout(20);
  }
}

const clean = filesOf(recorded(2));

describe('conform --follow', () => {
  it('judges a run that is being written as if it had been there, over kills of the follower', async () => {
    const folder = temporaryFolder();
    const live = join(folder, 'live');
    const saved = join(folder, 'saved');
    mkdirSync(live);
    const [shares] = fc.sample(fc.tuple(fc.nat(50), fc.nat(45)), { seed: 4, numRuns: 1 });
    let share = 0;
    for (const more of shares) {
      let isKilled = false;
      const file = join(saved, 'conform.checkpoint');
      const before = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
      const ended = paxoscope(['conform', '--follow', 'live', '--checkpoint', 'saved', '--progress'], {
        cwd: folder,
        onStderr: (_, kill) => {
          if (isKilled) kill('SIGKILL');
        },
      });
      // Slowly, in pieces that end anywhere.
      for (let part = 1; part <= 5; part++) {
        writeUpTo(live, clean, share + (more / 100) * (part / 5));
        await setTimeout(40);
      }
      share += more / 100;
      await until(() => statSync(file, { throwIfNoEntry: false })?.mtimeMs !== before);
      isKilled = true;
      expect((await ended).code).toBe(null);
    }
    const last = paxoscope(['conform', '--follow', 'live', '--checkpoint', 'saved'], { cwd: folder });
    writeUpTo(live, clean, 1);
    const whole = await paxoscope(['conform', 'live'], { cwd: folder });
    expect(whole.stdout).toMatch(/^seed 2: conforms\n/);
    expect(await last).toMatchObject({ code: 0, stdout: whole.stdout });
    // All was said, and is known: nothing is read again.
    const again = await paxoscope(['conform', '--follow', 'live', '--checkpoint', 'saved'], { cwd: folder });
    expect(again.stdout).toBe(whole.stdout);
  });

  it('tells the first violation at once, and ends when all is known', async () => {
    const folder = temporaryFolder();
    const bug = filesOf(recorded(13, 'own-proposals-win'));
    const ended = paxoscope(['conform', '--follow', folder]);
    for (const share of [0.3, 0.6, 1]) {
      writeUpTo(folder, bug, share);
      await setTimeout(50);
    }
    const { code, stdout } = await ended;
    expect(stdout).toMatch(/^seed 13: violation at .*changed\.proposals\[17\]\n\nseed 13: violation at/);
    expect(code).toBe(1);
  });

  it('judges what is there when it is stopped, or nothing new has come, or finds a last line cut', async () => {
    const folder = temporaryFolder();
    writeUpTo(folder, clean, 0.5);
    const stopped = await paxoscope(['conform', '--follow', folder, '--progress'], {
      // Told twice, a second apart: all that is there was read.
      onStderr: signalOnce('SIGTERM', (stderr) => (stderr.match(/so far, [1-9]/g) ?? []).length > 1),
    });
    expect(stopped.stderr).toContain('stopping');
    expect(stopped.stdout).toMatch(
      /^seed 2: inconclusive \(cut\): (\S+:\d+: )?the file ends in the middle of a line/,
    );
    expect(stopped.code).toBe(3);
    const idle = await paxoscope(['conform', '--follow', folder, '--idle', '0.3', '--json']);
    expect(JSON.parse(idle.stdout)).toMatchObject({ verdict: 'inconclusive', runs: [{ run: 'seed 2' }] });
    expect(idle.code).toBe(3);
    const plain = await paxoscope(['conform', folder]);
    // Which file's end is told first is another matter.
    const sorted = (text: string) => text.split('\n').sort();
    expect(sorted(stopped.stdout)).toEqual(sorted(plain.stdout));
  });

  it('tells when a file is truncated, or another takes its name', async () => {
    for (const harm of ['truncated', 'rotated'] as const) {
      const folder = temporaryFolder();
      writeUpTo(folder, clean, 0.5);
      const s1 = join(folder, 's1.jsonl');
      let isDone = false;
      const { code, stdout } = await paxoscope(['conform', '--follow', folder, '--progress', '--idle', '2'], {
        onStderr: (stderr) => {
          if (isDone || !/so far, [1-9]/.test(stderr)) return;
          isDone = true;
          if (harm === 'truncated') truncateSync(s1, 1000);
          else {
            // At once: in between there would be none of the name, which is told otherwise.
            linkSync(s1, `${s1}.1`);
            writeFileSync(`${s1}.new`, '');
            renameSync(`${s1}.new`, s1);
          }
        },
      });
      expect(stdout).toMatch(
        harm === 'truncated' ? /it was truncated: it has 1000 bytes/ : /another file has taken its name/,
      );
      expect(code).toBe(3);
    }
  });

  it('goes on from a checkpoint only where it is whole, and of the same files and flags', async () => {
    const folder = temporaryFolder();
    const saved = join(folder, 'saved');
    const live = join(folder, 'live');
    mkdirSync(live);
    writeUpTo(live, clean, 0.5);
    const run = (...flags: string[]): Promise<Ended> =>
      paxoscope(['conform', '--follow', 'live', '--checkpoint', 'saved', '--idle', '0.2', ...flags], {
        cwd: folder,
      });
    expect((await run()).code).toBe(3);
    const refused = async (says: RegExp, ...flags: string[]) => {
      const { code, stderr, stdout } = await run(...flags);
      expect(stderr).toMatch(says);
      expect([code, stdout]).toEqual([2, '']);
    };
    await refused(/was made with live, not with live --level 3: use the same flags/, '--level', '3');
    const file = join(saved, 'conform.checkpoint');
    const bytes = readFileSync(file);
    const damaged = Buffer.from(bytes);
    damaged[bytes.length >> 1] ^= 1;
    writeFileSync(file, damaged);
    await refused(/its checksum is wrong; remove it to begin anew/);
    writeFileSync(file, bytes);
    const s1 = join(live, 's1.jsonl');
    const text = readFileSync(s1);
    writeFileSync(s1, text.toString().replace('"run":"seed 2"', '"run":"seed 3"'));
    await refused(/s1\.jsonl is not the file that was read when the checkpoint was made/);
    truncateSync(s1, 100);
    await refused(/s1\.jsonl has 100 bytes, and \d+ were read when the checkpoint was made/);
    rmSync(s1);
    await refused(/s1\.jsonl cannot be read: no such file/);
  });

  it('locks a second follower out of the checkpoints of the first', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'live'));
    writeUpTo(join(folder, 'live'), clean, 0.5);
    const follow = ['conform', '--follow', 'live', '--checkpoint', 'saved'];
    let isDone = false;
    const first = paxoscope([...follow, '--progress'], {
      cwd: folder,
      onStderr: signalOnce('SIGTERM', () => isDone),
    });
    await until(() => existsSync(join(folder, 'saved', 'lock')));
    const second = await paxoscope([...follow, '--idle', '0.2'], { cwd: folder });
    expect([second.code, second.stdout]).toEqual([2, '']);
    expect(second.stderr).toMatch(
      /^paxoscope: another follower \(process \d+\) writes its checkpoints to saved;/,
    );
    isDone = true;
    expect((await first).code).toBe(3);
    expect(existsSync(join(folder, 'saved', 'lock'))).toBe(false);
    expect((await paxoscope([...follow, '--idle', '0.2'], { cwd: folder })).code).toBe(3);
  });

  it('refuses what does not grow, and flags that say nothing without it', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'a.jsonl.gz'), gzipSync('{}\n'));
    for (const [args, says] of [
      [['--follow', folder], /a\.jsonl\.gz is packed by gzip: what is packed does not grow line by line/],
      [['--follow', '-'], /--follow takes files and directories/],
      [['--checkpoint', 'x', folder], /--checkpoint goes with --follow/],
    ] as const) {
      const { code, stderr } = await paxoscope(['conform', ...args]);
      expect(stderr).toMatch(says);
      expect(code).toBe(2);
    }
  });
});

it('where it is stopped before all was read, that is said, and no log is said to be cut in the middle of a line', async () => {
  const folder = temporaryFolder();
  const log = join(folder, 's1.jsonl');
  writeFileSync(log, clean['s1.jsonl']);
  const stopping = new AbortController();
  const looks: number[] = [];
  const [judgement] = await follow([log], {
    judgeOf: () => {
      stopping.abort();
      return new PmmcJudge();
    },
    isUnlogged: () => false,
    signal: stopping.signal,
    onViolation: () => {},
    onLook: (runs) => looks.push(runs.length),
  });
  const lines = judgement.coverage.lines;
  expect(lines).toBeLessThan(String(clean['s1.jsonl']).split('\n').length - 1);
  expect(judgement.verdict).toEqual({
    kind: 'inconclusive',
    reason: 'cut',
    says: `${log}: the judgement was stopped when ${lines} lines of it were read, before its end`,
  });
  expect(judgement.faults.filter(({ says }) => says.includes('in the middle of a line'))).toEqual([]);
  expect(looks.length).toBeGreaterThan(0);
});
