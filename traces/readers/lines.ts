/**
 * The lines of a text file, and the values that a line may hold. What is damaged is refused with its line: a reader that guesses would have the judge
 * blame somebody for what nobody did.
 */
import { gunzipSync } from 'node:zlib';
import { InputError, systemReason } from '../../checker/input-error.js';
import { type Json, LineError } from '../linearize/history.js';
import { DEPTH_MAX } from '../read/shape.js';

export interface Line {
  /** From 1. */
  readonly number: number;
  /** Not blank. */
  readonly text: string;
  /** The last of a file, without a line break: who wrote it may have been stopped in the middle. */
  readonly isOpen?: true;
}

/**
 * Lines that are not blank, of UTF-8 text, plain or packed by gzip. A byte order mark and carriage returns at line ends mean nothing.
 * @throws InputError for what is no such text
 */
export function linesOf(bytes: Uint8Array): readonly Line[] {
  const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const text = decode(isPacked ? unpack(bytes) : bytes);
  const all = text.split('\n');
  return all
    .map(
      (line, i): Line => ({
        number: i + 1,
        text: line.replace(/\r$/, ''),
        ...(i + 1 === all.length ? { isOpen: true } : {}),
      }),
    )
    .filter((line) => line.text.trim() !== '');
}

function unpack(bytes: Uint8Array): Uint8Array {
  try {
    return gunzipSync(bytes);
  } catch (error) {
    throw new InputError(`it cannot be unpacked by gzip: ${systemReason(error)}`);
  }
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new LineError(lineOfBadByte(bytes), 'it is not UTF-8');
  }
}

/** A line break is no part of any longer character, so lines can be tried one by one. */
function lineOfBadByte(bytes: Uint8Array): number {
  let start = 0;
  for (let line = 1; ; line++) {
    const end = bytes.indexOf(0x0a, start);
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(start, end === -1 ? undefined : end));
    } catch {
      return line;
    }
    if (end === -1) return line;
    start = end + 1;
  }
}

/**
 * A number as it is written.
 * @throws LineError for one that JavaScript would round: two that differ could become one
 */
export function exactNumber(value: number, line: number): number {
  const isExact = Number.isSafeInteger(value) || (Number.isFinite(value) && !Number.isInteger(value));
  if (isExact) return value;
  throw new LineError(line, `the number ${value} is too large to be read exactly; write it as a text`);
}

/** @throws LineError for a text of JSON or EDN that is nested too deep */
export function refuseDeep(text: string, line: number): void {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '"') at = endOfText(text, at);
    else if ('[({'.includes(character)) depth += 1;
    else if ('])}'.includes(character)) depth -= 1;
    if (depth > DEPTH_MAX)
      throw new LineError(line, `${startOf(text)} is nested more than ${DEPTH_MAX} deep`);
  }
}

/** Where the quote is that ends the text which begins here. */
function endOfText(text: string, start: number): number {
  let at = start + 1;
  for (; at < text.length && text[at] !== '"'; at++) if (text[at] === '\\') at += 1;
  return at;
}

/** The first characters of a line, for a message. */
export function startOf(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}

/** A name of a client or an action: a text, or a number as one. */
export function nameOf(value: Json | undefined, what: string, line: number): string {
  if (typeof value === 'string' && value !== '') return value;
  if (typeof value === 'number') return String(value);
  throw new LineError(
    line,
    value === undefined
      ? `there is no ${what}`
      : `${what} is ${JSON.stringify(value)}, and is to be a name or a number`,
  );
}

export function wordsOf(text: string): readonly string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}
