/**
 * Making a folder, with those that it lies in. Not by mkdir's own `recursive`: under Node 20 it never returns where a file system
 * takes no folders and says that there is nothing (/proc).
 */
import { existsSync, mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** @throws Error that names the folder and says why it cannot be made */
export function makeFolder(folder: string): void {
  const missing: string[] = [];
  for (let at = resolve(folder); !existsSync(at); at = dirname(at)) missing.unshift(at);
  for (const one of missing) {
    try {
      mkdirSync(one);
    } catch (error) {
      // Another server may have made it just now: they share the folder of traces.
      const { code, message } = error as NodeJS.ErrnoException;
      if (code !== 'EEXIST')
        throw new Error(`the folder ${folder} cannot be made: ${message}`, { cause: error });
    }
  }
}
