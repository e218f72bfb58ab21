/**
 * What every handler of a system is given alike, frozen: a handler that writes there throws, instead of telling other
 * processes, and other states, what no message told them.
 */
import { isCollection } from 'immutable';
import { deepFreeze } from '../../checker/freeze.js';

/**
 * A copy, frozen in depth; what was given is left as it is. Only lists and plain objects are copied: functions and
 * instances of classes are passed on, Immutable's collections too, with what they hold frozen.
 */
export function frozenCopy<T>(value: T): T {
  return copyOf(value, new Map()) as T;
}

/** @param copies what was copied already: parts may be shared, or hold each other */
function copyOf(value: unknown, copies: Map<unknown, unknown>): unknown {
  if (isCollection(value)) return deepFreeze(value);
  if (!Array.isArray(value) && !isPlain(value)) return value;
  if (copies.has(value)) return copies.get(value);
  const copy = (Array.isArray(value) ? [] : {}) as Record<string, unknown>;
  copies.set(value, copy);
  for (const [key, part] of Object.entries(value)) copy[key] = copyOf(part, copies);
  return Object.freeze(copy);
}

function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
