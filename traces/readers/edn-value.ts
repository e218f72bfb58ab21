/**
 * One EDN value of a text, as JSON: keywords and symbols as their names, maps with keys that are names. The library reads as far as it
 * can and says nothing of the rest; here the text must be one value and no more.
 */
import { type EDNVal, parseEDNString } from 'edn-data';
import { type Json, LineError } from '../linearize/history.js';
import { exactNumber, refuseDeep, startOf } from './lines.js';

/** @throws LineError for what is not exactly one value */
export function readEdn(text: string, line: number): Json {
  let values: unknown;
  refuseDeep(text, line);
  try {
    // In brackets, one value is a list of one; a torn value leaves the list open, and what comes after the first is seen.
    values = parseEDNString(`[${text}\n]`);
  } catch {
    values = undefined;
  }
  if (Array.isArray(values) && values.length === 1) return jsonOf(values[0] as EDNVal, line);
  const what = Array.isArray(values) ? `${values.length} values` : 'no whole value';
  throw new LineError(line, `${startOf(text)} is ${what} of EDN`);
}

function jsonOf(value: EDNVal, line: number): Json {
  if (typeof value === 'number') return exactNumber(value, line);
  if (typeof value === 'bigint') return exactNumber(Number(value), line);
  if (value === null || typeof value !== 'object') return value;
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map((member) => jsonOf(member, line));
  // These two the library makes only where it is asked to.
  if (value instanceof Map || value instanceof Set)
    throw new TypeError('an EDN value as a collection of JavaScript');
  if ('key' in value) return value.key;
  if ('sym' in value) return value.sym;
  if ('char' in value) return value.char;
  if ('list' in value) return value.list.map((member) => jsonOf(member, line));
  if ('set' in value) return { set: value.set.map((member) => jsonOf(member, line)) };
  // A record of Jepsen's: `#jepsen.history.Op{…}`.
  if ('tag' in value) return jsonOf(value.val, line);
  return Object.fromEntries(
    value.map.map(([name, member]) => {
      const key = jsonOf(name, line);
      return [typeof key === 'string' ? key : JSON.stringify(key), jsonOf(member, line)];
    }),
  );
}
