/**
 * The project's own client histories: JSON lines, of which those with `"kind": "client"` are read (traces/event.ts). Others are events of servers, and say
 * nothing of what clients saw. What is asked and answered is in the words of impl/core/command.ts; a result that is none of its kinds is taken for the answer itself, so
 * that other recorders may write `"result": 3`.
 */
import { type ClientEvent, type Json, LineError } from '../linearize/history.js';
import type { Reading } from './dialects.js';
import { type Fields, isFields, parseObject } from './json-lines.js';
import { type Line, nameOf } from './lines.js';

/** Changes of the configuration are no operations on an object. */
const RECONFIGURATIONS: ReadonlySet<string> = new Set(['add-server', 'remove-server', 'replace-server']);

export function readClientEvents(lines: readonly Line[]): Reading {
  const leftOut = { servers: 0, reconfigurations: 0 };
  const events = lines.flatMap((text): readonly ClientEvent[] => {
    const line = text.number;
    const fields = parseObject(text);
    if (fields.kind !== 'client') {
      nameOf(fields.kind, 'kind', line);
      leftOut.servers++;
      return [];
    }
    const event = clientEventOf(fields, line);
    if (event !== undefined) return [event];
    leftOut.reconfigurations++;
    return [];
  });
  return {
    events,
    leftOut: [
      { lines: leftOut.servers, what: 'of servers' },
      { lines: leftOut.reconfigurations, what: 'of reconfigurations' },
    ],
  };
}

/**
 * @returns nothing of a change of the configuration
 * @throws LineError
 */
export function clientEventOf(fields: Fields, line: number): ClientEvent | undefined {
  const event = eventOf(fields, line);
  return RECONFIGURATIONS.has(event.action) ? undefined : event;
}

function eventOf({ type, client, sequence, operation, result }: Fields, line: number): ClientEvent {
  if (!isFields(operation))
    throw new LineError(line, 'operation is to be an object: {"kind": "get", "key": "x"}');
  const action = nameOf(operation.kind, 'operation.kind', line);
  const number = typeof sequence === 'number' ? { sequence } : {};
  const base = { line, client: nameOf(client, 'client', line), action, ...number };
  const asked = { key: keyOf(operation), argument: argumentOf(operation, line) };
  switch (type) {
    case 'invoke':
      return { ...base, type, ...asked };
    case 'ok': {
      const answer = answerOf(result);
      if (answer === undefined && ANSWERED.has(action))
        throw new LineError(line, `an ok ${action} without a result`);
      return isRefused(result) ? { ...base, type: 'fail' } : { ...base, type, ...asked, answer };
    }
    case 'fail':
    case 'info':
      return { ...base, type };
    default:
      throw new LineError(
        line,
        `the type ${JSON.stringify(type) ?? 'is missing'}; there are: invoke, ok, fail, info`,
      );
  }
}

/** Actions that say nothing without an answer. */
const ANSWERED: ReadonlySet<string> = new Set([
  'get',
  'read',
  'range',
  'dequeue',
  'holder',
  'cas',
  'acquire',
]);

function keyOf({ key, lock, queue }: Fields): Json | undefined {
  return key ?? lock ?? queue;
}

/** What models take as the argument; undefined where a return does not repeat it. */
function argumentOf(
  { kind, value, expected, from, to, limit, lease }: Fields,
  line: number,
): Json | undefined {
  switch (kind) {
    case 'cas':
      if (expected === undefined && (value === undefined || isPair(value))) return value;
      if (expected === undefined || value === undefined)
        throw new LineError(
          line,
          'a cas has what is "expected" and the "value" to come (null: none), or both as a pair',
        );
      return [expected, value];
    case 'range':
      return from === undefined ? undefined : { from, to: to ?? null, limit: limit ?? null };
    case 'acquire':
      return lease;
    default:
      return value;
  }
}

const isPair = (value: Json): boolean => Array.isArray(value) && value.length === 2;

/** It was executed, and did nothing. */
function isRefused(result: Json | undefined): boolean {
  return isFields(result) && result.kind === 'refused';
}

/** What models answer. */
function answerOf(result: Json | undefined): Json | undefined {
  if (!isFields(result)) return result;
  switch (result.kind) {
    case 'value':
      return result.value;
    case 'done':
      return undefined;
    case 'deleted':
      return result.existed;
    case 'swapped':
      return true;
    case 'differs':
      return { found: result.value };
    case 'entries':
      return { entries: result.entries, more: result.more };
    case 'acquired':
      return { token: result.token, expires: result.expires };
    case 'held':
      return { heldBy: result.holder };
    case 'released':
      return true;
    case 'not-held':
      return false;
    case 'holder':
      return result.holder;
    default:
      return result;
  }
}
