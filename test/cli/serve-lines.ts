/**
 * Runs one command line after another in one process, each as if it had the process to itself, and tells its parent what came of it: for
 * tests of what commands say, most of whose time a process of its own would take to start.
 */
import { processTerminal } from '../../checker/cli/terminal.js';
import { run } from '../../program.js';

export interface Asked {
  readonly args: readonly string[];
  readonly cwd: string;
}

const terminal = processTerminal();
const asItWas = { ...console };
const written = { stdout: '', stderr: '' };
for (const name of ['stdout', 'stderr'] as const) {
  process[name].write = (text: string | Uint8Array, ...rest: unknown[]): boolean => {
    written[name] += typeof text === 'string' ? text : Buffer.from(text).toString();
    const done = rest.at(-1);
    if (typeof done === 'function') done();
    return true;
  };
}

process.on('message', async ({ args, cwd }: Asked) => {
  process.chdir(cwd);
  const code = await run(args, terminal);
  process.send?.({ code, ...written });
  Object.assign(written, { stdout: '', stderr: '' });
  // What a user's code prints was sent to stderr; the help of the next line is not.
  Object.assign(console, asItWas);
});
