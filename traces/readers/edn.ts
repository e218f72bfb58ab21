/**
 * Histories in EDN, one map a line: `{:process 0, :type :ok, :f :get, :key "x", :value "y"}`. Lines of the nemesis are not about clients. Fields that
 * are not known here (`:time`, `:index`) say nothing.
 */
import { type Json, LineError } from '../linearize/history.js';
import type { Reading } from './dialects.js';
import { readEdn } from './edn-value.js';
import { eventOf } from './jepsen-operation.js';
import { type Line, nameOf, startOf } from './lines.js';

export function readEdnHistory(lines: readonly Line[]): Reading {
  let nemesis = 0;
  const events = lines
    .filter(({ text }) => !text.trimStart().startsWith(';'))
    .flatMap(({ number: line, text }) => {
      const fields = readEdn(text, line);
      if (fields === null || typeof fields !== 'object' || Array.isArray(fields))
        throw new LineError(line, `${startOf(text)} is not a map`);
      const { process, type, f, key, value, error } = fields as Readonly<Record<string, Json | undefined>>;
      if (process === 'nemesis') {
        nemesis++;
        return [];
      }
      return [
        eventOf({
          line,
          process: nameOf(process, ':process', line),
          type: nameOf(type, ':type', line),
          action: nameOf(f, ':f', line),
          key,
          value,
          isError: error !== undefined,
        }),
      ];
    });
  return { events, leftOut: [{ lines: nemesis, what: 'of the nemesis' }] };
}
