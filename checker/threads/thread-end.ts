/**
 * Whether a thread has ended, as one sees it that waits and whose event loop stands still, so that it hears no event.
 *
 * Node tells how long the event loop of a thread was idle also then, and a negative time where the thread is gone; but only of a
 * thread that was measured while it ran, and only once the word has come that it is online. That word travels apart from what the
 * thread posts, and may come after it.
 */
import { setImmediate } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';

/**
 * Waits until the end of a thread can be seen; to be done before anything is left to the thread that others may have to wait for.
 * @param isGone whether the end of the thread was heard
 */
export async function untilEndIsVisible(worker: Worker, isGone: () => boolean): Promise<void> {
  while (!isGone() && worker.performance.eventLoopUtilization().active === 0) await setImmediate();
}

/** Whether a thread has ended whose end is visible. */
export function hasEnded(worker: Worker): boolean {
  return worker.performance.eventLoopUtilization().idle < 0;
}
