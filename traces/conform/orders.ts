/**
 * Lines in whatever order they may have happened: of a node that is trusted its own, of another any, each receipt after its send. A search, for
 * where one order is not enough: where a node's sequence numbers mean nothing, and where what nobody logged hides what came before what.
 *
 * A state of the search is the lines that are taken and a state of the judge. Those that have taken most are looked at first; among them those with
 * the fewest hidden steps. So a log that is nearly in order is explained in about as many steps as it has lines.
 */
import type { Located, Positioned, Sent } from './order.js';

/** How a judge takes lines, as a function of its state. */
export interface Stepper<S> {
  readonly initial: readonly S[];
  /** Every state to which the line may lead; none where it is not explained. */
  readonly take: (state: S, line: Located<Positioned>, sent: Sent | undefined) => readonly S[];
  readonly canHide: (state: S) => boolean;
  /** Where one step leads that nobody logged. */
  readonly hidden: (state: S) => readonly S[];
  /** Lines of the node are missing behind the last that was taken. */
  readonly opened: (state: S, node: string, missing: number) => S;
  /** Told how many states were looked at. */
  readonly searching?: (expanded: number) => void;
  /** Equal for states that go on alike. */
  readonly keyOf: (state: S) => string;
}

export interface Found<S> {
  /** `refuted`: in no order. */
  readonly kind: 'explained' | 'refuted' | 'budget';
  /** How many states were looked at. */
  readonly expanded: number;
  /** Where most lines were taken: the state, and a line that does not follow there, if one could be next. */
  readonly state: S;
  readonly line: Located<Positioned> | undefined;
}

/** The lines of a node that have one order, or those of one incarnation that have none. */
interface Group {
  readonly node: string;
  readonly isFree: boolean;
  readonly lines: readonly Located<Positioned>[];
  /** How many lines are missing before each, and after the last. */
  readonly missing: readonly number[];
  /** The group that comes before it. */
  readonly before: Group | undefined;
}

interface Item<S> {
  readonly state: S;
  /** Of each group: how many were taken; of a free one, which. */
  readonly taken: readonly (number | bigint)[];
  readonly count: number;
  /** Lines that may be next, and how many of them were tried. */
  readonly next: readonly Place[];
  tried: number;
}

interface Place {
  readonly group: number;
  readonly at: number;
  readonly line: Located<Positioned>;
}

export class Orders<S> {
  readonly #groups: readonly Group[];
  readonly #size: number;
  /** In which order they were given. */
  readonly #numbers: ReadonlyMap<Located<Positioned>, number>;
  /** Which line sends a message: its group, and its place there. */
  readonly #senders = new Map<string, { readonly group: number; readonly at: number; readonly sent: Sent }>();

  /**
   * @param lines of a run, in any order
   * @param isFree whether a node's sequence numbers mean nothing
   */
  constructor(
    lines: readonly Located<Positioned>[],
    isFree: (node: string) => boolean,
    private readonly stepper: Stepper<S>,
  ) {
    this.#groups = groupsOf(lines, isFree);
    this.#numbers = new Map(lines.map((line, number) => [line, number]));
    this.#size = this.#groups.reduce((sum, group) => sum + group.lines.length, 0);
    this.#groups.forEach((group, g) => {
      group.lines.forEach(({ event, place }, at) => {
        if (event.kind !== 'step') return;
        const { node, incarnation, sequence } = event;
        for (const { to, message } of event.sent)
          this.#senders.set(message.id, {
            group: g,
            at,
            sent: { node, to, message, place, incarnation, sequence },
          });
      });
    });
  }

  /** @param budget of lines that are tried, and of states whose hidden steps are */
  search(budget: number): Found<S> {
    const { stepper } = this;
    const waiting: Item<S>[][] = Array.from({ length: this.#size + 1 }, () => []);
    const hiding: Item<S>[][] = Array.from({ length: this.#size + 1 }, () => []);
    const seen = new Set<string>();
    let depth = 0;
    let best: Item<S> | undefined;
    const push = (state: S, taken: Item<S>['taken'], count: number) => {
      const key = `${taken.join()} ${stepper.keyOf(state)}`;
      if (seen.has(key)) return;
      seen.add(key);
      const item: Item<S> = { state, taken, count, next: this.#next(taken), tried: 0 };
      waiting[count].push(item);
      depth = Math.max(depth, count);
      if (best === undefined || count > best.count) best = item;
    };
    for (const state of stepper.initial) {
      const taken = this.#groups.map(({ isFree }) => (isFree ? 0n : 0));
      push(this.#opened(state, taken), taken, 0);
    }
    const found = (kind: Found<S>['kind'], expanded: number): Found<S> => {
      const { state, next } = best as Item<S>;
      return { kind, expanded, state, line: next[0]?.line };
    };
    for (let expanded = 0; ; expanded++) {
      while (depth >= 0 && waiting[depth].length === 0 && hiding[depth].length === 0) depth -= 1;
      if (depth < 0) return found('refuted', expanded);
      if (depth === this.#size) return found('explained', expanded);
      if (expanded >= budget) return found('budget', expanded);
      stepper.searching?.(expanded);
      const item = waiting[depth].at(-1);
      if (item === undefined) {
        const { state, taken, count } = hiding[depth].shift() as Item<S>;
        for (const after of stepper.hidden(state)) push(after, taken, count);
      } else if (item.tried === item.next.length) {
        waiting[depth].pop();
        if (stepper.canHide(item.state)) hiding[depth].push(item);
      } else this.#try(item, push);
    }
  }

  /** The next of the lines that may be next; those that come first in their files are first. */
  #try(item: Item<S>, push: (state: S, taken: Item<S>['taken'], count: number) => void): void {
    const { group, at, line } = item.next[item.tried];
    item.tried += 1;
    const taken = item.taken.map((one, g) => {
      if (g !== group) return one;
      return typeof one === 'bigint' ? one | (1n << BigInt(at)) : one + 1;
    });
    const sent = line.event.kind === 'step' ? this.#sentOf(line.event.received?.message.id) : undefined;
    for (const state of this.stepper.take(item.state, line, sent))
      push(this.#opened(state, taken, group), taken, item.count + 1);
  }

  #sentOf(id: string | undefined): Sent | undefined {
    return id === undefined ? undefined : this.#senders.get(id)?.sent;
  }

  /** Lines that may be next, in the order of their files. */
  #next(taken: Item<S>['taken']): readonly Place[] {
    const found = this.#groups.flatMap((group, g) => {
      if (group.before !== undefined && !this.#isWhole(this.#groups.indexOf(group.before), taken)) return [];
      const places = group.isFree ? freePlaces(group, taken[g]) : [taken[g] as number];
      return places.flatMap((at) => {
        const line = group.lines[at];
        return line !== undefined && this.#isSent(line, taken) ? [{ group: g, at, line }] : [];
      });
    });
    const numberOf = ({ line }: Place) => this.#numbers.get(line) ?? 0;
    return found.sort((one, other) => numberOf(one) - numberOf(other));
  }

  #isWhole(group: number, taken: Item<S>['taken']): boolean {
    const { lines } = this.#groups[group];
    return lines.every((_, at) => isTaken(taken[group], at));
  }

  #isSent({ event }: Located<Positioned>, taken: Item<S>['taken']): boolean {
    const id = event.kind === 'step' ? event.received?.message.id : undefined;
    const sender = id === undefined ? undefined : this.#senders.get(id);
    return sender === undefined || isTaken(taken[sender.group], sender.at);
  }

  /** What is missing behind the lines that were taken last is open. */
  #opened(state: S, taken: Item<S>['taken'], only?: number): S {
    return this.#groups.reduce((now, group, g) => {
      if (only !== undefined && only !== g) return now;
      const missing = group.isFree ? 0 : (group.missing[taken[g] as number] ?? 0);
      return missing === 0 ? now : this.stepper.opened(now, group.node, missing);
    }, state);
  }
}

