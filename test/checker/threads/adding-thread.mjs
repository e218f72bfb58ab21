// A thread that adds fingerprints to a visited set it shares, and tells how many were new to the set.
import { parentPort, workerData } from 'node:worker_threads';

const { dist, ticket, seed, count, range } = workerData;
const { SharedLog } = await import(`${dist}/checker/threads/shared-log.js`);
const { SharedArrays } = await import(`${dist}/checker/threads/shared-arrays.js`);
const { Visited } = await import(`${dist}/checker/visited.js`);
const log = new SharedLog();
log.join(ticket);
parentPort.postMessage('ready');
const list = await new Promise((resolve) => parentPort.once('message', resolve));
const visited = new Visited(new SharedArrays(log, list));

let state = seed;
let added = 0;
visited.enter();
for (let i = 0; i < count; i++) {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  // The same few numbers come to all threads again and again, spread over the space of fingerprints.
  const number = (state >>> 0) % range;
  const low = Math.imul(number + 1, 0x9e3779b1);
  if (visited.add(low, Math.imul(low ^ (low >>> 15), 0x2c1b3c6d))) added++;
}
visited.leave();
parentPort.postMessage(added);
