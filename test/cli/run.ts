/**
 * Runs the command line as its users do: the compiled program, in a process of its own.
 */
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';
import type { Asked } from './serve-lines.js';

export const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const SERVER = fileURLToPath(new URL('../../dist/test/cli/serve-lines.js', import.meta.url));

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
  const child = spawn(process.execPath, [program, ...wordsOf(args)], {
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

let server: ChildProcess | undefined;
let last: Promise<unknown> = Promise.resolve();
const folders: string[] = [];
afterAll(() => {
  server?.kill();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function wordsOf(args: string | readonly string[]): readonly string[] {
  return typeof args === 'string' ? args.split(' ').filter((word) => word !== '') : args;
}

/**
 * The same by a process that runs many lines, one after another, which takes a tenth of the time: not for what ends a process, nor for
 * files of code that change. With options that a process is given when it starts it is one of its own.
 */
export function served(args: string | readonly string[], options: RunOptions = {}): Promise<Ended> {
  const { cwd = process.cwd(), ...others } = options;
  if (Object.keys(others).length > 0) return paxoscope(args, options);
  const ended = last.then(() => answerOf({ args: wordsOf(args), cwd }));
  last = ended.catch(() => {});
  return ended;
}

function answerOf(asked: Asked): Promise<Ended> {
  server ??= fork(SERVER, { env: { ...process.env, NO_COLOR: '1' } });
  const child = server;
  return new Promise((resolve, reject) => {
    const died = () => {
      server = undefined;
      reject(new Error(`the process that runs command lines ended: ${asked.args.join(' ')}`));
    };
    child.once('exit', died);
    child.once('message', (ended) => {
      child.off('exit', died);
      resolve(ended as Ended);
    });
    child.send(asked);
  });
}

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
