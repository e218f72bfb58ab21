/**
 * Logs of systems have no words for Immutable's collections. What one says of a map, a set or a list is read as the spec has it: a map as an object, whole or only
 * the entries that changed (`null` for those that are gone); a set or a list as an array; entries and members in any order.
 */
import { canonical } from '../../checker/canonical.js';
import { sameJson } from './differences.js';
import { isPlain } from './plain.js';

type Entries = readonly (readonly [key: unknown, value: unknown])[];

/**
 * @param expected in JSON as checker/json-value.ts writes it
 * @param before what was there before the step, where the log may say only what changed
 * @returns `expected` where the log says the same, else what it says, as far as it can be read like that
 */
export function inWordsOf(expected: unknown, observed: unknown, before?: unknown): unknown {
  if (sameJson(expected, observed)) return expected;
  const map = marked(expected, '#map') as Entries | undefined;
  if (map !== undefined) return mapLike(map, observed, marked(before, '#map') as Entries | undefined);
  const set = marked(expected, '#set');
  if (set !== undefined) return { '#set': inOrderOf(set, marked(observed, '#set') ?? observed) };
  const list = marked(expected, '#list');
  if (list !== undefined && Array.isArray(observed)) return { '#list': eachLike(list, observed) };
  if (Array.isArray(expected) && Array.isArray(observed)) return eachLike(expected, observed);
  if (!isPlain(expected) || !isPlain(observed)) return observed;
  return Object.fromEntries(
    Object.entries(observed).map(([name, value]) => [name, inWordsOf(expected[name], value)]),
  );
}

function marked(value: unknown, mark: string): readonly unknown[] | undefined {
  const there = isPlain(value) ? value[mark] : undefined;
  return Array.isArray(there) ? there : undefined;
}

function eachLike(expected: readonly unknown[], observed: readonly unknown[]): readonly unknown[] {
  return observed.map((one, i) => inWordsOf(expected[i], one));
}

/** Members that are expected first, in their order. */
function inOrderOf(expected: readonly unknown[], observed: unknown): unknown {
  if (!Array.isArray(observed)) return observed;
  const places = new Map(expected.map((member, i) => [canonical(member), i]));
  const place = (member: unknown) => places.get(canonical(member)) ?? places.size;
  return [...observed].sort((one, other) => place(one) - place(other));
}

function mapLike(expected: Entries, observed: unknown, before: Entries = []): unknown {
  const given = marked(observed, '#map') as Entries | undefined;
  const named = isPlain(observed) ? Object.entries(observed) : undefined;
  const told = given ?? named;
  if (told === undefined) return observed;
  const whole = inKeysOf(expected, told);
  if (given !== undefined || sameJson(expected, whole)) return { '#map': whole };
  const names = new Set(told.map(([key]) => String(key)));
  const kept = before.filter(([key]) => !names.has(String(key)));
  // Null is an entry that is gone, or a value of the spec.
  const readings = [told.filter(([, value]) => value !== null), told];
  const after = readings.map((changed) => inKeysOf(expected, [...kept, ...changed]));
  return { '#map': after.find((reading) => sameJson(expected, reading)) ?? whole };
}

/** Entries with the keys of the spec, which need not be texts, in the order of the spec. */
function inKeysOf(expected: Entries, told: Entries): Entries {
  const left = new Map(told.map(([key, value]) => [nameOf(key), [key, value] as const]));
  const known = expected.flatMap(([key, value]) => {
    const there = left.get(nameOf(key));
    left.delete(nameOf(key));
    return there === undefined ? [] : [[key, inWordsOf(value, there[1])] as const];
  });
  return [...known, ...left.values()];
}

const nameOf = (key: unknown): string =>
  typeof key === 'string' || typeof key === 'number' ? String(key) : canonical(key);
