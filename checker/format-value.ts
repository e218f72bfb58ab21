/**
 * Values, messages and changes as a person reads them: compact, on one line, and a function of the value
 * alone. Fields, entries and members are sorted, since the order in which a spec happened to write them is no
 * part of the value: the same execution prints the same text whichever worker met it, live or saved.
 * An object with a string field `kind` is shown as a variant, `promise(ballot: 2, vote: none)`.
 */
import { type Map as ImmutableMap, isCollection, isList, isMap, isRecord, isSet } from 'immutable';
import { canonical, equalValues } from './canonical.js';
import type { Change } from './execution.js';
import type { Parameters } from './model.js';

/**
 * One line of text for a value: `{promised: 2, vote: {ballot: 1, value: v1}}`, a Map as `{a1 → 3}`, a Set as
 * `{1, 2}`, arrays and Lists as `[x, y]`, null as `none`. Strings are bare where that cannot be mistaken.
 */
export function formatValue(value: unknown): string {
  if (value === null) return 'none';
  if (typeof value === 'string') return formatString(value);
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return `[${value.map(formatValue).join(', ')}]`;
  if (isList(value)) return `[${value.toArray().map(formatValue).join(', ')}]`;
  if (isSet(value)) return `{${sorted(value.toArray()).map(formatValue).join(', ')}}`;
  if (isMap(value)) {
    const entries = sorted([...value.keys()]).map(
      (key) => `${formatValue(key)} → ${formatValue(value.get(key))}`,
    );
    return `{${entries.join(', ')}}`;
  }
  const fields = fieldsOf(value) ?? {};
  return typeof fields.kind === 'string' ? formatVariant(fields, 'kind') : `{${formatFields(fields)}}`;
}

/**
 * A name (of a node, an action, a spec) made fit for one line: control characters, which a saved execution
 * may bring along, are shown as escapes instead of being sent to the terminal.
 */
export function formatName(name: string): string {
  return name.replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, escapeCharacter);
}

/** Parameters as `ballot: 2, value: v1`, in the order in which the spec declared them. */
export function formatParameters(parameters: Parameters): string {
  return Object.entries(parameters)
    .map(([name, value]) => `${formatString(name)}: ${formatValue(value)}`)
    .join(', ');
}

/** One line of text for a message: as a value, and named by its field `type` where it has no `kind`. */
export function formatMessage(message: unknown): string {
  const fields = fieldsOf(message);
  if (fields !== undefined && typeof fields.kind !== 'string' && typeof fields.type === 'string') {
    return formatVariant(fields, 'type');
  }
  return formatValue(message);
}

/**
 * What a step did to one variable, as lines: of objects and Maps only the parts that differ
 * (`vote.ballot: 1 → 2`), otherwise `before → after`; of a soup, the members that were added.
 * The variable itself is not named.
 */
export function describeChange(change: Change): string {
  return changeParts(change)
    .map(({ path, text }) => (path === '' ? text : `${path}: ${text}`))
    .join('\n');
}

/** One part of a variable that changed. The path is empty for the whole. */
export interface ChangePart {
  readonly path: string;
  readonly text: string;
}

/** The same as `describeChange`, for those who name the variable: one part a line. */
export function changeParts(change: Change): readonly ChangePart[] {
  if (change.kind === 'soup') {
    const members = Array.isArray(change.after) ? change.after : [change.after];
    return [{ path: '', text: members.map((member) => `+ ${formatMessage(member)}`).join(', ') }];
  }
  return differences('', change.before, change.after);
}

function differences(path: string, before: unknown, after: unknown): readonly ChangePart[] {
  const whole = [{ path, text: `${formatValue(before)} → ${formatValue(after)}` }];
  if (isMap(before) && isMap(after)) return mapDifferences(path, before, after) ?? whole;
  const [old, now] = [fieldsOf(before), fieldsOf(after)];
  // Another variant of a union is another thing: a field by field account of it would mislead.
  if (old === undefined || now === undefined || old.kind !== now.kind) return whole;
  const names = [...new Set([...Object.keys(old), ...Object.keys(now)])].sort();
  const parts = names.flatMap((name) =>
    differencesOf(
      path === '' ? name : `${path}.${name}`,
      { there: Object.hasOwn(old, name), value: old[name] },
      { there: Object.hasOwn(now, name), value: now[name] },
    ),
  );
  // Nothing differs only where a plain object took the place of an equal Record.
  return parts.length === 0 ? whole : parts;
}

/** Entry by entry where some entry stayed the same; a Map that is new altogether is shown whole. */
function mapDifferences(path: string, before: AnyMap, after: AnyMap): readonly ChangePart[] | undefined {
  const parts = sorted([...before.merge(after).keys()]).map((key) =>
    differencesOf(
      `${path}[${formatValue(key)}]`,
      { there: before.has(key), value: before.get(key) },
      { there: after.has(key), value: after.get(key) },
    ),
  );
  return parts.some((part) => part.length === 0) ? parts.flat() : undefined;
}

/** A field or an entry: it may be there or not, which is not the same as holding undefined. */
interface Part {
  readonly there: boolean;
  readonly value: unknown;
}

function differencesOf(path: string, before: Part, after: Part): readonly ChangePart[] {
  if (before.there && after.there) {
    return equalValues(before.value, after.value) ? [] : differences(path, before.value, after.value);
  }
  return [{ path, text: `${formatPart(before)} → ${formatPart(after)}` }];
}

function formatPart({ there, value }: Part): string {
  return there ? formatValue(value) : 'absent';
}

type Fields = { readonly [name: string]: unknown };
type AnyMap = ImmutableMap<unknown, unknown>;

/** The fields of a plain object or a Record, sorted by name; undefined for anything else. */
function fieldsOf(value: unknown): Fields | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || isCollection(value)) {
    return undefined;
  }
  const entries: [string, unknown][] = isRecord(value)
    ? Object.entries(value.toObject())
    : Object.entries(value);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function formatVariant(fields: Fields, tag: string): string {
  const { [tag]: name, ...rest } = fields;
  return Object.keys(rest).length === 0 ? String(name) : `${name}(${formatFields(rest)})`;
}

function formatFields(fields: Fields): string {
  return Object.entries(fields)
    .map(([name, value]) => `${formatString(name)}: ${formatValue(value)}`)
    .join(', ');
}

/** Bare when it reads as a word and is not how another value is printed. */
function formatString(text: string): string {
  return /^[\p{L}_][\p{L}\p{N}_.-]*$/u.test(text) && !LITERALS.has(text)
    ? text
    : formatName(JSON.stringify(text));
}

function escapeCharacter(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16);
  return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, '0')}`;
}

const LITERALS: ReadonlySet<string> = new Set(['none', 'null', 'undefined', 'true', 'false', 'absent']);

/** Members in an order of their own: numbers by size, then everything else by canonical text. */
function sorted<T>(members: readonly T[]): readonly T[] {
  const numbers = members.filter((member) => typeof member === 'number');
  const others = members
    .filter((member) => typeof member !== 'number')
    .map((member) => ({ member, text: canonical(member) }));
  return [
    ...numbers.sort((a, b) => a - b),
    ...others.sort((a, b) => (a.text < b.text ? -1 : 1)).map(({ member }) => member),
  ];
}
