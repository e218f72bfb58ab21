/**
 * What a client may write in a request, and what it is told where it wrote something else.
 */
import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';
import type { Json } from '../../traces/event.js';
import type { Operation } from '../core/command.js';
import { allRoles } from '../core/configuration.js';
import { flawOf } from '../core/value.js';
import { parseAddress } from '../node/address.js';
import { readShape } from '../plain-words.js';
import { CLIENT_HEADER, SEQUENCE_HEADER } from './headers.js';
import { BadRequest } from './reply.js';
import { type Loan, MADE_UP } from './sessions.js';

export const KEY_BYTES_MAX = 1024;
const CLIENT_LENGTH_MAX = 128;
const RANGE_DEFAULT = 100;
const RANGE_MAX = 1000;
const LEASE_MS_DEFAULT = 30_000;
/** A day. */
const LEASE_MS_MAX = 86_400_000;

export function keyOf(text: string, what = 'key'): string {
  const bytes = Buffer.byteLength(text);
  if (bytes === 0 || bytes > KEY_BYTES_MAX)
    throw new BadRequest(`a ${what} has 1 to ${KEY_BYTES_MAX} bytes, not ${bytes}`);
  if (/[\p{Cc}\p{Cs}\uFFFD]/u.test(text))
    throw new BadRequest(`a ${what} is text in UTF-8 without control characters`);
  return text;
}

/** Who asks, where the request says it. */
export function askerOf(headers: IncomingHttpHeaders): Loan | undefined {
  const client = headers[CLIENT_HEADER];
  const sequence = headers[SEQUENCE_HEADER];
  if (client === undefined && sequence === undefined) return undefined;
  if (client === undefined || sequence === undefined)
    throw new BadRequest(`${CLIENT_HEADER} and ${SEQUENCE_HEADER} come together`);
  return { client: clientOf(client), sequence: wholeNumber(String(sequence), SEQUENCE_HEADER, 1) };
}

export function clientOf(given: string | readonly string[] | undefined): string {
  const client = String(given);
  if (client.startsWith(MADE_UP) || !/^[\x21-\x7e]+$/.test(client) || client.length > CLIENT_LENGTH_MAX)
    throw new BadRequest(
      `${CLIENT_HEADER} is 1 to ${CLIENT_LENGTH_MAX} visible characters of ASCII, the first not ${MADE_UP}`,
    );
  return client;
}

function wholeNumber(text: string, what: string, min: number, max = Number.MAX_SAFE_INTEGER): number {
  const number = Number(text);
  if (/^\d{1,16}$/.test(text) && number >= min && number <= max) return number;
  throw new BadRequest(
    `${what} is a whole number of at least ${min}${max === Number.MAX_SAFE_INTEGER ? '' : `, at most ${max}`}, not ${text.slice(0, 40)}`,
  );
}

/**
 * @param text the body, whatever type the client says it has: curl calls everything a form
 * @param depth how deep it lies in what is kept: -1 where it is an object with values in it
 */
function jsonOf(text: unknown, depth = -1): Json {
  if (typeof text !== 'string' || text === '') throw new BadRequest('a value is missing: the body is JSON');
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    throw new BadRequest(
      `the body is not JSON: ${text.slice(0, 40)} (a text stands in quotes: '"like this"')`,
    );
  }
  const flaw = flawOf(value, depth);
  if (flaw !== undefined) throw new BadRequest(flaw);
  return value;
}

export function valueOf(text: unknown): Json {
  const value = jsonOf(text, 0);
  if (value === null) throw new BadRequest('null stands for no value; DELETE takes a value away');
  return value;
}

function shaped<T>(schema: z.ZodType<T>, body: Json): T {
  const read = readShape(schema, body, 'the body');
  if ('flaw' in read) throw new BadRequest(read.flaw);
  return read.data;
}

const json = z.json();
const Swap = z.strictObject({ expected: json, value: json });

export function swapOf(key: string, body: unknown): Operation {
  const { expected, value } = shaped(Swap, jsonOf(body));
  return { kind: 'cas', key, expected: expected as Json, value: value as Json };
}

const Query = z.strictObject({
  from: z.string().optional(),
  to: z.string().optional(),
  prefix: z.string().optional(),
  limit: z.string().optional(),
});

/** `?prefix=` or `?from=&to=`, with `&limit=`. */
export function rangeOf(query: unknown): Operation {
  const { from, to, prefix, limit } = shaped(Query, query as Json);
  if (prefix !== undefined && (from !== undefined || to !== undefined))
    throw new BadRequest('a range is given by prefix, or by from and to');
  return {
    kind: 'range',
    from: prefix ?? from ?? '',
    to: prefix === undefined ? (to ?? null) : endOf(prefix),
    limit: wholeNumber(limit ?? String(RANGE_DEFAULT), 'limit', 1, RANGE_MAX),
  };
}

/** The first key after all that begin so, in the order of UTF-16 units. */
function endOf(prefix: string): string | null {
  const shorter = prefix.replace(/\uffff+$/, '');
  if (shorter === '') return null;
  const last = shorter.length - 1;
  return shorter.slice(0, last) + String.fromCharCode(shorter.charCodeAt(last) + 1);
}

const Lease = z.strictObject({ leaseMs: z.int().min(1).max(LEASE_MS_MAX).default(LEASE_MS_DEFAULT) });

export function acquisitionOf(lock: string, body: unknown, tickMs: number): Operation {
  const { leaseMs } = shaped(Lease, body === undefined || body === '' ? {} : jsonOf(body));
  return { kind: 'acquire', lock, lease: Math.ceil(leaseMs / tickMs) };
}

const address = z.string().refine((text) => parseAddress(text) !== undefined, {
  message: 'an address is "host:port host:port", for servers and for clients',
});
const NewServer = z.strictObject({
  id: z.string().regex(/^[\w.-]{1,64}$/, 'a name of up to 64 letters, digits, ".", "_" and "-"'),
  roles: z
    .array(z.enum(allRoles))
    .min(1)
    .default([...allRoles]),
  address,
});

export function serverOf(body: unknown): z.infer<typeof NewServer> {
  return shaped(NewServer, jsonOf(body));
}
