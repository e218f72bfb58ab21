/**
 * The lines that were judged last, node by node: from them comes the causal slice of a violation, that is the lines that made the state of its process what
 * it was, the sends of what was received, and what led to those.
 */
import type { Located, Positioned, Sent } from './order.js';
import type { Place } from './verdict.js';

/** Lines of a node that are kept. */
const KEPT = 256;
/** Lines of a slice at most. */
const SLICE_MAX = 24;
/** Lines of the same process before one: of the line itself, of a process that lives for a short while, of any other. */
const BEFORE = { itself: 3, shortLived: 8, other: 1 } as const;

export interface Kept {
  readonly line: Located<Positioned>;
  readonly sent: Sent | undefined;
  /** Its number in the order in which lines were judged. */
  readonly order: number;
}

/** A line, and what led there. */
export interface Slice {
  /** What led to a line stands before it; the order is the same however the logs were read. The line itself is among them. */
  readonly lines: readonly Located<Positioned>[];
  /** The index of the line itself. */
  readonly at: number;
}

export class Recent {
  private readonly nodes = new Map<string, Kept[]>();
  /** By node, then by role and field: of the lines that are not kept any more the last one that wrote it. */
  private readonly writers = new Map<string, Map<string, Kept>>();
  private order = 0;

  add(line: Located<Positioned>, sent: Sent | undefined): void {
    const { node } = line.event;
    let kept = this.nodes.get(node);
    if (kept === undefined) {
      kept = [];
      this.nodes.set(node, kept);
    }
    this.order += 1;
    kept.push({ line, sent, order: this.order });
    if (kept.length >= 2 * KEPT) this.forget(node, kept.splice(0, KEPT));
  }

  private forget(node: string, lines: readonly Kept[]): void {
    const writers = this.writers.get(node) ?? new Map<string, Kept>();
    this.writers.set(node, writers);
    for (const kept of lines) {
      const { event } = kept.line;
      if (event.kind !== 'step') continue;
      for (const field in event.changed) writers.set(writerKey(event.role, field), kept);
    }
  }

  /** All lines that are still there, node by node. */
  get lines(): readonly Located<Positioned>[] {
    return [...this.nodes.values()].flatMap((kept) => kept.map(({ line }) => line));
  }

  /** The lines of a node that are still there, in their order. */
  linesOf(node: string): readonly Located<Positioned>[] {
    return (this.nodes.get(node) ?? []).map(({ line }) => line);
  }

  /**
   * What led to a line.
   * @param fields what of its process is in question: lines that changed it last come first
   * @param others lines that it was held against
   */
  sliceOf(
    line: Located<Positioned>,
    sent: Sent | undefined,
    fields: readonly string[],
    others: readonly Place[],
  ): Slice {
    const own = this.nodes.get(line.event.node)?.find((kept) => kept.line === line);
    const root = own ?? { line, sent, order: Number.POSITIVE_INFINITY };
    const found = new Set<Kept>([root]);
    for (const place of others) {
      const kept = this.at(place);
      if (kept !== undefined) found.add(kept);
    }
    for (const cause of this.writersOf(root.line.event, fields)) found.add(cause);
    const open = [...found];
    // A start goes by what was written before it, not by why.
    const isStep = root.line.event.kind === 'step';
    for (let next = open.shift(); next !== undefined && found.size < SLICE_MAX; next = open.shift()) {
      if (!isStep && next !== root) break;
      for (const cause of this.causesOf(next, next === root)) {
        if (found.has(cause) || found.size >= SLICE_MAX) continue;
        found.add(cause);
        open.push(cause);
      }
    }
    const kept = this.inOrder(found, root);
    return { lines: kept.map(({ line }) => line), at: kept.indexOf(root) };
  }

  /**
   * By how many lines lead from each of them to the last of them, the most first; then by their nodes. Not in the order in which they were judged, for
   * that depends on which log was read first.
   */
  private inOrder(found: ReadonlySet<Kept>, root: Kept): readonly Kept[] {
    const nodes = [...this.nodes].map(([node, kept]) => [...olderOf(node, kept, found), ...kept]);
    const all = new Map(nodes.flat().map((kept) => [positionOf(kept.line.event), kept]));
    all.set(positionOf(root.line.event), root);
    const before = new Map<Kept, Kept>();
    for (const lines of nodes) for (let i = 1; i < lines.length; i++) before.set(lines[i], lines[i - 1]);
    const last = this.nodes.get(root.line.event.node)?.at(-1);
    if (last !== undefined && !before.has(root) && last !== root) before.set(root, last);
    const heights = new Map([...found].map((kept) => [kept, 0]));
    // Judged in causal order: what a line leads to comes after it.
    for (const kept of [...all.values()].sort((one, other) => other.order - one.order)) {
      const height = heights.get(kept);
      if (height === undefined) continue;
      for (const cause of [before.get(kept), kept.sent && all.get(positionOf(kept.sent))])
        if (cause !== undefined) heights.set(cause, Math.max(heights.get(cause) ?? 0, height + 1));
    }
    const height = (kept: Kept) => (kept === root ? -1 : 0) + 2 * (heights.get(kept) ?? 0);
    return [...found].sort(
      (one, other) =>
        height(other) - height(one) ||
        one.line.event.node.localeCompare(other.line.event.node, 'en', { numeric: true }) ||
        one.line.event.incarnation - other.line.event.incarnation ||
        one.line.event.sequence - other.line.event.sequence,
    );
  }

