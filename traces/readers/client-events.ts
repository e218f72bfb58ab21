/**
 * The project's own client histories: JSON lines, of which those with `"kind": "client"` are read (traces/event.ts). Others are events of servers, and say
 * nothing of what clients saw. What is asked and answered is in the words of impl/core/command.ts; a result that is none of its kinds is taken for the answer itself, so
 * that other recorders may write `"result": 3`.
 */
import { type ClientEvent, type Json, LineError } from '../linearize/history.js';
import type { Reading } from './dialects.js';
import { exactNumber, type Line, nameOf, startOf } from './lines.js';

type Fields = Readonly<Record<string, Json | undefined>>;

/** Changes of the configuration are no operations on an object. */
const RECONFIGURATIONS: ReadonlySet<string> = new Set(['add-server', 'remove-server', 'replace-server']);

export function readClientEvents(lines: readonly Line[]): Reading {
  const leftOut = { servers: 0, reconfigurations: 0 };
  const events = lines.flatMap(({ number: line, text }): readonly ClientEvent[] => {
    const fields = parse(text, line);
    if (fields.kind !== 'client') {
      nameOf(fields.kind, 'kind', line);
      leftOut.servers++;
      return [];
    }
    const event = eventOf(fields, line);
    if (!RECONFIGURATIONS.has(event.action)) return [event];
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

function parse(text: string, line: number): Fields {
  let value: unknown;
  try {
    value = JSON.parse(text, (_, part: unknown) =>
      typeof part === 'number' ? exactNumber(part, line) : part,
    );
  } catch (error) {
    if (error instanceof LineError) throw error;
    throw new LineError(line, `${startOf(text)} is no whole JSON: ${(error as Error).message}`);
  }
  if (isFields(value)) return value;
  throw new LineError(line, `${startOf(text)} is not an object`);
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function eventOf({ type, client, sequence, operation, result }: Fields, line: number): ClientEvent {
  if (!isFields(operation))
    throw new LineError(line, 'operation is to be an object: {"kind": "get", "key": "x"}');
  const action = nameOf(operation.kind, 'operation.kind', line);
  const number = typeof sequence === 'number' ? { sequence } : {};
  const base = { line, client: nameOf(client, 'client', line), action, ...number };
  const asked = { key: keyOf(operation), argument: argumentOf(operation) };
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

/** What models take as the argument. */
function argumentOf({ kind, value, expected, from, to, limit, lease }: Fields): Json | undefined {
  switch (kind) {
    case 'cas':
      return [expected ?? null, value ?? null];
    case 'range':
      return { from, to, limit };
    case 'acquire':
      return lease;
    default:
      return value;
  }
}

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
