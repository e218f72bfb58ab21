/**
 * Segments of a level that went to disk. Each thread writes files of its own, one for each of the two levels that there are at a
 * time, and reads those of all; a file is emptied when the rows in it were expanded.
 */

import {
  closeSync,
  ftruncateSync,
  mkdtempSync,
  openSync,
  readSync,
  rmdirSync,
  rmSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { InputError, systemReason } from '../input-error.js';
import { makeFolder } from '../make-folder.js';

/** Bytes of a block; a segment fits in one. */
const BLOCK_BYTES = 1 << 22;
/** A block's place tells the thread that wrote it, and its number in that thread's file. */
const THREAD_BITS = 8;

export interface SpillOptions {
  /** A folder that this search has for itself. */
  readonly directory: string;
  /** Rows may take so much memory before segments go to disk. */
  readonly afterBytes: number;
}

export class Spill {
  readonly afterBytes: number;
  private readonly directory: string;
  /** Open files, by name. */
  private readonly files = new Map<string, number>();
  private readonly blocks = [0, 0];

  constructor(
    { directory, afterBytes }: SpillOptions,
    private readonly thread: number,
  ) {
    this.directory = directory;
    this.afterBytes = afterBytes;
  }

  /** Empties what this thread wrote for the level of this parity. */
  begin(parity: number): void {
    if (this.blocks[parity] === 0) return;
    this.blocks[parity] = 0;
    ftruncateSync(this.file(parity, this.thread), 0);
  }

  /**
   * Writes a segment of the level of this parity.
   * @returns where it lies
   * @throws InputError where the disk refuses
   */
  write(parity: number, words: Int32Array): number {
    const block = this.blocks[parity]++;
    this.blaming('written', () => {
      const bytes = bytesOf(words);
      const file = this.file(parity, this.thread);
      for (let done = 0; done < bytes.length; ) {
        done += writeSync(file, bytes, done, bytes.length - done, block * BLOCK_BYTES + done);
      }
    });
    return (block << THREAD_BITS) | this.thread;
  }

  /** @throws InputError where the disk refuses */
  read(parity: number, place: number, words: Int32Array): void {
    this.blaming('read', () => {
      const bytes = bytesOf(words);
      const file = this.file(parity, place & ((1 << THREAD_BITS) - 1));
      const from = (place >>> THREAD_BITS) * BLOCK_BYTES;
      for (let done = 0; done < bytes.length; ) {
        const got = readSync(file, bytes, done, bytes.length - done, from + done);
        if (got === 0) throw new Error('it is shorter than what was written');
        done += got;
      }
    });
  }

  close(): void {
    for (const file of this.files.values()) closeSync(file);
    this.files.clear();
  }

  private file(parity: number, thread: number): number {
    const name = `rows-${parity}-${thread}`;
    let file = this.files.get(name);
    if (file === undefined) {
      file = openSync(path.join(this.directory, name), 'a+');
      closeSync(file);
      file = openSync(path.join(this.directory, name), 'r+');
      this.files.set(name, file);
    }
    return file;
  }

  private blaming(what: string, work: () => void): void {
    try {
      work();
    } catch (error) {
      throw new InputError(`states on disk in ${this.directory} cannot be ${what}: ${systemReason(error)}`, {
        cause: error,
      });
    }
  }
}

/** A new folder for the rows of one search; it is gone when the process is, unless that was killed. */
export interface SpillFolder {
  readonly path: string;
  /** Removes it, and those folders above it that were made for it, where nobody has put anything there. */
  readonly remove: () => void;
}

/**
 * Makes the folder in a given one, which is made too where it is not there.
 * @throws InputError
 */
export function createSpillFolder(parent: string): SpillFolder {
  let made: string | undefined;
  try {
    made = makeFolder(parent);
    const folder = mkdtempSync(path.join(parent, 'paxoscope-rows-'));
    const remove = () => {
      process.off('exit', remove);
      rmSync(folder, { recursive: true, force: true });
      removeEmpty(parent, made);
    };
    process.on('exit', remove);
    return { path: folder, remove };
  } catch (error) {
    removeEmpty(parent, made);
    throw new InputError(`${parent} cannot be written: ${systemReason(error)}`, { cause: error });
  }
}

/** Removes a folder and those above it up to the topmost, as far as they are empty. */
function removeEmpty(folder: string, topmost: string | undefined): void {
  if (topmost === undefined) return;
  const last = path.resolve(topmost);
  try {
    for (let at = path.resolve(folder); at.startsWith(last); at = path.dirname(at)) rmdirSync(at);
  } catch {
    // It is not empty, or somebody was sooner: then it is not ours to remove.
  }
}

function bytesOf(words: Int32Array): Uint8Array {
  return new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
}
