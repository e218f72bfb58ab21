/**
 * What the HTTP interface needs of the node behind it: one function to ask, and what there is to tell about it.
 */
import type { Operation, Result } from '../core/command.js';
import type { Status } from '../core/server.js';

/** Why there is no result. It is left open whether the request took effect, or will. */
export type Refusal =
  /** No answer in time: perhaps no majority of acceptors can be reached. */
  | { readonly kind: 'no-answer'; readonly reason: string }
  /** The server is ending. */
  | { readonly kind: 'stopping'; readonly reason: string };

export type Reply = Result | Refusal;

export interface Service {
  /** Every request is answered, if only with `no-answer`. */
  ask(client: string, sequence: number, operation: Operation): Promise<Reply>;
  status(): Status;
  /** Why the node cannot serve now, in words; undefined where it can. */
  trouble(): string | undefined;
  /** Where clients reach a server, as a URL; undefined where that is not known. */
  urlOf(server: string): string | undefined;
  /** How long a tick of the log's time is, in milliseconds. */
  readonly tickMs: number;
}
