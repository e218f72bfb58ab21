/** Makes events of what is known of lines (scanned.ts): JSON.parse is asked once for all that is new in a piece. */
import type { Event, EventOf } from '../event.js';
import { keysOf, parseEvent } from './event-line.js';
import { InvalidLine } from './invalid-line.js';
import type { Told } from './lines.js';
import {
  ABSENT,
  APART,
  CHANGES,
  LINES,
  MESSAGES,
  NAMES,
  PERSIST,
  PLACES,
  RECEIVERS,
  type Scanned,
  STEP,
  TABLES,
  WORDS_OF_VALUE,
} from './scanned.js';
import { areNames, isName, isObject, keysIn } from './shape.js';

type Step = EventOf<'step'>;
type Passing = Step['sent'][number];

/** A line as an event, or as what is wrong with it. */
export interface ReadLine {
  readonly event: Event | InvalidLine;
  /** From 1. */
  readonly number: number;
  readonly told: Told;
}

/** A value that no line of the recorders' form has, or that was never told. */
const WRONG = Symbol('wrong');
const nothingTold: Told = {};

export class EventMaker {
  /** By table and place. */
  private readonly known = TABLES.map((table) => new Array<unknown>(PLACES[table]).fill(WRONG));
  private readonly names = this.known[NAMES];
  private readonly receivers = this.known[RECEIVERS];
  private readonly messages = this.known[MESSAGES];
  private readonly changes = this.known[CHANGES];
  /** Of the piece: its new values, its words, the next of those, and whether all values of the line are right so far. */
  private values: readonly unknown[] = [];
  private words: Float64Array = new Float64Array(0);
  private at = 0;
  private isGood = true;

  /** Pieces are to come in the order in which they were scanned. */
  make(scanned: Scanned): readonly ReadLine[] {
    const { words, apart } = scanned;
    this.values = valuesOf(scanned);
    this.words = words;
    this.at = 0;
    const lines: ReadLine[] = [];
    for (let aparts = 0; this.at < words.length; ) {
      const kind = this.next();
      const number = this.next();
      const start = this.next();
      const end = this.next();
      if (kind === APART) {
        const { text, told } = apart[aparts++];
        const event = told.fault === undefined ? eventOf(text) : new InvalidLine(told.fault);
        lines.push({ event, number, told });
        continue;
      }
      this.isGood = true;
      const event = kind === STEP ? this.step() : kind === PERSIST ? this.persist() : this.other();
      lines.push({
        event: this.isGood ? event : eventOf(textOf(scanned, start, end)),
        number,
        told: nothingTold,
      });
    }
    this.keep(scanned);
    return lines;
  }

  private step(): Event {
    const role = this.name();
    const process = this.name();
    const action = this.name();
    const from = this.next();
    const heard = this.next();
    const sent: Passing[] = [];
    for (let left = this.next(); left > 0; left--) {
      const to = this.valueAt(this.receivers, this.next()) as Passing['to'];
      sent.push({ to, message: this.valueAt(this.messages, this.next()) as Passing['message'] });
    }
    const change = this.next();
    const changed = change === ABSENT ? {} : (this.valueAt(this.changes, change) as Step['changed']);
    const node = this.name();
    const incarnation = this.next();
    const sequence = this.next();
    const time = this.next();
    if (from === ABSENT)
      return { kind: 'step', role, process, action, sent, changed, node, incarnation, sequence, time };
    const received = {
      from: this.valueAt(this.names, from) as string,
      message: this.valueAt(this.messages, heard) as Passing['message'],
    };
    return {
      kind: 'step',
      role,
      process,
      action,
      received,
      sent,
      changed,
      node,
      incarnation,
      sequence,
      time,
    };
  }

  private persist(): Event {
    const through = this.next();
    const node = this.name();
    const incarnation = this.next();
    const sequence = this.next();
    const time = this.next();
    return { kind: 'persist', through, node, incarnation, sequence, time };
  }

  private other(): Event {
    const reference = this.next();
    return this.checked(reference === ABSENT ? WRONG : this.values[-1 - reference]) as Event;
  }

  private next(): number {
    return this.words[this.at++];
  }

  private name(): string {
    return this.valueAt(this.names, this.next()) as string;
  }

  private valueAt(known: readonly unknown[], reference: number): unknown {
    return this.checked(reference < 0 ? this.values[-1 - reference] : known[reference]);
  }

  private checked(value: unknown): unknown {
    if (value === WRONG) this.isGood = false;
    return value;
  }

  /** The next piece finds the new values in their places. */
  private keep({ aboutValues, gone }: Scanned): void {
    for (let i = 0; i < this.values.length; i++) {
      const table = aboutValues[i * WORDS_OF_VALUE];
      const place = aboutValues[i * WORDS_OF_VALUE + 1];
      if (place >= 0) this.known[table][place] = this.values[i];
    }
    gone.forEach((places, table) => {
      for (const place of places) this.known[table][place] = WRONG;
    });
    this.values = [];
  }
}

/** The new values of a piece, each as it is to be, or WRONG. */
function valuesOf(scanned: Scanned): readonly unknown[] {
  const { aboutValues } = scanned;
  const count = aboutValues.length / WORDS_OF_VALUE;
  if (count === 0) return [];
  const values = parsedOf(scanned);
  for (let i = 0; i < count; i++) {
    const about = i * WORDS_OF_VALUE;
    if (!isRight(values[i], aboutValues[about], aboutValues[about + 2])) values[i] = WRONG;
  }
  return values;
}

function parsedOf({ values, aboutValues, areAscii }: Scanned): unknown[] {
  const bytes = Buffer.from(values.buffer, values.byteOffset, values.length);
  const text = (start: number, end: number) => bytes.toString(areAscii ? 'latin1' : 'utf8', start, end);
  const all = parsed(text(0, bytes.length));
  if (Array.isArray(all)) return all;
  // Some of them are no JSON.
  const made: unknown[] = [];
  let start = 1;
  for (let about = 0; about < aboutValues.length; about += WORDS_OF_VALUE) {
    const end = start + aboutValues[about + 3];
    made.push(parsed(text(start, end)));
    start = end + 1;
  }
  return made;
}

/** An object has no field twice; a message has an id and a kind. */
function isRight(value: unknown, table: number, keys: number): boolean {
  if (table === NAMES) return true;
  if (table === RECEIVERS) return areNames(value);
  if (!isObject(value)) return false;
  if (table === LINES) return keysOf(value) === keys;
  return keysIn(value) === keys && (table !== MESSAGES || (isName(value.id) && isName(value.kind)));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return WRONG;
  }
}

function textOf({ bytes }: Scanned, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8', start, end);
}

function eventOf(text: string): Event | InvalidLine {
  try {
    return parseEvent(text);
  } catch (error) {
    if (error instanceof InvalidLine) return error;
    throw error;
  }
}
