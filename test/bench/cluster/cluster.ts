/**
 * `npm run bench:cluster`: three servers of ours beside three of etcd on this machine, all writes synced, under one load generator: puts and
 * reads at 1, 16 and 128 clients; what recording a trace costs; how long fail-over takes.
 *
 * The systems run one after the other within every round, so that what slows the machine for a while slows all of them. Progress goes to
 * stderr, tables as Markdown to stdout. Exit code 1 where a system failed.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import yargs from 'yargs';
import { hideBin } from 'yargs/helpers';
import { median } from '../statistics.js';
import { type Column, table } from '../table.js';
import { measureFailOver } from './fail-over.js';
import { type Operation, quantile, type Rates, runLoad, VALUE_BYTES } from './load.js';
import { etcdVersion, type System, startEtcd, startPaxoscope } from './systems.js';

const options = await yargs(hideBin(process.argv))
  .scriptName('npm run bench:cluster --')
  .usage('$0 [options]\n\nThe real system beside etcd: throughput, latency, fail-over')
  .option('rounds', { type: 'number', default: 3, describe: 'runs of each system; the median counts' })
  .option('seconds', { type: 'number', default: 5, describe: 'of each measurement' })
  .option('kills', { type: 'number', default: 50, describe: 'leaders killed for the fail-over; 0: none' })
  .strict()
  .version(false)
  .parseAsync();

const CLIENTS = [1, 16, 128];
const WARM_MS = 1500;
const progress = (line: string) => process.stderr.write(`${line}\n`);

interface Row {
  readonly system: string;
  readonly operation: Operation;
  readonly clients: number;
  readonly samples: Rates[];
}

const rows: Row[] = [];

/** Where the figures of one line go. */
function sampleOf(system: string, operation: Operation, clients: number): Rates[] {
  const known = rows.find(
    (row) => row.system === system && row.operation === operation && row.clients === clients,
  );
  if (known !== undefined) return known.samples;
  const samples: Rates[] = [];
  rows.push({ system, operation, clients, samples });
  return samples;
}

async function measure(system: System, name: string): Promise<void> {
  let run = 0;
  for (const operation of ['put', 'get'] as const) {
    for (const clients of CLIENTS) {
      const { leader: url, dialect } = system;
      const measureMs = options.seconds * 1000;
      const rates = await runLoad({
        url,
        dialect,
        operation,
        clients,
        warmMs: WARM_MS,
        measureMs,
        run: run++,
      });
      progress(`${name}, ${operation}, ${clients} clients: ${Math.round(rates.perSecond)} a second`);
      sampleOf(name, operation, clients).push(rates);
    }
  }
}

const version = await etcdVersion();
if (version === undefined)
  progress('etcd is not here (apt-get install etcd-server): only our own figures are measured');
const traces = mkdtempSync(join(tmpdir(), 'paxoscope-traces-'));
const OURS = 'paxoscope';
const TRACED = 'paxoscope, recording';
for (let round = 1; round <= options.rounds; round++) {
  progress(`round ${round} of ${options.rounds}`);
  const systems: (readonly [string, () => Promise<System>])[] = [
    [OURS, () => startPaxoscope(OURS)],
    [TRACED, () => startPaxoscope(TRACED, { trace: join(traces, String(round)) })],
    ...(version === undefined ? [] : [[`etcd ${version}`, () => startEtcd(version)] as const]),
  ];
  for (const [name, start] of systems) {
    const system = await start();
    try {
      await measure(system, name);
    } finally {
      await system.stop();
    }
  }
}
rmSync(traces, { recursive: true, force: true });

const of = (read: (rates: Rates) => number, digits: number) => ({
  cell: ({ samples }: Row) =>
    median(samples.map(read)).toLocaleString('en-US', { maximumFractionDigits: digits }),
});
const columns: readonly Column<Row>[] = [
  { head: 'system', cell: ({ system }) => system },
  { head: 'request', cell: ({ operation }) => operation },
  { head: 'clients', cell: ({ clients }) => String(clients) },
  { head: 'requests/s', ...of(({ perSecond }) => perSecond, 0) },
  { head: 'p50, ms', ...of(({ p50Ms }) => p50Ms, 1) },
  { head: 'p99, ms', ...of(({ p99Ms }) => p99Ms, 1) },
];
const inOrder = (operation: Operation) =>
  CLIENTS.flatMap((clients) => rows.filter((row) => row.operation === operation && row.clients === clients));
const lines = [
  `${cpus()[0]?.model.trim()}, ${availableParallelism()} cores for three servers and the clients; Node ${process.versions.node}; values of ${VALUE_BYTES} bytes; median of ${options.rounds} rounds`,
  '',
  ...table(columns, [...inOrder('put'), ...inOrder('get')]),
];

if (options.kills > 0) {
  const system = await startPaxoscope(OURS);
  try {
    const taken = [...(await measureFailOver(system.processes, options.kills, progress))].sort(
      (a, b) => a - b,
    );
    const parts = [
      ['least', 0],
      ['p50', 0.5],
      ['p90', 0.9],
      ['most', 1],
    ] as const;
    const told = parts.map(([name, part]) => `${name} ${Math.round(quantile(taken, part))} ms`);
    lines.push(
      '',
      `Fail-over, ${taken.length} times, from SIGKILL of the leader to the next acknowledged write: ${told.join(', ')}`,
    );
  } finally {
    await system.stop();
  }
}
process.stdout.write(`${lines.join('\n')}\n`);
