/**
 * The visited set under real threads, more of them than there are cores: what is added by several at the same time is new to exactly
 * one of them, through every split of a segment.
 */
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

it.each([
  [2, 1_000_000, 900_000],
  [8, 400_000, 700_000],
  [24, 200_000, 600_000],
])(
  '%i threads, each %i additions of one of %i fingerprints',
  async (threads, count, range) => {
    const log = new SharedLog();
    const ticket = log.open();
    const arrays = new SharedArrays(log);
    const visited = new Visited(arrays);
    const workers = await Promise.all(
      Array.from({ length: threads }, async (_, i) => {
        const workerData = { dist, ticket, seed: 20261121 + 7919 * i, count, range };
        const worker = new Worker(new URL('./adding-thread.mjs', import.meta.url), { workerData });
        await once(worker, 'message');
        return worker;
      }),
    );
    const list = arrays.list();
    const added = await Promise.all(
      workers.map(async (worker) => {
        worker.postMessage(list);
        const [message] = await once(worker, 'message');
        return message as number;
      }),
    );
    // What the threads have drawn, drawn again.
    const drawn = new Set<number>();
    for (let i = 0; i < threads; i++) {
      let state = 20261121 + 7919 * i;
      for (let k = 0; k < count; k++) {
        state ^= state << 13;
        state ^= state >>> 17;
        state ^= state << 5;
        drawn.add((state >>> 0) % range);
      }
    }
    expect(added.reduce((sum, part) => sum + part, 0)).toBe(drawn.size);
    for (const number of drawn) {
      const low = Math.imul(number + 1, 0x9e3779b1);
      if (visited.add(low, Math.imul(low ^ (low >>> 15), 0x2c1b3c6d))) throw new Error(`${number} is lost`);
    }
    expect(visited.slots).toBeGreaterThan(drawn.size);
    log.close();
    await Promise.all(workers.map((worker) => worker.terminate()));
  },
  60_000,
);
