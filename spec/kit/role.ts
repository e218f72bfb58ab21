/**
 * Roles: what a process of a protocol does, as pure functions over its own state. A role knows neither how many
 * processes there are nor what the network does to messages; both belong to the instance (spec/kit/system.ts).
 */
import type { Matching, OnlyFieldsOf, Parameters, Pattern, Primitive } from '../../checker/model.js';

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
  /** Received in the step that sends it: `hand`. */
  readonly isHanded?: boolean;
}

/** A process that comes to life in the step of another: `spawn`. */
export interface Spawn {
  readonly spawned: string;
  readonly state: object;
}

/** A message with its sender, as it lies in front of its receiver. */
export interface Envelope<M extends AnyMessage> {
  readonly from: string;
  readonly message: M;
}

/**
 * What a process does in one atomic step: its next state, and what it sends and spawns.
 *
 * To TypeScript a state with a field more is a state too, so that a misspelt field beside `...state` would pass. Therefore the names of all fields,
 * of the state and of the messages, are part of the type of a step: it is no step of a role that has fewer.
 */
export interface NodeStep<S, M extends AnyMessage, Fields = FieldsOf<S>, Sent = FieldsOfMessages<M>> {
  readonly kind: 'step';
  /** Null where the process exits. */
  readonly state: S | null;
  readonly sends: readonly Send<M>[];
  readonly spawns?: readonly Spawn[];
  /** Choices worth showing: `{ value: 'v1' }`. */
  readonly parameters?: Parameters;
  /** Never present: they only carry the names of fields. */
  readonly fields?: Fields;
  readonly fieldsSent?: Sent;
}

/** The fields of a state; where it is one of several sorts, those of each. */
type FieldsOf<S> = S extends unknown ? keyof S : never;
/** The fields of messages, each with its kind: `promise.ballot`. */
type FieldsOfMessages<M> = M extends { readonly kind: infer K extends string }
  ? `${K}.${keyof M & string}`
  : never;

/** The answer to a message: a step, one of several steps, or nothing at all. */
export type Reaction<S, M extends AnyMessage, Fields = FieldsOf<S>, Sent = FieldsOfMessages<M>> =
  | NodeStep<S, M, Fields, Sent>
  | { readonly kind: 'choice'; readonly steps: readonly NodeStep<S, M, Fields, Sent>[] }
  | { readonly kind: 'ignore' };

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
  readonly stable?: readonly (FieldsOf<S> & string)[];
  /** The fields that a state may be without. All others that the first state has are in every state, and no state has any but these. */
  readonly optional?: readonly (FieldsOf<S> & string)[];
  /**
   * What a process does first, in one step with coming to life: at the beginning, when it is spawned, and after a restart,
   * with the state that it then has. Nobody can do anything to it before.
   */
  readonly start?: (self: Self<C>, state: S) => NodeStep<S, M>;
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

/** To TypeScript `{ phase: 'idle' }` is then a state whose phase is 'idle', and no string of which nothing is known. */
type Fielded<S, V> = { readonly [K in keyof S]: V | S[K] };

/** One step: the next state, then messages to send and processes to spawn, in order. */
export function step<S extends Fielded<S, V>, const Q extends readonly Effects[], V extends Primitive>(
  state: S,
  ...effects: Q
): NodeStep<S, SentBy<Q[number]>> {
  const sends: Send<SentBy<Q[number]>>[] = [];
  const spawns: Spawn[] = [];
  checks.state?.(state);
  for (const some of effects as readonly Effects[])
    for (const effect of Array.isArray(some) ? (some as readonly Effect[]) : [some as Effect])
      if (isSpawn(effect)) spawns.push(effect);
      else sends.push(effect as Send<SentBy<Q[number]>>);
  return spawns.length === 0 ? { kind: 'step', state, sends } : { kind: 'step', state, sends, spawns };
}

/** The last step of a process that was spawned: it is gone, and so is what was sent to it and not yet received. */
export function exit<const Q extends readonly Effects[]>(...effects: Q): NodeStep<never, SentBy<Q[number]>> {
  return { ...step(undefined as never, ...effects), state: null };
}

/** One message or spawned process, or several. */
type Effect = Send<AnyMessage> | Spawn;
type Effects = Effect | readonly Effect[];
type SentBy<Q> = Q extends readonly (infer E)[] ? SentBy<E> : Q extends Send<infer M> ? M : never;

function isSpawn(effect: unknown): effect is Spawn {
  return typeof effect === 'object' && effect !== null && 'spawned' in effect;
}

/** A step with a choice that executions show. */
export function choosing<S, M extends AnyMessage>(
  parameters: Parameters,
  taken: NodeStep<S, M>,
): NodeStep<S, M> {
  const { kind, state, sends, spawns } = taken;
  return spawns === undefined
    ? { kind, state, sends, parameters }
    : { kind, state, sends, spawns, parameters };
}

/** The answer to a message that may be answered in several ways. */
export function oneOf<S, M extends AnyMessage>(steps: readonly NodeStep<S, M>[]): Reaction<S, M> {
  return { kind: 'choice', steps };
}

export function send<const M extends AnyMessage>(to: string, message: M): Send<M> {
  checks.receiver?.(to);
  return { to, message };
}

/** The same message to each of several processes. */
export function broadcast<const M extends AnyMessage>(to: readonly string[], message: M): Send<M>[] {
  return to.map((node) => send(node, message));
}

interface Checks {
  readonly receiver?: (to: string) => void;
  readonly state?: (state: unknown) => void;
}

let checks: Checks = {};

/** Runs spec code once more, with what it sends or goes to checked where it is made: there an error can tell the line. */
export function checkingWhereMade(given: Checks, run: () => unknown): void {
  const outer = checks;
  checks = given;
  try {
    run();
  } finally {
    checks = outer;
  }
}

/**
 * A message that is received in the step that sends it, before anything that the step sends or spawns after it. Two steps
 * become one; who writes it says why nothing is lost by that. Nobody receives it where its receiver is gone or has crashed.
 */
export function hand<const M extends AnyMessage>(to: string, message: M): Send<M> {
  return { to, message, isHanded: true };
}

/** A process of a role that is declared as spawned comes to life with this state; one that is there begins anew. */
export function spawn(id: string, state: object): Spawn {
  return { spawned: id, state };
}
