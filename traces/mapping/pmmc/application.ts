/**
 * What the log means to clients: keys, locks with leases, and sessions by which a request is executed once, as impl/ replicates them; the spec leaves the
 * application open. Of each result only its kind is told by lines, so values are kept where a later result depends on them, and fencing tokens are
 * not. Leases and sessions end by the log's time. Whether a change of the configuration is refused is left open.
 */
import { sameJson } from '../../conform/differences.js';
import type { Json } from '../../event.js';

/** What a cluster is told once, in ticks of the log's time. */
export interface Terms {
  readonly sessionTicks: number;
  readonly clockTicks: number;
}

/** A request in a slot, and what it comes to there. */
export interface Result {
  /** Client and sequence, as lines name it. */
  readonly request: string;
  /** The kinds of result that there may be; several: the mapping leaves it open. */
  readonly kinds: readonly string[];
  /** False where it was executed before, or comes too late. */
  readonly isExecuted: boolean;
}

/** A slot, applied. */
export interface Outcome {
  /** The log's time after it. */
  readonly time: number;
  readonly results: readonly Result[];
}

interface ClientCommand {
  readonly client: string;
  readonly sequence: number;
  readonly since: number;
  readonly operation: { readonly kind: string; readonly [field: string]: Json };
}

interface Session {
  readonly sequence: number;
  /** The highest sequence that the client ever had. */
  readonly highest: number;
  readonly kinds: readonly string[];
  /** The log's time of its last request. */
  readonly used: number;
}

/** One command of the log moves its time by so many times `clockTicks` at most; a lease lasts as much longer. */
const STEP = 2;

export class Application {
  private time = 0;
  private readonly keys = new Map<string, Json>();
  private readonly locks = new Map<string, { readonly holder: string; readonly expires: number }>();
  private readonly sessions = new Map<string, Session>();

  constructor(readonly terms: Terms) {}

  /** The command of the next slot. @throws TypeError where it has another form than servers give it */
  apply(command: Json): Outcome {
    const { kind, commands, after, elapsed } = command as unknown as {
      readonly kind: string;
      readonly commands: readonly ClientCommand[];
      readonly after: number;
      readonly elapsed: number;
    };
    if (kind === 'clock' && after === this.time) this.time += Math.min(elapsed, STEP * this.terms.clockTicks);
    const results = kind === 'batch' ? commands.map((one) => this.request(one)) : [];
    return { time: this.time, results };
  }

  /** Whether a later request of the client was ever executed. */
  hasLater(client: string, sequence: number): boolean {
    return (this.sessions.get(client)?.highest ?? 0) > sequence;
  }

  private request(one: ClientCommand): Result {
    const { client, sequence, since, operation } = one;
    const { time } = this;
    const { sessionTicks } = this.terms;
    const request = `${client} ${sequence}`;
    const not = (...kinds: readonly string[]): Result => ({ request, kinds, isExecuted: false });
    const before = this.sessions.get(client);
    if (before !== undefined && before.used + sessionTicks >= time) {
      if (before.sequence === sequence) return not(...before.kinds);
      if (before.sequence > sequence) return not('stale');
    } else if (sequence > 1 || since + sessionTicks / 2 < time) return not('expired');
    const kinds = this.perform(client, operation);
    const highest = Math.max(before?.highest ?? 0, sequence);
    this.sessions.set(client, { sequence, highest, kinds, used: time });
    return { request, kinds, isExecuted: true };
  }

  /** @returns the kinds of result that there may be */
  private perform(client: string, operation: ClientCommand['operation']): readonly string[] {
    const { kind, key, lock, expected, value = null, lease } = operation;
    switch (kind) {
      case 'put':
        this.put(key as string, value);
        return ['done'];
      case 'delete':
        this.put(key as string, null);
        return ['deleted'];
      case 'cas':
        if (!sameJson(this.keys.get(key as string) ?? null, expected)) return ['differs'];
        this.put(key as string, value);
        return ['swapped'];
      case 'acquire': {
        const held = this.held(lock as string);
        if (held !== undefined && held.holder !== client) return ['held'];
        const end = this.time + (lease as number) + STEP * this.terms.clockTicks;
        this.locks.set(lock as string, { holder: client, expires: Math.max(held?.expires ?? 0, end) });
        return ['acquired'];
      }
      case 'release':
        if (this.held(lock as string)?.holder !== client) return ['not-held'];
        this.locks.delete(lock as string);
        return ['released'];
      default:
        return ['reconfigured', 'refused'];
    }
  }

  private put(key: string, value: Json): void {
    if (value === null) this.keys.delete(key);
    else this.keys.set(key, value);
  }

  private held(lock: string) {
    const held = this.locks.get(lock);
    return held === undefined || held.expires < this.time ? undefined : held;
  }
}
