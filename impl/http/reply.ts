/**
 * How an answer looks in HTTP. The body is the result itself, with its kind; the status says the same to those who look only at that.
 */
import type { Reply } from './service.js';

/** A request that is at fault: which field, what it was, what would do. */
export class BadRequest extends Error {
  readonly status: number;

  constructor(message: string, status = 400) {
    super(message);
    this.status = status;
  }
}

const STATUS: Readonly<Record<Reply['kind'], number>> = {
  value: 200,
  done: 200,
  deleted: 200,
  swapped: 200,
  entries: 200,
  acquired: 200,
  released: 200,
  holder: 200,
  reconfigured: 200,
  redirect: 307,
  differs: 409,
  held: 409,
  'not-held': 409,
  refused: 409,
  stale: 409,
  expired: 410,
  busy: 503,
  stopping: 503,
  'no-answer': 504,
  full: 507,
};

export function statusOf(reply: Reply): number {
  return reply.kind === 'value' && reply.value === null ? 404 : STATUS[reply.kind];
}

/**
 * The body. Times of the log mean nothing to a client, so how long a lease still lasts stands beside them.
 * @param time tells the log's time now, in ticks
 */
export function bodyOf(reply: Reply, time: () => number, tickMs: number): string {
  if (!('expires' in reply)) return `${JSON.stringify(reply)}\n`;
  const expiresInMs = Math.max(0, reply.expires - time()) * tickMs;
  return `${JSON.stringify({ ...reply, expiresInMs })}\n`;
}
