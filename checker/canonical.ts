/**
 * The only encoder: a value to its canonical text. Two values are equal exactly when their texts are equal.
 * Interning, hashing and the order in which members of a soup are shown all rest on it; specs never write a
 * hash, an equality or an order of their own.
 *
 * Accepted: null, undefined, booleans, finite numbers (0 and -0 are one value), strings, bigints, arrays,
 * plain objects, and Immutable's List, Map, Set and Record. Members of a Set and keys of a Map must compare
 * by value, so plain objects and arrays are refused there (Immutable compares them by reference, and two
 * equal ones would stay two members). Refused with the path to the field: functions, symbols, NaN,
 * infinities, instances of classes, cycles, sparse arrays, accessors, and Immutable's ordered collections.
 */
import {
  type Map as ImmutableMap,
  type Record as ImmutableRecord,
  type Set as ImmutableSet,
  isCollection,
  isList,
  isMap,
  isOrdered,
  isRecord,
  isSet,
} from 'immutable';

/** A value that specs may not put into a state. The message names what it is; `path` says where. */
export class ValueError extends Error {
  constructor(
    readonly path: string,
    readonly what: string,
  ) {
    super(path === '' ? what : `${path}: ${what}`);
    this.name = 'ValueError';
  }

  /** The same of a variable's value: the path begins with its name. */
  of(variable: string): ValueError {
    return new ValueError(`${variable}${/^$|^\[/.test(this.path) ? '' : '.'}${this.path}`, this.what);
  }
}

/**
 * The canonical text of a value.
 * @throws ValueError with the path of the first part that is not a value.
 */
export function canonical(value: unknown): string {
  return encode(value, '', { open: [], renaming: undefined });
}

/**
 * The canonical text of what a value becomes when ids are renamed.
 * @throws ValueError as `canonical`.
 */
export function canonicalRenamed(value: unknown, renaming: Renaming): string {
  return encode(value, '', { open: [], renaming });
}

/** Ids to ids: how strings that are ids, keys of objects among them, are to be read while encoding. */
export type Renaming = ReadonlyMap<string, string>;

/** The objects that enclose the one being encoded, and how ids are read. */
interface Encoding {
  readonly open: object[];
  readonly renaming: Renaming | undefined;
}

/** Whether two values are equal as values. */
export function equalValues(a: unknown, b: unknown): boolean {
  return a === b || canonical(a) === canonical(b);
}

function encode(value: unknown, path: string, encoding: Encoding): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(encoding.renaming?.get(value) ?? value);
    case 'number':
      if (!Number.isFinite(value)) throw new ValueError(path, `${value} is not a value`);
      return String(value === 0 ? 0 : value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'undefined':
      return 'undefined';
    case 'bigint':
      return `${value}n`;
    case 'object':
      return value === null ? 'null' : encodeObject(value, path, encoding);
    default:
      throw new ValueError(path, `a ${typeof value} is not a value`);
  }
}

function encodeObject(value: object, path: string, encoding: Encoding): string {
  if (encoding.open.includes(value)) throw new ValueError(path, 'a cycle is not a value');
  encoding.open.push(value);
  const text = encodeParts(value, path, encoding);
  encoding.open.pop();
  return text;
}

function encodeParts(value: object, path: string, encoding: Encoding): string {
  if (Array.isArray(value)) {
    const items: string[] = [];
    for (let i = 0; i < value.length; i++) {
      if (!(i in value)) throw new ValueError(`${path}[${i}]`, 'a hole in an array is not a value');
      items.push(encode(value[i], `${path}[${i}]`, encoding));
    }
    if (Object.keys(value).length > value.length)
      throw new ValueError(path, 'a field of an array is not a value');
    return `[${items.join(',')}]`;
  }
  if (isRecord(value)) return encodeRecord(value, path, encoding);
  if (isCollection(value)) {
    if (isList(value)) {
      const items = value.map((item, i) => encode(item, `${path}[${i}]`, encoding)).toArray();
      return `L[${items.join(',')}]`;
    }
    if (isOrdered(value) || !(isMap(value) || isSet(value))) {
      throw new ValueError(path, "of Immutable's collections only List, Map, Set and Record are values");
    }
    if (isSet(value)) {
      const members = (value as ImmutableSet<unknown>)
        .toArray()
        .map((member) => encode(byValue(member, path), `${path}{}`, encoding));
      return `S{${members.sort().join(',')}}`;
    }
    const entries = [...(value as ImmutableMap<unknown, unknown>)].map(([key, item]) => {
      const text = encode(byValue(key, path), `${path}{key}`, encoding);
      return [text, `${text}:${encode(item, `${path}.get(${text})`, encoding)}`] as const;
    });
    return `M{${entries
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, entry]) => entry)
      .join(',')}}`;
  }
  return encodePlain(value, path, encoding);
}

/** A key or member that Immutable compares by value, in all its parts. */
function byValue(key: unknown, path: string): unknown {
  if (typeof key !== 'object' || key === null) return key;
  if (!isCollection(key) && !isRecord(key)) {
    throw new ValueError(
      path,
      'a plain object or array as a member of a Set or key of a Map is compared by reference; ' +
        'use a primitive, a Record or a List',
    );
  }
  if (isRecord(key)) for (const part of key.toSeq().values()) byValue(part, path);
  else if (isList(key) || isMap(key)) for (const part of key.values()) byValue(part, path);
  return key;
}

function encodeRecord(value: ImmutableRecord<object>, path: string, encoding: Encoding): string {
  // Immutable's Records are equal by fields alone, whatever factory made them.
  const fields = [...value.toSeq().entries()].map(
    ([key, item]) => `${keyText(key, encoding)}:${encode(item, dotted(path, String(key)), encoding)}`,
  );
  return `R{${fields.sort().join(',')}}`;
}

function encodePlain(value: object, path: string, encoding: Encoding): string {
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== null && prototype !== Object.prototype && Object.getPrototypeOf(prototype) !== null) {
    throw new ValueError(path, instanceFault(value, prototype));
  }
  if (prototype !== null && prototype !== Object.prototype && prototype.constructor?.name !== 'Object') {
    throw new ValueError(path, instanceFault(value, prototype));
  }
  if (Object.getOwnPropertySymbols(value).length > 0) {
    throw new ValueError(path, 'a field named by a symbol is not a value');
  }
  const fields = Object.getOwnPropertyNames(value).map((key) => {
    const descriptor = Object.getOwnPropertyDescriptor(value, key) as PropertyDescriptor;
    if (!('value' in descriptor)) throw new ValueError(dotted(path, key), 'an accessor is not a value');
    return `${keyText(key, encoding)}:${encode(descriptor.value, dotted(path, key), encoding)}`;
  });
  return `{${fields.sort().join(',')}}`;
}

/** The key of a field: a string, and so perhaps an id. */
function keyText(key: string, { renaming }: Encoding): string {
  return JSON.stringify(renaming?.get(key) ?? key);
}

function instanceFault(value: object, prototype: { constructor?: { name?: string } }): string {
  let instead = '';
  if (value instanceof Map) instead = "; use Immutable's Map, or a plain object";
  if (value instanceof Set) instead = "; use Immutable's Set, or an array";
  return `an instance of ${className(prototype)} is not a value${instead}`;
}

function className(prototype: { constructor?: { name?: string } }): string {
  return prototype.constructor?.name || 'a class without name';
}

function dotted(path: string, key: string): string {
  const part = /^[A-Za-z_$][\w$]*$/.test(key) ? key : `[${JSON.stringify(key)}]`;
  return path === '' || part.startsWith('[') ? `${path}${part}` : `${path}.${part}`;
}
