/**
 * Networks: what happens to a message between send and receipt.
 *
 *  - soup: every message ever sent stays, and may be received at any later time, many times, or never. Loss,
 *    duplication and reordering are built in; it is the weakest network and the one that quorum rules need. What was sent
 *    to a process that is spawned stays for as long as the process is there: nobody can receive it before or after;
 *  - bag: a message is in flight until it is received, in any order;
 *  - fifo: as a bag, but each channel (sender, receiver) delivers in order.
 *
 * A bag and a fifo lose and duplicate only within a budget. What is in flight to a process that is spawned is gone when the process
 * is, and so is what is sent to it while it is not there.
 */
import { canonical, equalValues } from '../../checker/canonical.js';
import { didYouMean } from '../../checker/did-you-mean.js';
import {
  type Action,
  add,
  blind,
  type Cell,
  cell,
  change,
  over,
  type Soup,
  set,
  soup,
  type Update,
  unorderedCell,
  type Variable,
  type View,
} from '../../checker/model.js';
import { DROPS_IGNORED } from './dropping.js';
import { guard } from './guard.js';
import { disabled } from './plain.js';
import type { AnyMessage, Envelope, Inbox } from './role.js';

/** What the instance says of its network. */
export type Network =
  | { readonly kind: 'soup'; readonly loses?: (message: never) => boolean }
  | {
      readonly kind: 'bag' | 'fifo';
      readonly losses: number;
      readonly duplications: number;
      readonly [DROPS_IGNORED]?: boolean;
    };

export interface Budgets {
  /** How many messages may be lost in an execution; 0 where nothing is said. */
  readonly losses?: number;
  /** How many messages may be duplicated in an execution; 0 where nothing is said. */
  readonly duplications?: number;
}

/** What an instance says of a soup. */
export interface Losing<M extends AnyMessage> {
  /**
   * Messages that are lost on their way, whoever sends them. A soup may lose any message, so this is a bound of the instance
   * and no fault: what is explored is part of what a soup allows.
   */
  readonly loses?: (message: M) => boolean;
}

export const network = {
  soup: <M extends AnyMessage>({ loses }: Losing<M> = {}): Network => ({
    kind: 'soup',
    ...(loses === undefined ? {} : { loses }),
  }),
  bag: (budgets: Budgets = {}): Network => withBudgets('bag', knownBudgets(budgets)),
  fifo: (budgets: Budgets = {}): Network => withBudgets('fifo', knownBudgets(budgets)),
};

/** A budget by another name would silently be none. */
function knownBudgets(budgets: Budgets): Budgets {
  const known: (keyof Budgets)[] = ['losses', 'duplications'];
  const stranger = Object.keys(budgets).find((name) => !(known as string[]).includes(name));
  if (stranger === undefined) return budgets;
  const guess = didYouMean(stranger, known) || `; there are: ${known.join(', ')}`;
  throw new NetworkError(`a network has no budget ${stranger}${guess}`);
}

type Queued = Extract<Network, { kind: 'bag' | 'fifo' }>;

function withBudgets(kind: 'bag' | 'fifo', { losses = 0, duplications = 0 }: Budgets): Queued {
  for (const [name, value] of Object.entries({ losses, duplications })) {
    if (!Number.isInteger(value) || value < 0) {
      throw new NetworkError(`the budget of ${name} is ${value}; it must be a whole number, 0 or more`);
    }
  }
  return { kind, losses, duplications };
}

/** A network that cannot be built, or that cannot do what a role asks. */
export class NetworkError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'NetworkError';
  }
}

type AnyEnvelope = Envelope<AnyMessage>;

/** One way for messages to a node: all senders of a soup or bag, one sender of a fifo. */
interface Arrival {
  readonly over: Action['over'];
  /** What receiving does to the network. */
  readonly taken: (envelope: AnyEnvelope) => readonly Update[];
}

/** A network between given nodes, as variables and updates. */
export interface Wiring {
  readonly variables: readonly Variable[];
  readonly initial: readonly Update[];
  readonly sent: (from: string, to: string, message: AnyMessage) => readonly Update[];
  /** What coming to life, and being gone, does to what was sent to a process that is spawned. */
  readonly opened: (node: string) => readonly Update[];
  readonly closed: (node: string) => readonly Update[];
  readonly arrivals: (node: string) => readonly Arrival[];
  /** What was ever sent to a node; only a soup remembers. */
  readonly inbox: (node: string) => Soup<AnyEnvelope>;
  /** What was sent to a process that is spawned, while it is there; null while it is not. */
  readonly mailbox: (node: string) => Cell<Mailbox>;
  /** For an action of a node: what was sent to it. */
  readonly sentTo: (view: View, node: string) => Inbox<AnyMessage>;
  /** What is in flight to a node, by cell: one of a bag, one a sender of a fifo; a soup has none. Null while it is not there. */
  readonly queues: (node: string) => readonly Cell<Mailbox>[];
  /** Whether what is ignored does not stay in flight (dropping.ts). */
  readonly dropsIgnored: boolean;
  /** Loss and duplication. */
  readonly faults: readonly Action[];
}

