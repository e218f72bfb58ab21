/**
 * Lines as recorders of this project write them: as JSON.stringify does, with their fields in one order. Nearly all lines of a long run are such, and
 * they are read byte by byte, so that JSON.parse is asked only for what is new in them. Whatever is otherwise, or may be wrong, is left to the reader of
 * any line (event-line.ts); a test holds the two against each other.
 */
import type { EventOf } from '../event.js';
import { areSame, KnownValues } from './known-values.js';
import { areNames, DEPTH_MAX, type Fields, isName, isObject, keysIn } from './shape.js';

type Step = EventOf<'step'>;
type Persist = EventOf<'persist'>;
type Passing = Step['sent'][number];

const encoder = new TextEncoder();
const word = (text: string): DataView => new DataView(encoder.encode(text).buffer);

const STEP = word('{"kind":"step","role":"');
const PROCESS = word(',"process":"');
const ACTION = word(',"action":"');
const RECEIVED = word(',"received":{"from":"');
const MESSAGE = word(',"message":');
const SENT = word(',"sent":[');
const TO = word('{"to":');
const CHANGED = word(',"changed":');
const PERSIST = word('{"kind":"persist","through":');
const NODE = word(',"node":"');
const INCARNATION = word(',"incarnation":');
const SEQUENCE = word(',"sequence":');
const TIME = word(',"time":');
const NOTHING = word('{}');
const END = word('}');
const NEXT = word(',');
const LIST_END = word(']');

const QUOTE = 0x22;
const COLON = 0x3a;
const DIGIT_0 = 0x30;
const BACKSLASH = 0x5c;
const BRACE_CLOSES = 0x7d;
const BRACKET_OPENS = 0x5b;
const BRACKET_CLOSES = 0x5d;
const BRACE_OPENS = 0x7b;
/** From here on a byte is a character of ASCII that a text of JSON may have; up to there it is one. */
const SPACE = 0x20;
const ASCII_END = 0x80;
/** What a byte outside of texts does to the structure of a value. */
const QUOTES = 1;
const PARTS = 2;
const OPENS = 3;
const CLOSES = 4;
const ROLES = new Uint8Array(1 << 8);
ROLES[QUOTE] = QUOTES;
ROLES[COLON] = PARTS;
for (const byte of [BRACKET_OPENS, BRACE_OPENS]) ROLES[byte] = OPENS;
for (const byte of [BRACKET_CLOSES, BRACE_CLOSES]) ROLES[byte] = CLOSES;
/** Digits of a number that is exact however it is read. */
const DIGITS_MAX = 15;

/** Above the number of messages that are on their way, or wait for a receipt in another file. */
const messages = new KnownValues<Passing['message']>(1 << 14);
const changes = new KnownValues<Step['changed']>(1 << 12);
const names = new KnownValues<string>(1 << 10);
const receivers = new KnownValues<Passing['to']>(1 << 6);
const none: Fields = {};

/** The line that is read, where reading has come to, and whether it is such a line so far. */
let bytes: Buffer = Buffer.alloc(0);
let view = new DataView(bytes.buffer);
let at = 0;
let stop = 0;
let isGood = true;
/** Whether the value that was passed over last is. */
let isAscii = true;

/**
 * The line from `start` up to `end`, which is UTF-8.
 * @returns undefined where it is not such a line, or may be wrong
 */
export function readStep(line: Buffer, start: number, end: number): Step | Persist | undefined {
  if (bytes !== line) {
    bytes = line;
    view = new DataView(line.buffer, line.byteOffset, line.length);
  }
  at = start;
  stop = end;
  isGood = true;
  if (passes(STEP)) return step();
  return passes(PERSIST) ? persist() : undefined;
}

function step(): Step | undefined {
  const role = name();
  must(PROCESS);
  const process = name();
  must(ACTION);
  const action = name();
  const received = isGood && passes(RECEIVED) ? passed() : undefined;
  must(SENT);
  const sent = allSent();
  must(CHANGED);
  const changed = isGood && passes(NOTHING) ? {} : object(changes);
  const { node, incarnation, sequence, time } = position();
  if (!isGood) return undefined;
  if (received === undefined)
    return { kind: 'step', role, process, action, sent, changed, node, incarnation, sequence, time };
  return { kind: 'step', role, process, action, received, sent, changed, node, incarnation, sequence, time };
}

function persist(): Persist | undefined {
  const through = number();
  const { node, incarnation, sequence, time } = position();
  if (!isGood || through === 0) return undefined;
  return { kind: 'persist', through, node, incarnation, sequence, time };
}

