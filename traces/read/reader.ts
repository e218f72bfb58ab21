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
  /** How much of the files was read, up to 1; undefined where nobody knows how long they are. */
  readonly share: number | undefined;
  close(): Promise<void>;
}

/** With fewer bytes it is over before another thread has begun. */
const AHEAD_BYTES = 1 << 24;

export async function readerOf(files: readonly string[]): Promise<Reader> {
  // Standard input is the main thread's.
  if (files.includes('-')) return new ReaderHere(undefined);
  const all = await Promise.all(files.map((file) => stat(file).catch(() => undefined)));
  const size = all.reduce((sum, stats) => sum + (stats?.size ?? 0), 0);
  // What is no file, as a pipe is, does not tell how much will come.
  const bytes = all.every((stats) => stats?.isFile()) ? size : undefined;
  if (size < AHEAD_BYTES || availableParallelism() < 2) return new ReaderHere(bytes);
  const { ReaderAhead } = await import('./reader-ahead.js');
  return new ReaderAhead(bytes);
}

/** Files grow while they are read. */
export function shareOf(read: number, bytes: number | undefined): number | undefined {
  return bytes === undefined ? undefined : Math.min(1, read / Math.max(1, bytes));
}

/** Reads a piece when it is asked for. */
export class ReaderHere implements Reader {
  private readonly batches = new Map<string, AsyncIterator<readonly RawLine[]>>();
  private readonly closing = new AbortController();
  private read = 0;

  /** @param bytes of all files; undefined: nobody knows */
  constructor(private readonly bytes: number | undefined) {}

  get share(): number | undefined {
    return shareOf(this.read, this.bytes);
  }

  async next(file: string): Promise<readonly ReadLine[] | undefined> {
    let batches = this.batches.get(file);
    if (batches === undefined) {
      const onRead = (bytes: number) => {
        this.read += bytes;
      };
      const batchesOf = lineBatches(file, onRead, this.closing.signal);
      batches = batchesOf[Symbol.asyncIterator]();
      this.batches.set(file, batches);
    }
    const { done, value } = await batches.next();
    return done === true ? undefined : readLines(value);
  }

  close(): Promise<void> {
    // Not waited for: it may be waiting for a pipe into which nobody writes.
    this.closing.abort();
    return Promise.resolve();
  }
}
