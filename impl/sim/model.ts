/**
 * What the log means, said once more and as plainly as possible: the twin that the replicas' state machine is compared with. It shares no
 * code with that one, keeps a state for every command, and knows every request that was ever executed.
 */
import type { Json } from '../../traces/event.js';
import type { ClientCommand, Command, Operation, Result } from '../core/command.js';

interface Held {
  readonly holder: string;
  readonly token: number;
  readonly expires: number;
}

/** The state after some command. */
export interface Moment {
  readonly keys: ReadonlyMap<string, Json>;
  readonly locks: ReadonlyMap<string, Held>;
  readonly time: number;
}

export interface Executed {
  /** The moment after it. */
  readonly at: number;
  readonly result: Result;
}

export class Model {
  /** Moment 0 is the beginning; each command of a client, and each that moves the time, makes one. */
  readonly moments: Moment[] = [{ keys: new Map(), locks: new Map(), time: 0 }];
  /** By client and sequence, as keyOf has it. */
  readonly executed = new Map<string, Executed>();
  /** The moment after each slot. */
  readonly afterSlot: number[] = [0];
  readonly #sessions = new Map<string, { sequence: number; used: number }>();
  #token = 0;

  constructor(private readonly terms: { readonly sessionTicks: number; readonly clockTicks: number }) {}

  static keyOf({ client, sequence }: { client: string; sequence: number }): string {
    return `${client} ${sequence}`;
  }

  /** The commands in the order of slots, each once. @throws Error where a request would be executed twice */
  apply(command: Command): void {
    if (command.kind === 'batch') for (const one of command.commands) this.#execute(one);
    if (command.kind === 'clock') this.#clock(command.after, command.elapsed);
    this.afterSlot.push(this.moments.length - 1);
  }

  get #now(): Moment {
    return this.moments[this.moments.length - 1];
  }

  #clock(after: number, elapsed: number): void {
    const { keys, locks, time } = this.#now;
    if (after !== time) return;
    this.moments.push({ keys, locks, time: time + Math.min(elapsed, 2 * this.terms.clockTicks) });
  }

  #execute(one: ClientCommand): void {
    const { client, sequence, operation, since } = one;
    const { time } = this.#now;
    const known = this.#sessions.get(client);
    const session = known !== undefined && known.used + this.terms.sessionTicks >= time ? known : undefined;
    const isNew = session === undefined && sequence === 1 && since + this.terms.sessionTicks / 2 >= time;
    if (!isNew && (session === undefined || sequence <= session.sequence)) return;
    const key = Model.keyOf(one);
    if (this.executed.has(key)) throw new Error(`request ${key} is executed twice`);
    this.#sessions.set(client, { sequence, used: time });
    const result = this.#perform(client, operation);
    this.executed.set(key, { at: this.moments.length - 1, result });
  }

  #perform(client: string, operation: Operation): Result {
    const { keys, locks, time } = this.#now;
    const become = (changed: Partial<Moment>, result: Result): Result => {
      this.moments.push({ ...this.#now, ...changed });
      return result;
    };
    const withKey = (key: string, value: Json): ReadonlyMap<string, Json> => {
      const next = new Map(keys);
      if (value === null) next.delete(key);
      else next.set(key, value);
      return next;
    };
    const withLock = (lock: string, held: Held | null): ReadonlyMap<string, Held> => {
      const next = new Map(locks);
      if (held === null) next.delete(lock);
      else next.set(lock, held);
      return next;
    };
    switch (operation.kind) {
      case 'put':
        return become({ keys: withKey(operation.key, operation.value) }, { kind: 'done' });
      case 'delete':
        return become(
          { keys: withKey(operation.key, null) },
          { kind: 'deleted', existed: keys.has(operation.key) },
        );
      case 'cas': {
        const there = keys.get(operation.key) ?? null;
        return JSON.stringify(there) === JSON.stringify(operation.expected)
          ? become({ keys: withKey(operation.key, operation.value) }, { kind: 'swapped' })
          : become({}, { kind: 'differs', value: there });
      }
      case 'acquire': {
        const held = holding(this.#now, operation.lock);
        if (held !== null && held.holder !== client) {
          return become({}, { kind: 'held', holder: held.holder, expires: held.expires });
        }
        if (held === null) this.#token += 1;
        const token = held?.token ?? this.#token;
        const expires = Math.max(held?.expires ?? 0, time + operation.lease + 2 * this.terms.clockTicks);
        return become(
          { locks: withLock(operation.lock, { holder: client, token, expires }) },
          { kind: 'acquired', token, expires },
        );
      }
      case 'release': {
        const held = holding(this.#now, operation.lock);
        return held?.holder === client
          ? become({ locks: withLock(operation.lock, null) }, { kind: 'released' })
          : become({}, { kind: 'not-held', holder: held?.holder ?? null });
      }
      // Changes of the configuration are judged by what they lead to.
      default:
        return become({}, { kind: 'done' });
    }
  }
}

function holding({ locks, time }: Moment, lock: string): Held | null {
  const held = locks.get(lock);
  return held === undefined || held.expires < time ? null : held;
}

/** What a read is answered at that moment. */
export function readAt(moment: Moment, operation: Operation): Result {
  switch (operation.kind) {
    case 'get':
      return { kind: 'value', value: moment.keys.get(operation.key) ?? null };
    case 'range': {
      const all = [...moment.keys].filter(
        ([key]) => key >= operation.from && (operation.to === null || key < operation.to),
      );
      all.sort(([one], [other]) => (one < other ? -1 : 1));
      return { kind: 'entries', entries: all.slice(0, operation.limit), more: all.length > operation.limit };
    }
    case 'holder': {
      const held = holding(moment, operation.lock);
      return {
        kind: 'holder',
        holder: held?.holder ?? null,
        token: held?.token ?? 0,
        expires: held?.expires ?? 0,
      };
    }
    default:
      throw new Error(`${operation.kind} is no read`);
  }
}
