/**
 * Files that a thread of its own reads (reader-worker.ts), unpacks and looks through, a few pieces ahead of who judges them: here only what is new in their
 * lines is still made. Pieces come in the order in which they were looked through, which is the one in which values were told for the first time.
 */
import { Worker } from 'node:worker_threads';
import { InputError } from '../../checker/input-error.js';
import { EventMaker, type ReadLine } from './event-maker.js';
import { type Reader, shareOf } from './reader.js';
import type { Scanned } from './scanned.js';

/** What the thread answers. */
export type FromReader = {
  readonly file: string;
  /** Bytes of files that were read since the answer before. */
  readonly read: number;
} & (
  | { readonly kind: 'piece'; readonly scanned: Scanned }
  | { readonly kind: 'end' }
  /** It cannot be read. */
  | { readonly kind: 'fault'; readonly says: string }
);

/** Pieces of a file that are asked for before they are needed. */
const AHEAD = 2;

/** A file that is read, and what is there of it. */
interface Ahead {
  readonly ready: (readonly ReadLine[])[];
  /** Pieces that were asked for and have not come. */
  asked: number;
  isOver: boolean;
  /** Why it cannot be read any further. */
  fault: InputError | undefined;
}

export class ReaderAhead implements Reader {
  private readonly worker = new Worker(new URL('./reader-worker.js', import.meta.url));
  private readonly maker = new EventMaker();
  private readonly files = new Map<string, Ahead>();
  /** Why the thread has ended. */
  private failure: Error | undefined;
  private read = 0;
  /** Goes on where a piece is waited for. */
  private resume: (() => void) | undefined;

  /** @param bytes of all files; undefined: nobody knows */
  constructor(private readonly bytes: number | undefined) {
    // It ends with whoever asks it.
    this.worker.unref();
    this.worker.on('message', (message: FromReader) => this.hear(message));
    this.worker.on('error', (error: Error) => this.fail(error));
    this.worker.on('exit', (code) => this.fail(new Error(`the thread that reads ended with code ${code}`)));
  }

  get share(): number | undefined {
    return shareOf(this.read, this.bytes);
  }

  async next(file: string): Promise<readonly ReadLine[] | undefined> {
    let ahead = this.files.get(file);
    if (ahead === undefined) {
      ahead = { ready: [], asked: 0, isOver: false, fault: undefined };
      this.files.set(file, ahead);
    }
    for (;;) {
      while (!ahead.isOver && ahead.ready.length + ahead.asked < AHEAD) {
        ahead.asked += 1;
        this.worker.postMessage(file);
      }
      const lines = ahead.ready.shift();
      if (lines !== undefined || ahead.isOver) return lines;
      const failure = ahead.fault ?? this.failure;
      if (failure !== undefined) throw failure;
      this.worker.ref();
      await new Promise<void>((resolve) => {
        this.resume = resolve;
      });
      this.worker.unref();
    }
  }

  close(): Promise<void> {
    this.worker.removeAllListeners('exit');
    // Not waited for: it may be waiting for a pipe into which nobody writes.
    void this.worker.terminate();
    return Promise.resolve();
  }

  private hear(message: FromReader): void {
    const ahead = this.files.get(message.file) as Ahead;
    ahead.asked -= 1;
    this.read += message.read;
    if (message.kind === 'piece') ahead.ready.push(this.maker.make(message.scanned));
    else if (message.kind === 'end') ahead.isOver = true;
    else ahead.fault = new InputError(message.says);
    this.goOn();
  }

  private fail(error: Error): void {
    this.failure ??= error;
    this.goOn();
  }

  private goOn(): void {
    this.resume?.();
    this.resume = undefined;
  }
}
