/**
 * The other threads of a search, seen from the one that leads it. They start when the search turns out to take longer than a moment, join when
 * they have built the model and taken over what is numbered, and rest between levels.
 */
import { setTimeout } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { InputError } from '../input-error.js';
import type { Explorer, FoundSpecFailure } from '../search/explorer.js';
import type { SpillOptions } from '../search/spill.js';
import type { StateReference } from '../search.js';
import { SpecFailure } from '../user-code/spec-call.js';
import { messageOf } from '../user-code/thrown.js';
import type { Contribution } from './contribution.js';
import type { ModelSource } from './model-source.js';
import { LostThreadError } from './other-threads.js';
import type { ArrayList, SharedArrays } from './shared-arrays.js';
import type { Entry, LogTicket } from './shared-log.js';
import { hasEnded, untilEndIsVisible } from './thread-end.js';

/** Words of the shared control array. */
export const BUSY = 0;
export const DEPTH = 1;
/** How often a thread had something to tell that matters before the level ends. */
export const TROUBLES = 2;
/** From here on: what each thread is told, which it replaces by REST when it has heard it. */
export const COMMANDS = 3;

export const REST = 0;
export const EXPAND = 1;
export const REPORT = 2;
export const LEAVE = 3;

/** What every other thread is given. */
export interface WorkerPlan {
  readonly source: ModelSource;
  readonly symmetry: boolean | readonly string[];
  readonly lint: boolean;
  readonly maxStates?: number;
  readonly spill?: SpillOptions;
  /** Every level is expanded by all, however small it is. */
  readonly atOnce: boolean;
}

export interface WorkerData extends WorkerPlan {
  readonly thread: number;
  readonly ticket: LogTicket;
}

/** All that a thread must know to join. */
export interface Snapshot {
  readonly arrays: ArrayList;
  readonly entries: readonly Entry[];
  readonly posted: number;
}

export type FromWorker =
  | { readonly kind: 'ready' }
  | { readonly kind: 'joined' }
  | { readonly kind: 'trouble'; readonly trouble: SentTrouble }
  | { readonly kind: 'report'; readonly contribution: Contribution };

/** Why a thread stopped, as it travels. */
export type SentTrouble =
  | {
      readonly kind: 'spec-error';
      readonly place: string;
      readonly what: string;
      readonly stack?: string;
      readonly state?: StateReference;
    }
  | { readonly kind: 'memory'; readonly limitBytes?: number }
  | { readonly kind: 'input'; readonly message: string };

/** A thread of a search that ended by itself: there is no verdict without it. */
export class WorkerError extends InputError {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'WorkerError';
  }
}

/** A level with fewer states is expanded sooner by one thread than several are told of it. */
const PARALLEL_ROWS_MIN = 512;
/** How long a thread may take to finish what it is at, when the search ends. */
const LEAVE_MS = 2000;

export class Crew {
  readonly specFailures: FoundSpecFailure[] = [];
  outOfMemory: { readonly limitBytes?: number } | undefined;
  private failure: Error | undefined;
  private heard = 0;
  private readonly control: Int32Array;
  /** The threads, with their numbers. */
  private readonly workers = new Map<Worker, number>();
  /** Those that can be given work. */
  private readonly joined = new Set<Worker>();
  /** What threads have told since they were asked. */
  private contributions: Contribution[] = [];
  private isLeaving = false;
  /** Whether the level that is being expanded is large enough for several threads. */
  private isExpanding = false;

  /** @param count how many threads there are to be besides this one */
  constructor(
    private readonly explorer: Explorer,
    private readonly arrays: SharedArrays,
    private readonly plan: WorkerPlan,
    private readonly count: number,
  ) {
    this.control = arrays.words('crew', COMMANDS + 1 + count);
    const ticket = arrays.log.open();
    arrays.log.others.hasUnheardDeath = () => [...this.workers.keys()].some(hasEnded);
    for (let thread = 1; thread <= count; thread++) this.start({ ...plan, thread, ticket });
  }

  /** Whether all threads are to be waited for, and some have not joined. */
  get isAwaited(): boolean {
    return this.plan.atOnce && this.joined.size < this.count;
  }

  /** Whether threads are at work on a level, or have something to tell that was not heard yet. */
  get isBusy(): boolean {
    const { control } = this;
    return Atomics.load(control, BUSY) > 0 || Atomics.load(control, TROUBLES) > this.heard;
  }

  /** @throws WorkerError where a thread has died */
  requireAlive(): void {
    if (this.failure !== undefined) throw this.failure;
  }

