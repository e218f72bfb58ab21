/** Lines of files as events, piece by piece: read where they are judged, or, where there is much to read, ahead of that by a thread of its own. */
import { stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import type { ReadLine } from './event-maker.js';
import { lineBatches, type RawLine } from './lines.js';
import { readLines } from './read-lines.js';

export interface Reader {
  /**
   * The next lines of a file; undefined behind the last one.
   * @throws InputError where it cannot be read
   */
  next(file: string): Promise<readonly ReadLine[] | undefined>;
  close(): Promise<void>;
}

/** With fewer bytes it is over before another thread has begun. */
const AHEAD_BYTES = 1 << 24;

export async function readerOf(files: readonly string[]): Promise<Reader> {
  // Standard input is the main thread's.
  if (files.includes('-') || availableParallelism() < 2) return new ReaderHere();
  const sizes = await Promise.all(files.map((file) => stat(file).catch(() => ({ size: 0 }))));
  if (sizes.reduce((sum, { size }) => sum + size, 0) < AHEAD_BYTES) return new ReaderHere();
  const { ReaderAhead } = await import('./reader-ahead.js');
  return new ReaderAhead();
}

/** Reads a piece when it is asked for. */
export class ReaderHere implements Reader {
  private readonly batches = new Map<string, AsyncIterator<readonly RawLine[]>>();

  async next(file: string): Promise<readonly ReadLine[] | undefined> {
    let batches = this.batches.get(file);
    if (batches === undefined) {
      batches = lineBatches(file)[Symbol.asyncIterator]();
      this.batches.set(file, batches);
    }
    const { done, value } = await batches.next();
    return done === true ? undefined : readLines(value);
  }

  async close(): Promise<void> {
    for (const batches of this.batches.values()) await batches.return?.();
  }
}
