/**
 * Clients that hold a cluster to its promises, judged from their side alone: no acknowledged write is lost, nothing is executed twice however
 * often it was sent, and no lock has two holders. All run in this process, so that its clock and its memory are the judge's.
 */
import { Agent } from 'undici';
import { expect } from 'vitest';
import { Client, NoAnswerError } from '../../../impl/client.js';

export interface Promises {
  /** Requests that were answered. */
  answered: number;
  /** Requests of which nobody knows. */
  open: number;
  /** Milliseconds of the longest time without any answer. */
  longestSilenceMs: number;
}

const LEASE_MS = 1500;
/** How early a holder lets go of a lease that it did not release: clocks differ a little. */
const MARGIN_MS = 200;

interface Shared {
  readonly promises: Promises;
  lastAnswer: number;
  /** Increments of the counter that were acknowledged, and those that may have been done. */
  increments: number;
  openIncrements: number;
  /** Who counts on the lock, and until when. */
  holder: { readonly name: string; until: number } | undefined;
  token: number;
}

/** @param isOver when clients are to end; @throws where a promise is broken */
export async function holdToPromises(
  servers: readonly string[],
  clients: number,
  isOver: () => boolean,
): Promise<Promises> {
  const dispatcher = new Agent({ connections: clients });
  const shared: Shared = {
    promises: { answered: 0, open: 0, longestSilenceMs: 0 },
    lastAnswer: performance.now(),
    increments: 0,
    openIncrements: 0,
    holder: undefined,
    token: 0,
  };
  await Promise.all(
    Array.from({ length: clients }, async (_, i) => {
      const client = new Client({ servers, name: `client-${i}`, tryMs: 500, giveUpMs: 20_000, dispatcher });
      while (!isOver()) {
        await ownKey(client, i, shared);
        await counter(client, shared);
        await lock(client, shared);
      }
      await client.close();
    }),
  );
  const reader = new Client({ servers, dispatcher });
  const counted = Number((await reader.get('counter')) ?? 0);
  expect(counted).toBeGreaterThanOrEqual(shared.increments);
  expect(counted).toBeLessThanOrEqual(shared.increments + shared.openIncrements);
  await reader.close();
  await dispatcher.close();
  return shared.promises;
}

/** @returns the answer, or undefined where nobody knows */
async function answer<T>(shared: Shared, asked: Promise<T>): Promise<T | undefined> {
  const { promises } = shared;
  try {
    const result = await asked;
    const now = performance.now();
    promises.longestSilenceMs = Math.max(promises.longestSilenceMs, now - shared.lastAnswer);
    shared.lastAnswer = now;
    promises.answered++;
    return result;
  } catch (error) {
    if (!(error instanceof NoAnswerError)) throw error;
    promises.open++;
    return undefined;
  }
}

/** Only this client writes the key: it reads what it wrote last, and a delete that was executed twice would find nothing. */
async function ownKey(client: Client, i: number, shared: Shared): Promise<void> {
  const key = `own-${i}`;
  const value = Math.random();
  const wasPut = await answer(
    shared,
    client.put(key, value).then(() => true),
  );
  if (wasPut === undefined) return;
  const read = await answer(shared, client.get(key));
  if (read !== undefined) expect(read).toBe(value);
  const existed = await answer(shared, client.delete(key));
  if (existed !== undefined) expect(existed).toBe(true);
}

async function counter(client: Client, shared: Shared): Promise<void> {
  const before = await answer(shared, client.get('counter'));
  if (before === undefined) return;
  const isSwapped = await answer(shared, client.compareAndSwap('counter', before, Number(before ?? 0) + 1));
  if (isSwapped === undefined) shared.openIncrements++;
  else if (isSwapped) shared.increments++;
}

async function lock(client: Client, shared: Shared): Promise<void> {
  const asked = performance.now();
  const holding = await answer(shared, client.acquire('lock', LEASE_MS));
  const now = performance.now();
  const until = asked + LEASE_MS - MARGIN_MS;
  if (holding === undefined || now >= until) return;
  const other = shared.holder;
  if (other !== undefined && other.until > now)
    throw new Error(
      `${client.name} was given the lock, ${other.name} has it for ${other.until - now} ms more`,
    );
  expect(holding.token).toBeGreaterThan(shared.token);
  shared.token = holding.token;
  const mine = { name: client.name, until };
  shared.holder = mine;
  await new Promise((resolve) => setTimeout(resolve, 5 * Math.random()));
  // From the question on: the release may be executed at once.
  mine.until = Math.min(mine.until, performance.now());
  const releasedAt = performance.now();
  const isReleased = await answer(shared, client.release('lock'));
  // A release that was executed twice would not find it held.
  if (isReleased !== undefined && releasedAt < until && performance.now() < until)
    expect(isReleased).toBe(true);
}
