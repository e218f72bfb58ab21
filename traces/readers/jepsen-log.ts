/**
 * Histories as Jepsen logs them: fields parted by tabs, `PROCESS  :invoke|:ok|:fail|:info  :read|:write|:cas…  VALUE`, with or without what the logger
 * writes before them (`INFO  jepsen.util - `). Lines of the nemesis are not about clients.
 */
import { LineError } from '../linearize/history.js';
import type { Reading } from './dialects.js';
import { readEdn } from './edn-value.js';
import { eventOf } from './jepsen-operation.js';
import { type Line, startOf } from './lines.js';

const FIELDS = /^(?:.* - )?(\d+|:nemesis)\t+:(\w+)\t+:([\w-]+)\t+(.+)$/;

export function readJepsenLog(lines: readonly Line[]): Reading {
  let nemesis = 0;
  const events = lines.flatMap(({ number: line, text }) => {
    const [, process, type, action, rest] = FIELDS.exec(text) ?? [];
    if (process === undefined)
      throw new LineError(
        line,
        `${startOf(text)} is not a line of four fields parted by tabs: process, :type, :function, value`,
      );
    if (process === ':nemesis') {
      nemesis++;
      return [];
    }
    // A keyword in place of a value says what went wrong; more may follow it.
    const isError = rest.startsWith(':');
    const value = isError ? undefined : readEdn(rest, line);
    return [eventOf({ line, process, type, action, key: undefined, value, isError })];
  });
  return { events, leftOut: [{ lines: nemesis, what: 'of the nemesis' }] };
}
