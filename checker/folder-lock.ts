/**
 * A folder that one process at a time writes to: a file in it holds the number of that process. A process that was killed leaves the file behind, and
 * nobody minds: its number is no living one's.
 *
 * The file comes into the folder as a whole or not at all, by a link, which fails where one is there: of two processes that come at once one has it.
 */
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { InputError } from './input-error.js';

const LOCK = 'lock';
/** How often to look whether another has removed the lock of a dead process, and how long to wait in between. */
const TRIES = 100;
const PAUSE_MS = 20;

/**
 * Takes the folder.
 * @param who writes there, for the other that is refused: `search`
 * @throws InputError where another process has it; and the error of the system where it cannot be written
 */
export async function lockFolder(folder: string, who: string): Promise<void> {
  const lock = path.join(folder, LOCK);
  const own = `${lock}.${process.pid}`;
  await writeFile(own, String(process.pid));
  try {
    for (let tries = 0; !(await isLinked(own, lock)); ) {
      const owner = await ownerOf(lock);
      if (owner === process.pid) return;
      if (owner === undefined) continue;
      if (await isAlive(owner)) throw taken(folder, who, owner);
      if (await removeDead(lock, owner)) continue;
      tries += 1;
      if (tries === TRIES)
        throw new InputError(`remove ${guardOf(lock, owner)}: who was killed left it behind`);
      await setTimeout(PAUSE_MS);
    }
  } finally {
    await rm(own, { force: true });
  }
}

/** Lets others have it. */
export async function unlockFolder(folder: string): Promise<void> {
  await rm(path.join(folder, LOCK), { force: true });
}

/** Whether the lock is there now by this; false where one was there before. */
async function isLinked(own: string, lock: string): Promise<boolean> {
  try {
    await link(own, lock);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'ENOSYS') throw error;
  }
  // A file system without links.
  try {
    await writeFile(lock, await readFile(own), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Removes the lock of a process that is dead. Who does so holds a file named after that process, and looks once more: the lock may be that of somebody
 * else by now, who came first.
 * @returns false where another does so
 */
async function removeDead(lock: string, owner: number): Promise<boolean> {
  const guard = guardOf(lock, owner);
  try {
    await writeFile(guard, '', { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
  try {
    if (Object.is(await ownerOf(lock), owner)) await rm(lock, { force: true });
  } finally {
    await rm(guard, { force: true });
  }
  return true;
}

const guardOf = (lock: string, owner: number): string => `${lock}.of-${owner}`;

/** Undefined where there is no lock any more. */
async function ownerOf(lock: string): Promise<number | undefined> {
  try {
    return Number(await readFile(lock, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function taken(folder: string, who: string, owner: number): InputError {
  const lock = path.join(folder, LOCK);
  return new InputError(
    `another ${who} (process ${owner}) writes its checkpoints to ${folder}; if it does not, remove ${lock}`,
  );
}

async function isAlive(pid: number): Promise<boolean> {
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  // One that is dead and that nobody has asked about still has its number; where there is no such file nothing is known of that.
  const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return !/\) Z /.test(status);
}
