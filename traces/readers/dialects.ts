/** The dialects of histories, and which of them a file is in. */
import { InputError } from '../../checker/input-error.js';
import { type ClientEvent, type Json, LineError } from '../linearize/history.js';
import { readClientEvents } from './client-events.js';
import { readEdnHistory } from './edn.js';
import { readJepsenLog } from './jepsen-log.js';
import { type Line, startOf } from './lines.js';

/** What a file says of clients, and what else is in it. */
export interface Reading {
  readonly events: readonly ClientEvent[];
  /** Lines that are not about operations of clients, by what they are about. */
  readonly leftOut: readonly { readonly lines: number; readonly what: string }[];
}

export interface Dialect {
  readonly name: string;
  readonly title: string;
  /** Whether a first line looks like it. */
  readonly isBegun: (text: string) => boolean;
  /** @throws LineError for a line that is none of the dialect */
  readonly read: (lines: readonly Line[]) => Reading;
  /** What keys of a store read as before anything is put. */
  readonly absent: Json;
}

export const dialects: readonly Dialect[] = [
  {
    name: 'json',
    title: "JSON lines, the project's own",
    isBegun: (text) => /^\s*\{\s*"/.test(text),
    read: readClientEvents,
    absent: null,
  },
  {
    name: 'edn',
    title: 'EDN, one map a line',
    isBegun: (text) => /^\s*(\{\s*:|#[a-z]|;)/.test(text),
    read: readEdnHistory,
    absent: '',
  },
  {
    name: 'jepsen',
    title: 'fields parted by tabs, as Jepsen logs them',
    isBegun: (text) => /\t\s*:/.test(text),
    read: readJepsenLog,
    absent: '',
  },
];

/** @throws InputError where there is no line, LineError where the first looks like no dialect */
export function dialectOf(lines: readonly Line[]): Dialect {
  if (lines.length === 0) throw new InputError('it is empty');
  const [{ number, text }] = lines;
  const dialect = dialects.find(({ isBegun }) => isBegun(text));
  if (dialect !== undefined) return dialect;
  const known = dialects.map(({ name, title }) => `${name} (${title})`).join(', ');
  throw new LineError(number, `${startOf(text)} begins no history of a dialect that is known: ${known}`);
}
