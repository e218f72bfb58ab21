/**
 * Lines as recorders of this project write them: as JSON.stringify does, with their fields in one order. Nearly all lines of a long run are such, and
 * they are read byte by byte, so that JSON.parse is asked only for what is new in them. Whatever is otherwise, or may be wrong, is left to the reader of
 * any line (event-line.ts); a test holds the two against each other.
 *
 * There is one scanner in a thread: what it reads is in variables of this module.
 */
import { areSame, KnownTexts, NOWHERE } from './known-texts.js';
import type { RawLine } from './lines.js';
import {
  ABSENT,
  APART,
  CHANGES,
  LINES,
  type LineApart,
  MESSAGES,
  NAMES,
  OTHER,
  PERSIST,
  PLACES,
  RECEIVERS,
  type Scanned,
  STEP,
  TABLES,
  type Table,
  WORDS_OF_VALUE,
} from './scanned.js';
import { DEPTH_MAX } from './shape.js';

const encoder = new TextEncoder();
const word = (text: string): DataView => new DataView(encoder.encode(text).buffer);

const KIND_STEP = word('{"kind":"step","role":"');
const PROCESS = word(',"process":"');
const ACTION = word(',"action":"');
const RECEIVED = word(',"received":{"from":"');
const MESSAGE = word(',"message":');
const SENT = word(',"sent":[');
const TO = word('{"to":');
const CHANGED = word(',"changed":');
const KIND_PERSIST = word('{"kind":"persist","through":');
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
const COMMA = 0x2c;
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
/** Words of a line, at most, but for what it sends. */
const WORDS_OF_LINE = 16;

const known: Readonly<Record<Table, KnownTexts>> = {
  names: new KnownTexts(PLACES.names),
  receivers: new KnownTexts(PLACES.receivers),
  messages: new KnownTexts(PLACES.messages),
  changes: new KnownTexts(PLACES.changes),
};
const { names, receivers, messages, changes } = known;

/** The piece, where reading has come to, where the line ends, and whether it is such a line so far. */
let bytes: Buffer = Buffer.alloc(0);
let view = new DataView(bytes.buffer);
let at = 0;
let stop = 0;
let isGood = true;

/** What is said of lines so far, and of new values, which are numbered through all pieces. */
let words = new Float64Array(1 << 12);
let said = 0;
let values = new Uint8Array(1 << 14);
let written = 0;
let aboutValues = new Int32Array(1 << 10);
let told = 0;
let firstValue = 0;
let nextValue = 0;
let areAscii = true;

/** What is known of the lines without making their values; each is UTF-8, or says what is wrong with it. */
export function scan(lines: readonly RawLine[]): Scanned {
  const piece = lines.at(-1)?.bytes ?? bytes;
  if (bytes !== piece) {
    bytes = piece;
    view = new DataView(piece.buffer, piece.byteOffset, piece.length);
  }
  said = 0;
  written = 0;
  told = 0;
  firstValue = nextValue;
  areAscii = true;
  const apart: LineApart[] = [];
  for (const line of lines) {
    const { number, fault, isUnended, fileIs } = line;
    if (line.bytes === piece && fault === undefined && !isUnended) scanLine(number, line.start, line.end);
    else {
      begin(APART, number, 0, 0);
      apart.push({ text: fault === undefined ? line.text : '', told: { fault, isUnended, fileIs } });
    }
  }
  return {
    bytes: piece,
    words: words.slice(0, said),
    values: endOfValues(),
    aboutValues: aboutValues.slice(0, told),
    areAscii,
    gone: TABLES.map((table) => known[table].takeGone()),
    apart,
  };
}

function scanLine(number: number, start: number, end: number): void {
  const first = said;
  at = start;
  stop = end;
  isGood = true;
  if (passes(KIND_STEP)) {
    begin(STEP, number, start, end);
    step();
  } else if (passes(KIND_PERSIST)) {
    begin(PERSIST, number, start, end);
    say(count());
    position();
  } else isGood = false;
  if (isGood) return;
  said = first;
  begin(OTHER, number, start, end);
  at = start;
  isGood = true;
  const keys = bytes[start] === BRACE_OPENS ? passValue() : fail();
  say(isGood && at === stop ? newValue(LINES, NOWHERE, keys, start, end) : ABSENT);
}

function begin(kind: number, number: number, start: number, end: number): void {
  if (said + WORDS_OF_LINE > words.length) grow();
  words[said] = kind;
  words[said + 1] = number;
  words[said + 2] = start;
  words[said + 3] = end;
  said += 4;
}

function say(word: number): void {
  words[said++] = word;
}

function grow(): void {
  const larger = new Float64Array(2 * words.length);
  larger.set(words);
  words = larger;
}

