/**
 * Requests of clients that wait for their answers.
 */
import type { Answer } from '../core/server.js';
import type { Reply } from '../http/service.js';

interface Waiting {
  readonly deadline: number;
  readonly resolve: (reply: Reply) => void;
}

export class Requests {
  readonly #patienceMs: number;
  /** Of one request that came twice both senders are answered. */
  readonly #waiting = new Map<string, Waiting[]>();

  constructor(patienceMs: number) {
    this.#patienceMs = patienceMs;
  }

  get size(): number {
    return this.#waiting.size;
  }

  /** @param since when its patience began, in milliseconds */
  wait(client: string, sequence: number, since: number): Promise<Reply> {
    return new Promise((resolve) => {
      const one = { deadline: since + this.#patienceMs, resolve };
      const key = keyOf(client, sequence);
      const others = this.#waiting.get(key);
      if (others === undefined) this.#waiting.set(key, [one]);
      else others.push(one);
    });
  }

  answer({ client, sequence, result }: Answer): void {
    this.#settle(keyOf(client, sequence), result);
  }

  /** Tells those whose time is over that there is no answer. */
  expire(now: number, why: () => string): void {
    for (const [key, [{ deadline }]] of this.#waiting) {
      if (deadline <= now) this.#settle(key, { kind: 'no-answer', reason: why() });
    }
  }

  endAll(reply: Reply): void {
    for (const key of [...this.#waiting.keys()]) this.#settle(key, reply);
  }

  #settle(key: string, reply: Reply): void {
    const waiting = this.#waiting.get(key) ?? [];
    this.#waiting.delete(key);
    for (const { resolve } of waiting) resolve(reply);
  }
}

function keyOf(client: string, sequence: number): string {
  return `${sequence} ${client}`;
}
