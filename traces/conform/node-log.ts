/**
 * The lines of one node, put in the order of their positions. Positions have no holes: a hole is a gap, told when nothing more can fill
 * it. An incarnation that stops without `crash` or `end` was killed; that is no fault as long as nothing of it is missed.
 */
import { formatPlural } from '../../checker/report/numbers.js';
import { sameJson } from './differences.js';
import type { Listener, Located, Positioned } from './order.js';
import { at } from './place.js';

/** Lines behind one that are told. */
const FOLLOWING_MAX = 8;
/** Lines that wait for others to fill a hole, at most. */
const EARLY_MAX = 20_000;
/** Lines that wait for what another node sends, at most. */
export const WAITING_MAX = 100_000;
/** Lines behind the last that are remembered, to know a line that is there twice. */
const REMEMBERED = 64;

const OF_ANOTHER_RUN = '; if the two files are of two runs of one name, judge them one by one';

export const positionOf = ({
  node,
  incarnation,
  sequence,
}: {
  node: string;
  incarnation: number;
  sequence: number;
}) => `${node} ${incarnation}.${sequence}`;

export class NodeLog {
  /** Lines are missing. */
  isLost = false;
  /** Lines that come right behind a gap, with how many are missing at most. */
  readonly behindGap = new Map<Located<Positioned>, number>();
  /** Its last line is an `end`. */
  hasEnded = false;
  /** More lines wait here than are kept. */
  isOverfull = false;
  private incarnation = 0;
  /** The sequence of the next line. */
  private next = 1;
  /** Where the incarnation stopped in order, or was seen to crash. */
  private closed = true;
  /** An incarnation that crashed before its first step, and left nothing in stable storage or its number alone. */
  private unbegun = 0;
  private readonly early = new Map<string, Located<Positioned>>();
  private queue: Located<Positioned>[] = [];
  private at = 0;
  /** The last lines, each in the place of its number; and how many there were. */
  private readonly last: Located<Positioned>[] = [];
  private pushed = 0;
  /** By file: its lines whose positions others have, those that say the same and those that do not. */
  private readonly twins = new Map<string, { same: number; other: number }>();

  constructor(
    readonly name: string,
    private readonly listener: Listener,
  ) {}

  /** The line that is next, if it is there. */
  get head(): Located<Positioned> | undefined {
    return this.queue[this.at];
  }

  get backlog(): number {
    return this.queue.length - this.at + this.early.size;
  }

  /** Whether no line waits for one before it. */
  get hasNoHole(): boolean {
    return this.early.size === 0;
  }

  /** Lines behind the next one that are there. */
  get following(): readonly Located<Positioned>[] {
    return this.queue.slice(this.at + 1, this.at + 1 + FOLLOWING_MAX);
  }

  /** Whether its last incarnation has an end, and all of its lines are in order. */
  get isClosed(): boolean {
    return this.closed;
  }

  /** Whether nothing may be missing of it. Behind a crash, as behind a header alone, another incarnation may have come whose lines are not there. */
  get isComplete(): boolean {
    return this.closed && this.hasEnded && !this.isLost;
  }

  /** Where it is not complete, and has no gap. */
  get howItStops(): string {
    if (this.incarnation === 0) return `the log of ${this.name} has no line behind its header`;
    return this.closed ? `the log of ${this.name} ends with a crash` : `the log of ${this.name} stops early`;
  }

  /** Ids of what the lines that wait here send. */
  ids(): readonly string[] {
    return this.queue
      .slice(this.at)
      .flatMap(({ event }) => (event.kind === 'step' ? event.sent.map(({ message }) => message.id) : []));
  }

  /** Whether one of the lines that wait here sends the message. */
  willSend(id: string): boolean {
    return this.queue
      .slice(this.at)
      .some(({ event }) => event.kind === 'step' && event.sent.some(({ message }) => message.id === id));
  }

  advance(): void {
    this.at += 1;
    if (this.at === this.queue.length && this.at >= REMEMBERED) {
      // Nearly always: little of what was handed on is kept alive.
      this.queue.length = 0;
      this.at = 0;
    } else if (this.at >= 1024 && this.at * 2 >= this.queue.length) {
      this.queue = this.queue.slice(this.at);
      this.at = 0;
    }
  }

  accept(line: Located<Positioned>): void {
    const { event } = line;
    if (this.isOverfull) return;
    if (this.queue.length - this.at >= WAITING_MAX) {
      // What follows is forgotten, or memory would grow with the run.
      this.isOverfull = true;
      this.isLost = true;
      return;
    }
    const { incarnation, sequence } = event;
    // Lines of the network and the like have no incarnations.
    if (event.kind === 'drop') {
      this.incarnation = Math.max(1, this.incarnation);
    }
    if (
      sequence === 1 &&
      (event.kind === 'crash' || event.kind === 'end') &&
      incarnation > this.incarnation
    ) {
      this.unbegun = incarnation;
      this.hasEnded = event.kind === 'end';
      return;
    }
    if (this.fits(line)) {
      this.push(line);
      while (this.early.size > 0) {
        const next =
          this.early.get(`${this.incarnation}.${this.next}`) ?? this.early.get(`${this.incarnation + 1}.1`);
        if (next === undefined || !this.fits(next)) break;
        this.early.delete(`${next.event.incarnation}.${next.event.sequence}`);
        this.push(next);
      }
    } else if (this.isPast(line)) this.tellTwin(line);
    else {
      const key = `${incarnation}.${sequence}`;
      if (this.early.has(key)) this.tellTwin(line, this.early.get(key));
      else this.early.set(key, line);
      if (this.early.size > EARLY_MAX) this.flush();
    }
  }

