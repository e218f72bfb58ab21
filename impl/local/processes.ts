/**
 * Servers as processes of their own, each of which can be killed, stopped for a while and started again: what recorded runs, tests and
 * benchmarks are made of.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { Member } from './members.js';

export interface Program {
  /** The module that a server is, and what it is given. */
  readonly module: string;
  readonly args: (member: Member, isNew: boolean) => readonly string[];
  /** Each line of what servers say. */
  readonly log: (line: string) => void;
}

/** @param cli the command line of this package, compiled */
export function servedBy(cli: string, log: Program['log'] = () => {}): Program {
  return {
    module: cli,
    args: ({ config }, isNew) => ['serve', '--config', config, ...(isNew ? ['--new'] : [])],
    log,
  };
}

export class Processes {
  readonly members: readonly Member[];
  readonly #program: Program;
  readonly #running = new Map<string, ChildProcess>();
  /** Those that were started before: the first start of a server makes its store. */
  readonly #begun = new Set<string>();

  constructor(members: readonly Member[], program: Program) {
    this.members = members;
    this.#program = program;
  }

  isRunning({ id }: Member): boolean {
    return this.#running.has(id);
  }

  processOf({ id }: Member): ChildProcess | undefined {
    return this.#running.get(id);
  }

  start(member: Member): ChildProcess {
    const { module, args, log } = this.#program;
    const child = fork(module, [...args(member, !this.#begun.has(member.id))], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const stream of [child.stdout, child.stderr]) {
      let rest = '';
      stream?.setEncoding('utf8').on('data', (text: string) => {
        const lines = (rest + text).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) log(line);
      });
    }
    this.#begun.add(member.id);
    this.#running.set(member.id, child);
    child.on('exit', () => {
      if (this.#running.get(member.id) === child) this.#running.delete(member.id);
    });
    return child;
  }

  startAll(): void {
    for (const member of this.members) this.start(member);
  }

  /** @param signal SIGKILL ends it at once, SIGSTOP makes it stand still until SIGCONT */
  signal(member: Member, signal: NodeJS.Signals): void {
    this.#running.get(member.id)?.kill(signal);
  }

  /** Kills it and waits until it is gone. */
  async kill(member: Member): Promise<void> {
    const child = this.#running.get(member.id);
    if (child === undefined) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }

  /** Ends all in order; one that does not end is killed. */
  async stopAll(patienceMs = 10_000): Promise<void> {
    await Promise.all(
      [...this.#running.values()].map(async (child) => {
        const gone = once(child, 'exit');
        child.kill('SIGCONT');
        child.kill('SIGTERM');
        const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs);
        await gone;
        clearTimeout(timer);
      }),
    );
  }
}
