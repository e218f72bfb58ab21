/**
 * How a state becomes a row of 32-bit words. Three kinds of word:
 *
 *  - a cell's word is the id of its value (checker/intern.ts);
 *  - a soup's words hold one bit for each member that exists, in the order in which members were first met;
 *  - a pattern's word is derived: the id of the set of members that match a pattern which some spec code has
 *    asked a soup for. It lets a table depend on "the promises for ballot 2" and on nothing else of the soup.
 *
 * Words are only ever appended, so a row that was written when there were fewer words is a prefix of the
 * same row today; `complete` fills in the rest. Fingerprints are made of cells and bits, never of derived words.
 */
import { canonical } from './canonical.js';
import { grown, Interned } from './intern.js';
import type { Cell, Model, Soup, Update, Variable } from './model.js';
import { SoupPattern, type SoupWords } from './soup-pattern.js';

/** The most words that a state may have: scratch rows are allocated once with this length. */
export const WORDS_MAX = 1 << 14;

type Word =
  | { readonly kind: 'cell'; readonly interned: Interned }
  | { readonly kind: 'bits' }
  | { readonly kind: 'pattern'; readonly pattern: SoupPattern };

export class Layout {
  /** How many words a row has today. */
  wordCount = 0;
  /** Of every member of every soup, at 4 times its number: its word, its bit, the two halves of its hash. */
  members: Int32Array = new Int32Array(4 * 64);
  /** Of every member: its soup, and its id there. */
  readonly memberSoup: SoupWords[] = [];
  readonly memberId: number[] = [];
  /** The patterns that a member matches. */
  readonly memberPatterns: SoupPattern[][] = [];
  readonly soups: SoupWords[] = [];
  private readonly words: Word[] = [];
  private readonly cells = new Map<string, number>();
  private readonly soupsByName = new Map<string, SoupWords>();

  constructor(readonly model: Model) {
    const names = new Set<string>();
    for (const variable of model.variables) {
      if (names.has(variable.name)) {
        throw new ModelError(`model ${model.name} declares the variable ${variable.name} twice`);
      }
      names.add(variable.name);
      if (variable.kind === 'cell') {
        this.cells.set(
          variable.name,
          this.appendWord({ kind: 'cell', interned: new Interned(variable.name) }),
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

  /** The number of a member of a soup; a new one gets a bit, and a word for it where the last is full. */
  member(soup: SoupWords, value: unknown): number {
    const id = soup.members.intern(value);
    if (id < soup.numbers.length) return soup.numbers[id];
    if (id >> 5 === soup.words.length) soup.words.push(this.appendWord({ kind: 'bits' }));
    const number = this.memberPatterns.length;
    if (4 * number >= this.members.length) this.members = grown(this.members);
    this.members[4 * number] = soup.words[id >> 5];
    this.members[4 * number + 1] = 1 << (id & 31);
    this.members[4 * number + 2] = soup.members.hashLow[id];
    this.members[4 * number + 3] = soup.members.hashHigh[id];
    this.memberSoup.push(soup);
    this.memberId.push(id);
    const matching: SoupPattern[] = [];
    soup.numbers.push(number);
    this.memberPatterns.push(matching);
    for (const pattern of soup.patterns.values()) {
      if (pattern.admit(number, id)) matching.push(pattern);
    }
    return number;
  }

  /** The pattern's derived word; a pattern that was never asked for gets one. */
  pattern(soup: SoupWords, pattern: unknown): SoupPattern {
    const key = pattern === undefined ? '' : canonical(pattern);
    const known = soup.patterns.get(key);
    if (known !== undefined) return known;
    const created = new SoupPattern(soup, pattern, this.wordCount);
    this.appendWord({ kind: 'pattern', pattern: created });
    soup.patterns.set(key, created);
    soup.numbers.forEach((number, id) => {
      if (created.admit(number, id)) this.memberPatterns[number].push(created);
    });
    return created;
  }

  private appendWord(word: Word): number {
    if (this.wordCount === WORDS_MAX) {
      throw new ModelError(
        `a state of ${this.model.name} needs more than ${WORDS_MAX} words; declare fewer variables, or fewer messages`,
      );
    }
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
      const pattern = patterns[i];
      row[pattern.word] = pattern.with(row[pattern.word], number);
    }
  }

  /**
   * Writes an initial state into a row.
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
        const known = this.wordCount;
        const number = this.member(this.soupWords(update.soup), update.member);
        this.complete(row, known);
        this.addMember(row, number);
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

/** A model that is not well formed: told at construction or at the first use of the faulty part. */
export class ModelError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ModelError';
  }
}
