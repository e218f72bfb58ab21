/**
 * What a renaming of ids does to the parts of a state: names of variables, values, and their canonical texts. A renaming
 * maps ids to ids; every string that is one of them stands for it, also as the key of an object or as a word of
 * a variable's name.
 */
import {
  isList,
  isMap,
  isRecord,
  isSet,
  List,
  Map as MapOf,
  type Record as RecordOf,
  Set as SetOf,
} from 'immutable';
import { canonical, canonicalRenamed, type Renaming } from '../canonical.js';
import type { Variable } from '../model.js';
import { ModelError } from '../tables/layout.js';

/** A variable's name under a renaming: the words of the name that are ids change. */
export function renamedName(name: string, renaming: Renaming): string {
  return name
    .split(' ')
    .map((word) => renaming.get(word) ?? word)
    .join(' ');
}

/** The canonical text of what a variable's value becomes: of a cell whose list has no order, that of the list put in order again. */
export function renamedText(variable: Variable, value: unknown, renaming: Renaming): string {
  if (!isUnordered(variable) || !Array.isArray(value)) return canonicalRenamed(value, renaming);
  return `[${value
    .map((item) => canonicalRenamed(item, renaming))
    .sort()
    .join(',')}]`;
}

/** What a variable's value becomes; its canonical text is `renamedText`. */
export function renamedValue(variable: Variable, value: unknown, renaming: Renaming): unknown {
  const renamed = rename(value, renaming);
  return isUnordered(variable) && Array.isArray(renamed) ? inOrder(renamed) : renamed;
}

/**
 * The spec keeps a list without order in the order of its items' texts; were it to keep it otherwise, lists that differ would have
 * one renamed text. It may hold null, where there is no list.
 * @throws ModelError
 */
export function requireInOrder(variable: Variable, value: unknown): void {
  if (!isUnordered(variable) || value === null) return;
  if (!Array.isArray(value)) throw new ModelError(`${variable.name} is unordered, and holds no list`);
  if (canonical(value) === renamedText(variable, value, new Map())) return;
  throw new ModelError(
    `${variable.name} is unordered, and holds a list that is not in the order of its items' canonical texts`,
  );
}

function isUnordered(variable: Variable): boolean {
  return variable.kind === 'cell' && variable.isUnordered === true;
}

function inOrder(items: readonly unknown[]): unknown[] {
  return items
    .map((item) => ({ item, text: canonical(item) }))
    .sort((a, b) => (a.text < b.text ? -1 : 1))
    .map(({ item }) => item);
}

/** Expects what `canonical` accepts. */
function rename(value: unknown, renaming: Renaming): unknown {
  if (typeof value === 'string') return renaming.get(value) ?? value;
  if (typeof value !== 'object' || value === null) return value;
  const part = (item: unknown): unknown => rename(item, renaming);
  if (Array.isArray(value)) return value.map(part);
  if (isList(value)) return List(value.map(part));
  if (isSet(value)) return SetOf(value.toArray().map(part));
  if (isMap(value)) return MapOf([...value].map(([key, item]) => [part(key), part(item)]));
  if (isRecord(value)) return renamedRecord(value, renaming);
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [renaming.get(key) ?? key, part(item)]),
  );
}

/** @throws ModelError where a field is named by an id, and the Record has no field for its image */
function renamedRecord(value: RecordOf<object>, renaming: Renaming): unknown {
  const fields = Object.entries(value.toObject());
  return fields.reduce<RecordOf<Record<string, unknown>>>(
    (record, [key, item]) => {
      const image = renaming.get(key) ?? key;
      if (!record.has(image))
        throw new ModelError(`a Record has the field ${key}, but not ${image}, its image`);
      return record.set(image, rename(item, renaming));
    },
    value as RecordOf<Record<string, unknown>>,
  );
}