  private start(data: WorkerData): void {
    const worker = new Worker(new URL('./search-worker.js', import.meta.url), { workerData: data });
    this.workers.set(worker, data.thread);
    worker.unref();
    worker.on('message', (message: FromWorker) => this.hear(worker, message));
    worker.on('error', (error) => this.fail(data.thread, error));
    worker.on('exit', (code) => {
      this.joined.delete(worker);
      this.workers.delete(worker);
      if (!this.isLeaving) this.fail(data.thread, new Error(`it ended with code ${code}`));
    });
  }

  private fail(thread: number, error: unknown): void {
    if (this.isLeaving) return;
    const what = error instanceof Error ? error.message : String(error);
    this.failure ??= new WorkerError(`worker ${thread} died, and the search is incomplete: ${what}`, {
      cause: error,
    });
    this.explorer.frontier.isHalted = true;
    this.arrays.log.others.giveUp();
  }

  private hear(worker: Worker, message: FromWorker): void {
    switch (message.kind) {
      case 'ready':
        void this.welcome(worker);
        break;
      case 'joined':
        this.joined.add(worker);
        if (this.isExpanding && this.explorer.frontier.hasRows) this.tellToExpand([worker]);
        break;
      case 'trouble':
        this.heed(message.trouble);
        break;
      case 'report':
        this.contributions.push(message.contribution);
        break;
    }
  }

  private async welcome(worker: Worker): Promise<void> {
    await untilEndIsVisible(worker, () => this.isLeaving || !this.workers.has(worker));
    if (this.isLeaving || !this.workers.has(worker)) return;
    try {
      worker.postMessage(this.snapshot());
    } catch (error) {
      // Who has died will be heard in a moment.
      if (error instanceof LostThreadError) return;
      this.failure ??= new InputError(messageOf(error), { cause: error });
    }
  }

  private heed(trouble: SentTrouble): void {
    this.heard++;
    if (trouble.kind === 'input') {
      this.failure ??= new InputError(trouble.message);
    } else if (trouble.kind === 'spec-error') {
      const { place, what, stack, state } = trouble;
      const cause = stack === undefined ? undefined : Object.assign(new Error(what), { stack });
      this.specFailures.push({ error: new SpecFailure(place, what, { cause }), state });
    } else {
      this.outOfMemory ??= trouble;
    }
  }

  private snapshot(): Snapshot {
    const { arrays, explorer } = this;
    return arrays.log.exclusively(() => ({
      arrays: arrays.list(),
      entries: [...explorer.engine.layout.entries(), ...explorer.judge.entries()],
      posted: arrays.log.posted,
    }));
  }

  /** Gives the threads a level of so many states to expand; a thread that joins later takes part too. */
  expand(depth: number, size: number): void {
    this.isExpanding = size >= PARALLEL_ROWS_MIN || this.plan.atOnce;
    this.control[DEPTH] = depth;
    if (this.isExpanding) this.tellToExpand([...this.joined]);
  }

  private tellToExpand(workers: readonly Worker[]): void {
    // Counted before they are told: a level in which none is busy is over.
    Atomics.add(this.control, BUSY, workers.length);
    this.tell(workers, EXPAND);
  }

  private tell(workers: Iterable<Worker>, command: number): void {
    for (const worker of workers) {
      const word = COMMANDS + (this.workers.get(worker) as number);
      Atomics.store(this.control, word, command);
      Atomics.notify(this.control, word);
    }
  }

  /**
   * What each thread that has joined has done so far; asked while they rest.
   * @throws WorkerError where one of them has died
   */
  async report(): Promise<readonly Contribution[]> {
    const asked = this.joined.size;
    this.contributions = [];
    this.tell(this.joined, REPORT);
    while (this.contributions.length < asked) {
      this.requireAlive();
      await setTimeout(1);
    }
    return this.contributions;
  }

  /** Sends all threads away, once each has told what it did; those that do not answer, and all where one has died, are ended. */
  async leave(): Promise<readonly Contribution[]> {
    this.isLeaving = true;
    this.contributions = [];
    this.explorer.frontier.isHalted = true;
    this.tell(this.joined, LEAVE);
    // A thread that is still on its way does not hear.
    await Promise.all(
      [...this.workers.keys()].map((worker) =>
        this.failure === undefined && this.joined.has(worker) ? leaveOrEnd(worker) : worker.terminate(),
      ),
    );
    this.arrays.log.close();
    return this.contributions;
  }
}

async function leaveOrEnd(worker: Worker): Promise<void> {
  const left = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  worker.ref();
  await Promise.race([left, setTimeout(LEAVE_MS, undefined, { ref: false })]);
  await worker.terminate();
}
