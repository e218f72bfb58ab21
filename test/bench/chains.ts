/**
 * The lower-bound workbench on the bench: sizes of the synchronous model decided, with a shortest chain where there is one. Each run is a process of its own,
 * from the compiled command line; it ends with an error where the chain is not as long as it must be.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { RoundSystem } from '../../checker/rounds.js';
import type { Sizes } from './ladder.js';
import type { ChainRow, ChainSample } from './sample.js';
import { median } from './statistics.js';

const run = promisify(execFile);
const OUTPUT_BYTES_MAX = 2 ** 28;

export interface ChainInstance extends RoundSystem {
  readonly name: string;
  /** Links of a shortest chain; null where there is none. */
  readonly length: number | null;
  readonly size?: 'large';
}

const chain = (
  processes: number,
  faults: number,
  rounds: number,
  length: number | null,
  size?: 'large',
): ChainInstance => ({
  name: `chain-${processes}-${faults}-${rounds}`,
  processes,
  faults,
  rounds,
  length,
  ...(size === undefined ? {} : { size }),
});

export const CHAINS: readonly ChainInstance[] = [
  chain(5, 2, 2, 63),
  chain(5, 3, 3, 313),
  chain(5, 3, 4, null),
  chain(5, 4, 4, null, 'large'),
  chain(6, 3, 3, 591, 'large'),
];

export const CHAIN_NAMES: readonly string[] = CHAINS.map(({ name }) => name);

/** Those named, or those of the sizes wanted. */
export function selectChains(names: readonly string[], { quick }: Sizes): readonly ChainInstance[] {
  if (names.length > 0) return CHAINS.filter(({ name }) => names.includes(name));
  return CHAINS.filter(({ size }) => !quick || size === undefined);
}

/** Throws where the run fails, or finds another length. */
export async function measureChain(cli: string, instance: ChainInstance, runs: number): Promise<ChainRow> {
  const { name, processes, faults, rounds, length } = instance;
  const samples: ChainSample[] = [];
  let executions = 0;
  for (let i = 0; i < runs; i++) {
    const started = performance.now();
    const sizes = Object.entries({ processes, faults, rounds }).flatMap(([flag, n]) => [
      `--${flag}`,
      String(n),
    ]);
    const { stdout } = await run(process.execPath, [cli, 'chain', '--decide', ...sizes, '--json'], {
      maxBuffer: OUTPUT_BYTES_MAX,
    });
    const wallSeconds = (performance.now() - started) / 1000;
    const found = JSON.parse(stdout) as ChainOutput;
    if (found.length !== length) throw new Error(`${name}: ${found.length} links, and it must be ${length}`);
    executions = found.executions;
    samples.push({ seconds: found.seconds, wallSeconds, memoryBytes: found.peakMemoryBytes });
  }
  return { name, processes, faults, rounds, executions, length, samples };
}

interface ChainOutput {
  readonly length: number | null;
  readonly executions: number;
  readonly seconds: number;
  readonly peakMemoryBytes: number;
}

/** A table in Markdown. */
export function chainTable(rows: readonly ChainRow[]): readonly string[] {
  const count = (n: number) => n.toLocaleString('en');
  return [
    '| n, f, r | executions | links of a shortest chain | time | memory |',
    '| --- | ---: | ---: | ---: | ---: |',
    ...rows.map(({ processes, faults, rounds, executions, length, samples }) => {
      const seconds = median(samples.map((sample) => sample.wallSeconds));
      const bytes = median(samples.map((sample) => sample.memoryBytes));
      const links = length === null ? 'none: a table decides' : count(length);
      return `| ${processes}, ${faults}, ${rounds} | ${count(executions)} | ${links} | ${seconds.toFixed(2)} s | ${count(Math.round(bytes / 1e6))} MB |`;
    }),
  ];
}
