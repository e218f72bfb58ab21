/**
 * Durable before visible: what another server received had its writes, and those before it, in stable storage. Whether it had is known when the
 * sender's incarnation ends: what no `persist` line covered by then was lost, or may have been.
 */
import type { Located, Positioned, Sent } from '../../conform/order.js';
import { at } from '../../conform/place.js';
import type { Place } from '../../conform/verdict.js';
import { broken, type Found } from './found.js';
import { Remembered } from './remembered.js';
import type { Server } from './server.js';

/** What left before it was durable. */
interface Sending {
  readonly sent: Place;
  /** The line whose effect must be durable first. */
  readonly wrote: Place;
}

interface Uncovered extends Sending {
  /** Of the line whose effect must be durable first. */
  readonly sequence: number;
  readonly ids: readonly string[];
}

/** The same, and the line of the receipt. */
export interface Early extends Sending {
  readonly receipt: Located<Positioned>;
}

/** Steps of a server, at most, that wait for a `persist` line. */
const UNCOVERED_MAX = 10_000;

export class Persistence {
  /** By server: what it sent and no persist covers yet. */
  private readonly uncovered = new Map<string, Uncovered[]>();
  /** Receipts of such messages, by id. */
  private readonly receipts = new Map<string, Located<Positioned>>();
  private readonly watched = new Set<string>();
  /** Messages that were never covered. */
  private readonly never = new Remembered<string, Sending>(1 << 12);

  sent(server: Server, line: Located<Positioned>): void {
    const { event } = line;
    const last = server.unsaved.at(-1);
    if (event.kind !== 'step' || last === undefined) return;
    const ids: string[] = [];
    for (const { to, message } of event.sent) if (to.some((id) => id !== server.id)) ids.push(message.id);
    if (ids.length === 0) return;
    const there = this.uncovered.get(server.id);
    const entry = { sequence: last.sequence, sent: line.place, wrote: last.place, ids };
    if (there === undefined) this.uncovered.set(server.id, [entry]);
    else there.push(entry);
    // A server that never tells of its disk is not held to it.
    if (there !== undefined && there.length > UNCOVERED_MAX) {
      for (const old of there.splice(0, UNCOVERED_MAX / 2)) for (const id of old.ids) this.forget(id);
    }
    for (const id of ids) this.watched.add(id);
  }

  /** @returns how the message left its sender, if that was before it was durable there */
  received(line: Located<Positioned>, sent: Sent): Sending | undefined {
    if (sent.node === line.event.node) return undefined;
    if (this.watched.has(sent.message.id)) this.receipts.set(sent.message.id, line);
    return this.never.get(sent.message.id);
  }

  persisted(node: string, through: number): void {
    const all = this.uncovered.get(node);
    if (all === undefined || all.length === 0) return;
    const left = all.filter(({ sequence, ids }) => {
      if (sequence > through) return true;
      for (const id of ids) this.forget(id);
      return false;
    });
    this.uncovered.set(node, left);
  }

  /** The incarnation is over. @returns a receipt of what was not durable, if there was one */
  ended(node: string): Early | undefined {
    let found: Early | undefined;
    for (const { ids, sent, wrote } of this.uncovered.get(node) ?? []) {
      for (const id of ids) {
        const receipt = this.receipts.get(id);
        if (receipt !== undefined) found ??= { receipt, sent, wrote };
        this.forget(id);
        this.never.set(id, { sent, wrote });
      }
    }
    this.uncovered.delete(node);
    return found;
  }

  /** Lines of the server are missing: what it made durable in them is not known. */
  lost(node: string): void {
    for (const { ids } of this.uncovered.get(node) ?? []) for (const id of ids) this.forget(id);
    this.uncovered.delete(node);
  }

  private forget(id: string): void {
    this.watched.delete(id);
    this.receipts.delete(id);
  }
}

/** @param sender whose incarnation ended */
export function foundEarly({ receipt: { event }, sent, wrote }: Early, sender: string): Found {
  const id = event.kind === 'step' ? event.received?.message.id : undefined;
  return broken(
    'what is received was durable before it was sent',
    `${event.node} received ${id} of ${sender}, which had not made durable what it rests on when its incarnation ended`,
    { message: id, sender },
    [
      { variable: 'it was sent', kind: 'cell', value: at(sent) },
      { variable: 'it rests on what was never made durable', kind: 'cell', value: at(wrote) },
    ],
    [wrote, sent],
  );
}
