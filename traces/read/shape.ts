/**
 * What parts of lines look like. A key that an object has twice is damage, and JSON.parse takes the last: so colons are counted and held against the
 * keys that came out, and only where the counts differ is the text read once more, with care.
 */
import { InvalidLine } from './invalid-line.js';

export type Fields = Readonly<Record<string, unknown>>;
export type Look = (value: unknown) => boolean;

/** Values in values, at most: who reads them later calls itself for each. */
export const DEPTH_MAX = 256;

/** What is no part of an event has so many keys. */
export const BAD = Number.NaN;

export const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
export const isName = (value: unknown): boolean => typeof value === 'string' && value !== '';
export const areNames: Look = (value) => Array.isArray(value) && value.every(isName);

/** A message with where it goes, or whence it comes. */
export function keysOfPassing(value: Fields, other: string, look: Look): number {
  const { message } = value;
  const isFine = look(value[other]) && isObject(message) && isName(message.id) && isName(message.kind);
  return isFine && namesIn(value) === 2 ? 2 + keysIn(message) : BAD;
}

export function namesIn(value: Fields): number {
  let names = 0;
  for (const _ in value) names += 1;
  return names;
}

/** @throws InvalidLine where it is nested too deep */
export function keysIn(value: unknown, depth = 0): number {
  if (typeof value !== 'object' || value === null) return 0;
  if (depth === DEPTH_MAX) throw new InvalidLine(`it is nested more than ${DEPTH_MAX} deep`);
  let keys = 0;
  if (Array.isArray(value)) {
    for (const item of value) if (typeof item === 'object') keys += keysIn(item, depth + 1);
    return keys;
  }
  for (const name in value) {
    const part = (value as Fields)[name];
    keys += typeof part === 'object' ? 1 + keysIn(part, depth + 1) : 1;
  }
  return keys;
}

/**
 * Every key has a colon, so where there are no more colons than keys came out, no key was there twice. Colons in texts are left out where
 * the first count is too high; that one does not know of white space before a colon.
 */
export function mayHaveTwins(text: string, keys: number): boolean {
  if (countOf(':', text) === keys) return false;
  return SPACE_BEHIND_QUOTE.test(text) || countOf('":', text) !== keys;
}

const SPACE_BEHIND_QUOTE = /"[ \t\r]/;

function countOf(part: string, text: string): number {
  let count = 0;
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) count += 1;
  return count;
}
