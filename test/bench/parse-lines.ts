/** Parses the lines of the files of a folder, and nothing else: prints the seconds of `JSON.parse` alone. */
import { lineBatches } from '../../traces/read/lines.js';
import { filesAt } from '../../traces/read/source.js';

let milliseconds = 0;
let kinds = 0;
for (const file of await filesAt([process.argv[2]])) {
  for await (const batch of lineBatches(file)) {
    const texts = batch.map(({ text }) => text);
    const started = performance.now();
    for (const text of texts) kinds += (JSON.parse(text) as { kind: string }).kind.length;
    milliseconds += performance.now() - started;
  }
}
// What is never used might never be made.
if (kinds === 0) throw new Error('there are no lines');
process.stdout.write(String(milliseconds / 1000));
