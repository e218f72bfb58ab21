/**
 * Builds and runs the Promela twin (`paxos.pml`), as favourably to Spin as we know how.
 *
 * - Time is the verifier's own "elapsed time", which leaves out process start and compilation (1 to 3 s an instance).
 * - `-DSAFETY -DNOREDUCE -DNOFAIR`: nothing kept for liveness, no reduction (one process leaves nothing to reduce).
 * - `-DNOCOMP`: states are stored as they are; masking out constant bytes made depth-first search some 10 % slower for a little less
 *   memory.
 * - `-w`: at least four hash slots a state; two (Spin's default, at 3,4,2) measured 2 to 14 % slower. This costs memory: 8 bytes a slot.
 * - `-march=native` and `-DNOVSZ` made no difference that could be measured.
 */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { PaxosSize } from './ladder.js';
import { projectFile } from './project.js';
import type { Sample, SpinSearch } from './sample.js';
import { parseSpinOutput } from './spin-output.js';

export type SpinPresence =
  | { readonly kind: 'present'; readonly version: string }
  | { readonly kind: 'absent'; readonly reason: string };

/** A compiled twin. `close` deletes its files. */
export interface SpinTwin {
  run(search: SpinSearch): Promise<Sample>;
  close(): Promise<void>;
}

const run = promisify(execFile);
const CFLAGS = ['-O3', '-w', '-DSAFETY', '-DNOREDUCE', '-DNOFAIR', '-DNOCOMP', '-DMEMLIM=32000'];
const SEARCH_FLAGS: Readonly<Record<SpinSearch, readonly string[]>> = {
  'spin-bfs': ['-DBFS'],
  'spin-dfs': [],
};
const OUTPUT_BYTES_MAX = 2 ** 24;

export async function findSpin(): Promise<SpinPresence> {
  try {
    await run('gcc', ['--version']);
  } catch {
    return { kind: 'absent', reason: 'gcc is not installed, and Spin compiles its verifiers with it' };
  }
  try {
    const { stdout } = await run('spin', ['-V']);
    return { kind: 'present', version: /\d\S*/.exec(stdout)?.[0] ?? stdout.trim() };
  } catch {
    return { kind: 'absent', reason: 'spin is not installed (Debian: apt-get install spin)' };
  }
}

/**
 * @param states about how many distinct states there are; sizes the hash table, and only that.
 * @param macros further `-D` macros of the twin.
 */
export async function compileTwin(
  size: PaxosSize,
  states: number,
  macros: readonly string[] = [],
): Promise<SpinTwin> {
  const directory = await mkdtemp(join(tmpdir(), 'paxoscope-spin-'));
  const close = (): Promise<void> => rm(directory, { recursive: true, force: true });
  try {
    // At once: nothing is measured yet.
    const searches = Object.keys(SEARCH_FLAGS) as SpinSearch[];
    await Promise.all(searches.map((search) => compile(directory, search, size, macros)));
  } catch (error) {
    await close();
    throw error;
  }
  // Every step adds a message, so that no path is longer than the messages there can be.
  const pan = [`-w${hashBits(states)}`, `-m${longestPath(size) + 1}`];
  return { run: (search) => verify(join(directory, search), pan), close };
}

async function compile(
  directory: string,
  search: SpinSearch,
  { acceptors, ballots, values }: PaxosSize,
  macros: readonly string[],
): Promise<void> {
  const cwd = join(directory, search);
  await mkdir(cwd);
  const parameters = [`-DACCEPTORS=${acceptors}`, `-DBALLOTS=${ballots}`, `-DVALUES=${values}`];
  await run('spin', [...parameters, ...macros, '-a', projectFile('test/bench/paxos.pml')], { cwd });
  await run('gcc', [...CFLAGS, ...SEARCH_FLAGS[search], '-o', 'pan', 'pan.c'], { cwd });
}

async function verify(cwd: string, flags: readonly string[]): Promise<Sample> {
  const started = performance.now();
  const { stdout } = await run(join(cwd, 'pan'), [...flags], { cwd, maxBuffer: OUTPUT_BYTES_MAX });
  return parseSpinOutput(stdout, (performance.now() - started) / 1000);
}

/** Exponent of the number of hash slots: at least four a state, and no fewer than fit into a processor's cache. */
function hashBits(states: number): number {
  return Math.max(16, Math.ceil(Math.log2(states)) + 2);
}

/** One 1a and one 2a a ballot, one 1b and one 2b an acceptor and ballot. */
function longestPath({ acceptors, ballots }: PaxosSize): number {
  return 2 * ballots * (1 + acceptors);
}
