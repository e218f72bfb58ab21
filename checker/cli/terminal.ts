/**
 * The two streams of the process. Results go to stdout, everything about the work on them to stderr.
 */
import { systemReason } from '../input-error.js';
import { UsageError } from './usage-error.js';

export interface Terminal {
  /** Whether colours and lines that rewrite themselves are welcome on stdout and on stderr. */
  readonly isInteractive: { readonly stdout: boolean; readonly stderr: boolean };
  /** Columns that a line on stderr may take without wrapping. */
  readonly columns: number;
  /**
   * Writes a text and a line break to stdout. A reader that has gone away (`| head`) is no error: nobody is left to tell.
   * @throws UsageError where it cannot be written, such as to a full disk
   */
  print(text: string): Promise<void>;
  /** Writes a line to stderr. */
  say(line: string): void;
  /** Shows a line on stderr in place of the last one that was shown so; an empty one takes it away. */
  rewrite(line: string): void;
}

export function processTerminal(): Terminal {
  const { stdout, stderr } = process;
  let readerIsGone = false;
  let rewritten = false;
  // The callback of `write` tells the same error; without a listener it would end the process first.
  stdout.on('error', () => {});
  stderr.on('error', () => {});
  const terminal: Terminal = {
    isInteractive: { stdout: stdout.isTTY === true, stderr: stderr.isTTY === true },
    get columns() {
      // A line that reaches the last column may already wrap; one that wraps could not be taken back.
      // Some terminals do not know their width and say 0.
      return (stderr.columns || 80) - 1;
    },
    print: async (text) => {
      if (readerIsGone) return;
      terminal.rewrite('');
      const error = await new Promise<unknown>((resolve) => {
        try {
          stdout.write(`${text}\n`, resolve);
        } catch (thrown) {
          resolve(thrown);
        }
      });
      if (error === undefined || error === null) return;
      if ((error as NodeJS.ErrnoException).code === 'EPIPE') readerIsGone = true;
      else throw new UsageError(`standard output cannot be written: ${systemReason(error)}`);
    },
    say: (line) => {
      terminal.rewrite('');
      stderr.write(`${line}\n`);
    },
    rewrite: (line) => {
      if (line === '' && !rewritten) return;
      stderr.write(`\r\x1b[K${line.slice(0, terminal.columns)}`);
      rewritten = line !== '';
    },
  };
  return terminal;
}
