/**
 * The mark: a small file beside the database with the number of the last commit that was durable. A database recovers from a torn log by
 * leaving out its end, which is right for what was never acknowledged and wrong for what was: the mark tells them apart, and also a
 * database that was deleted or put back from a copy.
 *
 * It is written after a commit is durable, and not synced itself: what it says is then never too much. After a power failure
 * it may be a little behind, and notices that much less; after a crash of the process it is exact.
 */
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { decodeRecord, encodeRecord } from './record.js';
import { replaceFile } from './replace.js';

const NAME = 'mark';

export class Mark {
  readonly #file: number;

  private constructor(file: number) {
    this.#file = file;
  }

  /** @returns the number in the mark of this folder; undefined where there is no mark */
  static read(folder: string): number | undefined {
    const path = join(folder, NAME);
    let text: string;
    try {
      text = readFileSync(path, 'utf8');
    } catch (error) {
      // Nor is there one where a part of the path is a file.
      if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
      throw error;
    }
    return Number(decodeRecord(NAME, text.trimEnd(), path).value);
  }

  /** Makes the mark where there is none. It appears whole or not at all. */
  static open(folder: string): Mark {
    const path = join(folder, NAME);
    if (Mark.read(folder) === undefined) {
      replaceFile(path, textOf(0));
    }
    return new Mark(openSync(path, 'r+'));
  }

  set(commit: number): void {
    writeSync(this.#file, textOf(commit), 0);
  }

  close(): void {
    closeSync(this.#file);
  }
}

/** All of one length, so that one write replaces another. */
function textOf(commit: number): string {
  return `${encodeRecord(NAME, 0, commit).text.padEnd(40)}\n`;
}
