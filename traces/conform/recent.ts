/**
 * The lines that were judged last, node by node: from them comes the causal slice of a violation, that is the lines of the same process before it,
 * the sends of what was received, and what led to those.
 */
import type { EventOf } from '../event.js';
import type { Located, Positioned, Sent } from './order.js';
import type { Cause, Place } from './verdict.js';

/** Lines of a node that are kept. */
const KEPT = 512;
/** Lines of a slice at most; of one process, between two others, at most. */
const SLICE_MAX = 16;
const PROCESS_MAX = 3;

/** Of a line what a slice needs: what was received and changed is most of it, and would be kept alive. */
interface Kept {
  readonly place: Place;
  readonly kind: Positioned['kind'];
  readonly node: string;
  readonly incarnation: number;
  readonly sequence: number;
  readonly step: StepKept | undefined;
  readonly sent: Sent | undefined;
  /** Its number in the order in which lines were judged. */
  readonly order: number;
}

interface StepKept {
  readonly role: string;
  readonly process: string;
  readonly action: string;
  /** What was received, and from whom, in words; empty where nothing was. */
  readonly from: string;
  readonly sent: EventOf<'step'>['sent'];
}

export class Recent {
  private readonly nodes = new Map<string, Kept[]>();
  private order = 0;

  add(line: Located<Positioned>, sent: Sent | undefined): void {
    const { node } = line.event;
    let kept = this.nodes.get(node);
    if (kept === undefined) {
      kept = [];
      this.nodes.set(node, kept);
    }
    this.order += 1;
    kept.push(keptOf(line, sent, this.order));
    if (kept.length >= 2 * KEPT) kept.splice(0, KEPT);
  }

  /** What led to a line, in the order in which it was judged; the line itself is left out. */
  sliceOf(line: Located<Positioned>, sent: Sent | undefined): readonly Cause[] {
    const found = new Set<Kept>();
    const open = [keptOf(line, sent, this.order + 1)];
    for (let next = open.shift(); next !== undefined && found.size < SLICE_MAX; next = open.shift()) {
      for (const cause of this.causesOf(next)) {
        if (found.has(cause) || found.size >= SLICE_MAX) continue;
        found.add(cause);
        open.push(cause);
      }
    }
    return [...found]
      .sort((one, other) => one.order - other.order)
      .map((kept) => ({ place: kept.place, node: kept.node, says: describe(kept) }));
  }

  private causesOf(event: Kept): readonly Kept[] {
    const { sent } = event;
    const send = sent && this.nodes.get(sent.node)?.find((other) => isAt(other, sent));
    const own = this.nodes.get(event.node) ?? [];
    const before: Kept[] = [];
    for (let i = own.length - 1; i >= 0 && before.length < PROCESS_MAX; i--) {
      const other = own[i];
      const isBefore =
        other.incarnation < event.incarnation ||
        (other.incarnation === event.incarnation && other.sequence < event.sequence);
      if (isBefore && isOfProcess(other, event)) before.push(other);
    }
    return send === undefined ? before : [send, ...before];
  }
}

function keptOf({ event, place }: Located<Positioned>, sent: Sent | undefined, order: number): Kept {
  const { kind, node, incarnation, sequence } = event;
  if (kind !== 'step') return { place, kind, node, incarnation, sequence, step: undefined, sent, order };
  const { role, process, action, received } = event;
  const from = received === undefined ? '' : ` ${received.message.id} from ${received.from}`;
  const step = { role, process, action, from, sent: event.sent };
  return { place, kind, node, incarnation, sequence, step, sent, order };
}

function isAt({ incarnation, sequence }: Kept, sent: Sent): boolean {
  return incarnation === sent.incarnation && sequence === sent.sequence;
}

function isOfProcess(other: Kept, event: Kept): boolean {
  if (event.step === undefined) return other.kind !== 'persist';
  const { role, process } = event.step;
  return other.kind === 'start' || (other.step?.role === role && other.step.process === process);
}

/** A line in a few words. */
function describe({ kind, node, step }: Kept): string {
  if (step === undefined) return kind;
  const { role, process, action, from } = step;
  const sent = step.sent.map(({ to, message }) => `${message.kind} to ${to.join(', ')}`);
  const who = process === node ? role : process;
  return `${who}: ${action}${from}${sent.length === 0 ? '' : `; sends ${sent.join('; ')}`}`;
}
