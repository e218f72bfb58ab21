/**
 * A user's code that does not come back keeps the thread that would hear of Ctrl-C. So another thread (watch-worker.ts) watches whether this one still
 * turns to its events; where it does not, it asks here where the code is, says so, and ends the process at a signal.
 */
import { isMainThread, Worker } from 'node:worker_threads';
import { formatSeconds } from '../report/numbers.js';
import { placeOf } from '../user-code/spec-place.js';
import { faultLine } from '../user-code/thrown.js';

/** Between two signs that this thread turns to its events. */
const BEAT_MS = 200;

/** What the watching thread asks this one, in the middle of the code that does not come back. */
export interface Stuck {
  /** Made there: its stack says where that is. */
  readonly error: Error;
  readonly seconds: number;
  /** The signal that was sent meanwhile. */
  readonly signal: NodeJS.Signals | undefined;
  /** Whether the signal has waited long enough. */
  readonly isLast: boolean;
}

/** What the watching thread is given. */
export interface Watched {
  /** One number, which grows as long as the thread turns to its events. */
  readonly beats: Int32Array;
  /** The global symbol under which the thread has what answers a `Stuck`. */
  readonly answer: string;
}

const ANSWER = 'paxoscope.stuck';

let isWatched = false;

/** From now on this process is watched. To be called before any code of a user runs. */
export function watchUserCode(): void {
  if (isWatched || !isMainThread) return;
  isWatched = true;
  const beats = new Int32Array(new SharedArrayBuffer(4));
  const watching = new Worker(new URL('./watch-worker.js', import.meta.url), {
    workerData: { beats, answer: ANSWER } satisfies Watched,
  });
  // Without it all is as it was.
  watching.on('error', () => {});
  watching.unref();
  setInterval(() => Atomics.add(beats, 0, 1), BEAT_MS).unref();
  Object.assign(globalThis, { [Symbol.for(ANSWER)]: answerStuck });
}

/**
 * Says where a user's code is. Of our own work nothing is said for a while: it hears of the signal when it is done.
 * @returns whether the signal is to end the process: then nobody listens to it any more
 */
function answerStuck({ error, seconds, signal, isLast }: Stuck): boolean {
  const place = placeOf(error);
  if (place === '' && !isLast) return false;
  const who = place === '' ? 'work that cannot be interrupted' : 'your code';
  const what = `${who} has kept this process for ${formatSeconds(seconds)}${place}`;
  process.stderr.write(signal === undefined ? `${what}; Ctrl-C ends it\n` : `${faultLine(what)}\n`);
  if (signal === undefined) return false;
  // Whoever listens would be told behind the code that does not come back.
  process.removeAllListeners(signal);
  return true;
}
