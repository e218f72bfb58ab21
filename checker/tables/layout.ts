/**
 * How a state becomes a row of 32-bit words. Three kinds of word:
 *
 *  - a cell's word is the id of its value (checker/intern.ts);
 *  - a soup's words hold one bit for each member that exists, in the order in which members were first met;
 *  - a pattern's word is derived: the id of the set of members that match a pattern which some spec code has
 *    asked a soup for. It lets a table depend on "the promises for ballot 2" and on nothing else of the soup.
 *
 * Words are only ever appended, so a row that was written when there were fewer words is a prefix of the
 * same row today; `complete` fills in the rest. Rows in hand (`createRow`) gain their words at once. Fingerprints are made of
 * cells and bits, never of derived words.
 */
import { canonical } from '../canonical.js';
import { grown, Interned, type ValueEntry } from '../intern.js';
import type { Cell, Model, Soup, Update, Variable } from '../model.js';
import { type Parcel, pack, unpack } from '../threads/parcel.js';
import { SharedLog } from '../threads/shared-log.js';
import { type ContentEntry, type SlotOfMember, SoupPattern, type SoupWords } from './soup-pattern.js';

/** The most words that a state may have: scratch rows are allocated once with this length. */
export const WORDS_MAX = 1 << 14;

/** A new member of a soup, and a pattern asked for first, in the log that threads share. */
interface MemberEntry {
  readonly kind: 'member';
  readonly soup: string;
  readonly parcel: Parcel;
}
interface PatternEntry {
  readonly kind: 'pattern';
  readonly soup: string;
  readonly parcel: Parcel;
}
export type LayoutEntry = ValueEntry | MemberEntry | PatternEntry | ContentEntry;

type Word =
  | { readonly kind: 'cell'; readonly interned: Interned }
  | { readonly kind: 'bits' }
  | {
      readonly kind: 'pattern';
      readonly pattern: SoupPattern;
      readonly soup: string;
      /** How many members there were when it was asked for first. */
      readonly members: number;
    };

export class Layout {
  /** How many words a row has today. */
  wordCount = 0;
  /** Of every member of every soup, at 4 times its number: its word, its bit, the two halves of its hash. */
  members: Int32Array = new Int32Array(4 * 64);
  /** Of every member: its soup, and its id there. */
  readonly memberSoup: SoupWords[] = [];
  readonly memberId: number[] = [];
  /** The patterns that a member matches. */
  readonly memberPatterns: SlotOfMember[][] = [];
  readonly soups: SoupWords[] = [];
  private readonly words: Word[] = [];
  private readonly cells = new Map<string, number>();
  private readonly soupsByName = new Map<string, SoupWords>();
  private readonly rows: Int32Array[] = [];
  /** Words that rows in hand have. */
  private settled = 0;

  constructor(
    readonly model: Model,
    /** Where ids, bits and words are to mean the same in other threads too. */
    readonly log: SharedLog = new SharedLog(),
  ) {
    const names = new Set<string>();
    for (const variable of model.variables) {
      if (names.has(variable.name)) {
        throw new ModelError(`model ${model.name} declares the variable ${variable.name} twice`);
      }
      names.add(variable.name);
      if (variable.kind === 'cell') {
        this.cells.set(
          variable.name,
          this.appendWord({ kind: 'cell', interned: new Interned(variable.name, log) }),
        );
      } else {
        const soup: SoupWords = {
          name: variable.name,
          members: new Interned(variable.name),
          numbers: [],
          words: [this.appendWord({ kind: 'bits' })],
          patterns: new Map(),
        };
        this.soups.push(soup);
        this.soupsByName.set(variable.name, soup);
      }
    }
    log.afterwards(() => this.settle());
    log.on<ValueEntry>('value', ({ variable, parcel }) => {
      this.interned(this.cells.get(variable) as number).admit(unpack(parcel));
    });
    log.on<MemberEntry>('member', ({ soup, parcel }) => {
      this.addMemberOf(this.soupsByName.get(soup) as SoupWords, unpack(parcel));
    });
    log.on<PatternEntry>('pattern', ({ soup, parcel }) => {
      const pattern = unpack(parcel);
      this.addPattern(this.soupsByName.get(soup) as SoupWords, pattern, patternKey(pattern));
    });
    log.on<ContentEntry>('content', ({ word, slots }) => {
      const entry = this.words[word];
      if (entry.kind === 'pattern') entry.pattern.addContent(slots);
    });
  }

