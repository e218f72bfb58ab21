/**
 * What was thrown, in words. JavaScript lets anything be thrown, and spec code is not ours: null, an object that has no text,
 * an error whose message is none.
 */
import { formatName } from '../format-value.js';
import { placeOf } from '../spec-place.js';

/** What was thrown and, where it can be seen, the line of the user's file. */
export function describeThrown(error: unknown): string {
  return `threw ${error instanceof Error ? `${error.name}: ` : ''}${messageOf(error)}${placeOf(error)}`;
}

/** The message of an error, or the text of what is none. */
export function messageOf(error: unknown): string {
  try {
    return String(error instanceof Error ? error.message : error);
  } catch {
    return `${error === null ? 'null' : `a value of type ${typeof error}`} that has no text`;
  }
}

/** The stack of what went wrong first. */
export function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return messageOf(error);
  return error.cause === undefined ? String(error.stack) : stackOf(error.cause);
}

/** The one line on stderr that says what is at fault. */
export function faultLine(message: string): string {
  return `paxoscope: ${formatName(message.replace(/\s*[\r\n]+\s*/g, ' ').trim())}`;
}
