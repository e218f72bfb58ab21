/**
 * A recorded run: a cluster of real processes, clients, and faults by plan. It leaves a folder with one trace of each node, the history of the clients,
 * what the servers were told and said, and `run.json`, which says how the run was made.
 *
 * The seed settles what is asked for and what goes wrong when. It does not settle how processes and packets race each other: two runs of a seed
 * are alike, not equal. What must be equal is for the simulation.
 */
import { closeSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Event } from '../../traces/event.js';
import type { Bug } from '../core/bugs.js';
import { areHealthy, type Member, writeMembers } from '../local/members.js';
import { Processes } from '../local/processes.js';
import { makeFolder } from '../store/folder.js';
import { type Conditions, fair } from './conditions.js';
import { describe, type Fault, type Planned } from './plan.js';
import { runWorkload, type Tally, type Workload } from './workload.js';

export interface RunOptions {
  readonly folder: string;
  readonly seed: number;
  readonly servers: number;
  readonly lengthMs: number;
  readonly plan: readonly Planned[];
  readonly workload: Workload;
  /** Switched on in every server. */
  readonly bug?: Bug;
  readonly hasTrace: boolean;
  readonly tickMs: number;
  /** Settings of every server beyond those. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** How the run was asked for, for people. */
  readonly command: string;
  /** What happens, line by line. */
  readonly progress: (line: string) => void;
}

export interface Recorded extends Tally {
  readonly seconds: number;
  readonly faults: number;
  /** Whether the cluster was well again after the last fault. */
  readonly isHealthyAfter: boolean;
}

const START_MS_MAX = 30_000;
const WORKER = fileURLToPath(new URL('./worker.js', import.meta.url));

/** @throws Error where the cluster does not start */
export async function recordRun(options: RunOptions): Promise<Recorded> {
  const { folder, seed, servers, lengthMs, plan, workload, bug, hasTrace, tickMs, command, progress } =
    options;
  makeFolder(folder);
  const run = `seed-${seed}-${Date.now().toString(36)}`;
  const members = await writeMembers(join(folder, 'servers'), {
    cluster: run,
    count: servers,
    settings: { tickMs, ...options.settings, ...(hasTrace ? { trace: '..' } : {}) },
  });
  writeFileSync(
    join(folder, 'run.json'),
    `${JSON.stringify({ run, command, seed, servers, lengthMs, tickMs, workload, bug, plan }, null, 2)}\n`,
  );
  const log = openSync(join(folder, 'servers.log'), 'w');
  const history = openSync(join(folder, 'clients.jsonl'), 'w');
  let starts = 0;
  const processes = new Processes(members, {
    module: WORKER,
    args: ({ config }, isNew) => [
      config,
      String(seed * 1000 + 10 * starts++),
      isNew ? 'new' : 'known',
      ...(bug === undefined ? [] : [bug]),
    ],
    log: (line) => writeSync(log, `${line}\n`),
  });
  try {
    processes.startAll();
    if (!(await areHealthy(members, START_MS_MAX)))
      throw new Error(`the cluster does not start; ${join(folder, 'servers.log')} may tell why`);
    const began = performance.now();
    const faults = new Faults(processes, progress);
    const ended = faults.run(plan);
    const tally = await runWorkload(workload, {
      servers: members.map(({ url }) => url),
      tickMs,
      record: (event: Event) => writeSync(history, `${JSON.stringify(event)}\n`),
      isOver: () => performance.now() - began >= lengthMs,
    });
    const seconds = (performance.now() - began) / 1000;
    faults.stop();
    await ended;
    const isHealthyAfter = await areHealthy(members, START_MS_MAX);
    return { ...tally, seconds, faults: faults.count, isHealthyAfter };
  } finally {
    await processes.stopAll();
    closeSync(history);
    closeSync(log);
    // Only what they were told is kept: stores are large, their content is in the traces, and the key is nobody's business.
    for (const name of ['key', ...members.map(({ id }) => id)])
      rmSync(join(folder, 'servers', name), { recursive: true, force: true });
  }
}

