/**
 * The order of a run: of each node its lines by (incarnation, sequence), without holes, and each receipt after its send. Clocks are not
 * asked. Lines come in any order that files have them in; each is handed on when everything before it was, so every merge of the logs is
 * judged alike (Lamport 1978: what happened before what is all that there is to know).
 *
 * What is sent is remembered for the receipts to come, up to two generations of messages: memory does not grow with the run.
 */
import type { Event, EventOf } from '../event.js';
import { sameJson } from './differences.js';
import { NodeLog, positionOf, WAITING_MAX } from './node-log.js';
import type { Fault, Place } from './verdict.js';

/** A line with its place. */
export interface Located<E extends Event = Event> {
  readonly event: E;
  readonly place: Place;
}

export type Positioned = Exclude<Event, EventOf<'header'> | EventOf<'client'>>;

export interface Sent {
  readonly node: string;
  readonly to: readonly string[];
  readonly message: { readonly id: string; readonly kind: string };
  readonly place: Place;
  readonly incarnation: number;
  readonly sequence: number;
}

/** What happens with lines in order. */
export interface Listener {
  header(located: Located<EventOf<'header'>>): void;
  client(located: Located<EventOf<'client'>>): void;
  /**
   * @param sent of a receipt: the send
   * @param isLast nothing more will come
   * @returns false where the line is to come again when more was sent to its node: a rule that waits for a quorum says no receipt
   */
  take(located: Located<Positioned>, sent: Sent | undefined, isLast: boolean): boolean;
  /** Lines of the node are missing: what it does from here on cannot be followed. */
  lost(node: string): void;
  fault(fault: Fault): void;
  note(says: string): void;
  /** A receipt that is not what was sent, or was sent to others, or by nobody. */
  broken(located: Located<EventOf<'step'>>, rule: string, says: string, sent?: Sent): void;
}

/** The node under which a recorder tells what the network does. */
export const NETWORK = 'network';

const GENERATION = 1 << 16;

export class Order {
  private readonly nodes = new Map<string, NodeLog>();
  /** Sent messages by id: the younger generation, and the one before. */
  private young = new Map<string, Sent>();
  private old = new Map<string, Sent>();
  private hasForgotten = false;
  /** Nodes whose next line is to come again. */
  private readonly postponed = new Set<NodeLog>();
  private isLast = false;
  /** Nodes that are no servers. */
  private readonly passive = new Set<string>();
  /** Nodes that wait for a message. */
  private readonly waiting = new Map<string, NodeLog[]>();

  /**
   * @param isUnlogged whether nobody logs the sending of such a message: then its receipt waits for nothing
   */
  constructor(
    private readonly listener: Listener,
    private readonly isUnlogged: (kind: string) => boolean,
  ) {}

  /** How many lines of the node wait for something. */
  backlog(node: string): number {
    return this.nodes.get(node)?.backlog ?? 0;
  }

  /** Whether all nodes that a header or a line has told of have ended, and at least one has. */
  get isOver(): boolean {
    const nodes = [...this.nodes.values()].filter((node) => !this.passive.has(node.name));
    return nodes.length > 0 && nodes.every((node) => node.hasEnded && node.backlog === 0);
  }

  accept(located: Located): void {
    const { event } = located;
    if (event.kind === 'header') {
      this.nodeOf(event.node);
      // A recorder tells under such names what the network did, and clients: they take no steps.
      if (event.roles.every((role) => role === 'client')) this.passive.add(event.node);
      this.listener.header(located as Located<EventOf<'header'>>);
    } else if (event.kind === 'client') this.listener.client(located as Located<EventOf<'client'>>);
    else {
      const node = this.nodeOf(event.node);
      node.accept(located as Located<Positioned>);
      this.run(node);
    }
  }

  /** All lines are there: what still waits waits in vain. */
  finish(): void {
    for (const node of this.nodes.values()) {
      node.flush();
      this.run(node);
    }
    for (;;) {
      const [postponed] = this.postponed;
      if (postponed === undefined) break;
      this.isLast = true;
      this.postponed.delete(postponed);
      this.run(postponed);
    }
    for (const node of this.nodes.values()) node.close();
    this.tellStuck();
  }

  private nodeOf(name: string): NodeLog {
    let node = this.nodes.get(name);
    if (node === undefined) {
      node = new NodeLog(name, this.listener);
      this.nodes.set(name, node);
    }
    return node;
  }

  private run(first: NodeLog): void {
    const ready = [first];
    for (let node = ready.pop(); node !== undefined; node = ready.pop()) {
      for (let line = node.head; line !== undefined; line = node.head) {
        const { event } = line;
        const received = event.kind === 'step' ? event.received : undefined;
        let sent: Sent | undefined;
        if (received !== undefined && !this.isUnlogged(received.message.kind)) {
          sent = this.sent(received.message.id);
          if (sent === undefined) {
            this.wait(node, received.message.id);
            break;
          }
          this.compare(line as Located<EventOf<'step'>>, sent);
        }
        if (node.behindGap.delete(line)) this.listener.lost(node.name);
        if (!this.listener.take(line, sent, this.isLast)) {
          this.postponed.add(node);
          break;
        }
        node.advance();
        if (event.kind === 'step') this.send(line as Located<EventOf<'step'>>, ready);
      }
    }
  }

