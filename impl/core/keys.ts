/** The key-value part of the application. A value is any JSON but null, which stands for no value. */
import type { Json } from '../../traces/event.js';
import type { OperationOf, Result } from './command.js';
import { type Entries, prefixes } from './entries.js';

const keyOf = (key: string) => `${prefixes.key}${key}`;
/** Above every key. */
const end = 'k0';

export function get(entries: Entries, key: string): Result {
  return { kind: 'value', value: entries.get(keyOf(key)) ?? null };
}

export function put(entries: Entries, key: string, value: Json): Result {
  entries.set(keyOf(key), value);
  return { kind: 'done' };
}

export function remove(entries: Entries, key: string): Result {
  const existed = entries.get(keyOf(key)) !== undefined;
  entries.set(keyOf(key), null);
  return { kind: 'deleted', existed };
}

export function compareAndSwap(entries: Entries, { key, expected, value }: OperationOf<'cas'>): Result {
  const there = entries.get(keyOf(key)) ?? null;
  if (!sameJson(there, expected)) return { kind: 'differs', value: there };
  entries.set(keyOf(key), value);
  return { kind: 'swapped' };
}

export function range(entries: Entries, { from, to, limit }: OperationOf<'range'>): Result {
  const found = entries.range(keyOf(from), to === null ? end : keyOf(to), limit + 1);
  return {
    kind: 'entries',
    entries: found.slice(0, limit).map(([key, value]) => [key.slice(prefixes.key.length), value] as const),
    more: found.length > limit,
  };
}

/** Whether they are the same value; the order of fields means nothing. */
export function sameJson(one: Json, other: Json): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const [left, right] = [one as Record<string, Json>, other as Record<string, Json>];
  const names = Object.keys(left);
  return (
    names.length === Object.keys(right).length &&
    names.every((name) => Object.hasOwn(right, name) && sameJson(left[name], right[name]))
  );
}
