/**
 * A server of a recorded run: as `paxoscope serve` has it, with a network and a disk that the recorder can make worse, over the channel between
 * the processes.
 */
import type { Bug } from '../core/bugs.js';
import { openNode } from '../node/node.js';
import { fieldsOfFile, readSettings } from '../node/settings.js';
import { aroundStore, aroundTransport, type Conditions, fair } from './conditions.js';

const [config, seed, known, bug] = [
  process.argv[2],
  Number(process.argv[3]),
  process.argv[4],
  process.argv[5],
];
let conditions: Conditions = fair;
process.on('message', (told: Conditions) => {
  conditions = told;
});

const settings = readSettings(fieldsOfFile(config), config);
const node = await openNode({
  settings,
  isNew: known === 'new',
  log: (line) => process.stderr.write(`${new Date().toISOString()} ${settings.self}: ${line}\n`),
  // Settings have no bugs: nobody serves with one by mistake.
  ...(bug === undefined ? {} : { bugs: [bug as Bug] }),
  aroundStore: (store) => aroundStore(store, () => conditions, seed),
  aroundTransport: (transport) => aroundTransport(transport, () => conditions, seed + 1),
});
const ended = new Promise<undefined>((resolve) => {
  for (const event of ['SIGTERM', 'SIGINT', 'disconnect']) process.once(event, () => resolve(undefined));
});
const failure = await Promise.race([ended, node.failure]);
if (failure !== undefined) {
  process.stderr.write(`${settings.self} ends: ${failure.message}\n`);
  process.exit(1);
}
await node.stop();
if (process.connected) process.disconnect();
