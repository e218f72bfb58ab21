/**
 * What is decided for a slot, and what clients ask for and are told.
 *
 * A slot decides a command of the log: a batch of commands of clients, the time, a change of the configuration is a command of a client
 * like any other, and a no-op fills a slot that nobody needs.
 */
import type { Json } from '../../traces/event.js';
import type { Server } from './configuration.js';

/** What a client asks for. */
export type Operation =
  | { readonly kind: 'get'; readonly key: string }
  /** @see Result; a value is any JSON but null, which stands for no value. */
  | { readonly kind: 'put'; readonly key: string; readonly value: Json }
  | { readonly kind: 'delete'; readonly key: string }
  /** Null as expected: there is no value; null as value: delete it. */
  | { readonly kind: 'cas'; readonly key: string; readonly expected: Json; readonly value: Json }
  /** Keys from `from` on, up to and without `to` (null: to the end), in the order of UTF-16 units, at most `limit`. */
  | { readonly kind: 'range'; readonly from: string; readonly to: string | null; readonly limit: number }
  /** A lock for the client of the request, for so many ticks of the log's time. Who holds it already begins a new lease. */
  | { readonly kind: 'acquire'; readonly lock: string; readonly lease: number }
  | { readonly kind: 'release'; readonly lock: string }
  | { readonly kind: 'holder'; readonly lock: string }
  /** One change at a time; in force after the window. */
  | { readonly kind: 'add-server'; readonly server: Server }
  | { readonly kind: 'remove-server'; readonly id: string }
  | { readonly kind: 'replace-server'; readonly id: string; readonly server: Server };

/** Operations that change nothing, and are answered without the log (reads.ts). */
export type Read = OperationOf<'get' | 'range' | 'holder'>;

export type OperationOf<K extends Operation['kind']> = Extract<Operation, { readonly kind: K }>;

export function isRead(operation: Operation): operation is Read {
  return operation.kind === 'get' || operation.kind === 'range' || operation.kind === 'holder';
}

/** One request of a client, as the log has it. */
export interface ClientCommand {
  readonly client: string;
  /** The client's own count of its requests, from 1; a client has one request outstanding at a time. */
  readonly sequence: number;
  readonly operation: Operation;
  /** The log's time at the replica that took the request: one that is older than sessions live is not executed (sessions.ts). */
  readonly since: number;
}

/** What a slot decides. */
export type Command =
  | { readonly kind: 'batch'; readonly id: string; readonly commands: readonly ClientCommand[] }
  /** So many ticks went by since its proposer applied the last clock, when the log's time was `after` (clock.ts). */
  | { readonly kind: 'clock'; readonly id: string; readonly after: number; readonly elapsed: number }
  | { readonly kind: 'no-op'; readonly id: string };

/** What a client is told. All but the last group are results of an execution, recorded in the client's session. */
export type Result =
  | { readonly kind: 'value'; readonly value: Json }
  | { readonly kind: 'done' }
  | { readonly kind: 'deleted'; readonly existed: boolean }
  | { readonly kind: 'swapped' }
  | { readonly kind: 'differs'; readonly value: Json }
  | {
      readonly kind: 'entries';
      readonly entries: readonly (readonly [string, Json])[];
      readonly more: boolean;
    }
  /** `token` grows with every acquisition of any lock: what the lock protects can refuse an older one (fencing). */
  | { readonly kind: 'acquired'; readonly token: number; readonly expires: number }
  | { readonly kind: 'held'; readonly holder: string; readonly expires: number }
  | { readonly kind: 'released' }
  | { readonly kind: 'not-held'; readonly holder: string | null }
  | {
      readonly kind: 'holder';
      readonly holder: string | null;
      readonly token: number;
      readonly expires: number;
    }
  /** The configuration after the change, by number, and the first slot that it decides. */
  | { readonly kind: 'reconfigured'; readonly epoch: number; readonly from: number }
  /** It was executed, and could not be done: why. */
  | { readonly kind: 'refused'; readonly reason: string }
  // From here on: not executed by this answer, though an earlier sending of the same request may have been.
  /** Ask that server: it leads. */
  | { readonly kind: 'redirect'; readonly leader: string }
  /** Too many requests wait here; come again later. */
  | { readonly kind: 'busy' }
  /** Little room is left in this server's storage. */
  | { readonly kind: 'full' }
  /** A later request of the client was executed. */
  | { readonly kind: 'stale' }
  /** The client's session ended, or never began (a first request has sequence 1): begin again under another name. */
  | { readonly kind: 'expired' };
