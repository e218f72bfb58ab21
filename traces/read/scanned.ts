/**
 * What is known of the lines of a piece before any of their values is made: what scan.ts, which looks at bytes alone, tells event-maker.ts, which
 * makes events of it. It is of typed arrays and texts, so that a thread can read ahead for another one.
 *
 * A value is told once: from then on by its place among those of its table (known-texts.ts). Who makes the values keeps them in the same places.
 */
import type { Told } from './lines.js';

/** The tables of texts that come again: how many places each has. */
export const PLACES = {
  names: 1 << 10,
  receivers: 1 << 6,
  /** Above the number of messages that are on their way, or wait for a receipt in another file. */
  messages: 1 << 14,
  changes: 1 << 12,
} as const;

export type Table = keyof typeof PLACES;
export const TABLES = Object.keys(PLACES) as readonly Table[];
/** Tables by their numbers. */
export const NAMES = TABLES.indexOf('names');
export const RECEIVERS = TABLES.indexOf('receivers');
export const MESSAGES = TABLES.indexOf('messages');
export const CHANGES = TABLES.indexOf('changes');
/** Instead of one: a whole line, which is kept nowhere. */
export const LINES = TABLES.length;

/** The first word of a line: a step, a `persist`, any other line of the piece, or one that stands apart. */
export const STEP = 0;
export const PERSIST = 1;
export const OTHER = 2;
export const APART = 3;

/** Instead of a reference: there is none, or an object without fields. */
export const ABSENT = 2 ** 40;

/** Words of each new value: its table, its place, the keys that were counted in it, and the bytes of its text. */
export const WORDS_OF_VALUE = 4;

/** A line that is not in the bytes of the piece, or of which something is to be said. */
export interface LineApart {
  readonly text: string;
  readonly told: Told;
}

export interface Scanned {
  /** In which the lines stand. */
  readonly bytes: Uint8Array;
  /**
   * Of each line its kind, number, where it begins and ends; of a step then the role, process, action, who sent what was received, the message, how many
   * messages were sent, to whom and what each, what changed, node, incarnation, sequence and time; of a `persist` what it covers, and the same end; of any
   * other line itself, where it may be an object.
   * A reference is a place, or, below zero, one of the new values, the first being -1.
   */
  readonly words: Float64Array;
  /** A list of all that is new, in JSON. */
  readonly values: Uint8Array;
  readonly aboutValues: Int32Array;
  readonly areAscii: boolean;
  /** Places of which the text is forgotten, by table. */
  readonly gone: readonly (readonly number[])[];
  /** Lines that stand apart, in their order. */
  readonly apart: readonly LineApart[];
}