function isTaken(taken: number | bigint, at: number): boolean {
  return typeof taken === 'bigint' ? (taken & (1n << BigInt(at))) !== 0n : at < taken;
}

/** Of an incarnation the start is first, and a crash or the end last. */
const rankOf = ({ event: { kind } }: Located<Positioned>): number =>
  kind === 'start' ? 0 : kind === 'crash' || kind === 'end' ? 2 : 1;

/** Which of the lines of a free group may be next. */
function freePlaces({ lines }: Group, taken: number | bigint): readonly number[] {
  const left = lines.map((_, at) => at).filter((at) => !isTaken(taken, at));
  const rank = Math.min(...left.map((at) => rankOf(lines[at])));
  return left.filter((at) => rankOf(lines[at]) === rank);
}

function groupsOf(
  lines: readonly Located<Positioned>[],
  isFree: (node: string) => boolean,
): readonly Group[] {
  const groups: Group[] = [];
  for (const [node, all] of grouped(lines, ({ event }) => event.node)) {
    if (!isFree(node)) {
      groups.push({ node, isFree: false, ...inOrder(all), before: undefined });
      continue;
    }
    const byStart = [...grouped(all, ({ event }) => event.incarnation)].sort(([one], [other]) => one - other);
    let before: Group | undefined;
    for (const [, part] of byStart) {
      before = { node, isFree: true, lines: part, missing: [], before };
      groups.push(before);
    }
  }
  return groups;
}

function grouped<T, K>(all: readonly T[], keyOf: (one: T) => K): ReadonlyMap<K, readonly T[]> {
  const groups = new Map<K, T[]>();
  for (const one of all) {
    const there = groups.get(keyOf(one));
    if (there === undefined) groups.set(keyOf(one), [one]);
    else there.push(one);
  }
  return groups;
}

/** By incarnation and sequence, a line that is there twice once, with what is missing between them. */
function inOrder(all: readonly Located<Positioned>[]): Pick<Group, 'lines' | 'missing'> {
  const keyOf = ({ event: { incarnation, sequence } }: Located<Positioned>) => `${incarnation}.${sequence}`;
  const lines = [...new Map(all.map((line) => [keyOf(line), line])).values()].sort(
    ({ event: one }, { event: other }) =>
      one.incarnation - other.incarnation || one.sequence - other.sequence,
  );
  const missing = lines.map(({ event }, i) => {
    const before = lines[i - 1]?.event;
    if (before !== undefined && before.incarnation === event.incarnation)
      return event.sequence - before.sequence - 1;
    return event.sequence === 1 ? 0 : Infinity;
  });
  const last = lines.at(-1)?.event.kind;
  return { lines, missing: [...missing, last === 'end' || last === 'crash' ? 0 : Infinity] };
}