  /** All that was added so far, in an order in which a new layout of the same model can take it over. */
  entries(): readonly LayoutEntry[] {
    const values = [...this.cells].flatMap(([variable, word]) =>
      this.interned(word).values.map(
        (value): LayoutEntry => ({ kind: 'value', variable, parcel: pack(value) }),
      ),
    );
    const patterns = this.words.filter((word) => word.kind === 'pattern');
    const askedFirst = (members: number): LayoutEntry[] =>
      patterns
        .filter((word) => word.members === members)
        .map(({ soup, pattern }) => ({ kind: 'pattern', soup, parcel: pack(pattern.pattern) }));
    const members = this.memberSoup.flatMap((soup, number): LayoutEntry[] => [
      ...askedFirst(number),
      { kind: 'member', soup: soup.name, parcel: pack(soup.members.values[this.memberId[number]]) },
    ]);
    const contents = patterns.flatMap(({ pattern }) => pattern.contentEntries());
    return [...values, ...members, ...askedFirst(this.memberSoup.length), ...contents];
  }

  /** A row that holds any state, and is given every word that is added from now on. Rows in hand are few, and live as long. */
  createRow(): Int32Array {
    const row = new Int32Array(WORDS_MAX);
    this.rows.push(row);
    return row;
  }

  /** Gives rows in hand the words that were added. */
  private settle(): void {
    const from = this.settled;
    if (from === this.wordCount) return;
    this.settled = this.wordCount;
    for (const row of this.rows) this.complete(row, from);
  }

  /** The word of a cell. */
  cellWord(cell: Cell<never> | Cell<unknown>): number {
    return this.cells.get(cell.name) ?? this.undeclared(cell);
  }

  soupWords(soup: Soup<never> | Soup<unknown>): SoupWords {
    return this.soupsByName.get(soup.name) ?? this.undeclared(soup);
  }

  private undeclared(variable: Variable): never {
    throw new ModelError(`${variable.kind} ${variable.name} is not a variable of model ${this.model.name}`);
  }

  /** The interned values of a cell's word. */
  interned(word: number): Interned {
    const entry = this.words[word];
    if (entry.kind !== 'cell') throw new Error(`word ${word} is not a cell`);
    return entry.interned;
  }

  /**
   * The number of a member of a soup; a new one gets a bit, and a word for it where the last is full.
   * @throws ValueError where it is not a value
   */
  member(soup: SoupWords, value: unknown): number {
    const known = soup.members.find(value);
    if (known !== undefined) return soup.numbers[known];
    return this.log.exclusively(() => {
      const added = soup.members.find(value);
      if (added !== undefined) return soup.numbers[added];
      if (soup.members.size >> 5 === soup.words.length) this.requireRoom();
      if (this.log.isShared) {
        this.log.post({ kind: 'member', soup: soup.name, parcel: pack(value) } as MemberEntry);
      }
      return this.addMemberOf(soup, value);
    });
  }

  private addMemberOf(soup: SoupWords, value: unknown): number {
    const id = soup.members.intern(value);
    if (id >> 5 === soup.words.length) soup.words.push(this.appendWord({ kind: 'bits' }));
    const number = this.memberPatterns.length;
    if (4 * number >= this.members.length) this.members = grown(this.members);
    this.members[4 * number] = soup.words[id >> 5];
    this.members[4 * number + 1] = 1 << (id & 31);
    this.members[4 * number + 2] = soup.members.hashLow[id];
    this.members[4 * number + 3] = soup.members.hashHigh[id];
    this.memberSoup.push(soup);
    this.memberId.push(id);
    const matching: SlotOfMember[] = [];
    soup.numbers.push(number);
    this.memberPatterns.push(matching);
    for (const pattern of soup.patterns.values()) {
      const slot = pattern.admit(number, id);
      if (slot !== undefined) matching.push(slot);
    }
    return number;
  }

