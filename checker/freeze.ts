/**
 * Freezing of values, so that spec code which mutates what it was given throws at once.
 * Immutable's collections are left as they are, but what they hold is frozen too.
 */
import { isCollection, isRecord } from 'immutable';

/** What was frozen in depth already: values share parts, and a frozen shell may hold parts that are not. */
const done = new WeakSet<object>();

/** Freezes a value, in depth, and returns it. Expects a value that `canonical` accepts (no cycles). */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || done.has(value)) return value;
  done.add(value);
  if (isCollection(value)) {
    for (const [key, item] of value.entries()) {
      deepFreeze(key);
      deepFreeze(item);
    }
  } else if (isRecord(value)) {
    for (const item of value.toSeq().valueSeq()) deepFreeze(item);
  } else {
    Object.freeze(value);
    for (const key of Object.keys(value)) deepFreeze((value as Record<string, unknown>)[key]);
  }
  return value;
}