/**
 * @param spawned which of the nodes are not there all the time
 * @throws NetworkError where there is no such network, or a budget is no whole number
 */
export function wire(given: Network, nodes: readonly string[], spawned: readonly string[] = []): Wiring {
  const kind: string | undefined = given?.kind;
  if (kind !== 'soup' && kind !== 'bag' && kind !== 'fifo') {
    const all = Object.keys(network).map((name) => `network.${name}()`);
    throw new NetworkError(`there is no network of the kind ${String(kind)}; there are: ${all.join(', ')}`);
  }
  if (given.kind === 'soup') return soupWiring(nodes, spawned, given.loses as Losing<AnyMessage>['loses']);
  // A network need not come from the makers above.
  const net = withBudgets(given.kind, given);
  return queueWiring({ ...net, [DROPS_IGNORED]: given[DROPS_IGNORED] }, nodes, spawned);
}

function soupWiring(
  nodes: readonly string[],
  spawned: readonly string[],
  loses: Losing<AnyMessage>['loses'] = () => false,
): Wiring {
  const lasting = nodes.filter((node) => !spawned.includes(node));
  const inboxes = new Map(lasting.map((node) => [node, soup<AnyEnvelope>(`inbox ${node}`)]));
  const mailboxes = new Map(spawned.map((node) => [node, mailbox(node)]));
  const inbox = (node: string): Soup<AnyEnvelope> => known(inboxes, node);
  return {
    variables: [...inboxes.values(), ...mailboxes.values()],
    initial: [...mailboxes.values()].map((box) => set(box, null as never)),
    sent: (from, to, message) => {
      if (loses(message)) return [];
      const box = mailboxes.get(to);
      return [box === undefined ? add(inbox(to), { from, message }) : change(box, post, { from, message })];
    },
    opened: (node) => [set(known(mailboxes, node), [])],
    closed: (node) => [set(known(mailboxes, node), null as never)],
    arrivals: (node) => {
      const box = mailboxes.get(node);
      return [
        { over: box === undefined ? over.soup(inbox(node)) : over.cell(box, letters), taken: () => [] },
      ];
    },
    inbox: (node) => {
      if (!mailboxes.has(node)) return inbox(node);
      throw new NetworkError(`${node} is spawned: what was sent to it is forgotten when it is gone`);
    },
    mailbox: (node) => {
      const box = mailboxes.get(node);
      if (box !== undefined) return box;
      throw new NetworkError(`${node} is not spawned: what was sent to it is in its inbox`);
    },
    sentTo: (view, node) => {
      const box = mailboxes.get(node);
      return {
        sent: (pattern) =>
          (box === undefined
            ? view.sent(inbox(node), { message: pattern } as never)
            : letters(view.get(box)).filter(({ message }) => matches(message, pattern))) as never,
      };
    },
    queues: () => [],
    dropsIgnored: false,
    faults: [],
  };
}

/** What was sent to a process: null while it is not there, which only a process that is spawned ever is. */
type Mailbox = Queue | null;

function mailbox(node: string): Cell<Mailbox> {
  return unorderedCell<AnyEnvelope>(`inbox ${node}`) as Cell<Mailbox>;
}

const letters = (box: Mailbox): Queue => box ?? [];

/** As into a soup: once, and in no order. */
const post = blind('post', (box: Mailbox, envelope: AnyEnvelope): Mailbox => {
  if (box === null || box.some((other) => equalValues(other, envelope))) return box;
  return bagOf([...box, envelope]);
});

