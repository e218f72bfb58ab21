/**
 * What was thrown, in words. JavaScript lets anything be thrown, and spec code is not ours: null, an object that has no text,
 * an error whose message is none.
 */
import { formatName } from '../format-value.js';
import { placeOf } from './spec-place.js';

/** What was thrown and, where it can be seen, the line of the user's file. */
export function describeThrown(error: unknown): string {
  const message = messageOf(error);
  if (!(error instanceof Error)) return `threw ${message}`;
  try {
    return `threw ${error.name}: ${message}${placeOf(error)}`;
  } catch {
    // Node makes the stack when it is first read, of the name and the message.
    return `threw ${message}`;
  }
}

/** The message of an error, or the text of anything else; of what has none, which type it is of. */
export function messageOf(error: unknown): string {
  try {
    return String(error instanceof Error ? error.message : error);
  } catch {
    return error instanceof Error
      ? 'an error that has no text'
      : `a value of type ${typeof error} that has no text`;
  }
}

/** The stack of what went wrong first. */
export function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return messageOf(error);
  if (error.cause !== undefined) return stackOf(error.cause);
  try {
    return String(error.stack);
  } catch {
    return messageOf(error);
  }
}

/** The one line on stderr that says what is at fault. */
export function faultLine(message: string): string {
  return `paxoscope: ${formatName(message.replace(/\s*[\r\n]+\s*/g, ' ').trim())}`;
}
