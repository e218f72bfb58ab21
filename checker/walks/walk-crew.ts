/**
 * The other threads of a simulation, seen from the one that leads it. A thread that dies leaves walks that nobody took, so there
 * can be no verdict: its death is an error.
 */
import { Worker } from 'node:worker_threads';
import { InputError } from '../input-error.js';
import { describeThrown } from '../user-code/thrown.js';
import type { WalkReport, WalkTask } from './simulate-worker.js';
import type { Block } from './walk-share.js';

/** How long to wait for a word before one looks around. */
const PATIENCE_MS = 50;

export interface CrewListener {
  readonly onBlock: (block: Block) => void;
  /** The heap of a thread is full. */
  readonly onFull: () => void;
}

export class WalkCrew {
  private readonly workers: Worker[] = [];
  /** Those that have not said their last word. */
  private readonly walking = new Set<Worker>();
  private death: Error | undefined;
  private wake: () => void = () => {};

  constructor(private readonly listener: CrewListener) {}

  get size(): number {
    return this.workers.length;
  }

  get isWalking(): boolean {
    return this.walking.size > 0;
  }

  start(threads: number, task: WalkTask): void {
    for (let i = 0; i < threads; i++) {
      const worker = new Worker(new URL('./simulate-worker.js', import.meta.url), { workerData: task });
      this.workers.push(worker);
      this.walking.add(worker);
      worker.on('message', (report: WalkReport) => this.hear(worker, report));
      worker.on('error', (error) => this.lose(worker, error));
      worker.on('exit', () => this.lose(worker));
    }
  }

  /** @throws InputError where a thread died */
  requireAlive(): void {
    if (this.death !== undefined) throw this.death;
  }

  /** Waits until a thread says something, or for a moment. */
  async listen(): Promise<void> {
    await new Promise<void>((resolve) => {
      const patience = setTimeout(resolve, PATIENCE_MS);
      this.wake = () => {
        clearTimeout(patience);
        resolve();
      };
    });
  }

  /** Ends all threads, whatever they do. */
  async dismiss(): Promise<void> {
    this.walking.clear();
    await Promise.all(this.workers.map((worker) => worker.terminate()));
  }

  private hear(worker: Worker, report: WalkReport): void {
    if (!this.walking.has(worker)) return;
    if (report.kind === 'block') this.listener.onBlock(report.block);
    else if (report.kind === 'full') this.listener.onFull();
    else this.walking.delete(worker);
    this.wake();
  }

  private lose(worker: Worker, error?: unknown): void {
    if (!this.walking.delete(worker)) return;
    this.death ??= new InputError(whyDead(error), { cause: error });
    this.wake();
  }
}

function whyDead(error: unknown): string {
  if (error === undefined)
    return 'a worker ended before it had taken its walks; does the spec end the process?';
  if (error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY')
    return 'a worker ran out of memory before it had taken its walks';
  return `in a worker, outside of every walk: ${describeThrown(error)}`;
}
