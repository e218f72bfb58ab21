/**
 * A closed loop: so many clients, each of which sends its next request when its last is answered. The same generator, connections and
 * values for every system that is measured.
 */
import { Agent } from 'undici';

/** What differs from one system to another: how a request looks. */
export interface Dialect {
  put(client: number, sequence: number, key: string, value: string): HttpRequest;
  get(key: string): HttpRequest;
}

export interface HttpRequest {
  readonly method: 'GET' | 'PUT' | 'POST';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export type Operation = 'put' | 'get';

export interface Load {
  readonly url: string;
  readonly dialect: Dialect;
  readonly operation: Operation;
  readonly clients: number;
  readonly warmMs: number;
  readonly measureMs: number;
  /** Distinguishes clients of this run from those of another. */
  readonly run: number;
}

export interface Rates {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export const KEYS = 1000;
export const VALUE_BYTES = 256;
const value = 'x'.repeat(VALUE_BYTES);

export async function runLoad({
  url,
  dialect,
  operation,
  clients,
  warmMs,
  measureMs,
  run,
}: Load): Promise<Rates> {
  const agent = new Agent({ connections: clients, pipelining: 1 });
  // Another server may come to lead on the way: it is followed, and the time counts.
  let origin = url;
  const latencies: number[] = [];
  const began = performance.now();
  const measured = began + warmMs;
  const ends = measured + measureMs;
  const one = async (client: number): Promise<void> => {
    for (let sequence = 1; ; sequence++) {
      const key = `key-${(client * 7919 + sequence) % KEYS}`;
      const request =
        operation === 'put' ? dialect.put(run * 1000 + client, sequence, key, value) : dialect.get(key);
      const sent = performance.now();
      if (sent >= ends) return;
      let statusCode = 0;
      do {
        const response = await agent.request({ origin, ...request });
        await response.body.text();
        statusCode = response.statusCode;
        if (statusCode === 307) origin = new URL(String(response.headers.location)).origin;
      } while (statusCode === 307);
      const now = performance.now();
      if (statusCode !== 200)
        throw new Error(`${origin} answers ${statusCode} to ${request.method} ${request.path}`);
      if (sent >= measured && now < ends) latencies.push(now - sent);
    }
  };
  try {
    await Promise.all(Array.from({ length: clients }, (_, client) => one(client)));
  } finally {
    await agent.close();
  }
  latencies.sort((a, b) => a - b);
  return {
    perSecond: (latencies.length / measureMs) * 1000,
    p50Ms: quantile(latencies, 0.5),
    p99Ms: quantile(latencies, 0.99),
  };
}

/** @param sorted at least one number, the least first */
export function quantile(sorted: readonly number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
}
