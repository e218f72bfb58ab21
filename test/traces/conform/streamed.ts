/** Judges a run that comes over a pipe while it is made, in a process with a small heap. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { CLI } from '../../cli/run.js';

/** Compiled: as the program is. */
const STREAM = fileURLToPath(new URL('../../../dist/test/traces/conform/stream.js', import.meta.url));

/**
 * @param phaseMs virtual milliseconds with faults, of some 1,200 lines a second
 * @param heapMebibytes what objects may take that live for long
 * @throws Error where the judge ends otherwise than with a verdict, as it does without memory
 */
export function judgeStream(
  phaseMs: number,
  heapMebibytes: number,
): Promise<{ readonly verdict: string; readonly says: string | undefined; readonly lines: number }> {
  const source = spawn(process.execPath, [STREAM, String(phaseMs)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const heap = `--max-old-space-size=${heapMebibytes}`;
  const judge = spawn(process.execPath, [heap, CLI, 'conform', '-', '--json'], {
    stdio: [source.stdout, 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  judge.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  judge.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return new Promise((resolve, reject) => {
    for (const child of [source, judge]) child.on('error', reject);
    judge.on('close', (code) => {
      source.kill();
      // A long history of clients may be undecided, with its budget spent: that takes memory, too.
      if (code !== 0 && code !== 3) {
        reject(new Error(`it ended with ${code}: ${stdout.slice(0, 500)} ${stderr.slice(0, 500)}`));
        return;
      }
      const { verdict, runs } = JSON.parse(stdout) as {
        readonly verdict: string;
        readonly runs: readonly {
          readonly verdict: { readonly says?: string };
          readonly coverage: { readonly lines: number };
        }[];
      };
      resolve({ verdict, says: runs[0].verdict.says, lines: runs[0].coverage.lines });
    });
  });
}
