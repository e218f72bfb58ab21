/**
 * One line in any form as an event, by JSON.parse. Its fields are then looked at by hand, for speed; where something is wrong, the schema (traces/event.ts)
 * says what. A test holds the two against each other.
 */
import { parse as parseWithPlaces, type ValueNode } from '@humanwhocodes/momoa';
import { EVENT_VERSION, type Event, event as schema } from '../event.js';
import { InvalidLine } from './invalid-line.js';
import {
  areNames,
  BAD,
  type Fields,
  isName,
  isObject,
  keysIn,
  keysOfPassing,
  type Look,
  mayHaveTwins,
  namesIn,
} from './shape.js';

/** A line in any form. @throws InvalidLine that says what is wrong with it */
export function parseEvent(text: string): Event {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new InvalidLine(`it is not JSON: ${(error as Error).message}`, true);
  }
  if (!isObject(value)) throw new InvalidLine('it is not a JSON object', true);
  const keys = keysOf(value);
  if (!Number.isNaN(keys)) {
    if (mayHaveTwins(text, keys)) refuseTwins(text);
    return value as Event;
  }
  throw new InvalidLine(explain(value));
}

function explain(value: Fields): string {
  if (value.kind === 'header' && value.version !== EVENT_VERSION) {
    return `it is of version ${JSON.stringify(value.version)}; this program reads version ${EVENT_VERSION}`;
  }
  keysIn(value);
  const result = schema.safeParse(value);
  const issue = result.error?.issues[0];
  if (issue === undefined) return 'it is no event';
  const path = issue.path.map(String).join('.');
  return `it is no event: ${path === '' ? '' : `${path}: `}${issue.message}`;
}

const isNumber = (value: unknown): boolean => typeof value === 'number';
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 1;
const isAmount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;
const isAny = (value: unknown): boolean => value !== undefined;
const isOneOf = (...known: readonly string[]) => {
  const all = new Set<unknown>(known);
  return (value: unknown): boolean => all.has(value);
};

interface Kind {
  readonly required: readonly (readonly [string, Look])[];
  readonly optional: readonly (readonly [string, Look])[];
}

const POSITION = { node: isName, incarnation: isCount, sequence: isCount };
const kindOf = (required: Record<string, Look>, optional: Record<string, Look> = {}): Kind => ({
  required: Object.entries(required),
  optional: Object.entries({ ...optional, time: isNumber }),
});

/** The kinds of nearly all lines; a header is left to the schema. Of a step the rest is looked at below. */
const KINDS: ReadonlyMap<unknown, Kind> = new Map(
  Object.entries({
    step: kindOf(
      { ...POSITION, role: isName, process: isName, action: isName, sent: Array.isArray, changed: isObject },
      { received: isObject },
    ),
    persist: kindOf({ ...POSITION, through: isCount }),
    start: kindOf({ ...POSITION, durable: isObject }),
    crash: kindOf(POSITION),
    end: kindOf(POSITION),
    snapshot: kindOf({
      ...POSITION,
      slot: isAmount,
      digest: isName,
      source: isOneOf('applied', 'fetched'),
    }),
    drop: kindOf({ ...POSITION, id: isName, to: isName, reason: isName }),
    client: kindOf(
      {
        type: isOneOf('invoke', 'ok', 'fail', 'info'),
        client: isName,
        sequence: isCount,
        operation: isAny,
      },
      { result: isAny },
    ),
  }),
);

/** How many keys the line has, in all of its objects; not a number where it is no event. @throws InvalidLine where it is nested too deep */
export function keysOf(value: Fields): number {
  const kind = KINDS.get(value.kind);
  // Counted first: what is nested too deep the schema would not survive.
  if (kind === undefined) {
    const keys = keysIn(value);
    return schema.safeParse(value).success ? keys : BAD;
  }
  let known = 1 + kind.required.length;
  for (const [name, look] of kind.required) if (!look(value[name])) return BAD;
  for (const [name, look] of kind.optional) {
    const there = value[name];
    if (there === undefined) continue;
    if (!look(there)) return BAD;
    known += 1;
  }
  // All that it must have is there: where there are more keys, one is a stranger.
  if (namesIn(value) !== known) return BAD;
  if (value.kind === 'step') {
    const { sent, received, changed } = value as { sent: unknown[]; received?: Fields; changed: Fields };
    let keys =
      known + keysIn(changed) + (received === undefined ? 0 : keysOfPassing(received, 'from', isName));
    for (const one of sent) keys += isObject(one) ? keysOfPassing(one, 'to', areNames) : BAD;
    return keys;
  }
  for (const name in value) {
    const part = value[name];
    if (typeof part === 'object') known += keysIn(part);
  }
  return known;
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
