/**
 * A folder that one process at a time writes to: a file in it holds the number of that process. A process that was killed leaves the file behind, and
 * nobody minds: its number is no living one's.
 */
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { InputError } from './input-error.js';

const LOCK = 'lock';

/**
 * Takes the folder.
 * @param who writes there, for the other that is refused: `search`
 * @throws InputError where another process has it; and the error of the system where it cannot be written
 */
export async function lockFolder(folder: string, who: string): Promise<void> {
  const lock = path.join(folder, LOCK);
  const owner = Number(await readFile(lock, 'utf8').catch(() => ''));
  if (owner !== process.pid && isAlive(owner)) {
    throw new InputError(
      `another ${who} (process ${owner}) writes its checkpoints to ${folder}; if it does not, remove ${lock}`,
    );
  }
  await writeFile(lock, String(process.pid));
}

/** Lets others have it. */
export async function unlockFolder(folder: string): Promise<void> {
  await rm(path.join(folder, LOCK), { force: true });
}

function isAlive(pid: number): boolean {
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
