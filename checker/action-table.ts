/**
 * The tables of one instance of an action: one for a plain action, one for each element of the variable that
 * it ranges over otherwise.
 *
 * Most members of a soup mean nothing to most actions. What is known to be disabled is remembered as bits, so that
 * a state passes over it without a look-up: for good where the action read nothing before it refused, and by
 * the value of the one word that every table of this action reads first (a node's own state, as a rule).
 */
import { Interned } from './intern.js';
import type { Layout } from './layout.js';
import type { Action } from './model.js';
import { actionName } from './model.js';
import type { SoupWords } from './soup-pattern.js';
import type { DecisionTables } from './table.js';
import type { Reads } from './view.js';

export class ActionTable {
  readonly kind: 'plain' | 'soup' | 'cell';
  /** The soup that the action ranges over. */
  readonly soup: SoupWords | undefined;
  /** The word of the cell that the action ranges over. */
  readonly cellWord: number;
  /** The elements of that cell's values that were met. */
  readonly elements: Interned;
  /** By element (by member of the soup): its table. A plain action has one table, at 0. */
  readonly tables: number[] = [];
  /** By element: the number of the action's name. */
  readonly names: number[] = [];
  /** By value id of the cell: its elements. */
  private readonly elementsByValue: (readonly number[])[] = [];
  /** By word of the soup: the members that are disabled in every state. */
  readonly never: number[] = [];
  private active: readonly number[] = [];
  /** How many members the soup had when `active` was computed; -1 where it must be computed again. */
  private membersSeen = -1;
  /** The word that tables of this action read first; -1 while none was read. */
  firstWord = -1;
  /** By word of the soup, then by value of `firstWord`: the members that are disabled. */
  readonly ignored: Int32Array[] = [];

  constructor(
    readonly action: Action,
    private readonly layout: Layout,
    private readonly decisions: DecisionTables,
    private readonly nameNumber: (name: string) => number,
  ) {
    const { over } = action;
    this.kind = over === undefined ? 'plain' : over.kind;
    this.soup = over?.kind === 'soup' ? layout.soupWords(over.soup) : undefined;
    this.cellWord = over?.kind === 'cell' ? layout.cellWord(over.cell) : -1;
    this.elements = new Interned(`elements of ${this.kind}`);
    if (this.kind === 'plain') this.addTable(undefined);
  }

  element(index: number): unknown {
    if (this.kind === 'soup') return this.soup?.members.values[index];
    return this.kind === 'cell' ? this.elements.values[index] : undefined;
  }

  /** The table of an element; a new member of the soup gets one. */
  table(index: number): number {
    while (this.tables.length <= index) this.addTable(this.element(this.tables.length));
    return this.tables[index];
  }

  private addTable(element: unknown): void {
    this.tables.push(this.decisions.create());
    this.names.push(this.nameNumber(actionName(this.action, element)));
  }

  /** The elements of a value of the cell that the action ranges over. */
  elementsOf(value: number): readonly number[] {
    const known = this.elementsByValue[value];
    if (known !== undefined) return known;
    const { over } = this.action;
    if (over?.kind !== 'cell') throw new Error('only a cell has elements');
    const listed = over.elements(this.layout.interned(this.cellWord).values[value] as never);
    const ids = [...new Set(listed.map((element) => this.elements.intern(element)))];
    this.elementsByValue[value] = ids;
    return ids;
  }

  /** The words of the soup, by their place in it, that hold any member which is not disabled in every state. */
  activeWords(): readonly number[] {
    const { numbers, words } = this.soup as SoupWords;
    if (this.membersSeen !== numbers.length) {
      this.membersSeen = numbers.length;
      this.active = words
        .map((_word, k) => k)
        .filter((k) => (assigned(numbers.length, k) & ~(this.never[k] ?? 0)) !== 0);
    }
    return this.active;
  }

  /** Which members in word `k` of the soup are worth a look-up in this row. */
  candidates(row: Int32Array, k: number, word: number): number {
    let bits = row[word];
    if (bits === 0 || k >= this.never.length) return bits;
    bits &= ~this.never[k];
    if (this.firstWord >= 0) {
      const ignored = this.ignored[k];
      const value = row[this.firstWord];
      if (value < ignored.length) bits &= ~ignored[value];
    }
    return bits;
  }

  /** Takes note that a member is disabled wherever what was read has these values. */
  noteDisabled(index: number, reads: Reads): void {
    if (this.kind !== 'soup' || reads.words.length > 1) return;
    const k = index >> 5;
    while (this.never.length <= k) {
      this.never.push(0);
      this.ignored.push(new Int32Array(16));
    }
    const bit = 1 << (index & 31);
    if (reads.words.length === 0) {
      this.never[k] |= bit;
      this.membersSeen = -1;
      return;
    }
    if (this.firstWord < 0) this.firstWord = reads.words[0];
    if (this.firstWord !== reads.words[0]) return;
    const value = reads.values[0];
    if (value >= this.ignored[k].length) {
      const wider = new Int32Array(2 * value);
      wider.set(this.ignored[k]);
      this.ignored[k] = wider;
    }
    this.ignored[k][value] |= bit;
  }
}

/** The bits of word `k` that belong to the first `members` members. */
function assigned(members: number, k: number): number {
  const bits = members - 32 * k;
  return bits >= 32 ? -1 : (1 << Math.max(0, bits)) - 1;
}