/** The fields with which each of these lines ends. */
function position() {
  must(NODE);
  const node = name();
  must(INCARNATION);
  const incarnation = number();
  must(SEQUENCE);
  const sequence = number();
  must(TIME);
  const time = number();
  must(END);
  if (at !== stop || incarnation === 0 || sequence === 0) isGood = false;
  return { node, incarnation, sequence, time };
}

function passed(): Step['received'] {
  const from = name();
  must(MESSAGE);
  const message = object(messages);
  must(END);
  return { from, message };
}

function allSent(): Step['sent'] {
  const sent: Passing[] = [];
  if (!isGood || passes(LIST_END)) return sent;
  do {
    must(TO);
    const to = list();
    must(MESSAGE);
    const message = object(messages);
    must(END);
    sent.push({ to, message });
  } while (isGood && passes(NEXT));
  must(LIST_END);
  return sent;
}

/** Whether the word is next; then it is passed over. */
function passes(word: DataView): boolean {
  const length = word.byteLength;
  if (at + length > stop || !areSame(view, at, word, 0, length)) return false;
  at += length;
  return true;
}

function must(word: DataView): void {
  isGood = isGood && passes(word);
}

/** A text in which nothing is escaped, behind its first quote. */
function name(): string {
  const start = at;
  const end = nameEnd();
  if (!isGood || end === start) return fail('');
  at = end + 1;
  const known = names.find(view, start, end);
  if (known !== undefined) return known;
  const text = bytes.toString('latin1', start, end);
  names.set(view, start, end, text);
  return text;
}

/** Where its last quote is. */
function nameEnd(): number {
  const line = bytes;
  for (let end = at; end < stop; end++) {
    const byte = line[end];
    if (byte === QUOTE) return end;
    if (byte === BACKSLASH || byte < SPACE || byte >= ASCII_END) break;
  }
  return fail(at);
}

/** A whole number, not negative. */
function number(): number {
  const line = bytes;
  const start = at;
  let end = start;
  let value = 0;
  for (let digit = line[end] - DIGIT_0; digit >= 0 && digit <= 9; digit = line[end] - DIGIT_0) {
    value = value * 10 + digit;
    end += 1;
  }
  const length = end - start;
  if (length < 1 || length > DIGITS_MAX || (length > 1 && line[start] === DIGIT_0)) return fail(0);
  at = end;
  return value;
}

/** An object in which no field is there twice; a message has an id and a kind. */
function object<T extends Fields>(known: KnownValues<T>): T {
  const start = at;
  if (!isGood || bytes[start] !== BRACE_OPENS) return fail(none as T);
  const keys = passValue();
  const there = isGood ? known.find(view, start, at) : undefined;
  if (there !== undefined) return there;
  const value = parsed(start, at);
  const isWhole = isObject(value) && keysIn(value) === keys;
  if (!isWhole || ((known as unknown) === messages && !(isName(value.id) && isName(value.kind))))
    return fail(none as T);
  known.set(view, start, at, value as T);
  return value as T;
}

function list(): Passing['to'] {
  const start = at;
  if (!isGood || bytes[start] !== BRACKET_OPENS) return fail([]);
  passValue();
  const there = isGood ? receivers.find(view, start, at) : undefined;
  if (there !== undefined) return there;
  const value = parsed(start, at);
  if (!areNames(value)) return fail([]);
  receivers.set(view, start, at, value as Passing['to']);
  return value as Passing['to'];
}

/**
 * Passes over what begins with a bracket or a brace, up to the one that closes it, as far as it is JSON at all.
 * @returns the colons in it that stand for a key
 */
function passValue(): number {
  const line = bytes;
  const last = stop;
  let keys = 0;
  let depth = 0;
  let all = 0;
  for (let next = at; next < last; ) {
    let byte = line[next++];
    switch (ROLES[byte]) {
      case QUOTES:
        for (byte = line[next++]; byte !== QUOTE && next < last; byte = line[next++]) {
          all |= byte;
          if (byte === BACKSLASH) next += 1;
        }
        break;
      case PARTS:
        keys += 1;
        break;
      case OPENS:
        depth += 1;
        if (depth > DEPTH_MAX) return fail(0);
        break;
      case CLOSES:
        depth -= 1;
        if (depth > 0) break;
        at = next;
        isAscii = all < ASCII_END;
        return keys;
    }
  }
  return fail(0);
}

function parsed(start: number, end: number): unknown {
  if (!isGood) return undefined;
  try {
    return JSON.parse(bytes.toString(isAscii ? 'latin1' : 'utf8', start, end));
  } catch {
    return undefined;
  }
}

function fail<T>(instead: T): T {
  isGood = false;
  return instead;
}
