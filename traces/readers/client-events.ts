/**
 * The project's own client histories: JSON lines, of which those with `"kind": "client"` are read. Others are events of servers, and say nothing of what clients saw.
 */
import { type ClientEvent, type Json, LineError } from '../linearize/history.js';
import { exactNumber, type Line, nameOf, startOf } from './lines.js';

type Fields = Readonly<Record<string, Json | undefined>>;

export function readClientEvents(lines: readonly Line[]): readonly ClientEvent[] {
  return lines.flatMap(({ number: line, text }) => {
    const fields = parse(text, line);
    return fields.kind === 'client' ? [eventOf(fields, line)] : [];
  });
}

function parse(text: string, line: number): Fields {
  let value: unknown;
  try {
    value = JSON.parse(text, (_, part: unknown) =>
      typeof part === 'number' ? exactNumber(part, line) : part,
    );
  } catch (error) {
    if (error instanceof LineError) throw error;
    throw new LineError(line, `${startOf(text)} is no whole JSON: ${(error as Error).message}`);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  throw new LineError(line, `${startOf(text)} is not an object`);
}

function eventOf(fields: Fields, line: number): ClientEvent {
  const { sequence, type } = fields;
  const operation = (fields.operation ?? {}) as Fields;
  const action = nameOf(operation.kind, 'operation.kind', line);
  const base = {
    line,
    client: nameOf(fields.client, 'client', line),
    action,
    ...(typeof sequence === 'number' ? { sequence } : {}),
  };
  throw new LineError(line, `${type} ${base}`);
}
