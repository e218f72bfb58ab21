/** Who may begin, and who is let in again: a lost store, an old copy of one, and two servers of one id are told apart from a restart. */
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { Acquaintances } from '../../../impl/store/acquaintances.js';
import { requireBeginning } from '../../../impl/store/beginning.js';
import { openStore } from '../../../impl/store/store.js';
import { temporaryFolder } from '../../cli/run.js';

async function begun(folder: string, commits: number): Promise<string> {
  const store = await openStore(folder, 's1');
  for (let i = 0; i < commits; i++) await store.commit([{ key: 'a', value: i }]);
  await store.close();
  return store.id;
}

describe('a store', () => {
  it('is made only for a server that is said to be new', async () => {
    const folder = path.join(temporaryFolder(), 's1');
    expect(() => requireBeginning(folder, 's1', false)).toThrow(
      /there is no store in .*s1\. If s1 has never run, start it with --new, once\. If it has, its store is lost/,
    );
    expect(() => requireBeginning(folder, 's1', true)).not.toThrow();
    // A folder on which a disk should be mounted is empty, and no store.
    mkdirSync(folder);
    expect(() => requireBeginning(folder, 's1', false)).toThrow(/there is no store/);
    await begun(folder, 0);
    for (const isNew of [true, false]) expect(() => requireBeginning(folder, 's1', isNew)).not.toThrow();
    await begun(folder, 1);
    expect(() => requireBeginning(folder, 's1', false)).not.toThrow();
    expect(() => requireBeginning(folder, 's1', true)).toThrow(
      /has the store of a server that has run; start it without --new/,
    );
    rmSync(path.join(folder, 'level'), { recursive: true });
    rmSync(path.join(folder, 'mark'));
    expect(() => requireBeginning(folder, 's1', false)).toThrow(/there is no store/);
  });

  it('has an id that it keeps, and that no other has', async () => {
    const [one, other, copy] = Array.from({ length: 3 }, () => temporaryFolder());
    const id = await begun(one, 1);
    expect(await begun(one, 1)).toBe(id);
    expect(await begun(other, 1)).not.toBe(id);
    cpSync(one, copy, { recursive: true });
    expect(await begun(copy, 1)).toBe(id);
  });
});

describe('a server that was met', () => {
  const first = { store: 'x', incarnation: 3, process: 'p' };
  const meeting = () => {
    const folder = temporaryFolder();
    const log: string[] = [];
    // Each time as if this server had been started anew.
    return {
      folder,
      log,
      meet: (met: typeof first) => new Acquaintances(folder, (line) => log.push(line)).meet('s2', met),
    };
  };

  it('is let in again, in the same process and in later starts', () => {
    const { meet } = meeting();
    expect(meet(first)).toBe(undefined);
    expect(meet(first)).toBe(undefined);
    expect(meet({ ...first, incarnation: 4, process: 'q' })).toBe(undefined);
  });

  it('is not let in on another store', () => {
    const { meet } = meeting();
    meet(first);
    expect(meet({ store: 'y', incarnation: 9, process: 'q' })).toMatch(
      /^s2 had another store: it has lost what it promised, or it is a second server of that id/,
    );
    expect(meet(first)).toBe(undefined);
  });

  it('is not let in from an old copy of its store, nor beside itself', () => {
    const { meet } = meeting();
    meet(first);
    for (const incarnation of [2, 3])
      expect(meet({ ...first, incarnation, process: 'q' })).toMatch(
        new RegExp(
          `another process has been s2 \\(start 3 of its store, and this is start ${incarnation}\\)`,
        ),
      );
  });

  it('is remembered in this process where it cannot be written down', () => {
    const { folder, log } = meeting();
    mkdirSync(path.join(folder, 'acquaintances.new'));
    const acquaintances = new Acquaintances(folder, (line) => log.push(line));
    expect(acquaintances.meet('s2', first)).toBe(undefined);
    expect(log).toEqual([expect.stringMatching(/^s2 is met, and that cannot be written down: EISDIR/)]);
    expect(acquaintances.meet('s2', { ...first, store: 'y' })).toMatch(/had another store/);
  });

  it('is not forgotten unnoticed', () => {
    const { folder, meet } = meeting();
    meet(first);
    const file = path.join(folder, 'acquaintances');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"x"', '"z"'));
    expect(() => meet(first)).toThrow(/the record "acquaintances" does not have its checksum/);
  });
});
