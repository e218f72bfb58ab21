/**
 * `--lint` for messages: whether all of one kind have the same fields. Where some have `term` and others `tem`, what looks for the right name never sees
 * the others, and may hold for that reason alone. It may be meant, so it is told and is no error.
 *
 * Looked at is what is sent in the first states, level by level: the same ones each time. A message is what an outcome says that it sends (checker/model.ts);
 * its kind is the only thing about it that the checker knows.
 */
import { setImmediate } from 'node:timers/promises';
import type { Model } from '../model.js';
import { DirectState } from '../paths/direct.js';
import type { MessagesApart } from '../verdict.js';

/** So many states are looked at. */
const STATES_MAX = 1000;
/** How long it works between two looks at the signal. */
const SLICE_MS = 25;

/** The kinds of messages that are sent with different fields; where spec code fails, of which the search tells, those before. */
export async function lintMessages(model: Model, signal?: AbortSignal): Promise<readonly MessagesApart[]> {
  const fields = new Map<string, Map<string, readonly string[]>>();
  try {
    let paused = performance.now();
    const found = new Map(DirectState.initial(model).map((state) => [state.text(), state]));
    for (const state of found.values()) {
      for (const { outcome, next } of state.steps()) {
        for (const { message } of outcome.sent ?? []) note(message, fields);
        if (found.size < STATES_MAX && !found.has(next.text())) found.set(next.text(), next);
      }
      if (performance.now() - paused < SLICE_MS) continue;
      await setImmediate();
      if (signal?.aborted) break;
      paused = performance.now();
    }
  } catch {
    // The search comes to the same state, and tells what failed in it.
  }
  return [...fields]
    .filter(([, lists]) => lists.size > 1)
    .map(([kind, lists]) => ({ kind, fields: [...lists.values()] }));
}

function note(message: unknown, known: Map<string, Map<string, readonly string[]>>): void {
  if (typeof message !== 'object' || message === null) return;
  const { kind, ...rest } = message as Readonly<Record<string, unknown>>;
  if (typeof kind !== 'string') return;
  const names = Object.keys(rest).sort();
  const lists = known.get(kind) ?? new Map<string, readonly string[]>();
  known.set(kind, lists.set(names.join(), names));
}
