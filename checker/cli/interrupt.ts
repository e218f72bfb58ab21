/**
 * Ctrl-C during long work: the first ends it with what is known, the second ends the process at once, as if nobody had listened.
 */
import type { Terminal } from './terminal.js';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

export async function interruptible<T>(
  terminal: Terminal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const stop = () => {
    unlisten();
    terminal.say('stopping; once more to end at once');
    controller.abort();
  };
  const unlisten = () => {
    for (const name of SIGNALS) process.off(name, stop);
  };
  for (const name of SIGNALS) process.on(name, stop);
  try {
    return await work(controller.signal);
  } finally {
    unlisten();
  }
}
