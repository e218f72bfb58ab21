/** Where two values of JSON differ, field by field. */
import type { Difference } from './verdict.js';

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

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
    return differencesOf(expected[name], observed[name], path);
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
