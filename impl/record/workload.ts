/**
 * Clients of a recorded run: each asks for one thing after another, drawn from the seed, and takes down what it asked for and what it was told, as
 * client lines of a trace. Few keys and locks, so that clients get in each other's way; every value is written once, so that a read tells
 * whose write it saw.
 */
import type { Event, Json } from '../../traces/event.js';
import { Client, NoAnswerError, RefusedError, type Request } from '../client.js';
import { isRead, type Operation, type Result } from '../core/command.js';
import { type Random, seeded } from '../core/random.js';

export const actions = ['get', 'put', 'delete', 'cas', 'range', 'lock'] as const;
export type Action = (typeof actions)[number];

export interface Workload {
  readonly seed: number;
  readonly clients: number;
  readonly keys: number;
  readonly locks: number;
  /** How often each is asked for, beside the others. */
  readonly mix: Readonly<Record<Action, number>>;
  /** Requests a second of each client, at most; 0: as fast as it is answered. */
  readonly rate: number;
  /** Requests of all clients, at most; 0: until the time is over. */
  readonly requests: number;
  readonly leaseMs: number;
}

export interface Surroundings {
  readonly servers: readonly string[];
  readonly tickMs: number;
  readonly record: (event: Event) => void;
  /** Whether it is time to end. */
  readonly isOver: () => boolean;
}

export interface Tally {
  ok: number;
  /** Not done. */
  fail: number;
  /** Nobody knows whether it was done. */
  info: number;
}

/** How long a client tries before it goes on with the next request. */
const TRY_MS = 700;
const GIVE_UP_MS = 4000;
const RANGE = 10;

export async function runWorkload(workload: Workload, around: Surroundings): Promise<Tally> {
  const tally: Tally = { ok: 0, fail: 0, info: 0 };
  let begun = 0;
  const mayBegin = () => !around.isOver() && (workload.requests === 0 || begun++ < workload.requests);
  const clients = Array.from({ length: workload.clients }, (_, i) =>
    runClient(i + 1, workload, around, tally, mayBegin),
  );
  await Promise.all(clients);
  return tally;
}

async function runClient(
  number: number,
  workload: Workload,
  { servers, tickMs, record }: Surroundings,
  tally: Tally,
  mayBegin: () => boolean,
): Promise<void> {
  const random = seeded(workload.seed * 1000 + number);
  const client = new Client({ servers, name: `c${number}`, tryMs: TRY_MS, giveUpMs: GIVE_UP_MS });
  const seen = new Map<string, Json>();
  let [reads, values] = [0, 0];
  while (mayBegin()) {
    const began = performance.now();
    const operation = draw(random, workload, seen, tickMs, () => `c${number}.${++values}`);
    // A read takes no sequence of the client's session, so it is told of under a name of its own.
    const asked = isRead(operation)
      ? { client: `c${number}.reads`, sequence: ++reads }
      : { client: client.name, sequence: client.sequence + 1 };
    const line = (type: 'invoke' | 'ok' | 'fail' | 'info', result?: Result) =>
      record({
        kind: 'client',
        type,
        ...asked,
        time: Date.now(),
        operation: operation as never,
        ...(result === undefined ? {} : { result: result as never }),
      });
    line('invoke');
    try {
      const result = await client.ask(requestOf(operation, tickMs));
      if (operation.kind === 'get' && result.kind === 'value') seen.set(operation.key, result.value);
      tally.ok++;
      line('ok', result);
    } catch (error) {
      const type = error instanceof NoAnswerError ? 'info' : 'fail';
      if (type === 'fail' && !(error instanceof RefusedError)) throw error;
      tally[type]++;
      line(type);
    }
    if (workload.rate > 0) {
      const left = 1000 / workload.rate - (performance.now() - began);
      if (left > 0) await new Promise((resolve) => setTimeout(resolve, left));
    }
  }
  await client.close();
}

/** @param seen what this client read last of each key: what it may expect in a compare-and-swap */
function draw(
  random: Random,
  { mix, keys, locks, leaseMs }: Workload,
  seen: ReadonlyMap<string, Json>,
  tickMs: number,
  fresh: () => string,
): Operation {
  const key = `k${random.within(1, keys)}`;
  const lock = `l${random.within(1, Math.max(1, locks))}`;
  switch (weighted(random, mix)) {
    case 'get':
      return { kind: 'get', key };
    case 'put':
      return { kind: 'put', key, value: fresh() };
    case 'delete':
      return { kind: 'delete', key };
    case 'cas':
      return { kind: 'cas', key, expected: seen.get(key) ?? null, value: fresh() };
    case 'range':
      return { kind: 'range', from: 'k', to: 'l', limit: RANGE };
    case 'lock': {
      const one = random.within(0, 4);
      if (one === 0) return { kind: 'holder', lock };
      return one < 3
        ? { kind: 'acquire', lock, lease: Math.ceil(leaseMs / tickMs) }
        : { kind: 'release', lock };
    }
  }
}

function weighted(random: Random, mix: Readonly<Record<Action, number>>): Action {
  const sum = actions.reduce((all, action) => all + mix[action], 0);
  let left = random.within(1, sum);
  for (const action of actions) {
    left -= mix[action];
    if (left <= 0) return action;
  }
  throw new Error(`no action has a weight: ${JSON.stringify(mix)}`);
}

function requestOf(operation: Operation, tickMs: number): Request {
  if (operation.kind !== 'acquire') return operation;
  return { kind: 'acquire', lock: operation.lock, leaseMs: operation.lease * tickMs };
}
