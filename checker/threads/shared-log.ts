/**
 * What the threads of one search tell each other: everything that is numbered in the order in which it was made (values,
 * messages, derived words, shared arrays), so that a number means the same in every thread.
 *
 * An append-only log behind a lock. Whoever makes something new takes the lock, takes over what others made since, looks once
 * more whether it is still new, and posts an entry. The lock is taken a few thousand times in a search of millions of
 * states, since states consist of what is known already.
 */
import { BroadcastChannel, receiveMessageOnPort } from 'node:worker_threads';
import { OtherThreads } from './other-threads.js';

/** An entry of the log; `kind` tells who receives it. */
export interface Entry {
  readonly kind: string;
}

/** An entry on its way, with its number in the log; the first is 1. */
interface Message {
  readonly number: number;
  readonly entry: Entry;
}

/** Words of the shared control array. */
const LOCK = 0;
const POSTED = 1;
const DEAD = 2;
const CONTROL_WORDS = 3;

/** How another thread joins. */
export interface LogTicket {
  readonly control: Int32Array;
  readonly name: string;
}

export class SharedLog {
  readonly others = new OtherThreads();
  private readonly receivers = new Map<string, (entry: Entry) => void>();
  private readonly settlers: (() => void)[] = [];
  private control: Int32Array | undefined;
  private channel: BroadcastChannel | undefined;
  /** Entries that have arrived and wait to be taken over. */
  private readonly inbox: Message[] = [];
  /** Entries of the log that this thread knows. */
  private known = 0;
  /** How deep calls of `exclusively` are nested. */
  private depth = 0;

  /** Whether there are other threads. */
  get isShared(): boolean {
    return this.control !== undefined;
  }

  /** From now on there are others: they join with the ticket, and with all that was made before. */
  open(): LogTicket {
    const name = `paxoscope ${process.pid} ${performance.now()} ${Math.random()}`;
    const ticket = { control: new Int32Array(new SharedArrayBuffer(4 * CONTROL_WORDS)), name };
    this.join(ticket);
    return ticket;
  }

  /** Begins to listen. Entries that were posted before are known by other means, told with `startAt`. */
  join({ control, name }: LogTicket): void {
    this.control = control;
    this.others.join(control.subarray(DEAD));
    const channel = new BroadcastChannel(name);
    this.channel = channel;
    // A thread that runs an event loop is handed messages there, in the same order.
    channel.onmessage = (event) => {
      this.inbox.push((event as { data: Message }).data);
    };
    channel.unref();
  }

  /** How many entries there are; asked under the lock, together with a copy of all that they led to. */
  get posted(): number {
    return this.control === undefined ? 0 : Atomics.load(this.control, POSTED);
  }

  /** Takes over what was there before this thread joined: so many entries led to it. */
  startAt(posted: number, entries: readonly Entry[]): void {
    for (const entry of entries) this.receivers.get(entry.kind)?.(entry);
    this.known = posted;
    this.exclusively(() => {});
  }

  close(): void {
    this.channel?.close();
    this.channel = undefined;
    this.control = undefined;
  }

  /** Entries of a kind are given to `receive`, in the order in which they were posted. */
  on<E extends Entry>(kind: E['kind'], receive: (entry: E) => void): void {
    this.receivers.set(kind, receive as (entry: Entry) => void);
  }

  /** `settle` is called whenever something may have been added, before the lock is given back. */
  afterwards(settle: () => void): void {
    this.settlers.push(settle);
  }

  /**
   * Does work that may add something, while nobody else does, knowing all that was added before.
   * @throws LostThreadError where a thread has died
   */
  exclusively<T>(work: () => T): T {
    if (this.depth > 0) return work();
    const { control } = this;
    if (control !== undefined) this.lock(control);
    this.depth++;
    try {
      this.takeOver();
      return work();
    } finally {
      try {
        for (const settle of this.settlers) settle();
      } finally {
        this.depth--;
        if (control !== undefined) unlock(control);
      }
    }
  }

  /** Tells the others of something that was just added; only within `exclusively`. */
  post(entry: Entry): void {
    if (this.control === undefined) return;
    this.known++;
    this.channel?.postMessage({ number: this.known, entry } satisfies Message);
    Atomics.store(this.control, POSTED, this.known);
  }

  /** Takes over what others have added. */
  catchUp(): void {
    if (this.control !== undefined && Atomics.load(this.control, POSTED) !== this.known) {
      this.exclusively(() => {});
    }
  }

  private lock(control: Int32Array): void {
    const isTaken = () => Atomics.compareExchange(control, LOCK, 0, 1) !== 0;
    if (this.others.waitWhile(control, LOCK, isTaken)) return;
    throw new Error('a worker holds a lock and does not give it back');
  }

  private takeOver(): void {
    if (this.control === undefined) return;
    const posted = Atomics.load(this.control, POSTED);
    if (posted === this.known) return;
    this.receiveAll();
    for (const { number, entry } of this.inbox.splice(0)) {
      if (number <= this.known) continue;
      this.known = number;
      this.receivers.get(entry.kind)?.(entry);
    }
    if (this.known < posted) throw new Error('entries of the log of a search are missing');
  }

  private receiveAll(): void {
    if (this.channel === undefined) return;
    for (let got = receive(this.channel); got !== undefined; got = receive(this.channel)) {
      this.inbox.push(got.message);
    }
  }
}

function receive(channel: BroadcastChannel): { message: Message } | undefined {
  return receiveMessageOnPort(channel as never) as { message: Message } | undefined;
}

function unlock(control: Int32Array): void {
  Atomics.store(control, LOCK, 0);
  Atomics.notify(control, LOCK, 1);
}
