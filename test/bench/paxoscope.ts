/**
 * Runs Paxoscope as its users do: a Node process of its own for every run, from the compiled command line, so that start,
 * just-in-time compilation and a cold heap are inside the measurement.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Instance } from './ladder.js';
import { parsePaxoscopeOutput, parseProgress } from './paxoscope-output.js';
import type { Sample, Setting } from './sample.js';

const run = promisify(execFile);
const OUTPUT_BYTES_MAX = 2 ** 26;

/**
 * @param cli path of the compiled `cli.js`
 * @param cores workers where the setting asks for one for each core
 * @returns none where the search was over before other workers came
 * Throws with what the process said where it fails, and where it did not search as it was asked to.
 */
export async function runPaxoscope(
  cli: string,
  instance: Instance,
  setting: Setting,
  cores: number,
): Promise<Sample | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'paxoscope-progress-'));
  try {
    const file = join(folder, 'progress.jsonl');
    const sampling = instance.size === undefined ? [] : ['--progress-file', file];
    const workers = setting.workers === 'cores' ? cores : 1;
    const sample = await runCheck(cli, [
      ...checkArguments(instance),
      ...(setting.symmetry ? ['--symmetry'] : []),
      '--workers',
      String(workers),
      ...sampling,
    ]);
    if (sample.workers === 1 && workers > 1) return undefined;
    if (sample.workers !== workers) throw new Error(`workers: asked for ${workers}, had ${sample.workers}`);
    if (sampling.length === 0) return sample;
    return { ...sample, progress: parseProgress(await readFile(file, 'utf8')) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** As somebody who leaves the workers to Paxoscope. */
export function runCold(cli: string, instance: Instance): Promise<Sample> {
  return runCheck(cli, checkArguments(instance));
}

async function runCheck(cli: string, args: readonly string[]): Promise<Sample> {
  const started = performance.now();
  const { stdout } = await run(process.execPath, [cli, ...args, '--json'], { maxBuffer: OUTPUT_BYTES_MAX });
  return parsePaxoscopeOutput(stdout, (performance.now() - started) / 1000);
}

/** Wall time in seconds of a Node process that does nothing: the floor under every cold start. */
export async function runBareNode(): Promise<number> {
  const started = performance.now();
  await run(process.execPath, ['--eval', '0']);
  return (performance.now() - started) / 1000;
}

/** The instance as a command line, without how it is searched. */
export function checkArguments({ spec, parameters, property }: Instance): readonly string[] {
  const flags = Object.entries(parameters).flatMap(([name, value]) => [`--${name}`, String(value)]);
  return ['check', spec, ...flags, ...(property === undefined ? [] : ['--property', property])];
}
