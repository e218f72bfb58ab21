/**
 * Runs Paxoscope as its users do: a Node process of its own for every run, from the compiled command line, so that start,
 * just-in-time compilation and a cold heap are inside the measurement.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Instance } from './ladder.js';
import { parsePaxoscopeOutput } from './paxoscope-output.js';
import type { Sample } from './sample.js';

const run = promisify(execFile);
const OUTPUT_BYTES_MAX = 2 ** 26;

/** @param cli path of the compiled `cli.js`. Throws with what the process said where it fails. */
export async function runPaxoscope(cli: string, instance: Instance): Promise<Sample> {
  const started = performance.now();
  const { stdout } = await run(process.execPath, [cli, ...checkArguments(instance)], {
    maxBuffer: OUTPUT_BYTES_MAX,
  });
  return parsePaxoscopeOutput(stdout, (performance.now() - started) / 1000);
}

/** Wall time in seconds of a Node process that does nothing: the floor under every cold start. */
export async function runBareNode(): Promise<number> {
  const started = performance.now();
  await run(process.execPath, ['--eval', '0']);
  return (performance.now() - started) / 1000;
}

export function checkArguments({ spec, parameters, property }: Instance): readonly string[] {
  const flags = Object.entries(parameters).flatMap(([name, value]) => [`--${name}`, String(value)]);
  return ['check', spec, ...flags, ...(property === undefined ? [] : ['--property', property]), '--json'];
}
