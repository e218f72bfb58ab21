/**
 * Roles: what a process of a protocol does, as pure functions over its own state. A role knows neither how many
 * processes there are nor what the network does to messages; both belong to the instance (spec/kit/system.ts).
 */
import type { Matching, OnlyFieldsOf, Parameters, Pattern } from '../../checker/model.js';

/** Every message is plain data with a `kind`. */
export interface AnyMessage {
  readonly kind: string;
}

/** Who a process is, and whom it knows. */
export interface Self<C = unknown> {
  /** Its name: `a1`. */
  readonly id: string;
  /** Its number among the processes of its role, from 1. */
  readonly index: number;
  /** By role: the names of all processes, in order. */
  readonly nodes: Readonly<Record<string, readonly string[]>>;
  readonly constants: C;
}

export interface Send<M extends AnyMessage> {
  readonly to: string;
  readonly message: M;
}

/** A message with its sender, as it lies in front of its receiver. */
export interface Envelope<M extends AnyMessage> {
  readonly from: string;
  readonly message: M;
}

/** What a process does in one atomic step: its next state, and what it sends. */
export interface NodeStep<S, M extends AnyMessage> {
  readonly kind: 'step';
  readonly state: S;
  readonly sends: readonly Send<M>[];
  /** Choices worth showing: `{ value: 'v1' }`. */
  readonly parameters?: Parameters;
}

/** The answer to a message: a step, or nothing at all. */
export type Reaction<S, M extends AnyMessage> = NodeStep<S, M> | { readonly kind: 'ignore' };

/** What was sent to a process, for rules that wait for a quorum. Needs a soup network. */
export interface Inbox<M extends AnyMessage> {
  /** Messages sent to this process that match, with their senders, in canonical order. */
  readonly sent: <const P extends Pattern<M>>(
    pattern: P & OnlyFieldsOf<M, P>,
  ) => readonly Envelope<Matching<M, P> & M>[];
}

export interface Role<S extends object, M extends AnyMessage, C = unknown> {
  /** The state at the beginning, and after a restart of what is not stable. */
  readonly init: (self: Self<C>) => S;
  /** The fields that survive a crash. */
  readonly stable?: readonly (keyof S & string)[];
  /** The answer to a message. Pure, and the only place where a message changes a state. */
  readonly receive?: (self: Self<C>, state: S, from: string, message: M) => Reaction<S, M>;
  /**
   * What a process does of its own accord, by name; each answers with every step that it allows, none being
   * disabled. An action may look at what was sent to the process: a quorum rule.
   */
  readonly actions?: Readonly<
    Record<string, (self: Self<C>, state: S, inbox: Inbox<M>) => readonly NodeStep<S, M>[]>
  >;
}

/** Not a word about a message: it changes nothing. */
export const ignore: { readonly kind: 'ignore' } = { kind: 'ignore' };

/** One step: the next state, then messages to send, in order. */
export function step<S, const Q extends readonly Sends[]>(
  state: S,
  ...sends: Q
): NodeStep<S, SentBy<Q[number]>> {
  return { kind: 'step', state, sends: sends.flat() as Send<SentBy<Q[number]>>[] };
}

/** One message, or one for each of several processes. */
type Sends = Send<AnyMessage> | readonly Send<AnyMessage>[];
type SentBy<Q> = Q extends readonly Send<infer M>[] ? M : Q extends Send<infer M> ? M : never;

/** A step with a choice that executions show. */
export function choosing<S, M extends AnyMessage>(
  parameters: Parameters,
  taken: NodeStep<S, M>,
): NodeStep<S, M> {
  return { ...taken, parameters };
}

export function send<const M extends AnyMessage>(to: string, message: M): Send<M> {
  checkReceiver?.(to);
  return { to, message };
}

/** The same message to each of several processes. */
export function broadcast<const M extends AnyMessage>(to: readonly string[], message: M): Send<M>[] {
  return to.map((node) => send(node, message));
}

let checkReceiver: ((to: string) => void) | undefined;

/** Runs spec code once more, with every receiver checked where a message is made: there an error can tell the line. */
export function checkingReceivers(check: (to: string) => void, run: () => unknown): void {
  const outer = checkReceiver;
  checkReceiver = check;
  try {
    run();
  } finally {
    checkReceiver = outer;
  }
}
