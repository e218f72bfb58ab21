/** Samples, rows and results for the tests of this folder, with every figure that a test does not care about filled in. */
import { FORMAT, type Results, type Row, type Sample } from './sample.js';

export function sample(changes: Partial<Sample> = {}): Sample {
  const base: Sample = {
    seconds: 1,
    wallSeconds: 2,
    distinct: 25,
    generated: 35,
    depth: 9,
    memoryBytes: 2 ** 20,
    bytesPerState: 20,
    workers: 1,
  };
  return { ...base, ...changes };
}

export function row(samples: Row['samples'], name = 'paxos-3-3-2'): Row {
  return { name, spec: 'paxos', parameters: { acceptors: 3, ballots: 3, values: 2 }, samples };
}

export function results(ladder: readonly Row[], changes: Partial<Results> = {}): Results {
  return {
    format: FORMAT,
    takenAt: '2026-01-02T03:04:05.000Z',
    runs: 1,
    machine: { cpu: 'a processor', cores: 2, memoryBytes: 2 ** 33, platform: 'Linux', node: '20.19.0' },
    ladder,
    others: [],
    errors: [],
    ...changes,
  };
}
