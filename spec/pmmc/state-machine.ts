/**
 * What is replicated: a small key-value map. Every command puts its own name under one key and answers with what was there,
 * so that both the state and the answers show in which order commands were applied, and how often.
 */
import { Map } from 'immutable';

export type Store = Map<string, string>;

export const emptyStore: Store = Map();

const KEY = 'k';

export function applied(
  store: Store,
  command: string,
): { readonly next: Store; readonly result: string | null } {
  return { next: store.set(KEY, command), result: store.get(KEY) ?? null };
}