/** As a pattern of a soup (checker/model.ts). */
function matches(value: unknown, pattern: unknown): boolean {
  if (pattern === undefined) return true;
  if (!isPlainObject(pattern)) return equalValues(value, pattern);
  return (
    isPlainObject(value) && Object.entries(pattern).every(([field, part]) => matches(value[field], part))
  );
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function known<T>(byNode: ReadonlyMap<string, T>, node: string): T {
  const there = byNode.get(node);
  if (there === undefined)
    throw new NetworkError(`a message is sent to ${node}, which is no process of this system`);
  return there;
}

type Queue = readonly AnyEnvelope[];

/** A bag with these messages: in the order of their canonical texts, which carries no meaning (checker/model.ts, unorderedCell). */
export function bagOf<E>(envelopes: readonly E[]): readonly E[] {
  return [...envelopes].sort((a, b) => (canonical(a) < canonical(b) ? -1 : 1));
}

const put = {
  bag: blind('put', (queue: Mailbox, envelope: AnyEnvelope): Mailbox => queue && bagOf([...queue, envelope])),
  fifo: blind('append', (queue: Mailbox, envelope: AnyEnvelope): Mailbox => queue && [...queue, envelope]),
};

const take = blind('take', (box: Mailbox, envelope: AnyEnvelope): Mailbox => {
  const queue = letters(box);
  const text = canonical(envelope);
  const at = queue.findIndex((other) => canonical(other) === text);
  return queue.filter((_, i) => i !== at);
});

/** A second copy right behind the first. */
const double = blind('double', (box: Mailbox, envelope: AnyEnvelope): Mailbox => {
  const queue = letters(box);
  const text = canonical(envelope);
  const at = queue.findIndex((other) => canonical(other) === text);
  return [...queue.slice(0, at), envelope, ...queue.slice(at)];
});

/** The queues of each receiver, by sender; a bag has one for all senders. */
type Queues = ReadonlyMap<string, ReadonlyMap<string, Cell<Mailbox>>>;

const ALL_SENDERS = '';

function queuesBetween(kind: 'bag' | 'fifo', nodes: readonly string[]): Queues {
  const queuesTo = (to: string): [sender: string, queue: Cell<Mailbox>][] =>
    kind === 'bag'
      ? [[ALL_SENDERS, mailbox(to)]]
      : nodes.map((from) => [from, cell<Mailbox>(`channel ${from} to ${to}`)]);
  return new Map(nodes.map((to) => [to, new Map(queuesTo(to))]));
}

function queueWiring(
  { kind, losses, duplications, [DROPS_IGNORED]: dropsIgnored = false }: Queued,
  nodes: readonly string[],
  spawned: readonly string[],
): Wiring {
  const queues = queuesBetween(kind, nodes);
  const channels = [...queues].flatMap(([to, bySender]) =>
    [...bySender.values()].map((queue) => ({ to, queue })),
  );
  const queueOf = (from: string, to: string): Cell<Mailbox> =>
    known(known(queues, to), kind === 'bag' ? ALL_SENDERS : from);
  const queuesTo = (to: string): readonly Cell<Mailbox>[] => [...known(queues, to).values()];
  const deliverable = (queue: Mailbox): Queue => letters(queue).slice(0, kind === 'fifo' ? 1 : undefined);
  const lossBudget = cell<number>('losses left');
  const duplicationBudget = cell<number>('duplications left');

  const fault = (
    name: string,
    budget: Cell<number>,
    effect: typeof take,
    to: string,
    queue: Cell<Mailbox>,
  ): Action => ({
    name,
    over: over.cell(queue, deliverable),
    run: (view, element) => {
      const left = view.get(budget);
      if (!guard(`budget of ${name} is not spent`, left > 0, { left })) return disabled;
      const envelope = element as AnyEnvelope;
      const updates = [set(budget, left - 1), change(queue, effect, envelope)];
      return [{ updates, received: { from: envelope.from, to, message: envelope.message } }];
    },
  });
  const faults = channels.flatMap(({ to, queue }) => [
    ...(losses > 0 ? [fault('lose', lossBudget, take, to, queue)] : []),
    ...(duplications > 0 ? [fault('duplicate', duplicationBudget, double, to, queue)] : []),
  ]);

  return {
    variables: [
      ...channels.map(({ queue }) => queue),
      ...(losses > 0 ? [lossBudget] : []),
      ...(duplications > 0 ? [duplicationBudget] : []),
    ],
    initial: [
      ...channels.map(({ to, queue }) => set(queue, spawned.includes(to) ? null : [])),
      ...(losses > 0 ? [set(lossBudget, losses)] : []),
      ...(duplications > 0 ? [set(duplicationBudget, duplications)] : []),
    ],
    sent: (from, to, message) => [change(queueOf(from, to), put[kind], { from, message })],
    opened: (node) => queuesTo(node).map((queue) => set(queue, [])),
    closed: (node) => queuesTo(node).map((queue) => set(queue, null)),
    arrivals: (node) =>
      queuesTo(node).map((queue) => ({
        over: over.cell(queue, deliverable),
        taken: (envelope) => [change(queue, take, envelope)],
      })),
    inbox: (node) => forgets(kind, node),
    mailbox: (node) => forgets(kind, node),
    sentTo: (_view, node) => ({ sent: () => forgets(kind, node) }),
    queues: queuesTo,
    dropsIgnored,
    faults,
  };
}

function forgets(kind: string, node: string): never {
  throw new NetworkError(`a ${kind} does not remember what was sent to ${node}; a quorum rule needs a soup`);
}
