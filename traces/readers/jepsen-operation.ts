/**
 * What a line of Jepsen says, whether as text or as EDN: process, type, function, and one value, which is what was asked or what was answered, by the
 * function. (Jepsen's documentation of histories; names of functions as its tests and those of Knossos use them.)
 *
 * `:fail` says of a read, a write or the like that it did not take place. Of a function that can be refused it is the refusal: the register did not hold what
 * was expected, the lock was held, the queue was empty. Where the line says why it failed (`:timed-out`, or `:error`), it is a read whose answer nobody
 * knows, or an operation that did not take place.
 */
import { type ClientEvent, type Json, LineError } from '../linearize/history.js';

export interface JepsenLine {
  readonly line: number;
  readonly process: string;
  readonly type: string;
  readonly action: string;
  readonly key: Json | undefined;
  /** Undefined where there is none. */
  readonly value: Json | undefined;
  /** Whether the line says that something went wrong, in place of a value or beside it. */
  readonly isError: boolean;
}

/** Functions whose return has the answer as its value; that of all others repeats what was asked. */
const ANSWERED: ReadonlySet<string> = new Set(['read', 'get', 'dequeue', 'holder']);

/** What a refusal answers. */
const REFUSAL: Readonly<Record<string, Json>> = { cas: false, acquire: false, release: false, dequeue: null };
/** What such a function answers otherwise. */
const CONSENT: Readonly<Record<string, Json>> = { cas: true, acquire: true, release: true };

export function eventOf(given: JepsenLine): ClientEvent {
  const { line, process: client, action, key, value, isError } = given;
  const base = { line, client, action };
  switch (given.type) {
    case 'invoke':
      return {
        ...base,
        type: 'invoke',
        key,
        argument: ANSWERED.has(action) ? undefined : (value ?? undefined),
      };
    case 'ok': {
      if (!ANSWERED.has(action)) {
        const argument = isError ? undefined : (value ?? undefined);
        return { ...base, type: 'ok', key, argument, answer: CONSENT[action] };
      }
      if (value === undefined || isError) throw new LineError(line, `an ok ${action} without a value`);
      return { ...base, type: 'ok', key, answer: value };
    }
    case 'fail':
      if (Object.hasOwn(REFUSAL, action) && !isError)
        return { ...base, type: 'ok', key, answer: REFUSAL[action] };
      return { ...base, type: 'fail' };
    case 'info':
      return { ...base, type: 'info' };
    default:
      throw new LineError(line, `the type ${given.type}; there are: invoke, ok, fail, info`);
  }
}
