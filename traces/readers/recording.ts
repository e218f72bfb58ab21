/**
 * Events of nodes whose log was not made for us: puts their steps into the schema of traces/event.ts. Positions are counted, a node in the order of its steps. A message
 * without an id gets one from what is known of it: of equal messages between two nodes the first to be received is the first that was sent. They cannot
 * be told apart, so if any pairing explains the run, this one does, unless one of them was lost and a later one came.
 */
import { canonical } from '../../checker/canonical.js';
import { EVENT_VERSION, type Event, type Json } from '../event.js';

// Its types are those of what a schema has parsed, which may be written to; here nothing is.
/** An event and the line that it was read from. */
export interface ReadEvent {
  readonly line: number;
  readonly event: Event;
}

export interface Content {
  readonly kind: string;
  readonly [field: string]: Json;
}

interface Step {
  readonly line: number;
  readonly node: string;
  readonly role: string;
  readonly action: string;
  /** Milliseconds. */
  readonly time?: number;
  readonly received?: { readonly from: string; readonly message: Content & { readonly id: string } };
  readonly sent?: readonly {
    readonly to: readonly string[];
    readonly message: Content & { readonly id: string };
  }[];
  readonly changed?: Readonly<Record<string, Json>>;
}

export class Recording {
  readonly #events: ReadEvent[] = [];
  readonly #nodes = new Map<string, { incarnation: number; sequence: number }>();
  readonly #counts = new Map<string, number>();

  /** @param spec what the nodes claim to follow */
  constructor(
    readonly run: string,
    readonly spec: string,
  ) {}

  get events(): readonly ReadEvent[] {
    return this.#events;
  }

  /** The node begins an incarnation with that state. */
  start(line: number, node: string, durable: Readonly<Record<string, Json>>): void {
    const known = this.#nodes.get(node);
    if (known === undefined) {
      const { run, spec } = this;
      const header = {
        kind: 'header',
        version: EVENT_VERSION,
        run,
        node,
        roles: [],
        configuration: null,
        spec,
      };
      this.#events.push({ line, event: header as Event });
    }
    const incarnation = (known?.incarnation ?? 0) + 1;
    this.#nodes.set(node, { incarnation, sequence: 1 });
    const event = { kind: 'start', node, incarnation, sequence: 1, durable } as Event;
    this.#events.push({ line, event });
  }

  /** A step; a node that has not started does so, with nothing in store. */
  step({ line, node, role, action, time, received, sent = [], changed = {} }: Step): void {
    if (!this.#nodes.has(node)) this.start(line, node, {});
    const position = this.#nodes.get(node)!;
    position.sequence++;
    const event = {
      kind: 'step',
      node,
      ...position,
      ...(time === undefined ? {} : { time }),
      role,
      process: role,
      action,
      ...(received === undefined ? {} : { received }),
      sent,
      changed,
    } as Event;
    this.#events.push({ line, event });
  }

  /** The message with the id that it gets where it leaves, or where it arrives. */
  identified(
    end: 'sent' | 'received',
    from: string,
    to: string,
    content: Content,
  ): Content & { readonly id: string } {
    const text = `${from}>${to}:${canonical(content)}`;
    const count = (this.#counts.get(`${end} ${text}`) ?? 0) + 1;
    this.#counts.set(`${end} ${text}`, count);
    return { ...content, id: `${text}#${count}` };
  }
}