  private wait(node: NodeLog, id: string): void {
    const there = this.waiting.get(id);
    if (there === undefined) this.waiting.set(id, [node]);
    else if (!there.includes(node)) there.push(node);
  }

  private sent(id: string): Sent | undefined {
    return this.young.get(id) ?? this.old.get(id);
  }

  private send({ event, place }: Located<EventOf<'step'>>, ready: NodeLog[]): void {
    const { node, incarnation, sequence } = event;
    for (const { to, message } of event.sent) {
      const twin = this.sent(message.id);
      if (twin !== undefined) {
        this.listener.fault({
          reason: 'damaged',
          place,
          node,
          says: `message ${message.id} was sent before, by ${positionOf(twin)}: ids are used once`,
        });
        continue;
      }
      this.young.set(message.id, { node, to, message, place, incarnation, sequence });
      for (const name of to) {
        const receiver = this.nodes.get(name);
        if (receiver !== undefined && this.postponed.delete(receiver)) ready.push(receiver);
      }
      const waiting = this.waiting.get(message.id);
      if (waiting === undefined) continue;
      this.waiting.delete(message.id);
      ready.push(...waiting);
    }
    if (this.young.size < GENERATION) return;
    this.hasForgotten ||= this.old.size > 0;
    this.old = this.young;
    this.young = new Map();
  }

  private compare(line: Located<EventOf<'step'>>, sent: Sent): void {
    const { node, received } = line.event;
    if (received === undefined) return;
    const { id } = received.message;
    // A copy that the network makes is the sender's; one that a process of a step sends has its name.
    const from = (sent.message as { readonly '@from'?: string })['@from'] ?? sent.node;
    if (received.from !== from && sent.node !== NETWORK) {
      const says = `message ${id} was received from ${received.from}, and ${from} sent it`;
      this.listener.broken(line, 'received as it was sent', says, sent);
    } else if (!sent.to.includes(node)) {
      const says = `message ${id} was received by ${node}, and sent to ${sent.to.join(', ')}`;
      this.listener.broken(line, 'received as it was sent', says, sent);
    } else if (!sameJson(received.message, sent.message)) {
      const says = `message ${id} was received with other words than it was sent with`;
      this.listener.broken(line, 'received as it was sent', says, sent);
    }
  }

  /**
   * Who waits at the end: for what nobody sent, for a log that is missing or has a gap, for each other; and those that wait for one of them, which
   * are told last.
   */
  private tellStuck(): void {
    const followers: Fault[] = [];
    for (const node of this.nodes.values()) {
      const line = node.head as Located<EventOf<'step'>> | undefined;
      const received = line?.event.received;
      if (line === undefined || received === undefined) continue;
      const { place } = line;
      const { id, kind } = received.message;
      const what = `${node.name} received ${kind} ${id} from ${received.from}`;
      const from = this.nodes.get(received.from);
      const fault = (reason: Fault['reason'], says: string): Fault => ({
        reason,
        place,
        node: node.name,
        says: `${what}, ${says}`,
      });
      if (from === undefined) {
        this.listener.fault(fault('gap', `and there is no log of ${received.from}: a gap`));
      } else if (from.willSend(id)) {
        if (this.leadsTo(from, node)) {
          this.listener.fault(fault('order', 'which was sent after something that needs that line: a cycle'));
        } else followers.push(fault('gap', 'whose log cannot be followed so far: a gap before it'));
      } else if (from.isLost || !from.isClosed) {
        const why = from.isLost ? 'it has a gap, or is damaged' : 'it stops early: a gap';
        this.listener.fault(fault('gap', `which its log does not have: ${why}`));
      } else if (this.hasForgotten) {
        this.listener.fault(fault('budget', `and only the last ${2 * GENERATION} messages are remembered`));
      } else this.listener.broken(line, 'received only what was sent', `${what}, which never sent it`);
    }
    for (const fault of followers) this.listener.fault(fault);
    for (const { name, isOverfull } of this.nodes.values()) {
      if (!isOverfull) continue;
      const says = `${WAITING_MAX} lines of ${name} wait for what others have sent, and no more are kept: give each log as a file of its own, so that they are read side by side`;
      this.listener.fault({ reason: 'budget', node: name, says });
    }
  }

  /** Whether one node waits, over others, for the other; a node that waits for itself does. */
  private leadsTo(from: NodeLog, to: NodeLog): boolean {
    const seen = new Set<NodeLog>();
    let at: NodeLog | undefined = from;
    while (at !== undefined && !seen.has(at)) {
      if (at === to) return true;
      seen.add(at);
      const line = at.head as Located<EventOf<'step'>> | undefined;
      at = line?.event.received === undefined ? undefined : this.nodes.get(line.event.received.from);
    }
    return false;
  }
}
