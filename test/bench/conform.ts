/**
 * The judgement of recorded runs (levels 0, 1 and 3), measured as a user meets it: files, a process, a verdict. Beside it `JSON.parse` of the same lines alone, in a process
 * that does nothing else, run in turn with it. The run is one of the simulated cluster, with loss, crashes and cuts, made anew each time from a seed:
 * as long as its phase of faults.
 */
import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, writeSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { settingOf } from '../../impl/sim/setting.js';
import { World } from '../../impl/sim/world.js';
import { type Measuring, message } from './measure.js';
import { projectFile } from './project.js';
import { median } from './statistics.js';
import { type Column, count } from './table.js';

export interface ConformInstance {
  readonly name: string;
  /** Virtual milliseconds with faults; some 1,200 lines a second. */
  readonly phaseMs: number;
  readonly size: 'small' | 'large';
}

export const CONFORM: readonly ConformInstance[] = [
  { name: 'conform-100000', phaseMs: 84_000, size: 'small' },
  { name: 'conform-200000', phaseMs: 168_000, size: 'small' },
  { name: 'conform-1000000', phaseMs: 840_000, size: 'large' },
];

export interface ConformSample {
  /** Of parsing alone, without reading. */
  readonly parseSeconds: number;
  /** Of the whole process that judges. */
  readonly wallSeconds: number;
  readonly memoryBytes: number;
}

export interface ConformRow {
  readonly name: string;
  readonly lines: number;
  readonly samples: readonly ConformSample[];
}

/** Twice the lines are to take at most so many times as long. */
const GROWTH_MAX = 2.2;

/** @throws Error where the program fails, or does not find that the run conforms */
export async function measureConform(
  { name, phaseMs }: ConformInstance,
  { cli, runs, progress }: Pick<Measuring, 'cli' | 'runs' | 'progress'>,
): Promise<ConformRow> {
  const folder = mkdtempSync(join(tmpdir(), 'paxoscope-bench-'));
  try {
    const lines = recordRun(phaseMs, folder);
    const samples: ConformSample[] = [];
    for (let run = 1; run <= runs; run++) {
      const parsed = await runNode([projectFile('dist/test/bench/parse-lines.js'), folder]);
      const started = performance.now();
      const judged = await runNode([cli, 'conform', folder, '--json', '--no-clients']);
      const wallSeconds = (performance.now() - started) / 1000;
      const { verdict, runs: all } = JSON.parse(judged.stdout) as Judged;
      if (verdict !== 'conforms') throw new Error(`verdict is ${verdict}, not conforms`);
      if (all[0].coverage.lines !== lines)
        throw new Error(`${all[0].coverage.lines} lines were judged, not ${lines}`);
      samples.push({ parseSeconds: Number(parsed.stdout), wallSeconds, memoryBytes: judged.memoryBytes });
      progress(`${name} run ${run}/${runs}: ${wallSeconds.toFixed(2)} s`);
    }
    return { name, lines, samples };
  } catch (error) {
    throw new Error(`${name}: ${message(error)}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Judged {
  readonly verdict: string;
  readonly runs: readonly { readonly coverage: { readonly lines: number } }[];
}

/** Writes a run of so long a phase with faults, one file a node. @returns its lines */
export function recordRun(phaseMs: number, folder: string): number {
  const setting = settingOf(1, { phaseMs });
  // Configurations that change again and again leave behind more servers than a cluster has.
  const faults = { ...setting.faults, reconfiguration: 0 };
  const files = new Map<string, { readonly descriptor: number; lines: string[] }>();
  const flush = (file: { readonly descriptor: number; lines: string[] }): void => {
    writeSync(file.descriptor, file.lines.map((line) => `${line}\n`).join(''));
    file.lines = [];
  };
  let lines = 0;
  new World({
    ...setting,
    faults,
    record: (event) => {
      const name = 'node' in event ? event.node : 'clients';
      let file = files.get(name);
      if (file === undefined) {
        file = { descriptor: openSync(join(folder, `${name}.jsonl`), 'w'), lines: [] };
        files.set(name, file);
      }
      file.lines.push(JSON.stringify(event));
      lines += 1;
      if (file.lines.length >= 1000) flush(file);
    },
  }).run();
  for (const file of files.values()) {
    flush(file);
    closeSync(file.descriptor);
  }
  return lines;
}

const TELL_MEMORY =
  'data:text/javascript,process.on("exit",()=>process.stderr.write("maxRSS "+process.resourceUsage().maxRSS+"\\n"))';

/** @throws Error where it fails; what it says then */
function runNode(
  args: readonly string[],
): Promise<{ readonly stdout: string; readonly memoryBytes: number }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', TELL_MEMORY, ...args]);
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', reject);
    child.on('close', (code) => {
      const kibibytes = /maxRSS (\d+)/.exec(stderr)?.[1];
      if (code !== 0 || kibibytes === undefined) reject(new Error(stderr.trim() || `it ended with ${code}`));
      else resolve({ stdout, memoryBytes: Number(kibibytes) * 1024 });
    });
  });
}

const medianOf = ({ samples }: ConformRow, of: (sample: ConformSample) => number) => median(samples.map(of));
const rate = (row: ConformRow, of: (sample: ConformSample) => number) =>
  count(Math.round(row.lines / medianOf(row, of) / 1000) * 1000);

export const conformColumns: readonly Column<ConformRow>[] = [
  { head: 'run', cell: ({ name }) => name },
  { head: 'lines', cell: ({ lines }) => count(lines) },
  { head: 'JSON.parse alone, lines/s', cell: (row) => rate(row, ({ parseSeconds }) => parseSeconds) },
  { head: 'judged, lines/s', cell: (row) => rate(row, ({ wallSeconds }) => wallSeconds) },
  {
    head: 'of JSON.parse',
    cell: (row) => medianOf(row, ({ parseSeconds, wallSeconds }) => parseSeconds / wallSeconds).toFixed(2),
  },
  { head: 'whole process', cell: (row) => `${medianOf(row, ({ wallSeconds }) => wallSeconds).toFixed(1)} s` },
  {
    head: 'peak memory',
    cell: (row) => `${count(Math.round(medianOf(row, ({ memoryBytes }) => memoryBytes) / 2 ** 20))} MiB`,
  },
];

/** How the times of two runs fail to grow as their lines do; empty where they do. */
export function wrongGrowth(rows: readonly ConformRow[]): readonly string[] {
  const [one, other] = ['conform-100000', 'conform-200000'].map((name) =>
    rows.find((row) => row.name === name),
  );
  if (one === undefined || other === undefined) return [];
  const seconds = (row: ConformRow) => medianOf(row, ({ wallSeconds }) => wallSeconds);
  const growth = seconds(other) / seconds(one);
  if (growth <= GROWTH_MAX) return [];
  return [
    `${other.name}: ${count(other.lines)} lines take ${growth.toFixed(2)} times as long as ${count(one.lines)}; at most ${GROWTH_MAX} is linear`,
  ];
}
