/**
 * What the threads of one search tell each other: everything that is numbered in the order in which it was made (values,
 * messages, derived words, shared arrays), so that a number means the same in every thread.
 *
 * An append-only log behind a lock. Whoever makes something new takes the lock, takes over what others made since, looks once
 * more whether it is still new, and posts an entry. The lock is taken a few thousand times in a search of millions of
 * states, since states consist of what is known already.
 */
import { BroadcastChannel, receiveMessageOnPort } from 'node:worker_threads';

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
const CONTROL_WORDS = 2;

/** Longer than this nobody holds the lock who is still alive. */
const LOCK_TIMEOUT_MS = 60_000;
const SPINS = 256;

/** How another thread joins. */
export interface LogTicket {
  readonly control: Int32Array;
  readonly name: string;
}

export class SharedLog {
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

  /** Does work that may add something, while nobody else does, knowing all that was added before. */
  exclusively<T>(work: () => T): T {
    if (this.depth > 0) return work();
    const { control } = this;
    if (control !== undefined) lock(control, LOCK);
    this.depth++;
    try {
      this.takeOver();
      return work();
    } finally {
      try {
        for (const settle of this.settlers) settle();
      } finally {
        this.depth--;
        if (control !== undefined) unlock(control, LOCK);
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

/** Waits until the word is 0 and makes it 1. */
export function lock(words: Int32Array, word: number): void {
  for (let tries = 0; Atomics.compareExchange(words, word, 0, 1) !== 0; tries++) {
    // Counted in waits and not by the clock: a process that is stopped for an hour has not waited.
    if (tries > SPINS + LOCK_TIMEOUT_MS) throw new Error('a worker holds a lock and does not give it back');
    if (tries > SPINS) Atomics.wait(words, word, 1, 1);
  }
}

export function unlock(words: Int32Array, word: number): void {
  Atomics.store(words, word, 0);
  Atomics.notify(words, word, 1);
}
