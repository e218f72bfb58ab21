/**
 * A server: the roles that one process plays together, without I/O. State and input in; what must become durable, what may then
 * be sent, and what may then be answered, out. No clock, no disk, no network, no random numbers but those of a generator in the
 * state: the same inputs give the same outputs, in a simulation or in a real process (loop.ts has the loop that both run).
 *
 * The contract of the shell:
 *
 *     const state = initial(configuration, whatTheStoreHolds, seed);
 *     const { writes, sends, answers, steps } = step(state, input);
 *
 * - `writes` of one output are one atomic change: after a crash the store holds all of them or none.
 * - No send and no answer of an output leaves before the writes of this output, **and of every output before it**, are durable. Outputs
 *   may be gathered: one commit, one fsync, then all their sends and answers, in order (group commit).
 * - `initial` begins a new incarnation; the first output carries the write that says so. Step once (a tick) and make that
 *   durable before anything else.
 * - Sends may be lost, doubled, delayed and reordered. A send to the server itself is never made: its roles talk to each
 *   other within a step.
 * - The state is changed in place. `Output.state` is the same object.
 */
import type { Json } from '../../traces/event.js';
import type { Ballot } from './ballot.js';
import type { Operation, Result } from './command.js';
import type { Configuration, Role, Server } from './configuration.js';
import type { Epoch } from './membership.js';
import type { Message } from './message.js';

export type Input =
  | { readonly kind: 'tick' }
  /** @param from the server that the transport says it is from. */
  | { readonly kind: 'message'; readonly from: string; readonly message: Message }
  /** Each is answered once or never: a client asks again, with the same sequence, until it is answered. */
  | {
      readonly kind: 'request';
      readonly client: string;
      readonly sequence: number;
      readonly operation: Operation;
    };

/** Under `key` the store holds `value` from now on; null: nothing. */
export interface Write {
  readonly key: string;
  readonly value: Json | null;
}

export interface Send {
  readonly to: string;
  /** Where a message goes to several servers it is one object: a shell may turn it into bytes once. */
  readonly message: Message;
}

export interface Answer {
  readonly client: string;
  readonly sequence: number;
  readonly result: Result;
}

/** One atomic handler that ran: what a trace says of it (traces/event.ts). */
export interface Step {
  readonly role: Role;
  /** The process within the role: the server itself, or a scout or commander of its leader. */
  readonly process: string;
  /** `receive p2a`, or what it did of its own accord. */
  readonly action: string;
  readonly received?: { readonly from: string; readonly message: Message };
  readonly sent: readonly { readonly to: readonly string[]; readonly message: Message }[];
  /** The part of the state that changed, as it is after the step. Of a map, the entries that changed; null: gone. */
  readonly changed: Readonly<Record<string, Json>>;
}

export interface Output {
  readonly state: State;
  readonly writes: readonly Write[];
  readonly sends: readonly Send[];
  readonly answers: readonly Answer[];
  readonly steps: readonly Step[];
}

/** Opaque to shells, but for `status`. */
export interface State {
  readonly configuration: Configuration;
  readonly incarnation: number;
}

/** `(configuration, what the store holds, seed)`; throws DamagedError where what it holds makes no sense. */
export type Initial = (
  configuration: Configuration,
  durable: Iterable<readonly [key: string, value: Json]>,
  seed: number,
) => State;

/** @throws nothing on any message: one that makes no sense is dropped. */
export type StepFunction = (state: State, input: Input) => Output;

/** What an operator or a shell wants to know; cheap. */
export interface Status {
  readonly node: string;
  readonly incarnation: number;
  /** The server that leads, as far as is known here. */
  readonly leader: string | null;
  /** Whether this server leads. */
  readonly isActive: boolean;
  readonly ballot: Ballot | null;
  /** All slots up to this one are applied here. */
  readonly applied: number;
  /** Up to this slot the state is durable here. */
  readonly checkpoint: number;
  readonly epoch: Epoch;
  /** Servers that messages may go to: more than the latest epoch has, while one before it still counts. Shells keep connections to them. */
  readonly peers: readonly Server[];
  /** The log's time in ticks, and how much it has. */
  readonly time: number;
  readonly keys: number;
  readonly sessions: number;
  readonly locks: number;
  /** Requests that wait here for an answer. */
  readonly waiting: number;
}
