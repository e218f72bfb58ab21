/**
 * Values on their way to another thread or to a file, and back. Unlike checker/json-value.ts, which writes for readers, a parcel
 * keeps what code can see of a value besides what makes it equal to others: the order of fields and members, and the
 * type of a Record. What is unpacked then behaves as what was packed.
 */

import { isCollection, isList, isRecord, isSet, List, Map, Record, Set } from 'immutable';
import { InputError } from '../input-error.js';

/** JSON, in which every object but a parcel's own tagged arrays is `["object", [key, parcel], ...]`. */
export type Parcel = null | boolean | number | string | readonly Parcel[];

/** A value that is more than its parts: it cannot be made again elsewhere. */
export class ParcelError extends InputError {}

/** Immutable's Record keeps what it needs here; the types do not say so. */
type AnyRecord = Record<{ [field: string]: unknown }>;

/**
 * @param value a value as checker/canonical.ts accepts it
 * @throws ParcelError for an instance of a class that extends a Record
 */
export function pack(value: unknown): Parcel {
  if (typeof value === 'bigint') return ['bigint', String(value)];
  if (value === undefined) return ['undefined'];
  if (typeof value !== 'object' || value === null) return value as null | boolean | number | string;
  if (Array.isArray(value)) return ['array', ...value.map(pack)];
  if (isRecord(value)) return packRecord(value as AnyRecord);
  if (isCollection(value)) {
    if (isList(value)) return ['list', ...value.toArray().map(pack)];
    if (isSet(value)) return ['set', ...value.toArray().map(pack)];
    return ['map', ...[...(value as Map<unknown, unknown>)].map(([key, item]) => [pack(key), pack(item)])];
  }
  return ['object', ...Object.entries(value).map(([key, item]) => [key, pack(item)])];
}

function packRecord(value: AnyRecord): Parcel {
  const factory = Object.getPrototypeOf(value);
  const name = Record.getDescriptiveName(value);
  if (Object.getPrototypeOf(factory) !== Record.prototype) {
    throw new ParcelError(
      `${name} extends a Record with code of its own, which can be sent to no other thread and written to no checkpoint; ` +
        'use --workers 1 and no --checkpoint, or a plain Record',
    );
  }
  const fields = (record: AnyRecord): Parcel =>
    Object.entries(record.toObject()).map(([key, item]) => [key, pack(item)]);
  return ['record', name, fields(value.clear()), fields(value)];
}

/** Undoes `pack`. */
export function unpack(parcel: Parcel): unknown {
  if (!isArray(parcel)) return parcel;
  const [tag, ...parts] = parcel;
  switch (tag) {
    case 'undefined':
      return undefined;
    case 'bigint':
      return BigInt(parts[0] as string);
    case 'array':
      return parts.map(unpack);
    case 'list':
      return List(parts.map(unpack));
    case 'set':
      return Set(parts.map(unpack));
    case 'map':
      return Map(parts.map((part) => pair(part).map(unpack) as [unknown, unknown]));
    case 'object':
      return fieldsOf(parts);
    case 'record':
      return recordOf(parts[0] as string, parts[1] as readonly Parcel[], parts[2] as readonly Parcel[]);
    default:
      throw new Error(`a parcel has no tag ${String(tag)}`);
  }
}

/** Factories by what makes them: records that are packed one by one keep one type. */
const factories: { [key: string]: Record.Factory<{ [field: string]: unknown }> } = {};

function recordOf(name: string, defaults: readonly Parcel[], fields: readonly Parcel[]): AnyRecord {
  const key = JSON.stringify([name, defaults]);
  factories[key] ??= Record(fieldsOf(defaults), name);
  return factories[key](fieldsOf(fields));
}

function fieldsOf(parts: readonly Parcel[]): { [field: string]: unknown } {
  return Object.fromEntries(parts.map(pair).map(([key, item]) => [key, unpack(item)]));
}

function pair(parcel: Parcel): readonly [string, Parcel] {
  return parcel as unknown as readonly [string, Parcel];
}

/** `Array.isArray` alone does not narrow a readonly array out of a union. */
function isArray(parcel: Parcel): parcel is readonly Parcel[] {
  return Array.isArray(parcel);
}
