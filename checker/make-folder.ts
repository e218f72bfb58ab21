/**
 * Makes a folder, with those that it lies in. Not by mkdir's own `recursive`: under Node 20 it never returns where a file system takes no
 * folders and says that there is nothing (/proc).
 */
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';

/**
 * @returns the uppermost folder that was made, where one was
 * @throws what the system says
 */
export function makeFolder(folder: string): string | undefined {
  const missing: string[] = [];
  for (let at = path.resolve(folder); !existsSync(at); at = path.dirname(at)) missing.unshift(at);
  for (const one of missing) {
    try {
      mkdirSync(one);
    } catch (error) {
      // Somebody else may have made it just now.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
  return missing[0];
}

/** The folder itself, or the nearest of those that it lies in, that is there. */
export function nearestThere(folder: string): string {
  let at = path.resolve(folder);
  while (!existsSync(at)) at = path.dirname(at);
  return at;
}
