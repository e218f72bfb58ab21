/**
 * One line as an event. The fields are looked at by hand, for speed; where something is wrong, the schema (traces/event.ts) says what.
 * A test holds the two against each other.
 *
 * A key that an object has twice is damage, and JSON.parse takes the last: so colons after quotes are counted and held against the keys
 * that came out, and only where the counts differ is the text read once more, with care.
 */
import { parse as parseWithPlaces, type ValueNode } from '@humanwhocodes/momoa';
import { EVENT_VERSION, type Event, event as schema } from '../event.js';
import { InvalidLine } from './invalid-line.js';

type Fields = Readonly<Record<string, unknown>>;

/** @throws InvalidLine that says what is wrong with it */
export function parseEvent(text: string): Event {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new InvalidLine(`it is not JSON: ${(error as Error).message}`);
  }
  if (!isObject(value)) throw new InvalidLine('it is not a JSON object');
  if (isWellFormed(value)) {
    if (mayHaveTwins(text, value)) refuseTwins(text);
    return value as Event;
  }
  throw new InvalidLine(explain(value));
}

function explain(value: Fields): string {
  if (value.kind === 'header' && value.version !== EVENT_VERSION) {
    return `it is of version ${JSON.stringify(value.version)}; this program reads version ${EVENT_VERSION}`;
  }
  const result = schema.safeParse(value);
  const issue = result.error?.issues[0];
  if (issue === undefined) return 'it is no event';
  const path = issue.path.map(String).join('.');
  return `it is no event: ${path === '' ? '' : `${path}: `}${issue.message}`;
}

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isName = (value: unknown): boolean => typeof value === 'string' && value !== '';
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 1;
const isMessage = (value: unknown): boolean => isObject(value) && isName(value.id) && isName(value.kind);

function isReceived(value: unknown): boolean {
  return (
    value === undefined ||
    (isObject(value) && hasOnly(value, RECEIVED) && isName(value.from) && isMessage(value.message))
  );
}

function isSent(value: unknown): boolean {
  if (!Array.isArray(value)) return false;
  for (const sent of value) {
    if (!isObject(sent) || !hasOnly(sent, SENT) || !isMessage(sent.message)) return false;
    if (!Array.isArray(sent.to) || !sent.to.every(isName)) return false;
  }
  return true;
}

const POSITION = ['kind', 'node', 'incarnation', 'sequence', 'time'];
const fields = (...names: string[]): ReadonlySet<string> => new Set([...POSITION, ...names]);
const SENT: ReadonlySet<string> = new Set(['to', 'message']);
const RECEIVED: ReadonlySet<string> = new Set(['from', 'message']);
const STEP = fields('role', 'process', 'action', 'received', 'sent', 'changed');
const PERSIST = fields('through');

function hasOnly(value: Fields, known: ReadonlySet<string>): boolean {
  for (const name in value) if (!known.has(name)) return false;
  return true;
}

/** Steps and persists are nearly all lines; the others are left to the schema. */
function isWellFormed(value: Fields): boolean {
  if (value.kind !== 'step' && value.kind !== 'persist') return schema.safeParse(value).success;
  const { time } = value;
  const hasPosition = isName(value.node) && isCount(value.incarnation) && isCount(value.sequence);
  if (!hasPosition || (time !== undefined && typeof time !== 'number')) return false;
  if (value.kind === 'persist') return hasOnly(value, PERSIST) && isCount(value.through);
  return (
    hasOnly(value, STEP) &&
    isName(value.role) &&
    isName(value.process) &&
    isName(value.action) &&
    isReceived(value.received) &&
    isSent(value.sent) &&
    isObject(value.changed)
  );
}

function mayHaveTwins(text: string, value: unknown): boolean {
  if (text.includes('" ') || text.includes('"\t')) return true;
  let colons = 0;
  for (let at = text.indexOf('":'); at >= 0; at = text.indexOf('":', at + 2)) colons += 1;
  return colons !== keysIn(value);
}

function keysIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  let keys = 0;
  if (Array.isArray(value)) for (const item of value) keys += keysIn(item);
  else for (const name in value) keys += 1 + keysIn((value as Fields)[name]);
  return keys;
}

function refuseTwins(text: string): void {
  const visit = (node: ValueNode): void => {
    if (node.type === 'Array') for (const { value } of node.elements) visit(value);
    if (node.type !== 'Object') return;
    const names = new Set<string>();
    for (const { name, value } of node.members) {
      const key = name.type === 'String' ? name.value : name.name;
      if (names.has(key)) throw new InvalidLine(`an object has the field ${JSON.stringify(key)} twice`);
      names.add(key);
      visit(value);
    }
  };
  visit(parseWithPlaces(text).body);
}
