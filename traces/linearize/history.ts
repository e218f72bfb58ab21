/**
 * What clients saw: operations with the places of their call and their end in one order of events, which is that of the lines. Real time
 * counts by it alone (operation a precedes b where a has returned before b is called: Herlihy and Wing 1990, section 2), never by clocks.
 *
 * A call without a return is no return: the operation stays open, and may take effect at any later time, once, or never.
 */
import { equalValues } from '../../checker/canonical.js';
import { formatValue } from '../../checker/format-value.js';
import type { Json } from '../event.js';

export type { Json };

/** What a client asks of an object. */
export interface Call {
  readonly client: string;
  readonly action: string;
  /** Which object; undefined where the history is of one only, or where the action is about all. */
  readonly key: Json | undefined;
  readonly argument: Json | undefined;
}

/** One line of a history, whatever its dialect. */
export type ClientEvent = {
  /** From 1. */
  readonly line: number;
  readonly client: string;
  /** Tells the operations of a client apart where a dialect numbers them. */
  readonly sequence?: number;
  readonly action: string;
} & (
  | { readonly type: 'invoke'; readonly key: Json | undefined; readonly argument: Json | undefined }
  /**
   * `ok`: it took effect and answered. An answer that the line does not tell is undefined: nothing is known of it. A refusal (a
   * compare-and-swap that found another value) is an answer as well. `key` and `argument` where the line repeats them.
   */
  | { readonly type: 'ok'; readonly key?: Json; readonly argument?: Json; readonly answer: Json | undefined }
  /** `fail`: it did not take effect and never will. `info`: nobody knows. */
  | { readonly type: 'fail' | 'info' }
);

/** A line, and its place in the order of events. */
export interface Place {
  readonly line: number;
  readonly at: number;
}

export type End =
  | ({ readonly kind: 'returned'; readonly answer: Json | undefined } & Place)
  | ({ readonly kind: 'failed' } & Place)
  /** The line where the client gave up, if there is one. */
  | { readonly kind: 'open'; readonly line: number | undefined };

export interface Operation extends Call {
  readonly call: Place;
  readonly end: End;
}

/** A line that no history can have at that place. */
export class LineError extends Error {
  constructor(
    readonly line: number,
    message: string,
  ) {
    super(message);
    this.name = 'LineError';
  }
}

/**
 * Operations in the order of their calls.
 * @throws LineError where a client calls while its last call is open, or returns from what it has not called
 */
export function pairOperations(events: readonly ClientEvent[]): readonly Operation[] {
  const operations: Operation[] = [];
  /** By client: which operation it waits for. */
  const waiting = new Map<string, { readonly index: number; readonly sequence: number | undefined }>();
  events.forEach((event, at) => {
    const { line, client, action } = event;
    const pending = waiting.get(client);
    if (event.type === 'invoke') {
      if (pending !== undefined) {
        const { action: last, call } = operations[pending.index];
        throw new LineError(
          line,
          `client ${client} invokes ${action} while its ${last} of line ${call.line} has not returned; a client waits for one operation at a time, and after one that nobody heard of again (info) it goes on under another name`,
        );
      }
      waiting.set(client, { index: operations.length, sequence: event.sequence });
      const { key, argument } = event;
      operations.push({
        client,
        action,
        key,
        argument,
        call: { line, at },
        end: { kind: 'open', line: undefined },
      });
      return;
    }
    const operation = pending === undefined ? undefined : operations[pending.index];
    if (pending === undefined || operation === undefined)
      throw new LineError(line, `client ${client} returns from ${action}, and waits for no operation`);
    if (operation.action !== action || pending.sequence !== event.sequence)
      throw new LineError(
        line,
        `client ${client} returns from ${action}${numbered(event.sequence)}, and waits for ${operation.action}${numbered(pending.sequence)} of line ${operation.call.line}`,
      );
    if (event.type === 'ok') refuseOther(operation, event);
    waiting.delete(client);
    operations[pending.index] = { ...operation, end: endOf(event, at) };
  });
  return operations;
}

function endOf(event: Exclude<ClientEvent, { type: 'invoke' }>, at: number): End {
  const { line, type } = event;
  if (type === 'ok') return { kind: 'returned', answer: event.answer, line, at };
  return type === 'fail' ? { kind: 'failed', line, at } : { kind: 'open', line };
}

/** A return that repeats what was asked must repeat the same. */
function refuseOther(operation: Operation, event: Extract<ClientEvent, { type: 'ok' }>): void {
  for (const field of ['key', 'argument'] as const) {
    const [asked, repeated] = [operation[field], event[field]];
    if (repeated === undefined || equalValues(asked, repeated)) continue;
    throw new LineError(
      event.line,
      `client ${event.client} returns from ${event.action} of ${formatValue(repeated)}, and called it of ${formatValue(asked)} at line ${operation.call.line}`,
    );
  }
}

function numbered(sequence: number | undefined): string {
  return sequence === undefined ? '' : ` ${sequence}`;
}
