/** A program: a run of the simulated cluster, line by line on stdout while it is made. Argument: virtual milliseconds with faults. */
import { writeSync } from 'node:fs';
import { settingOf } from '../../../impl/sim/setting.js';
import { World } from '../../../impl/sim/world.js';

const setting = settingOf(1, { phaseMs: Number(process.argv[2]) });
let lines: string[] = [];

function flush(): void {
  const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
  lines = [];
  // Waits for the reader: the pipe has room for little.
  for (let done = 0; done < bytes.length; ) done += writeSync(1, bytes, done);
}

new World({
  ...setting,
  faults: { ...setting.faults, reconfiguration: 0 },
  record: (event) => {
    lines.push(JSON.stringify(event));
    if (lines.length >= 500) flush();
  },
}).run();
flush();
