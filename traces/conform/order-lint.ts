/**
 * What is wrong with lines themselves, where they are judged all at once and not in one order: what was received otherwise than it was sent, or by
 * nobody, and lines that are missing (order.ts and node-log.ts do the same for lines in order).
 */
import type { EventOf } from '../event.js';
import { type Listener, type Located, misreceived, type Positioned, type Sent } from './order.js';
import type { IsUnlogged } from './run.js';
import type { Fault } from './verdict.js';

type Step = Located<EventOf<'step'>>;

export interface Linted {
  readonly faults: readonly Fault[];
  readonly broken:
    | { readonly line: Step; readonly rule: string; readonly says: string; readonly sent: Sent | undefined }
    | undefined;
}

export class OrderLint {
  readonly #faults: Fault[] = [];
  readonly #sent = new Map<string, Sent>();
  /** Nodes of which lines are missing. */
  readonly #lost = new Set<string>();
  /** Nodes that have ended: behind a crash lines of another incarnation may be missing. */
  readonly #ended: ReadonlySet<string>;
  readonly #nodes: ReadonlySet<string>;

  /** @param isFree whether a node's sequence numbers mean nothing: then nobody knows which are missing */
  constructor(
    private readonly lines: readonly Located<Positioned>[],
    private readonly isFree: (node: string) => boolean,
    private readonly isUnlogged: IsUnlogged,
    private readonly listener: Pick<Listener, 'mayBeOfAnother'>,
  ) {
    this.#nodes = new Set(lines.map(({ event }) => event.node));
    this.#ended = new Set(lines.flatMap(({ event }) => (event.kind === 'end' ? [event.node] : [])));
  }

  find(): Linted {
    for (const node of this.#nodes) this.#lintNode(node);
    for (const { event, place } of this.lines) {
      if (event.kind !== 'step') continue;
      const { node, incarnation, sequence } = event;
      for (const { to, message } of event.sent) {
        if (this.#sent.has(message.id)) {
          const says = `message ${message.id} was sent before: ids are used once`;
          this.#faults.push({ reason: 'damaged', place, node, says });
        } else this.#sent.set(message.id, { node, to, message, place, incarnation, sequence });
      }
    }
    return { broken: this.#receipts(), faults: this.#faults };
  }

  #lintNode(node: string): void {
    const own = this.lines.filter(({ event }) => event.node === node);
    const last = Math.max(...own.map(({ event }) => event.incarnation));
    const isClosed = own.some(
      ({ event: { kind, incarnation } }) => incarnation === last && (kind === 'end' || kind === 'crash'),
    );
    if (!isClosed && own.some(({ event }) => event.kind !== 'drop')) {
      const says = `the log of ${node} has no crash and no end: it may have been cut`;
      this.#lose(node, { reason: 'cut', node, says });
    }
    if (this.isFree(node)) return;
    for (let incarnation = 1; incarnation <= last; incarnation++) {
      const sequences = own
        .filter(({ event }) => event.incarnation === incarnation)
        .map(({ event }) => event.sequence);
      const missing = Math.max(0, ...sequences) - new Set(sequences).size;
      if (missing <= 0) continue;
      const says = `in incarnation ${incarnation} of ${node} there is a gap: ${missing} lines are missing`;
      this.#lose(node, { reason: 'gap', node, says });
    }
  }

  #lose(node: string, fault: Fault): void {
    this.#lost.add(node);
    this.#faults.push(fault);
  }

  #receipts(): Linted['broken'] {
    for (const line of this.lines) {
      const { event, place } = line;
      const received = event.kind === 'step' ? event.received : undefined;
      if (received === undefined) continue;
      const { id, kind } = received.message;
      const sent = this.#sent.get(id);
      const what = `${event.node} received ${kind} ${id} from ${received.from}`;
      if (sent !== undefined) {
        const says = misreceived(line as Step, sent);
        if (says !== undefined) return { line: line as Step, rule: 'received as it was sent', says, sent };
        continue;
      }
      if (this.#lost.has(received.from) || this.isUnlogged(kind, received.from)) continue;
      if (this.#ended.has(received.from)) {
        if (this.listener.mayBeOfAnother(this.#lost.size > 0)) continue;
        const rule = 'received only what was sent';
        return { line: line as Step, rule, says: `${what}, which never sent it`, sent };
      }
      const why = this.#nodes.has(received.from)
        ? `the log of ${received.from} ends with a crash`
        : `there is no log of ${received.from}`;
      this.#faults.push({ reason: 'gap', place, node: event.node, says: `${what}, and ${why}: a gap` });
    }
    return undefined;
  }
}
