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
    return new ValueError(`${variable}${/^$|^[[.{]/.test(this.path) ? '' : '.'}${this.path}`, this.what);
  }
}

/**
 * The canonical text of a value.
 * @throws ValueError with the path of the first part that is not a value.
 */
export function canonical(value: unknown): string {
  return encode(value, { open: [], path: [], renaming: undefined });
}

/** The canonical text of what a value becomes when ids are renamed. Expects what `canonical` accepts. */
export function canonicalRenamed(value: unknown, renaming: Renaming): string {
  return encode(value, { open: [], path: [], renaming });
}

/** Ids to ids: how strings that are ids, keys of objects among them, are to be read while encoding. */
export type Renaming = ReadonlyMap<string, string>;

interface Encoding {
  /** The objects that enclose the one being encoded. */
  readonly open: object[];
  /** How one gets to it: an index, the key of a field, or a part as it is told. It is put into words only where something is wrong. */
  readonly path: (number | string | { readonly told: string })[];
  /** How ids are read. */
  readonly renaming: Renaming | undefined;
}

/** Whether two values are equal as values. */
export function equalValues(a: unknown, b: unknown): boolean {
  return a === b || canonical(a) === canonical(b);
}

function encode(value: unknown, encoding: Encoding): string {
  switch (typeof value) {
    case 'string':
      return textOf(value, encoding);
    case 'number':
      if (!Number.isFinite(value)) throw fault(encoding, `${value} is not a value`);
      return String(value === 0 ? 0 : value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'undefined':
      return 'undefined';
    case 'bigint':
      return `${value}n`;
    case 'object':
      return value === null ? 'null' : encodeObject(value, encoding);
    default:
      throw fault(encoding, `a ${typeof value} is not a value`);
  }
}

/** A part of the object that is being encoded. */
function encodePart(part: Encoding['path'][number], value: unknown, encoding: Encoding): string {
  encoding.path.push(part);
  const text = encode(value, encoding);
  encoding.path.pop();
  return text;
}

function encodeObject(value: object, encoding: Encoding): string {
  if (encoding.open.includes(value)) throw fault(encoding, 'a cycle is not a value');
  encoding.open.push(value);
  const text = encodeParts(value, encoding);
  encoding.open.pop();
  return text;
}

const IN_SET = { told: '{}' };
const IN_KEY = { told: '{key}' };

function encodeParts(value: object, encoding: Encoding): string {
  if (Array.isArray(value)) return encodeArray(value, encoding);
  if (Object.getPrototypeOf(value) === Object.prototype) return encodePlain(value, encoding);
  if (isRecord(value)) return encodeRecord(value, encoding);
  if (!isCollection(value)) return encodePlain(value, encoding);
  if (isList(value)) {
    const items = value.map((item, i) => encodePart(i, item, encoding)).toArray();
    return `L[${items.join(',')}]`;
  }
  if (isOrdered(value) || !(isMap(value) || isSet(value))) {
    throw fault(encoding, "of Immutable's collections only List, Map, Set and Record are values");
  }
  if (isSet(value)) {
    const members = (value as ImmutableSet<unknown>)
      .toArray()
      .map((member) => encodePart(IN_SET, byValue(member, encoding), encoding));
    return `S{${inOrder(members).join(',')}}`;
  }
  const entries = [...(value as ImmutableMap<unknown, unknown>)].map(([key, item]) => {
    const text = encodePart(IN_KEY, byValue(key, encoding), encoding);
    return [text, `${text}:${encodePart({ told: `.get(${text})` }, item, encoding)}`] as const;
  });
  return `M{${entries
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, entry]) => entry)
    .join(',')}}`;
}

function encodeArray(value: readonly unknown[], encoding: Encoding): string {
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Array.prototype && prototype?.constructor?.name !== 'Array')
    throw fault(encoding, instanceFault(value, prototype ?? {}));
  const { path, renaming } = encoding;
  const items: string[] = [];
  for (let i = 0; i < value.length; i++) {
    path.push(i);
    if (!Object.hasOwn(value, i)) throw fault(encoding, 'a hole in an array is not a value');
    if (renaming === undefined) requireField(value, i, encoding);
    items.push(encode(value[i], encoding));
    path.pop();
  }
  // The length is one of its own names.
  const isOnlyItems = Object.getOwnPropertyNames(value).length === value.length + 1;
  if (!isOnlyItems || Object.getOwnPropertySymbols(value).length > 0)
    throw fault(encoding, 'a field of an array is not a value');
  return `[${items.join(',')}]`;
}

