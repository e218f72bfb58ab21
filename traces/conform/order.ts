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
import { SENDER } from './walk-line.js';

/** A line with its place. */
export interface Located<E extends Event = Event> {
  readonly event: E;
  readonly place: Place;
  /** Where a mapping makes none or several steps of a line: those that the judge is given, in turn. `event` receives and sends what all of them do. */
  readonly parts?: readonly EventOf<'step'>[];
  /** How many of them were judged. */
  partsTaken?: number;
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
  /** Lines of the node are missing (conform/judge.ts). */
  lost(node: string, missing?: number): void;
  /** There are no more lines than those that were given. */
  allRead(): void;
  fault(fault: Fault): void;
  note(says: string): void;
  /** Whether somebody whose lines are missing may send in the name of others. @param isLossy whether lines of some node are missing */
  mayBeOfAnother(isLossy: boolean): boolean;
  /** A receipt that is not what was sent, or was sent to others, or by nobody. */
  broken(located: Located<EventOf<'step'>>, rule: string, says: string, sent?: Sent): void;
}

/** The node under which a recorder tells what the network does. */
export const NETWORK = 'network';

/** In what a receipt is not what was sent; undefined: in nothing. */
export function misreceived({ event }: Located<EventOf<'step'>>, sent: Sent): string | undefined {
  const { node, received } = event;
  if (received === undefined) return undefined;
  const { id } = received.message;
  // A copy that the network makes is the sender's; one that a process of a step sends has its name.
  const from = (sent.message as { readonly [SENDER]?: string })[SENDER] ?? sent.node;
  if (received.from !== from && sent.node !== NETWORK)
    return `message ${id} was received from ${received.from}, and ${from} sent it`;
  if (!sent.to.includes(node))
    return `message ${id} was received by ${node}, and sent to ${sent.to.join(', ')}`;
  if (sameJson(received.message, sent.message)) return undefined;
  // Whom it is from a receipt says already.
  if (sameJson({ [SENDER]: from, ...received.message }, sent.message)) return undefined;
  return `message ${id} was received with other words than it was sent with`;
}

