/**
 * The lines that were judged last, node by node: from them comes the causal slice of a violation, that is the lines of the same process before it,
 * the sends of what was received, and what led to those.
 */
import type { Located, Positioned, Sent } from './order.js';
import type { Cause } from './verdict.js';

/** Lines of a node that are kept. */
const KEPT = 512;
/** Lines of a slice at most; of one process, between two others, at most. */
const SLICE_MAX = 16;
const PROCESS_MAX = 3;

interface Kept {
  readonly line: Located<Positioned>;
  readonly sent: Sent | undefined;
  /** Its number in the order in which lines were judged. */
  readonly order: number;
}

export class Recent {
  readonly #nodes = new Map<string, Kept[]>();
  #order = 0;

  add(line: Located<Positioned>, sent: Sent | undefined): void {
    const { node } = line.event;
    let kept = this.#nodes.get(node);
    if (kept === undefined) {
      kept = [];
      this.#nodes.set(node, kept);
    }
    this.#order += 1;
    kept.push({ line, sent, order: this.#order });
    if (kept.length >= 2 * KEPT) kept.splice(0, KEPT);
  }

  /** What led to a line, in the order in which it was judged; the line itself is left out. */
  sliceOf(line: Located<Positioned>, sent: Sent | undefined): readonly Cause[] {
    const found = new Set<Kept>();
    const open: { readonly line: Located<Positioned>; readonly sent: Sent | undefined }[] = [{ line, sent }];
    for (let next = open.shift(); next !== undefined && found.size < SLICE_MAX; next = open.shift()) {
      for (const cause of this.#causesOf(next.line, next.sent)) {
        if (found.has(cause) || found.size >= SLICE_MAX) continue;
        found.add(cause);
        open.push(cause);
      }
    }
    return [...found]
      .sort((one, other) => one.order - other.order)
      .map(({ line: { event, place } }) => ({ place, node: event.node, says: describe(event) }));
  }

  #causesOf({ event }: Located<Positioned>, sent: Sent | undefined): readonly Kept[] {
    const send = sent && this.#nodes.get(sent.node)?.find(({ line }) => isAt(line.event, sent));
    const own = this.#nodes.get(event.node) ?? [];
    const before: Kept[] = [];
    for (let i = own.length - 1; i >= 0 && before.length < PROCESS_MAX; i--) {
      const { event: other } = own[i].line;
      const isBefore =
        other.incarnation < event.incarnation ||
        (other.incarnation === event.incarnation && other.sequence < event.sequence);
      if (isBefore && isOfProcess(other, event)) before.push(own[i]);
    }
    return send === undefined ? before : [send, ...before];
  }
}

function isAt({ incarnation, sequence }: Positioned, sent: Sent): boolean {
  return incarnation === sent.incarnation && sequence === sent.sequence;
}

function isOfProcess(other: Positioned, event: Positioned): boolean {
  if (event.kind !== 'step') return other.kind !== 'persist';
  return (
    other.kind === 'start' ||
    (other.kind === 'step' && other.role === event.role && other.process === event.process)
  );
}

/** A line in a few words. */
export function describe(event: Positioned): string {
  if (event.kind !== 'step') return event.kind;
  const from =
    event.received === undefined ? '' : ` ${event.received.message.id} from ${event.received.from}`;
  const sent = event.sent.map(({ to, message }) => `${message.kind} to ${to.join(', ')}`);
  const who = event.process === event.node ? event.role : event.process;
  return `${who}: ${event.action}${from}${sent.length === 0 ? '' : `; sends ${sent.join('; ')}`}`;
}
