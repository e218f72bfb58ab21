/**
 * The judgement of client histories, measured as a user meets it: a file, a process, a verdict. Ten thousand operations over a hundred keys are made anew each time from a
 * seed; the recorded one is a sample of the tests. What each must answer is known.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClientEvent, Json } from '../../traces/linearize/history.js';
import { clientHistory, type HistorySize } from './client-history.js';
import { type Measuring, message } from './measure.js';
import { projectFile } from './project.js';
import { median } from './statistics.js';
import { type Column, count } from './table.js';

export interface HistoryInstance {
  readonly name: string;
  readonly verdict: 'linearizable' | 'not-linearizable';
  /** What it is made of, or the sample. */
  readonly history: HistorySize | { readonly sample: string };
  /** Whether an answer in its middle is changed. */
  readonly isChanged?: boolean;
}

const LARGE: HistorySize = { operations: 10_000, keys: 100, clients: 32, crashes: 2, seed: 1 };

/** One key, on which a fifth of all operations never ends. */
const HOT: HistorySize = {
  operations: 10_000,
  keys: 1,
  clients: 32,
  crashes: 20,
  seed: 1,
  kinds: 'different-values',
};

export const HISTORIES: readonly HistoryInstance[] = [
  { name: 'linearize-recorded', verdict: 'not-linearizable', history: { sample: 'etcd_000.log' } },
  { name: 'linearize-10000', verdict: 'linearizable', history: LARGE },
  { name: 'linearize-10000-changed', verdict: 'not-linearizable', history: LARGE, isChanged: true },
  { name: 'linearize-10000-one-key', verdict: 'linearizable', history: HOT },
];

export interface HistoryRow {
  readonly name: string;
  readonly operations: number;
  readonly configurations: number;
  /** Of reading and judging, as the program gives it; and of the whole process. A run each. */
  readonly seconds: readonly number[];
  readonly wallSeconds: readonly number[];
}

/** @throws Error where the program fails or judges otherwise than it must */
export async function measureHistory(
  instance: HistoryInstance,
  { cli, runs, progress }: Pick<Measuring, 'cli' | 'runs' | 'progress'>,
): Promise<HistoryRow> {
  const folder = await mkdtemp(join(tmpdir(), 'paxoscope-bench-'));
  try {
    const { history } = instance;
    const file =
      'sample' in history
        ? projectFile(`test/traces/histories/${history.sample}`)
        : join(folder, 'history.jsonl');
    const initial = 'sample' in history ? [] : ['--initial', '""'];
    if (!('sample' in history))
      await writeFile(file, linesOf(eventsOf(history, instance.isChanged === true)));
    const seconds: number[] = [];
    const wallSeconds: number[] = [];
    let judged: Judged | undefined;
    for (let run = 1; run <= runs; run++) {
      const start = performance.now();
      judged = await judge(cli, [file, ...initial]);
      wallSeconds.push((performance.now() - start) / 1000);
      seconds.push(judged.seconds);
      if (judged.verdict !== instance.verdict)
        throw new Error(`verdict is ${judged.verdict}, not ${instance.verdict}`);
      progress(`${instance.name} run ${run}/${runs}: ${judged.seconds.toFixed(3)} s`);
    }
    const { operations, configurations } = judged!;
    return { name: instance.name, operations, configurations, seconds, wallSeconds };
  } catch (error) {
    throw new Error(`${instance.name}: ${message(error)}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export const historyColumns: readonly Column<HistoryRow>[] = [
  { head: 'history', cell: ({ name }) => name },
  { head: 'operations', cell: ({ operations }) => count(operations) },
  { head: 'configurations', cell: ({ configurations }) => count(configurations) },
  { head: 'reading and judging', cell: ({ seconds }) => `${Math.round(median(seconds) * 1000)} ms` },
  { head: 'whole process', cell: ({ wallSeconds }) => `${Math.round(median(wallSeconds) * 1000)} ms` },
];

interface Judged {
  readonly verdict: string;
  readonly operations: number;
  readonly configurations: number;
  readonly seconds: number;
}

function judge(cli: string, args: readonly string[]): Promise<Judged> {
  return new Promise((resolve, reject) => {
    const options = { maxBuffer: 2 ** 28 };
    execFile(process.execPath, [cli, 'linearize', ...args, '--json'], options, (error, stdout, stderr) => {
      // A history that is not linearizable ends with 1.
      if (error !== null && error.code !== 1) reject(new Error(stderr.trim() || error.message));
      else resolve(JSON.parse(stdout) as Judged);
    });
  });
}

export function eventsOf(size: HistorySize, isChanged: boolean): readonly ClientEvent[] {
  const events = clientHistory(size);
  if (!isChanged) return events;
  const middle = events.findIndex(
    ({ type, action }, i) => i > events.length / 2 && type === 'ok' && action === 'get',
  );
  return events.map((event, i) =>
    i === middle && event.type === 'ok' ? { ...event, answer: 'what nobody wrote' } : event,
  );
}

/** The project's own dialect. */
function linesOf(events: readonly ClientEvent[]): string {
  return events.map((event) => `${JSON.stringify(lineOf(event))}\n`).join('');
}

/** Returns repeat nothing but the kind of what was asked. */
function lineOf(event: ClientEvent): object {
  const { type, client, action } = event;
  const base = { kind: 'client', type, client };
  if (type === 'invoke') {
    const { key, argument } = event;
    const [expected, value] = action === 'cas' ? (argument as readonly Json[]) : [undefined, argument];
    return { ...base, operation: { kind: action, key, expected, value } };
  }
  return { ...base, operation: { kind: action }, result: type === 'ok' ? event.answer : undefined };
}