/** Lines that wait behind a gap, at most. */
const HELD_MAX = 40_000;
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
  /** Lines that were handed on. */
  private taken = 0;
  /** Messages that were sent where lines are missing: their receipts wait for nothing. */
  private readonly unsent = new Set<string>();
  /** Nodes that were told to be lost up to their ends. */
  private readonly ended = new Set<string>();
  /** Nodes whose next line is behind a gap: it waits as long as anything else can go on, for what it follows is not known. */
  private readonly held = new Set<NodeLog>();
  /** Nodes that are no servers. */
  private readonly passive = new Set<string>();
  /** Nodes that wait for a message. */
  private readonly waiting = new Map<string, NodeLog[]>();

  /**
   * @param isUnlogged whether nobody logs that the sender sends such a message: then its receipt waits for nothing
   */
  constructor(
    private readonly listener: Listener,
    private readonly isUnlogged: (kind: string, sender: string) => boolean,
  ) {}

  /** How many lines of the node wait for something. */
  backlog(node: string): number {
    return this.nodes.get(node)?.backlog ?? 0;
  }

  /** The lines of the node behind the one that is judged now, as far as they are there. */
  following(node: string): readonly Located<Positioned>[] {
    return this.nodes.get(node)?.following ?? [];
  }

  /** Whether all nodes that a header or a line has told of have ended, and at least one has: what still waits waits in vain. */
  get isOver(): boolean {
    const nodes = [...this.nodes.values()].filter((node) => !this.passive.has(node.name));
    return nodes.length > 0 && nodes.every((node) => node.hasEnded && node.hasNoHole);
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
      if (node.backlog > HELD_MAX) this.held.delete(node);
      this.run(node);
    }
  }

  /** All lines are there: what still waits waits in vain. */
  finish(): void {
    for (const node of this.nodes.values()) {
      node.flush();
      this.run(node);
    }
    this.listener.allRead();
    const coming = new Set([...this.nodes.values()].flatMap((node) => node.ids()));
    for (;;) {
      this.retry();
      if (this.bridge(coming)) continue;
      const [postponed] = this.postponed;
      if (postponed === undefined) break;
      this.isLast = true;
      this.postponed.delete(postponed);
      this.run(postponed);
      this.isLast = false;
    }
    for (const node of this.nodes.values()) node.close();
    this.tellStuck();
  }

  /** Lines that were postponed, again, until none of them is taken. */
  private retry(): void {
    for (let before = -1; before !== this.taken; ) {
      before = this.taken;
      const postponed = [...this.postponed];
      for (const node of postponed) if (this.postponed.delete(node)) this.run(node);
    }
  }

  /**
   * Goes on where lines are missing: with a line that waits for a message which no line sends, first with one whose sender is at its gap; then behind
   * a gap.
   * @returns whether there was anything to go on with
   */
  private bridge(coming: ReadonlySet<string>): boolean {
    for (const node of this.nodes.values()) {
      if (node.head !== undefined || node.isClosed || this.ended.has(node.name)) continue;
      this.ended.add(node.name);
      this.listener.lost(node.name, Infinity);
      return true;
    }
    const orphans = [...this.nodes.values()].flatMap((node) => {
      const received = node.head?.event.kind === 'step' ? node.head.event.received : undefined;
      if (received === undefined || this.held.has(node)) return [];
      const { id } = received.message;
      if (coming.has(id) || this.unsent.has(id) || this.sent(id) !== undefined) return [];
      const sender = this.nodes.get(received.from);
      return sender?.isComplete === true && !this.mayBeOfAnother() ? [] : [{ node, sender, received }];
    });
    const isAtGap = (sender: NodeLog | undefined) =>
      sender === undefined || sender.head === undefined || this.held.has(sender);
    const [held] = this.held;
    const orphan =
      orphans.find(({ sender }) => isAtGap(sender)) ?? (held === undefined ? orphans[0] : undefined);
    if (orphan === undefined) {
      if (held === undefined) return false;
      this.held.delete(held);
      this.run(held);
      return true;
    }
    const { node, sender, received } = orphan;
    if (sender?.isComplete !== true && !this.ended.has(received.from)) {
      this.ended.add(received.from);
      // Of one with a gap that is told already.
      const isUntold = sender === undefined || (sender.isClosed && !sender.isLost);
      if (isUntold) {
        const { id, kind } = received.message;
        const why = sender?.howItStops ?? `there is no log of ${received.from}`;
        const says = `${node.name} received ${kind} ${id} from ${received.from}, and ${why}: a gap`;
        const gap = { reason: 'gap', place: node.head?.place, node: node.name, says } as const;
        this.listener.fault(sender === undefined ? { ...gap, isWithoutLog: true } : gap);
      }
      if (isUntold || !isAtGap(sender)) this.listener.lost(received.from, Infinity);
    }
    this.unsent.add(received.message.id);
    // A broadcast is waited for by many.
    for (const one of this.released(received.message.id)) this.run(one);
    return true;
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
        const missing = node.behindGap.size === 0 ? undefined : node.behindGap.get(line);
        if (missing !== undefined) {
          node.behindGap.delete(line);
          this.listener.lost(node.name, missing);
          this.held.add(node);
        }
        if (this.held.size > 0 && this.held.has(node)) break;
        if (
          received !== undefined &&
          !this.isUnlogged(received.message.kind, received.from) &&
          !this.unsent.has(received.message.id)
        ) {
          sent = this.sent(received.message.id);
          if (sent === undefined) {
            this.wait(node, received.message.id);
            break;
          }
          const says = misreceived(line as Located<EventOf<'step'>>, sent);
          if (says !== undefined)
            this.listener.broken(line as Located<EventOf<'step'>>, 'received as it was sent', says, sent);
        }
        if (!this.listener.take(line, sent, this.isLast)) {
          this.postponed.add(node);
          break;
        }
        node.advance();
        this.taken += 1;
        if (event.kind === 'step') this.send(line as Located<EventOf<'step'>>, ready);
      }
    }
  }

  private wait(node: NodeLog, id: string): void {
    const there = this.waiting.get(id);
    if (there === undefined) this.waiting.set(id, [node]);
    else if (!there.includes(node)) there.push(node);
  }

  /** Those that waited for a message. */
  private released(id: string): readonly NodeLog[] {
    const nodes = this.waiting.get(id) ?? [];
    this.waiting.delete(id);
    return nodes;
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
      if (this.postponed.size > 0) this.recall(to, ready);
      if (this.waiting.size > 0) ready.push(...this.released(message.id));
    }
    if (this.young.size < GENERATION) return;
    this.hasForgotten ||= this.old.size > 0;
    this.old = this.young;
    this.young = new Map();
  }

  /** Postponed nodes to which something was sent. */
  private recall(to: readonly string[], ready: NodeLog[]): void {
    for (const name of to) {
      const receiver = this.nodes.get(name);
      // What goes to somebody without a log may be what any of them waits for.
      for (const node of receiver === undefined ? [...this.postponed] : [receiver])
        if (this.postponed.delete(node)) ready.push(node);
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
        const gap = fault('gap', `and there is no log of ${received.from}: a gap`);
        this.listener.fault({ ...gap, isWithoutLog: true });
      } else if (from.willSend(id)) {
        if (this.leadsTo(from, node)) {
          this.listener.fault(fault('order', 'which was sent after something that needs that line: a cycle'));
        } else followers.push(fault('gap', 'whose log cannot be followed so far: a gap before it'));
      } else if (this.mayBeOfAnother()) {
        this.listener.fault(
          fault('gap', 'and lines are missing of somebody who may have sent it in its name'),
        );
      } else if (!from.isComplete) {
        const why = from.isLost ? 'it has a gap, or is damaged' : `${from.howItStops}: a gap`;
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

  /** Whether what nobody was seen to send may have been sent in a step of which there is no line. */
  private mayBeOfAnother(): boolean {
    return this.listener.mayBeOfAnother([...this.nodes.values()].some((node) => node.isLost));
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
