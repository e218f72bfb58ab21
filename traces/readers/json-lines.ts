/** JSON lines: one object each. */
import { type Json, LineError } from '../linearize/history.js';
import { exactNumber, type Line, refuseDeep, startOf } from './lines.js';

export type Fields = Readonly<Record<string, Json | undefined>>;

/** @throws LineError for what is not one whole object, or has a number that would be rounded */
export function parseObject({ number: line, text }: Line): Fields {
  let value: unknown;
  refuseDeep(text, line);
  try {
    value = JSON.parse(text, (_, part: unknown) =>
      typeof part === 'number' ? exactNumber(part, line) : part,
    );
  } catch (error) {
    if (error instanceof LineError) throw error;
    throw new LineError(line, `${startOf(text)} is no whole JSON: ${(error as Error).message}`);
  }
  if (isFields(value)) return value;
  throw new LineError(line, `${startOf(text)} is not an object`);
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