/** A key or member that Immutable compares by value, in all its parts. */
function byValue(key: unknown, encoding: Encoding): unknown {
  if (typeof key !== 'object' || key === null) return key;
  if (!isCollection(key) && !isRecord(key)) {
    throw fault(
      encoding,
      'a plain object or array as a member of a Set or key of a Map is compared by reference; ' +
        'use a primitive, a Record or a List',
    );
  }
  if (isRecord(key)) for (const part of key.toSeq().values()) byValue(part, encoding);
  else if (isList(key) || isMap(key)) for (const part of key.values()) byValue(part, encoding);
  return key;
}

function encodeRecord(value: ImmutableRecord<object>, encoding: Encoding): string {
  // Immutable's Records are equal by fields alone, whatever factory made them.
  const fields = [...value.toSeq().entries()].map(
    ([key, item]) => `${textOf(String(key), encoding)}:${encodePart(String(key), item, encoding)}`,
  );
  return `R{${inOrder(fields).join(',')}}`;
}

function encodePlain(value: object, encoding: Encoding): string {
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== null && prototype !== Object.prototype) {
    const isOfOtherRealm =
      Object.getPrototypeOf(prototype) === null && prototype.constructor?.name === 'Object';
    if (!isOfOtherRealm) throw fault(encoding, instanceFault(value, prototype));
  }
  if (Object.getOwnPropertySymbols(value).length > 0)
    throw fault(encoding, 'a field named by a symbol is not a value');
  const { path, renaming } = encoding;
  const fields: string[] = [];
  for (const key of Object.getOwnPropertyNames(value)) {
    path.push(key);
    // What is renamed was encoded before as it is.
    if (renaming === undefined) requireField(value, key, encoding);
    const item = (value as Readonly<Record<string, unknown>>)[key];
    fields.push(`${textOf(key, encoding)}:${encode(item, encoding)}`);
    path.pop();
  }
  return `{${inOrder(fields).join(',')}}`;
}

/** What is computed when it is read may be another value each time. */
function requireField(value: object, key: string | number, encoding: Encoding): void {
  if (!('value' in (Object.getOwnPropertyDescriptor(value, key) ?? {})))
    throw fault(encoding, 'an accessor is not a value');
}

/** Sorts the few fields of an object in place: `sort` takes several times as long for them. */
function inOrder(fields: string[]): string[] {
  if (fields.length > 16) return fields.sort();
  for (let i = 1; i < fields.length; i++) {
    const field = fields[i];
    let at = i;
    for (; at > 0 && fields[at - 1] > field; at--) fields[at] = fields[at - 1];
    fields[at] = field;
  }
  return fields;
}

/** Nothing in it is escaped in JSON. */
const UNESCAPED = /^[\w .:/@#$+-]*$/;

/** A string, or the key of a field, which may be an id too. */
function textOf(given: string, { renaming }: Encoding): string {
  const text = renaming?.get(given) ?? given;
  return UNESCAPED.test(text) ? `"${text}"` : JSON.stringify(text);
}

function fault({ path }: Encoding, what: string): ValueError {
  return new ValueError(path.reduce<string>(extended, ''), what);
}

function extended(path: string, part: Encoding['path'][number]): string {
  if (typeof part === 'number') return `${path}[${part}]`;
  if (typeof part !== 'string') return path + part.told;
  if (!/^[A-Za-z_$][\w$]*$/.test(part)) return `${path}[${JSON.stringify(part)}]`;
  return path === '' ? part : `${path}.${part}`;
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