  /** The pattern's derived word; a pattern that was never asked for gets one. */
  pattern(soup: SoupWords, pattern: unknown): SoupPattern {
    const key = patternKey(pattern);
    return (
      soup.patterns.get(key) ??
      this.log.exclusively(() => {
        const added = soup.patterns.get(key);
        if (added !== undefined) return added;
        this.requireRoom();
        if (this.log.isShared) {
          this.log.post({ kind: 'pattern', soup: soup.name, parcel: pack(pattern) } as PatternEntry);
        }
        return this.addPattern(soup, pattern, key);
      })
    );
  }

  private addPattern(soup: SoupWords, pattern: unknown, key: string): SoupPattern {
    const created = new SoupPattern(soup, pattern, this.wordCount, this.log);
    const members = this.memberSoup.length;
    this.appendWord({ kind: 'pattern', pattern: created, soup: soup.name, members });
    soup.patterns.set(key, created);
    soup.numbers.forEach((number, id) => {
      const slot = created.admit(number, id);
      if (slot !== undefined) this.memberPatterns[number].push(slot);
    });
    return created;
  }

  /** There must be room before others are told of what needs it. */
  private requireRoom(): void {
    if (this.wordCount === WORDS_MAX) {
      throw new ModelError(
        `a state of ${this.model.name} needs more than ${WORDS_MAX} words; declare fewer variables, or fewer messages`,
      );
    }
  }

  private appendWord(word: Word): number {
    this.requireRoom();
    this.words.push(word);
    return this.wordCount++;
  }

  /** Fills in the words from `from` on of a row that was written when there were only that many. */
  complete(row: Int32Array, from: number): void {
    for (let word = from; word < this.wordCount; word++) {
      if (this.words[word].kind === 'bits') row[word] = 0;
    }
    for (let word = from; word < this.wordCount; word++) {
      const entry = this.words[word];
      if (entry.kind === 'pattern') row[word] = entry.pattern.contentOf(row, this);
    }
  }

  hasMember(row: Int32Array, number: number): boolean {
    return (row[this.members[4 * number]] & this.members[4 * number + 1]) !== 0;
  }

  /** Sets a member's bit, where it is not set yet, and the derived words that follow from it. */
  addMember(row: Int32Array, number: number): void {
    const word = this.members[4 * number];
    const mask = this.members[4 * number + 1];
    if ((row[word] & mask) !== 0) return;
    row[word] |= mask;
    const patterns = this.memberPatterns[number];
    for (let i = 0; i < patterns.length; i++) {
      const { pattern, slot } = patterns[i];
      row[pattern.word] = pattern.with(row[pattern.word], slot);
    }
  }

  /**
   * Writes an initial state into a row in hand.
   * @throws ModelError where a cell is left without a value.
   */
  writeInitial(row: Int32Array, updates: readonly Update[]): void {
    row.fill(0, 0, this.wordCount);
    const assigned = new Set<number>();
    for (const update of updates) {
      if (update.kind === 'set') {
        const word = this.cellWord(update.cell);
        row[word] = this.interned(word).intern(update.value);
        assigned.add(word);
      } else if (update.kind === 'add') {
        this.addMember(row, this.member(this.soupWords(update.soup), update.member));
      } else {
        throw new ModelError(`an initial state of ${this.model.name} is given by set and add, not by change`);
      }
    }
    for (const [name, word] of this.cells) {
      if (!assigned.has(word)) {
        throw new ModelError(`an initial state of ${this.model.name} gives the cell ${name} no value`);
      }
    }
  }

  /** The words that are cells. */
  cellWords(): number[] {
    return [...this.cells.values()];
  }

  /** The two halves of a row's fingerprint, computed from scratch. */
  fingerprint(row: Int32Array): { low: number; high: number } {
    let low = 0;
    let high = 0;
    for (const word of this.cells.values()) {
      const interned = this.interned(word);
      low ^= interned.hashLow[row[word]];
      high ^= interned.hashHigh[row[word]];
    }
    for (let number = 0; number < this.memberPatterns.length; number++) {
      if (this.hasMember(row, number)) {
        low ^= this.members[4 * number + 2];
        high ^= this.members[4 * number + 3];
      }
    }
    return { low, high };
  }
}

function patternKey(pattern: unknown): string {
  return pattern === undefined ? '' : canonical(pattern);
}

/** A model that is not well formed: told at construction or at the first use of the faulty part. */
export class ModelError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ModelError';
  }
}
