/**
 * Values of specs as JSON, both ways, without loss: what is read back equals what was written.
 * What JSON has no word for gets a tagged object, in the spirit of the Informal Trace Format (Apalache,
 * ADR 015). That format itself is a report of its own (report/itf.ts): it has no null, and does not tell a
 * List from an array. The text is a function of the value: fields, entries and members are sorted.
 */
import * as immutable from 'immutable';
import { isList, isMap, isRecord, isSet } from 'immutable';
import { canonical } from './canonical.js';

export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/** Values in values, at most: who reads them calls itself for each. */
const DEPTH_MAX = 1000;

/** JSON that no value was written as. `path` leads to the part at fault, `what` says what is wrong there. */
export class JsonValueError extends Error {
  constructor(
    readonly path: string,
    readonly what: string,
  ) {
    super(path === '' ? what : `${path}: ${what}`);
    this.name = 'JsonValueError';
  }
}

/**
 * The JSON of a value:
 *
 * | value                    | JSON                              |
 * |--------------------------|-----------------------------------|
 * | array, plain object      | as it is                          |
 * | Immutable's Map          | `{"#map": [[key, value], ...]}`   |
 * | Immutable's Set          | `{"#set": [member, ...]}`         |
 * | Immutable's List         | `{"#list": [item, ...]}`          |
 * | Immutable's Record       | `{"#record": {field: value}}`     |
 * | bigint                   | `{"#bigint": "123"}`              |
 * | undefined                | `{"#undefined": true}`            |
 *
 * A key of a plain object that begins with `#` gets one more `#`.
 * @throws ValueError (checker/canonical.ts) with the path of the first part that is not a value.
 */
export function toJson(value: unknown): JsonValue {
  // One place says what a value is; past it, nothing below can fail.
  canonical(value);
  return write(value);
}

function write(value: unknown): JsonValue {
  if (value === undefined) return { '#undefined': true };
  if (typeof value === 'bigint') return { '#bigint': String(value) };
  if (typeof value === 'number') return value === 0 ? 0 : value;
  if (typeof value !== 'object' || value === null) return value as string | boolean | null;
  if (Array.isArray(value)) return value.map(write);
  if (isList(value)) return { '#list': value.toArray().map(write) };
  if (isSet(value)) return { '#set': sortedByText(value.toArray().map(write)) };
  if (isMap(value)) {
    return { '#map': sortedByText([...value].map(([key, item]) => [write(key), write(item)])) };
  }
  if (isRecord(value)) return { '#record': writeFields(Object.entries(value.toObject()), (key) => key) };
  return writeFields(Object.entries(value), (key) => (key.startsWith('#') ? `#${key}` : key));
}

function writeFields(
  fields: readonly (readonly [string, unknown])[],
  rename: (key: string) => string,
): JsonValue {
  const written = fields.map(([key, item]) => [rename(key), write(item)] as const);
  return Object.fromEntries(written.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function sortedByText<T extends JsonValue>(items: readonly T[]): readonly T[] {
  return items
    .map((item) => ({ item, text: JSON.stringify(item) }))
    .sort((a, b) => (a.text < b.text ? -1 : 1))
    .map(({ item }) => item);
}

/**
 * The value of some JSON that `toJson` wrote. A Record comes back as one made for the occasion, which is
 * equal to the old one: Immutable compares Records by their fields alone.
 * @throws JsonValueError with the path of the first part that is not the JSON of a value.
 */
export function fromJson(json: JsonValue): unknown {
  if (isDeeper(json, DEPTH_MAX)) throw new JsonValueError('', `is nested more than ${DEPTH_MAX} deep`);
  return read(json, '');
}

/** Looked at without recursion, which ends where values are nested some thousand times. */
function isDeeper(json: JsonValue, depth: number): boolean {
  let level: JsonValue[] = [json];
  for (let i = 0; i <= depth; i++) {
    const inner = level.flatMap((one) => (one === null || typeof one !== 'object' ? [] : Object.values(one)));
    if (inner.length === 0) return false;
    level = inner as JsonValue[];
  }
  return true;
}

function read(json: JsonValue, path: string): unknown {
  if (json === null || typeof json !== 'object') return json;
  if (isArray(json)) return json.map((item, i) => read(item, `${path}[${i}]`));
  const tag = Object.keys(json).find((key) => key.startsWith('#') && !key.startsWith('##'));
  if (tag !== undefined) return readTagged(tag, json, path);
  return Object.fromEntries(
    Object.entries(json).map(([key, item]) => [
      key.startsWith('##') ? key.slice(1) : key,
      read(item, join(path, key)),
    ]),
  );
}

function readTagged(tag: string, json: { readonly [key: string]: JsonValue }, path: string): unknown {
  const inner = join(path, tag);
  if (Object.keys(json).length > 1) {
    throw new JsonValueError(path, `an object with the tag ${tag} must have no other field`);
  }
  const content = json[tag];
  switch (tag) {
    case '#undefined':
      if (content !== true) throw new JsonValueError(inner, 'must be true');
      return undefined;
    case '#bigint':
      if (typeof content !== 'string' || !/^-?\d+$/.test(content)) {
        throw new JsonValueError(inner, 'must be a string of digits');
      }
      return BigInt(content);
    case '#list':
      return immutable.List(readItems(content, inner));
    case '#set': {
      const items = readItems(content, inner);
      return complete(immutable.Set(items), items.length, inner);
    }
    case '#map': {
      const items = readItems(content, inner);
      return complete(
        immutable.Map(items.map((item, i) => pair(item, `${inner}[${i}]`))),
        items.length,
        inner,
      );
    }
    case '#record': {
      if (content === null || typeof content !== 'object' || isArray(content)) {
        throw new JsonValueError(inner, 'must be an object');
      }
      const fields = Object.entries(content).map(([key, item]) => [key, read(item, join(inner, key))]);
      return immutable.Record(Object.fromEntries(fields) as object)();
    }
    default:
      throw new JsonValueError(
        path,
        `${tag} is none of the tags #map, #set, #list, #record, #bigint, #undefined`,
      );
  }
}

function readItems(json: JsonValue, path: string): unknown[] {
  if (!isArray(json)) throw new JsonValueError(path, 'must be an array');
  return json.map((item, i) => read(item, `${path}[${i}]`));
}

function pair(item: unknown, path: string): [unknown, unknown] {
  if (!Array.isArray(item) || item.length !== 2) throw new JsonValueError(path, 'must be [key, value]');
  return [item[0], item[1]];
}

function complete<T extends { readonly size: number }>(collection: T, items: number, path: string): T {
  if (collection.size !== items) throw new JsonValueError(path, 'has the same key or member twice');
  return collection;
}

/** `Array.isArray` alone does not narrow a readonly array out of a union. */
function isArray(json: JsonValue): json is readonly JsonValue[] {
  return Array.isArray(json);
}

function join(path: string, key: string): string {
  if (!/^#?[A-Za-z_$][\w$]*$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === '' ? key : `${path}.${key}`;
}
