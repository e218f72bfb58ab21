/**
 * Networks: what happens to a message between send and receipt.
 *
 *  - soup: every message ever sent stays, and may be received at any later time, many times, or never. Loss,
 *    duplication and reordering are built in; it is the weakest network and the one that quorum rules need;
 *  - bag: a message is in flight until it is received, in any order;
 *  - fifo: as a bag, but each channel (sender, receiver) delivers in order.
 *
 * A bag and a fifo lose and duplicate only within a budget.
 */
import { canonical } from '../../checker/canonical.js';
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
} from '../../checker/model.js';
import { guard } from './guard.js';
import { disabled } from './plain.js';
import type { AnyMessage, Envelope, Inbox } from './role.js';

/** What the instance says of its network. */
export type Network =
  | { readonly kind: 'soup' }
  | {
      readonly kind: 'bag' | 'fifo';
      readonly losses: number;
      readonly duplications: number;
      readonly dropsIgnored: boolean;
    };

export interface Budgets {
  /** How many messages may be lost in an execution; 0 where nothing is said. */
  readonly losses?: number;
  /** How many messages may be duplicated in an execution; 0 where nothing is said. */
  readonly duplications?: number;
  /**
   * Whether a message that its receiver would ignore is gone at once, instead of in flight until it is received and ignored. It takes
   * away steps that change nothing but the network. For roles where what is ignored once is ignored ever after.
   */
  readonly dropsIgnored?: boolean;
}

export const network = {
  soup: (): Network => ({ kind: 'soup' }),
  bag: (budgets: Budgets = {}): Network => withBudgets('bag', budgets),
  fifo: (budgets: Budgets = {}): Network => withBudgets('fifo', budgets),
};

type Queued = Extract<Network, { kind: 'bag' | 'fifo' }>;

function withBudgets(
  kind: 'bag' | 'fifo',
  { losses = 0, duplications = 0, dropsIgnored = false }: Budgets,
): Queued {
  for (const [name, value] of Object.entries({ losses, duplications })) {
    if (!Number.isInteger(value) || value < 0) {
      throw new NetworkError(`the budget of ${name} is ${value}; it must be a whole number, 0 or more`);
    }
  }
  return { kind, losses, duplications, dropsIgnored };
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
  readonly sent: (from: string, to: string, message: AnyMessage) => Update;
  readonly arrivals: (node: string) => readonly Arrival[];
  /** What was ever sent to a node; only a soup remembers. */
  readonly inbox: (node: string) => Soup<AnyEnvelope>;
  /** What is in flight to a node, by cell: one of a bag, one a sender of a fifo; a soup has none. */
  readonly queues: (node: string) => readonly Cell<Queue>[];
  /** Whether what is ignored does not stay in flight. */
  readonly dropsIgnored: boolean;
  /** Loss and duplication. */
  readonly faults: readonly Action[];
}

/** @throws NetworkError where there is no such network, or a budget is no whole number */
export function wire(given: Network, nodes: readonly string[]): Wiring {
  const kind: string | undefined = given?.kind;
  if (kind !== 'soup' && kind !== 'bag' && kind !== 'fifo') {
    const all = Object.keys(network).map((name) => `network.${name}()`);
    throw new NetworkError(`there is no network of the kind ${String(kind)}; there are: ${all.join(', ')}`);
  }
  // A network need not come from the makers above.
  return kind === 'soup' ? soupWiring(nodes) : queueWiring(withBudgets(kind, given as Queued), nodes);
}

function soupWiring(nodes: readonly string[]): Wiring {
  const inboxes = new Map(nodes.map((node) => [node, soup<AnyEnvelope>(`inbox ${node}`)]));
  const inbox = (node: string): Soup<AnyEnvelope> => known(inboxes, node);
  return {
    variables: [...inboxes.values()],
    initial: [],
    sent: (from, to, message) => add(inbox(to), { from, message }),
    arrivals: (node) => [{ over: over.soup(inbox(node)), taken: () => [] }],
    inbox,
    queues: () => [],
    dropsIgnored: false,
    faults: [],
  };
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
  bag: blind('put', (queue: Queue, envelope: AnyEnvelope): Queue => bagOf([...queue, envelope])),
  fifo: blind('append', (queue: Queue, envelope: AnyEnvelope): Queue => [...queue, envelope]),
};

const take = blind('take', (queue: Queue, envelope: AnyEnvelope): Queue => {
  const text = canonical(envelope);
  const at = queue.findIndex((other) => canonical(other) === text);
  return queue.filter((_, i) => i !== at);
});

/** A second copy right behind the first. */
const double = blind('double', (queue: Queue, envelope: AnyEnvelope): Queue => {
  const text = canonical(envelope);
  const at = queue.findIndex((other) => canonical(other) === text);
  return [...queue.slice(0, at), envelope, ...queue.slice(at)];
});

/** The queues of each receiver, by sender; a bag has one for all senders. */
type Queues = ReadonlyMap<string, ReadonlyMap<string, Cell<Queue>>>;

const ALL_SENDERS = '';

function queuesBetween(kind: 'bag' | 'fifo', nodes: readonly string[]): Queues {
  const queuesTo = (to: string): [sender: string, queue: Cell<Queue>][] =>
    kind === 'bag'
      ? [[ALL_SENDERS, unorderedCell<AnyEnvelope>(`inbox ${to}`)]]
      : nodes.map((from) => [from, cell<Queue>(`channel ${from} to ${to}`)]);
  return new Map(nodes.map((to) => [to, new Map(queuesTo(to))]));
}

function queueWiring({ kind, losses, duplications, dropsIgnored }: Queued, nodes: readonly string[]): Wiring {
  const queues = queuesBetween(kind, nodes);
  const channels = [...queues].flatMap(([to, bySender]) =>
    [...bySender.values()].map((queue) => ({ to, queue })),
  );
  const queueOf = (from: string, to: string): Cell<Queue> =>
    known(known(queues, to), kind === 'bag' ? ALL_SENDERS : from);
  const deliverable = (queue: Queue): Queue => (kind === 'fifo' ? queue.slice(0, 1) : queue);
  const lossBudget = cell<number>('losses left');
  const duplicationBudget = cell<number>('duplications left');

  const fault = (
    name: string,
    budget: Cell<number>,
    effect: typeof take,
    to: string,
    queue: Cell<Queue>,
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
      ...channels.map(({ queue }) => set(queue, [])),
      ...(losses > 0 ? [set(lossBudget, losses)] : []),
      ...(duplications > 0 ? [set(duplicationBudget, duplications)] : []),
    ],
    sent: (from, to, message) => change(queueOf(from, to), put[kind], { from, message }),
    arrivals: (node) =>
      [...known(queues, node).values()].map((queue) => ({
        over: over.cell(queue, deliverable),
        taken: (envelope) => [change(queue, take, envelope)],
      })),
    inbox: (node) => {
      throw new NetworkError(
        `a ${kind} does not remember what was sent to ${node}; a quorum rule needs a soup`,
      );
    },
    queues: (node) => [...known(queues, node).values()],
    dropsIgnored,
    faults,
  };
}

/** For an action of a node: what was sent to it. */
export function inboxView(
  view: { sent: (inbox: Soup<AnyEnvelope>, pattern: never) => readonly AnyEnvelope[] },
  wiring: Wiring,
  node: string,
): Inbox<AnyMessage> {
  return {
    sent: (pattern) => view.sent(wiring.inbox(node), { message: pattern } as never) as never,
  };
}
