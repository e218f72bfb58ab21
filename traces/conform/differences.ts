/** Where two values of JSON differ, field by field. */
import type { Difference } from './verdict.js';

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** Whether two values of JSON are the same; the order of fields means nothing, and an undefined one is none. */
export function sameJson(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (!isObject(one) || !isObject(other)) return false;
  if (Array.isArray(one)) {
    if (!Array.isArray(other) || one.length !== other.length) return false;
    for (let i = 0; i < one.length; i++) if (!sameJson(one[i], other[i])) return false;
    return true;
  }
  if (Array.isArray(other)) return false;
  let names = 0;
  for (const name in one) {
    const value = one[name];
    if (!sameJson(value, fieldOf(other, name))) return false;
    if (value !== undefined) names += 1;
  }
  for (const _ in other) names -= 1;
  // Nearly always the other has these names and no more.
  if (names === 0) return true;
  for (const name in other) if (ownField(one, name) === undefined && other[name] !== undefined) return false;
  return true;
}

/** A field, for a comparison: of what any object inherits nothing but its prototype is the same as some value of JSON. */
export function fieldOf(object: Readonly<Record<string, unknown>>, name: string): unknown {
  return name === '__proto__' ? ownField(object, name) : object[name];
}

const ownField = (object: Readonly<Record<string, unknown>>, name: string): unknown =>
  Object.hasOwn(object, name) ? object[name] : undefined;

/** Every place in which they differ; the order of fields means nothing. Undefined is no value. */
export function differencesOf(expected: unknown, observed: unknown, field = ''): readonly Difference[] {
  if (Object.is(expected, observed)) return [];
  if (!isObject(expected) || !isObject(observed) || Array.isArray(expected) !== Array.isArray(observed)) {
    return [{ field, expected, observed }];
  }
  const isList = Array.isArray(expected);
  if (isList && expected.length !== (observed as unknown as readonly unknown[]).length)
    return [{ field, expected, observed }];
  const names = new Set([...Object.keys(expected), ...Object.keys(observed)]);
  return [...names].flatMap((name) => {
    const path = isList ? `${field}[${name}]` : field === '' ? name : `${field}.${name}`;
    return differencesOf(ownField(expected, name), ownField(observed, name), path);
  });
}

/** The fewest differences that one of the candidates has. */
export function nearest(
  candidates: readonly unknown[],
  observed: unknown,
): readonly Difference[] | undefined {
  return candidates
    .map((candidate) => differencesOf(candidate, observed))
    .reduce<readonly Difference[] | undefined>(
      (best, other) => (best === undefined || other.length < best.length ? other : best),
      undefined,
    );
}