function step(): void {
  say(name());
  must(PROCESS);
  say(name());
  must(ACTION);
  say(name());
  if (isGood && passes(RECEIVED)) {
    say(name());
    must(MESSAGE);
    say(object(messages, MESSAGES));
    must(END);
  } else {
    say(ABSENT);
    say(ABSENT);
  }
  must(SENT);
  allSent();
  must(CHANGED);
  say(isGood && passes(NOTHING) ? ABSENT : object(changes, CHANGES));
  position();
}

/** The fields with which each of these lines ends. */
function position(): void {
  must(NODE);
  say(name());
  must(INCARNATION);
  say(count());
  must(SEQUENCE);
  say(count());
  must(TIME);
  say(amount());
  must(END);
  if (at !== stop) isGood = false;
}

function allSent(): void {
  const amount = said;
  say(0);
  if (!isGood || passes(LIST_END)) return;
  let sent = 0;
  do {
    if (said + WORDS_OF_LINE > words.length) grow();
    must(TO);
    say(list());
    must(MESSAGE);
    say(object(messages, MESSAGES));
    must(END);
    sent += 1;
  } while (isGood && passes(NEXT));
  must(LIST_END);
  words[amount] = sent;
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
function name(): number {
  const start = at - 1;
  const end = nameEnd();
  if (!isGood || end === at) return fail();
  at = end + 1;
  return reference(names, NAMES, start, at, 0);
}

/** Where its last quote is. */
function nameEnd(): number {
  const line = bytes;
  for (let end = at; end < stop; end++) {
    const byte = line[end];
    if (byte === QUOTE) return end;
    if (byte === BACKSLASH || byte < SPACE || byte >= ASCII_END) break;
  }
  return fail();
}

/** A whole number, not negative. */
function amount(): number {
  const line = bytes;
  const start = at;
  let end = start;
  let value = 0;
  for (let digit = line[end] - DIGIT_0; digit >= 0 && digit <= 9; digit = line[end] - DIGIT_0) {
    value = value * 10 + digit;
    end += 1;
  }
  const length = end - start;
  if (length < 1 || length > DIGITS_MAX || (length > 1 && line[start] === DIGIT_0)) return fail();
  at = end;
  return value;
}

/** One that is not 0. */
function count(): number {
  const value = amount();
  if (value === 0) isGood = false;
  return value;
}

function object(known: KnownTexts, table: number): number {
  const start = at;
  if (!isGood || bytes[start] !== BRACE_OPENS) return fail();
  const keys = passValue();
  return isGood ? reference(known, table, start, at, keys) : 0;
}

function list(): number {
  const start = at;
  if (!isGood || bytes[start] !== BRACKET_OPENS) return fail();
  passValue();
  return isGood ? reference(receivers, RECEIVERS, start, at, 0) : 0;
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
        if (depth > DEPTH_MAX) return fail();
        break;
      case CLOSES:
        depth -= 1;
        if (depth > 0) break;
        at = next;
        if (all >= ASCII_END) areAscii = false;
        return keys;
    }
  }
  return fail();
}

/** To a text that is known, by its place; to one that is not, or was not before this piece, by its number among those that are new. */
function reference(known: KnownTexts, table: number, start: number, end: number, keys: number): number {
  const there = known.find(view, start, end);
  if (there !== NOWHERE) {
    const number = known.numberOf(there);
    return number < firstValue ? there : firstValue - 1 - number;
  }
  return newValue(table, known.keep(view, start, end, nextValue), keys, start, end);
}

function newValue(table: number, place: number, keys: number, start: number, end: number): number {
  const about = told;
  if (about + WORDS_OF_VALUE > aboutValues.length) {
    const larger = new Int32Array(2 * aboutValues.length);
    larger.set(aboutValues);
    aboutValues = larger;
  }
  aboutValues[about] = table;
  aboutValues[about + 1] = place;
  aboutValues[about + 2] = keys;
  aboutValues[about + 3] = end - start;
  told += WORDS_OF_VALUE;
  write(start, end);
  nextValue += 1;
  return firstValue - nextValue;
}

/** Behind a bracket or a comma. */
function write(start: number, end: number): void {
  const length = end - start;
  if (written + length + 2 > values.length) {
    const larger = new Uint8Array(2 * (written + length + 2));
    larger.set(values);
    values = larger;
  }
  values[written] = written === 0 ? BRACKET_OPENS : COMMA;
  values.set(bytes.subarray(start, end), written + 1);
  written += length + 1;
}

function endOfValues(): Uint8Array {
  if (written === 0) return values.slice(0, 0);
  values[written] = BRACKET_CLOSES;
  return values.slice(0, written + 1);
}

function fail(): number {
  isGood = false;
  return 0;
}
