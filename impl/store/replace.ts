/** Files that change whole or not at all, also where the power fails: the name points to the old text or to the new one, and does so for good. */
import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

export function replaceFile(path: string, text: string): void {
  const made = openSync(`${path}.new`, 'w');
  try {
    writeSync(made, text);
    fsyncSync(made);
  } finally {
    closeSync(made);
  }
  renameSync(`${path}.new`, path);
  syncFolder(dirname(path));
}

/** A name in a folder is durable when the folder is (POSIX says nothing of it where only the file was synced). */
export function syncFolder(folder: string): void {
  // Windows cannot open a folder, and makes names durable by itself.
  if (process.platform === 'win32') return;
  const opened = openSync(folder, 'r');
  try {
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
}
