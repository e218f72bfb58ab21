/**
 * Histories in EDN, one map a line: `{:process 0, :type :ok, :f :get, :key "x", :value "y"}`. Lines of the nemesis are not about clients. Fields that
 * are not known here (`:time`, `:index`) say nothing.
 */
import { type ClientEvent, type Json, LineError } from '../linearize/history.js';
import { readEdn } from './edn-value.js';
import { eventOf } from './jepsen-operation.js';
import { type Line, nameOf, startOf } from './lines.js';

export function readEdnHistory(lines: readonly Line[]): readonly ClientEvent[] {
  return lines
    .filter(({ text }) => !text.trimStart().startsWith(';'))
    .flatMap(({ number: line, text }) => {
      const fields = readEdn(text, line);
      if (fields === null || typeof fields !== 'object' || Array.isArray(fields))
        throw new LineError(line, `${startOf(text)} is not a map`);
      const { process, type, f, key, value, error } = fields as Readonly<Record<string, Json | undefined>>;
      if (process === 'nemesis') return [];
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
}