  private at({ file, line }: Place): Kept | undefined {
    for (const all of this.nodes.values()) {
      const kept = all.find(({ line: { place } }) => place.line === line && place.file === file);
      if (kept !== undefined) return kept;
    }
    return undefined;
  }

  /** The last lines before it that wrote the fields: `changed.proposals[17]` is entry 17 of proposals. */
  private writersOf(event: Positioned, fields: readonly string[]): readonly Kept[] {
    const own = this.nodes.get(event.node) ?? [];
    return fields.flatMap((field) => {
      // What a start finds was written by the processes of a role, whichever they were.
      const [, role, ofRole] = /^durable\.(\w+)\.(.*)$/.exec(field) ?? [];
      const [, name, key] =
        /^([^.[]+)(?:\[?\.?(\w+)\]?)?/.exec(ofRole ?? field.replace(/^changed\./, '')) ?? [];
      if (name === undefined || !(field.startsWith('changed.') || role !== undefined)) return [];
      const isWriter = ({ line: { event: other } }: Kept): boolean =>
        other.kind === 'step' &&
        isBefore(other, event) &&
        (role === undefined ? isOfProcess(other, event) : other.role === role) &&
        writes(other.changed[name], key);
      const kept = own.findLast(isWriter);
      if (kept !== undefined) return [kept];
      const ofEvent = event.kind === 'step' ? event.role : '';
      const older = this.writers.get(event.node)?.get(writerKey(role ?? ofEvent, name));
      return older !== undefined && isWriter(older) ? [older] : [];
    });
  }

  private causesOf({ line: { event }, sent }: Kept, isRoot: boolean): readonly Kept[] {
    const causes: Kept[] = [];
    const send = sent && this.nodes.get(sent.node)?.find(({ line }) => isAt(line.event, sent));
    if (send !== undefined) causes.push(send);
    const isShortLived = event.kind === 'step' && event.process !== event.node;
    const most = isRoot ? BEFORE.itself : isShortLived ? BEFORE.shortLived : BEFORE.other;
    const own = this.nodes.get(event.node) ?? [];
    let count = 0;
    for (let i = own.length - 1; i >= 0 && count < most; i--) {
      const { event: other } = own[i].line;
      // What changed nothing has no part in it; but a process may count what it hears without saying so.
      const isSilent = isShortLived ? false : changesNothing(other);
      if (isSilent || !isBefore(other, event) || !isOfProcess(other, event)) continue;
      causes.push(own[i]);
      count += 1;
    }
    const spawning =
      count === 0 && isShortLived ? own.findLast(({ line }) => spawns(line.event, event)) : undefined;
    return spawning === undefined ? causes : [...causes, spawning];
  }
}

const writerKey = (role: string, field: string): string => `${role} ${field}`;

/** Lines of the node that were found, and are older than those that are kept, in their order. */
function olderOf(node: string, kept: readonly Kept[], found: ReadonlySet<Kept>): readonly Kept[] {
  const first = kept[0]?.order ?? Number.POSITIVE_INFINITY;
  return [...found]
    .filter(({ line, order }) => line.event.node === node && order < first)
    .sort((one, other) => one.order - other.order);
}

const positionOf = ({ node, incarnation, sequence }: Positioned | Sent): string =>
  `${node} ${incarnation}.${sequence}`;

function isAt({ incarnation, sequence }: Positioned, sent: Sent): boolean {
  return incarnation === sent.incarnation && sequence === sent.sequence;
}

function isBefore(other: Positioned, event: Positioned): boolean {
  return (
    other.incarnation < event.incarnation ||
    (other.incarnation === event.incarnation && other.sequence < event.sequence)
  );
}

/** Whether it may have changed what the process of the event knows. */
function isOfProcess(other: Positioned, event: Positioned): boolean {
  if (event.kind !== 'step') return other.kind !== 'drop';
  if (other.kind !== 'step')
    return other.kind === 'start' && other.incarnation === event.incarnation && event.process === event.node;
  if (other.incarnation !== event.incarnation || other.role !== event.role) return false;
  return other.process === event.process;
}

/** Whether it is a line of the role in which the process of the event begins. */
function spawns(other: Positioned, event: Positioned): boolean {
  return (
    other.kind === 'step' && event.kind === 'step' && other.role === event.role && isBefore(other, event)
  );
}

function changesNothing(event: Positioned): boolean {
  if (event.kind === 'start') return Object.keys(event.durable).length === 0;
  return event.kind === 'step' && Object.keys(event.changed).length === 0;
}

function writes(changed: unknown, key: string | undefined): boolean {
  if (changed === undefined) return false;
  const isMap = typeof changed === 'object' && changed !== null;
  return key === undefined || !isMap || Object.hasOwn(changed, key);
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
