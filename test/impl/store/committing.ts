/**
 * Commits for ever, and says on stdout which commit was acknowledged: the process that the test of the store kills.
 */
import { openStore } from '../../../impl/store/store.js';

const store = await openStore(process.argv[2], 'server 1');
for (let i = 1; ; i++) {
  await store.commit([
    { key: 'last', value: i },
    { key: `slot/${i % 50}`, value: { ballot: i, command: 'x'.repeat(i % 1000) } },
    { key: `slot/${(i + 25) % 50}`, value: null },
  ]);
  process.stdout.write(`${i}\n`);
}
