/**
 * The store: what was acknowledged is there after a kill, what was damaged is noticed, and a full disk loses nothing.
 */
import { spawn } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openStore } from '../../../impl/store/store.js';
import type { Json } from '../../../traces/event.js';
import { temporaryFolder } from '../../cli/run.js';

const OWNER = 'server 1';

const contents = async (folder: string): Promise<Readonly<Record<string, Json>>> => {
  const store = await openStore(folder, OWNER);
  await store.close();
  return Object.fromEntries(store.found);
};

describe('what is committed', () => {
  it('is what a map of the last writes holds, over every reopening', async () => {
    const write = fc.record({
      key: fc.constantFrom('a', 'b', 'é', 'slot/00000001', 'slot/00000002'),
      value: fc.option(fc.jsonValue(), { nil: null }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.array(write, { maxLength: 5 }), { maxLength: 4 }), { maxLength: 4 }),
        async (runs) => {
          const folder = temporaryFolder();
          const expected = new Map<string, Json>();
          for (const groups of runs) {
            const store = await openStore(folder, OWNER);
            expect(new Map(store.found)).toEqual(expected);
            for (const group of groups) {
              await store.commit(group as never);
              for (const { key, value } of group) {
                // As JSON says it: -0 is 0.
                if (value === null) expected.delete(key);
                else expected.set(key, JSON.parse(JSON.stringify(value)) as Json);
              }
            }
            await store.close();
          }
          expect(await contents(folder)).toEqual(Object.fromEntries(expected));
        },
      ),
      { numRuns: 20 },
    );
  });

  it('is there after kill -9 in the middle', async () => {
    const folder = temporaryFolder();
    const program = fileURLToPath(new URL('../../../dist/test/impl/store/committing.js', import.meta.url));
    for (const after of [30, 400]) {
      const before = Number((await contents(folder)).last ?? 0);
      const child = spawn(process.execPath, [program, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
      let acknowledged = 0;
      await new Promise<void>((resolve) => {
        child.on('close', () => resolve());
        child.stdout.on('data', (text: Buffer) => {
          acknowledged = Math.max(acknowledged, ...text.toString().split('\n').map(Number));
          if (acknowledged >= after) child.kill('SIGKILL');
        });
      });
      expect(before).toBeGreaterThanOrEqual(0);
      expect(Number((await contents(folder)).last)).toBeGreaterThanOrEqual(acknowledged);
    }
  }, 30_000);
});

/** A store with a few commits, some of them in a table and some in the log. */
async function filled(): Promise<{ folder: string; whole: Readonly<Record<string, Json>> }> {
  const folder = temporaryFolder();
  for (const run of [1, 2]) {
    const store = await openStore(folder, OWNER);
    for (let i = 0; i < 6; i++)
      await store.commit([
        { key: `k${i}`, value: { run, votes: ['x'.repeat(40)] } },
        { key: 'last', value: i },
      ]);
    await store.close();
  }
  return { folder, whole: await contents(folder) };
}

/** What a start on this folder comes to: its contents, or why it does not start. */
const startOf = (folder: string): Promise<Readonly<Record<string, Json>> | string> =>
  contents(folder).catch((error: Error) => `${error.name}: ${error.message}`);

describe('a damaged store is noticed:', () => {
  const files = (folder: string): string[] =>
    [
      'mark',
      ...readdirSync(path.join(folder, 'level'))
        .filter((name) => /\.(ldb|log)$/.test(name))
        .map((name) => `level/${name}`),
    ].filter((name) => readFileSync(path.join(folder, name)).length > 0);

  /** The start on a copy with one file changed: all that was committed, or a refusal. */
  async function judge(folder: string, whole: object, name: string, bytes: Buffer): Promise<boolean> {
    const copy = temporaryFolder();
    cpSync(folder, copy, { recursive: true });
    writeFileSync(path.join(copy, name), bytes);
    const start = await startOf(copy);
    rmSync(copy, { recursive: true });
    if (typeof start !== 'string') expect(start).toEqual(whole);
    return typeof start === 'string';
  }

  it('one flipped bit, anywhere in a table, the log or the mark', async () => {
    const { folder, whole } = await filled();
    let refused = 0;
    for (const name of files(folder)) {
      const bytes = readFileSync(path.join(folder, name));
      for (let at = 0; at < bytes.length; at += Math.ceil(bytes.length / 25)) {
        const changed = Buffer.from(bytes);
        changed[at] ^= 1 << (at % 8);
        if (await judge(folder, whole, name, changed)) refused++;
      }
    }
    expect(refused).toBeGreaterThan(20);
  }, 60_000);

  it('a file that ends early, at any place', async () => {
    const { folder, whole } = await filled();
    let refused = 0;
    for (const name of files(folder)) {
      const bytes = readFileSync(path.join(folder, name));
      for (let length = 0; length < bytes.length; length += Math.ceil(bytes.length / 10))
        if (await judge(folder, whole, name, bytes.subarray(0, length))) refused++;
    }
    expect(refused).toBeGreaterThan(8);
  }, 60_000);

  it('a database that was deleted, and a mark that was', async () => {
    const { folder } = await filled();
    rmSync(path.join(folder, 'mark'));
    expect(await startOf(folder)).toBe(`StoreError: ${folder}: the mark is gone, and there were 12 commits`);
    const other = (await filled()).folder;
    rmSync(path.join(other, 'level'), { recursive: true });
    expect(await startOf(other)).toBe(
      `StoreError: ${other}: it ends with commit 0, and commit 12 was acknowledged: what came later is lost`,
    );
  });

  it('a store of another server', async () => {
    const { folder } = await filled();
    await expect(openStore(folder, 'server 2')).rejects.toThrow(
      `${folder} is the store of server 1, not of server 2`,
    );
  });

  it('a store that another process has open', async () => {
    const { folder } = await filled();
    const store = await openStore(folder, OWNER);
    await expect(openStore(folder, OWNER)).rejects.toThrow('is in use by another process');
    await store.close();
  });
});

it('a full disk takes nothing, keeps everything, and goes on when there is room', async () => {
  const folder = temporaryFolder();
  const store = await openStore(folder, OWNER);
  // When its log is longer than the 32 MiB of its buffer, LevelDB begins another; here that leads to a disk that is always full.
  const logs = [4, 5].map((number) => path.join(folder, 'level', `00000${number}.log`));
  for (const log of logs) symlinkSync('/dev/full', log);
  await store.commit([{ key: 'a', value: 'x'.repeat(34e6) }]);

  await expect(store.commit([{ key: 'a', value: 1 }])).rejects.toThrow('the disk is full');
  for (const log of logs) rmSync(log, { force: true });
  await store.commit([{ key: 'a', value: 1 }]);
  await store.commit([{ key: 'b', value: 2 }]);
  expect(await store.free()).toBeGreaterThan(0);
  await store.close();
  expect(await contents(folder)).toEqual({ a: 1, b: 2 });
}, 20_000);
