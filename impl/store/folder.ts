/**
 * Making a folder, with those that it lies in. Not by mkdir's own `recursive`: under Node 20 it never returns where a file system
 * takes no folders and says that there is nothing (/proc).
 */
import { accessSync, constants, existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { syncFolder } from './replace.js';

/** @throws Error that names the folder and says why it cannot be made */
export function makeFolder(folder: string): void {
  const missing: string[] = [];
  for (let at = resolve(folder); !existsSync(at); at = dirname(at)) missing.unshift(at);
  for (const one of missing) {
    try {
      mkdirSync(one);
      syncFolder(dirname(one));
    } catch (error) {
      // Another server may have made it just now: they share the folder of traces.
      const { code, message } = error as NodeJS.ErrnoException;
      if (code !== 'EEXIST')
        throw new Error(`the folder ${folder} cannot be made: ${message}`, { cause: error });
    }
  }
}

/**
 * Makes sure, before there is work to be lost, that a run can be written into a folder, as far as that can be known. Makes nothing.
 * @throws Error that names the folder and says what is wrong with it
 */
export function requireNewFolder(folder: string): void {
  let at = resolve(folder);
  while (!existsSync(at)) at = dirname(at);
  if (!statSync(at).isDirectory()) throw new Error(`${folder} cannot be written: ${at} is no folder`);
  if (at === resolve(folder) && readdirSync(at).length > 0)
    throw new Error(`${folder} is there and not empty; choose another folder with -o`);
  try {
    accessSync(at, constants.W_OK);
  } catch (error) {
    throw new Error(`${folder} cannot be written: ${(error as Error).message}`);
  }
}
