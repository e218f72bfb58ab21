/**
 * What a server does with one input: handlers run one after another, each an atomic step, and what they send to roles of the same server
 * is handled before the input is done. That is sound although a role then acts on what is not durable yet: nothing leaves the server
 * before all of it is, and a crash takes it all back together.
 */
import type { Json } from '../../traces/event.js';
import { type Compare, compareBallots, compareNumbers } from './ballot.js';
import { hasBug } from './bugs.js';
import type { Result } from './command.js';
import type { Configuration, Role } from './configuration.js';
import type { Membership } from './membership.js';
import type { Body, Message } from './message.js';
import type { Random } from './random.js';
import type { Answer, Send, Step } from './server.js';

/** What handlers know of the server, and how they act. */
export interface Context {
  readonly self: string;
  readonly configuration: Configuration;
  readonly membership: Membership;
  readonly random: Random;
  /** Ticks since the server started. */
  readonly now: number;
  /** Of ballots. */
  readonly compare: Compare;
  /** A name that nothing else in the run has. */
  fresh(): string;
  /** Sends one message to each of them, itself included. */
  send(to: readonly string[], body: Body): void;
  /** Into stable storage; null takes the key away. */
  write(key: string, value: Json | null): void;
  answer(client: string, sequence: number, result: Result): void;
  /** Takes down for the trace what the step changed. */
  changed(field: string, value: Json): void;
  /** The same of one entry of a map. */
  changedEntry(field: string, key: string, value: Json): void;
}

/** A message for a role of the same server. */
export interface Local {
  readonly from: string;
  readonly message: Message;
}

/** What a context needs of the server's state. */
export interface Footing {
  readonly configuration: Configuration;
  readonly incarnation: number;
  readonly random: Random;
  membership: Membership;
  now: number;
  /** Names given out so far. */
  named: number;
}

type Draft = { -readonly [K in keyof Step]: Step[K] } & {
  sent: { to: readonly string[]; message: Message }[];
  changed: Record<string, Json>;
};

export class Work implements Context {
  readonly self: string;
  readonly configuration: Configuration;
  readonly random: Random;
  readonly now: number;
  readonly compare: Compare;
  readonly writes = new Map<string, Json | null>();
  readonly sends: Send[] = [];
  readonly answers: Answer[] = [];
  readonly steps: Step[] = [];
  /** What there was when the first write came. */
  free: { readonly sends: number; readonly answers: number } | undefined;
  readonly locals: Local[] = [];
  /**
   * Maps of changes that were made here, and grow in place. Without a prototype they are hash tables from the beginning; of other objects V8 makes a
   * class for each new key, and no two requests have the same.
   */
  readonly #maps = new Set<object>();
  #draft: Draft = draft('replica', '', '');

  constructor(private readonly footing: Footing) {
    this.self = footing.configuration.self;
    this.configuration = footing.configuration;
    this.random = footing.random;
    this.now = footing.now;
    this.compare = hasBug(footing, 'compares-without-leader') ? compareNumbers : compareBallots;
  }

  get membership(): Membership {
    return this.footing.membership;
  }

  /** Runs one handler as a step. What a handler does of its own accord and leaves no mark is none. */
  step(role: Role, process: string, action: string, received: Local | undefined, handler: () => void): void {
    const made = draft(role, process, action);
    if (received !== undefined) made.received = received;
    this.#draft = made;
    const before = this.writes.size;
    handler();
    const isMarked =
      made.sent.length > 0 || this.writes.size > before || Object.keys(made.changed).length > 0;
    if (received !== undefined || isMarked) this.steps.push(made);
  }

  fresh(): string {
    this.footing.named += 1;
    return `${this.self}.${this.footing.incarnation}.${this.footing.named}`;
  }

  send(to: readonly string[], body: Body): void {
    if (to.length === 0) return;
    const epoch = this.membership[this.membership.length - 1].number;
    const message: Message = { ...body, id: this.fresh(), epoch };
    this.#draft.sent.push({ to, message });
    for (const id of to) {
      if (id === this.self) this.locals.push({ from: this.self, message });
      else this.sends.push({ to: id, message });
    }
  }

  write(key: string, value: Json | null): void {
    this.free ??= { sends: this.sends.length, answers: this.answers.length };
    this.writes.set(key, value);
  }

  answer(client: string, sequence: number, result: Result): void {
    this.answers.push({ client, sequence, result });
    this.changedEntry('answered', `${client} ${sequence}`, result.kind);
  }

  changed(field: string, value: Json): void {
    const before = this.#draft.changed[field];
    // Of a map a step may change some entries first, and then others.
    if (!isMap(before) || !isMap(value)) this.#draft.changed[field] = value;
    else for (const [key, entry] of Object.entries(value)) this.changedEntry(field, key, entry);
  }

  changedEntry(field: string, key: string, value: Json): void {
    const before = this.#draft.changed[field];
    let map = before as Record<string, Json> | undefined;
    if (map === undefined || !this.#maps.has(map)) {
      map = Object.assign(Object.create(null) as Record<string, Json>, before);
      this.#maps.add(map);
      this.#draft.changed[field] = map;
    }
    map[key] = value;
  }
}

function isMap(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function draft(role: Role, process: string, action: string): Draft {
  return { role, process, action, sent: [], changed: {} };
}
