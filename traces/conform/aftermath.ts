/**
 * What comes after a line that is not explained: the next steps of its node, and whether somebody received what it says that it sent. They tell
 * what is wrong, the line or what it says.
 */
import type { EventOf } from '../event.js';
import { sameJson } from './differences.js';
import type { StepEvent } from './judge.js';
import type { Located, Positioned } from './order.js';
import { receivedMessage } from './walk-line.js';

/** Steps of the node that are looked at. */
const AFTER_MAX = 2;
const OTHERS_MAX = 100;

export class Aftermath {
  isHeard = false;
  /** Steps of others that were not judged. */
  readonly others: StepEvent[] = [];
  private readonly steps = new Map<number, StepEvent>();

  constructor(readonly line: Located<EventOf<'step'>>) {}

  /** A line of the run, before or behind it. */
  take({ event }: Located<Positioned>, isJudged: boolean): void {
    const { event: own } = this.line;
    if (event.kind !== 'step') return;
    const isOwn = event.node === own.node && event.incarnation === own.incarnation;
    if (isOwn && event.sequence > own.sequence) this.steps.set(event.sequence, event);
    if (event.node !== own.node && !isJudged && this.others.length < OTHERS_MAX) this.others.push(event);
    const { received } = event;
    if (received === undefined || event === own) return;
    this.isHeard ||= own.sent.some(
      ({ message }) =>
        message.id === received.message.id &&
        sameJson(receivedMessage(message), receivedMessage(received.message)),
    );
  }

  /** The next steps of its node, up to a hole. */
  get after(): readonly StepEvent[] {
    const { sequence } = this.line.event;
    const next = Array.from({ length: AFTER_MAX }, (_, i) => this.steps.get(sequence + 1 + i));
    const hole = next.indexOf(undefined);
    return (hole < 0 ? next : next.slice(0, hole)) as readonly StepEvent[];
  }
}