/** Brings faults about, and takes them back. */
class Faults {
  count = 0;
  readonly #processes: Processes;
  readonly #progress: (line: string) => void;
  readonly #began = performance.now();
  readonly #now = new Map<Planned, Member | undefined>();
  #stop!: () => void;
  readonly #stopped = new Promise<void>((resolve) => (this.#stop = resolve));

  constructor(processes: Processes, progress: (line: string) => void) {
    this.#processes = processes;
    this.#progress = progress;
  }

  /** All faults that have begun when it is stopped are taken back. */
  async run(plan: readonly Planned[]): Promise<void> {
    await Promise.all(plan.map((planned) => this.#one(planned)));
  }

  stop(): void {
    this.#stop();
  }

  async #one(planned: Planned): Promise<void> {
    if (!(await this.#until(planned.at))) return;
    const { fault } = planned;
    const member = 'server' in fault ? await this.#targetOf(fault.server) : undefined;
    this.count++;
    this.#progress(
      `${(planned.at / 1000).toFixed(1)} s: ${describe(planned, member?.id ?? '')}, for ${planned.until - planned.at} ms`,
    );
    this.#now.set(planned, member);
    if (member !== undefined && fault.kind === 'kill') await this.#processes.kill(member);
    if (member !== undefined && fault.kind === 'pause') this.#processes.signal(member, 'SIGSTOP');
    this.#tell();
    await this.#until(planned.until);
    this.#now.delete(planned);
    if (member !== undefined && fault.kind === 'kill') this.#processes.start(member);
    if (member !== undefined && fault.kind === 'pause') this.#processes.signal(member, 'SIGCONT');
    this.#tell();
  }

  /** @returns whether that time came before the end */
  #until(ms: number): Promise<boolean> {
    const left = Math.max(0, ms - (performance.now() - this.#began));
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(true), left);
      void this.#stopped.then(() => {
        clearTimeout(timer);
        resolve(false);
      });
    });
  }

  async #targetOf(server: Extract<Fault, { readonly server: unknown }>['server']): Promise<Member> {
    const { members } = this.#processes;
    if (server !== 'leader') return members[server];
    for (const { url } of members) {
      try {
        const response = await fetch(`${url}/status`, { signal: AbortSignal.timeout(300) });
        const { leader } = (await response.json()) as { readonly leader: string | null };
        const found = members.find(({ id }) => id === leader);
        if (found !== undefined) return found;
      } catch {
        // It is away; another may know.
      }
    }
    return members[0];
  }

  /** Tells every server what it suffers now. */
  #tell(): void {
    for (const member of this.#processes.members) {
      const child = this.#processes.processOf(member);
      if (child?.connected) child.send(this.#conditionsOf(member), () => {});
    }
  }

  #conditionsOf(member: Member): Conditions {
    let conditions = fair;
    for (const [{ fault }, target] of this.#now)
      conditions = worse(conditions, fault, target, member, this.#processes.members);
    return conditions;
  }
}

function worse(
  before: Conditions,
  fault: Fault,
  target: Member | undefined,
  member: Member,
  members: readonly Member[],
): Conditions {
  const isTarget = target === member;
  const others = members.filter((one) => one !== target).map(({ id }) => id);
  switch (fault.kind) {
    case 'slow-disk':
      return isTarget ? { ...before, diskMs: fault.ms } : before;
    case 'full-disk':
      return isTarget ? { ...before, isDiskFull: true } : before;
    case 'cut':
      return isTarget ? { ...before, cut: [...before.cut, ...others] } : before;
    case 'partition':
      return {
        ...before,
        cut: [...before.cut, ...(isTarget || target === undefined ? others : [target.id])],
      };
    case 'delay':
      return { ...before, delayMs: fault.ms };
    case 'loss':
    case 'duplication':
    case 'reordering':
      return { ...before, [fault.kind]: fault.chance };
    case 'kill':
    case 'pause':
      return before;
  }
}
