/**
 * Runs the command line as its users do: the compiled program, in a process of its own.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';

export const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

type OnStderr = (stderr: string, kill: (signal: NodeJS.Signals) => void) => void;

export interface RunOptions {
  readonly cwd?: string;
  /** Another cli.js than that of the tree. */
  readonly program?: string;
  readonly input?: string;
  /** Beside the environment of the tests. */
  readonly env?: Readonly<Record<string, string>>;
  /** Called with what stderr has so far and the process, each time there is more. */
  readonly onStderr?: OnStderr;
}

/**
 * For `onStderr`: sends the signal once, when stderr has that. Never twice: a process that is slow to hear of the first
 * would be ended at once by the second.
 */
export function signalOnce(signal: NodeJS.Signals, isTime: (stderr: string) => boolean): OnStderr {
  let isSent = false;
  return (stderr, kill) => {
    if (isSent || !isTime(stderr)) return;
    isSent = true;
    kill(signal);
  };
}

/** @param args the words after `paxoscope`; a text is split at spaces */
export function paxoscope(
  args: string | readonly string[],
  { cwd, program = CLI, input = '', env = {}, onStderr }: RunOptions = {},
): Promise<Ended> {
  const words = typeof args === 'string' ? args.split(' ').filter((word) => word !== '') : args;
  const child = spawn(process.execPath, [program, ...words], {
    cwd,
    env: { ...process.env, NO_COLOR: '1', ...env },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    onStderr?.(stderr, (signal) => child.kill(signal));
  });
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A new folder outside the tree, so with no node_modules above it, with these files; gone after the tests. */
export function temporaryFolder(files: Readonly<Record<string, string>> = {}): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'paxoscope-test-'));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  return folder;
}

/** A report without what differs from run to run (time), or from one version of the engine to the next (spec code). */
export function withoutFigures(report: string): string {
  return report.replace(/^ {2}(time|spec code) .*\n( {13}.*\n)*/gm, '');
}
