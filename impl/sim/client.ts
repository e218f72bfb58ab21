/**
 * Clients of a simulated cluster: one request at a time, sent again, to another server, until it is answered; sometimes they lose
 * patience and go on with the next one. What they ask for is drawn at random, over few keys and locks, so that they get in each other's way.
 */
import type { Operation, Result } from '../core/command.js';
import type { Random } from '../core/random.js';
import type { Answer, Input } from '../core/server.js';
import type { Asked, Told } from './history.js';
import type { Timeline } from './timeline.js';

export interface Surroundings {
  readonly timeline: Timeline;
  readonly random: Random;
  /** Servers that may be asked now. */
  servers(): readonly string[];
  /** Through the network. */
  send(client: string, server: string, input: Input): void;
  record(line: Asked | Told): void;
  /** How long a request may be sent again. */
  readonly patienceMs: number;
  /** Whether clients may lose patience before that. */
  isHealthy(): boolean;
}

export class SimClient {
  #sequence = 0;
  #names = 1;
  #pending: Asked | null = null;
  #target = '';
  /** Sendings so far: a timer of an earlier one does nothing. */
  #sendings = 0;
  /** Requests that are answered. */
  done = 0;

  /** @param draw what it asks for next; null: nothing for the time being */
  constructor(
    readonly id: string,
    private readonly around: Surroundings,
    private readonly draw: () => Operation | null,
  ) {
    this.#think();
  }

  get isIdle(): boolean {
    return this.#pending === null;
  }

  /** Its name, another one after its session ended. */
  get name(): string {
    return this.#names === 1 ? this.id : `${this.id}.${this.#names}`;
  }

  #think(): void {
    const { timeline, random } = this.around;
    timeline.after(random.within(2, 40), () => this.#next());
  }

  #next(): void {
    const operation = this.draw();
    if (operation === null) {
      this.around.timeline.after(50, () => this.#next());
      return;
    }
    this.#sequence += 1;
    const { timeline } = this.around;
    this.#pending = {
      kind: 'invoke',
      client: this.name,
      sequence: this.#sequence,
      operation,
      time: timeline.now,
    };
    this.around.record(this.#pending);
    this.#send();
  }

  #send(): void {
    const asked = this.#pending;
    if (asked === null) return;
    const { timeline, random } = this.around;
    const servers = this.around.servers();
    if (!servers.includes(this.#target)) this.#target = servers[random.within(0, servers.length - 1)];
    this.#sendings += 1;
    const sending = this.#sendings;
    const { client, sequence, operation } = asked;
    this.around.send(client, this.#target, { kind: 'request', client, sequence, operation });
    timeline.after(random.within(150, 300), () => {
      if (this.#sendings !== sending || this.#pending !== asked) return;
      this.#target = '';
      // What sessions.ts asks of clients.
      if (timeline.now - asked.time > this.around.patienceMs) {
        this.#anew();
        return;
      }
      if (!this.around.isHealthy() && random.within(1, 12) === 1) this.#end('info');
      else this.#send();
    });
  }

  /** An answer arrives; perhaps to a request that it no longer waits for. */
  receive({ client, sequence, result }: Answer): void {
    if (client !== this.#pending?.client || sequence !== this.#pending.sequence) return;
    const { timeline } = this.around;
    this.#sendings += 1;
    if (result.kind === 'redirect') {
      this.#target = result.leader;
      timeline.after(5, () => this.#send());
    } else if (result.kind === 'busy' || result.kind === 'full') {
      this.#target = '';
      timeline.after(50, () => this.#send());
    } else if (result.kind === 'expired') {
      this.#anew(result);
    } else this.#end('ok', result);
  }

  /** Under another name, since nobody knows whether the request was or will be executed. */
  #anew(result?: Result): void {
    this.#names += 1;
    this.#sequence = 0;
    this.#end('info', result);
  }

  #end(kind: 'ok' | 'info', result?: Result): void {
    const asked = this.#pending as Asked;
    this.#pending = null;
    if (kind === 'ok') this.done += 1;
    this.around.record({ kind, asked, result, time: this.around.timeline.now });
    this.#think();
  }
}

/** Keys and locks at random; values are never twice the same, so that each tells which write it is of. */
export function drawOperation(random: Random, client: string, count: () => number): Operation {
  const key = `k${random.within(1, 4)}`;
  const lock = `lock${random.within(1, 2)}`;
  const value = `${client}-${count()}`;
  const kinds: readonly (() => Operation)[] = [
    () => ({ kind: 'put', key, value }),
    () => ({ kind: 'put', key, value }),
    () => ({ kind: 'get', key }),
    () => ({ kind: 'get', key }),
    () => ({ kind: 'get', key }),
    () => ({ kind: 'delete', key }),
    () => ({ kind: 'cas', key, expected: null, value }),
    () => ({ kind: 'cas', key, expected: { of: 'no write' }, value }),
    () => ({ kind: 'range', from: 'k', to: null, limit: random.within(1, 4) }),
    () => ({ kind: 'acquire', lock, lease: random.within(5, 60) }),
    () => ({ kind: 'acquire', lock, lease: random.within(5, 60) }),
    () => ({ kind: 'release', lock }),
    () => ({ kind: 'holder', lock }),
  ];
  return kinds[random.within(0, kinds.length - 1)]();
}
