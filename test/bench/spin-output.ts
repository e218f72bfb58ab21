/**
 * Reads what a Spin verifier (`pan`, Spin 6.5) prints after an exhaustive search.
 *
 * Anything but a complete search without errors throws: an assertion that failed, a search that ran out of memory or of
 * depth, or a report that lacks a figure must not become a fast time.
 */
import type { Sample } from './sample.js';

const MEGABYTE = 2 ** 20;

/** @param wallSeconds time of the whole process, which the verifier does not know. */
export function parseSpinOutput(output: string, wallSeconds: number): Sample {
  const errors = figure(output, /errors:\s*(\d+)/, 'errors');
  if (errors !== 0) throw new Error(`Spin found ${errors} error(s):\n${output}`);
  if (/Search not completed|max search depth too small|out of memory|memory limit/i.test(output)) {
    throw new Error(`Spin did not complete its search:\n${output}`);
  }
  return {
    seconds: figure(output, /elapsed time ([\d.e+-]+) seconds/, 'elapsed time'),
    wallSeconds,
    distinct: figure(output, /(\S+) states, stored/, 'states, stored'),
    generated: figure(output, /(\S+) transitions \(= stored\+matched\)/, 'transitions'),
    // Spin counts steps from the initial state, TLC levels.
    depth: figure(output, /depth reached (\d+)/, 'depth reached') + 1,
    memoryBytes: memory(output),
    workers: 1,
  };
}

/** With state compression off (`-DNOCOMP`) the verifier prints one line about memory, in other words. */
function memory(output: string): number {
  const megabytes = figure(
    output,
    /([\d.]+)\s+(?:total actual memory usage|memory usage \(Mbyte\))/,
    'memory usage',
  );
  return Math.round(megabytes * MEGABYTE);
}

function figure(output: string, pattern: RegExp, name: string): number {
  const text = pattern.exec(output)?.[1];
  const number = text === undefined ? Number.NaN : Number(text);
  if (!Number.isFinite(number)) throw new Error(`Spin's output has no "${name}":\n${output}`);
  return number;
}
