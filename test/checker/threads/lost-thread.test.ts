/** A thread that dies while others wait for it: they notice at once, also where the leading thread waits itself and hears nothing. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';

const dist = new URL('../../../dist', import.meta.url).href;
const { SharedLog }: typeof import('../../../checker/threads/shared-log.js') = await import(
  `${dist}/checker/threads/shared-log.js`
);
const { SharedArrays }: typeof import('../../../checker/threads/shared-arrays.js') = await import(
  `${dist}/checker/threads/shared-arrays.js`
);
const { Visited }: typeof import('../../../checker/visited.js') = await import(`${dist}/checker/visited.js`);
const { LostThreadError }: typeof import('../../../checker/threads/other-threads.js') = await import(
  `${dist}/checker/threads/other-threads.js`
);
const { hasEnded, untilEndIsVisible }: typeof import('../../../checker/threads/thread-end.js') = await import(
  `${dist}/checker/threads/thread-end.js`
);

it.each(['work', 'split', 'lock'])('a thread that dies at %s is not waited for', async (where) => {
  const log = new SharedLog();
  const ticket = log.open();
  const arrays = new SharedArrays(log);
  const visited = new Visited(arrays);
  const workerData = { dist, ticket, where };
  const worker = new Worker(new URL('./dying-thread.mjs', import.meta.url), { workerData });
  await once(worker, 'message');
  await untilEndIsVisible(worker, () => false);
  // Its last message may come with the news of its end.
  let isEndHeard = false;
  worker.once('exit', () => {
    isEndHeard = true;
  });
  const isDead = (): boolean => isEndHeard || hasEnded(worker);
  expect(isDead()).toBe(false);
  log.others.hasUnheardDeath = isDead;
  worker.postMessage({ list: arrays.list(), posted: log.posted });
  await once(worker, 'message');
  // From here on the event loop of this thread stands still, as in a search.
  const asleep = new Int32Array(new SharedArrayBuffer(4));
  while (!isDead()) Atomics.wait(asleep, 0, 0, 1);
  const addMany = (): void => {
    visited.enter();
    for (let number = 1; number < 1 << 22; number++) visited.add(number, Math.imul(number, 0x9e3779b1));
  };
  // Who waits in vain for a thread that is not known to be dead gives up too, with another error.
  expect(() => (where === 'lock' ? log.exclusively(() => {}) : addMany())).toThrow(LostThreadError);
  log.close();
  await worker.terminate();
});