  /** Nothing more fills holes: goes on behind them. */
  flush(): void {
    while (this.early.size > 0) {
      const lines = [...this.early.values()].sort(
        ({ event: one }, { event: other }) =>
          one.incarnation - other.incarnation || one.sequence - other.sequence,
      );
      for (const line of lines) {
        this.early.delete(`${line.event.incarnation}.${line.event.sequence}`);
        if (!this.fits(line)) this.jump(line);
        this.push(line);
      }
    }
  }

  /** Tells where the log stops without an end. */
  close(): void {
    this.tellMoreTwins();
    if (this.closed || this.incarnation === 0 || this.isOverfull) return;
    const last = this.latest;
    if (last?.event.kind === 'drop') {
      this.closed = true;
      return;
    }
    this.listener.fault({
      reason: 'cut',
      node: this.name,
      ...(last === undefined ? {} : { place: last.place }),
      says: `the log of ${this.name} stops without a crash or an end: it may have been cut`,
    });
  }

  private get latest(): Located<Positioned> | undefined {
    return this.pushed === 0 ? undefined : this.last[(this.pushed - 1) % REMEMBERED];
  }

  private fits({ event: { incarnation, sequence, kind } }: Located<Positioned>): boolean {
    if (incarnation === this.incarnation)
      return sequence === this.next && !(this.closed && kind !== 'drop' && sequence > 1);
    const isNext = incarnation === this.incarnation + 1 || incarnation === this.unbegun + 1;
    return this.closed && sequence === 1 && isNext && incarnation > this.incarnation;
  }

  private isPast({ event: { incarnation, sequence, kind } }: Located<Positioned>): boolean {
    if (incarnation !== this.incarnation) return incarnation < this.incarnation;
    return sequence < this.next || (this.closed && kind !== 'drop');
  }

  private push(line: Located<Positioned>): void {
    const { incarnation, sequence, kind } = line.event;
    this.incarnation = incarnation;
    this.next = sequence + 1;
    this.closed = kind === 'crash' || kind === 'end';
    this.hasEnded = kind === 'end';
    this.queue.push(line);
    this.last[this.pushed % REMEMBERED] = line;
    this.pushed += 1;
  }

  /** A line behind a hole. */
  private jump(line: Located<Positioned>): void {
    const { incarnation, sequence } = line.event;
    const at = positionOf(line.event);
    if (sequence === 1 && incarnation > this.incarnation && this.incarnation > 0) {
      if (!this.closed)
        this.listener.note(`incarnation ${this.incarnation} of ${this.name} stops without a crash line`);
      if (incarnation > Math.max(this.incarnation, this.unbegun) + 1)
        this.listener.note(
          `${this.name} starts as incarnation ${incarnation} after ${this.incarnation}: others left no line`,
        );
      return;
    }
    const first = incarnation === this.incarnation ? this.next : 1;
    const missing = sequence - first === 1 ? `line ${first}` : `lines ${first} to ${sequence - 1}`;
    const what =
      incarnation === this.incarnation || sequence > 1 ? missing : `incarnations before ${incarnation}`;
    this.isLost = true;
    this.listener.fault({
      reason: 'gap',
      node: this.name,
      place: line.place,
      says: `before ${at} there is a gap: ${what} of incarnation ${incarnation} of ${this.name} missing`,
    });
    const isWithin = incarnation === this.incarnation;
    this.behindGap.set(line, isWithin ? sequence - first : Infinity);
  }

  /** A line whose position another one has. The first of a file is told, and how many more there were in the end. */
  private tellTwin(line: Located<Positioned>, known?: Located<Positioned>): void {
    const { event, place } = line;
    const twin =
      known ??
      this.last.find(({ event: e }) => e.incarnation === event.incarnation && e.sequence === event.sequence);
    const isSame = twin !== undefined && sameJson(twin.event, event);
    const told = this.twins.get(place.file) ?? { same: 0, other: 0 };
    this.twins.set(place.file, told);
    const count = isSame ? ++told.same : ++told.other;
    // Which of the two happened nobody knows.
    if (!isSame) this.isLost = true;
    if (count > 1) return;
    const position = positionOf(event);
    if (isSame) {
      this.listener.note(`${position} is there twice: ${at(twin.place)} and ${at(place)}`);
      return;
    }
    this.listener.lost(this.name);
    const isOfOtherFile = place.file !== (twin?.place ?? this.latest?.place)?.file;
    this.listener.fault({
      reason: 'damaged',
      node: this.name,
      place,
      says: `${
        twin === undefined
          ? `${position} comes when lines behind it were judged already, and is none of the last ${REMEMBERED}: what it said before is not known any more`
          : `${position} is there twice, and says something else at ${at(twin.place)}`
      }${isOfOtherFile ? OF_ANOTHER_RUN : ''}`,
    });
  }

  private tellMoreTwins(): void {
    for (const [file, { same, other }] of this.twins) {
      if (same > 1)
        this.listener.note(
          `${formatPlural(same - 1, 'more line')} of ${file} ${same === 2 ? 'is' : 'are'} there twice`,
        );
      if (other > 1)
        this.listener.note(
          `${formatPlural(other - 1, 'more line')} of ${file} ${other === 2 ? 'has' : 'have'} the positions of others`,
        );
    }
  }
}
