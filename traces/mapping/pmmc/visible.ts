/**
 * When a step counts for the others: as soon as it is durable, or something that it sent was received. What a crash takes back, with all that it rests
 * on, never happened: a server may use a ballot again of which nobody has heard.
 */

import type { Located, Sent } from '../../conform/order.js';
import type { EventOf } from '../../event.js';
import type { Evidence } from './evidence.js';
import type { Found } from './found.js';

interface Pending {
  readonly line: Located<EventOf<'step'>>;
  /** The line that must be durable first; 0: none. */
  readonly needs: number;
}

/** What is found, and at which line. */
export type Seen = Found & { readonly line: Located<EventOf<'step'>> };

export class Visible {
  /** By server and incarnation: a message may be received long after its sender has crashed. */
  private readonly pending = new Map<string, Map<number, Pending[]>>();

  constructor(private readonly evidence: Evidence) {}

  step(line: Located<EventOf<'step'>>, needs: number): Seen | undefined {
    const { node, incarnation } = line.event;
    const there = this.pending.get(node)?.get(incarnation);
    if (needs === 0 && (there === undefined || there.length === 0)) return this.count(line);
    if (there !== undefined) there.push({ line, needs });
    else {
      const ofNode = this.pending.get(node) ?? new Map<number, Pending[]>();
      this.pending.set(node, ofNode.set(incarnation, [{ line, needs }]));
    }
    return undefined;
  }

  persisted(node: string, incarnation: number, through: number): Seen | undefined {
    return this.release(node, incarnation, ({ needs }) => needs <= through);
  }

  /** A message was received: the step that sent it, and those before it, count. */
  left({ node, incarnation, sequence }: Sent): Seen | undefined {
    return this.release(node, incarnation, ({ line: { event } }) => event.sequence <= sequence);
  }

  /** It begins an incarnation; of those long before nothing will be received any more. */
  started(node: string, incarnation: number): void {
    this.pending.get(node)?.delete(incarnation - 3);
  }

  private release(
    node: string,
    incarnation: number,
    isVisible: (pending: Pending) => boolean,
  ): Seen | undefined {
    const all = this.pending.get(node)?.get(incarnation);
    if (all === undefined || all.length === 0) return undefined;
    let count = 0;
    while (count < all.length && isVisible(all[count])) count += 1;
    for (const { line } of all.splice(0, count)) {
      const found = this.count(line);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  private count(line: Located<EventOf<'step'>>): Seen | undefined {
    const found = this.evidence.step(line);
    return found === undefined ? undefined : { ...found, line };
  }
}
