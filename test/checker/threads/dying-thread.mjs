// A thread that shares a visited set, and dies: at work, in the middle of a split, or while it holds the lock of the log.
import { parentPort, workerData } from 'node:worker_threads';

const { dist, ticket, where } = workerData;
const { SharedLog } = await import(`${dist}/checker/threads/shared-log.js`);
const { SharedArrays } = await import(`${dist}/checker/threads/shared-arrays.js`);
const { Visited } = await import(`${dist}/checker/visited.js`);
const log = new SharedLog();
log.join(ticket);
parentPort.postMessage('ready');
const { list, posted } = await new Promise((resolve) => parentPort.once('message', resolve));
const visited = new Visited(new SharedArrays(log, list));
log.startAt(posted, []);
parentPort.postMessage('joined');

if (where === 'lock') log.exclusively(() => process.exit());
visited.enter();
if (where === 'work') process.exit();
visited.split = () => process.exit();
for (let number = 1; ; number++) visited.add(Math.imul(number, 0x9e3779b1), number);
