/**
 * What the joint answer of some actions to a row is, and what it depends on: the words that their tables read on the way and, of
 * the soups that they range over, which of the members that matter are there.
 *
 * A member matters unless its table, with what was read so far, says that it is disabled; so the words that the tables of all
 * members read first are read before the soup. A member that is not known yet matters.
 *
 * Outcomes that do nothing but add members which are there already are left out, and the answer depends on these members too.
 */

import type { DecisionTables } from '../table.js';
import type { ActionTable } from './action-table.js';
import type { JointReads } from './joint-tables.js';
import type { Layout } from './layout.js';
import {
  ADD,
  DIRECT,
  DISABLED,
  FIRST_ADD,
  OP_END,
  OP_START,
  type Outcomes,
  SET_END,
  SET_START,
  STRIDE,
} from './outcomes.js';
import type { SoupWords } from './soup-pattern.js';

const DISABLED_ENTRY = ~DISABLED;
/** The mask of a word that is read as a whole. */
const WHOLE = -1;

export class JointAnswers implements JointReads {
  /** Of the last answer: what was read, and the outcomes. */
  words: number[] = [];
  masks: number[] = [];
  values: number[] = [];
  outcomes: number[] = [];

  constructor(
    private readonly layout: Layout,
    private readonly tables: DecisionTables,
    private readonly compiled: Outcomes,
  ) {}

  /** Puts the answer together; false where some table has none or was dropped. */
  compose(actions: readonly ActionTable[], row: Int32Array): boolean {
    this.words = [];
    this.masks = [];
    this.values = [];
    this.outcomes = [];
    if (!actions.every((action) => this.ask(action, row))) return false;
    this.leaveOutIdle(row);
    return true;
  }

  private ask(action: ActionTable, row: Int32Array): boolean {
    if (action.kind === 'soup') return this.askMembers(action, row);
    if (action.kind === 'plain') return this.follow(this.rootOf(action, 0), row);
    this.read(action.cellWord, row);
    const elements = action.elementsOf(row[action.cellWord]);
    return elements.every((element) => this.follow(this.rootOf(action, element), row));
  }

  private rootOf(action: ActionTable, element: number): number {
    return element < action.tables.length ? this.tables.roots[action.tables[element]] : 0;
  }

  private askMembers(action: ActionTable, row: Int32Array): boolean {
    const soup = action.soup as SoupWords;
    const entries = soup.numbers.map((_, element) => this.rootOf(action, element));
    for (let word = this.commonWord(entries); word >= 0; word = this.commonWord(entries)) {
      for (let i = 0; i < entries.length; i++) if (entries[i] > 0) entries[i] = this.step(entries[i], row);
    }
    soup.words.forEach((word, i) => {
      let mask = 0;
      for (let bit = 0; bit < 32; bit++) if (entries[32 * i + bit] !== DISABLED_ENTRY) mask |= 1 << bit;
      this.readBits(word, mask, row);
    });
    return entries.every(
      (entry, element) =>
        entry === DISABLED_ENTRY ||
        !this.layout.hasMember(row, soup.numbers[element]) ||
        this.follow(entry, row),
    );
  }

  /** The word that all tables at a node look at, or -1. */
  private commonWord(entries: readonly number[]): number {
    let common = -1;
    for (const entry of entries) {
      if (entry <= 0) continue;
      const word = this.tables.wordOf(entry);
      if (common >= 0 && word !== common) return -1;
      common = word;
    }
    return common;
  }

  /** Reads on to a leaf and takes its outcomes; false where there is none. */
  private follow(from: number, row: Int32Array): boolean {
    let entry = from;
    while (entry > 0) entry = this.step(entry, row);
    if (entry === 0 || entry === ~DIRECT) return false;
    const { leafStart } = this.compiled;
    for (let outcome = leafStart[~entry]; outcome < leafStart[~entry + 1]; outcome++)
      this.outcomes.push(outcome);
    return true;
  }

  private step(entry: number, row: Int32Array): number {
    const word = this.tables.wordOf(entry);
    this.read(word, row);
    return this.tables.childOf(entry, row[word]);
  }

  private read(word: number, row: Int32Array): void {
    for (let i = 0; i < this.words.length; i++) {
      if (this.words[i] === word && this.masks[i] === WHOLE) return;
    }
    this.words.push(word);
    this.masks.push(WHOLE);
    this.values.push(row[word]);
  }

  /** Reads the bits under a mask that were not read yet. */
  private readBits(word: number, mask: number, row: Int32Array): void {
    let unread = mask;
    this.words.forEach((known, i) => {
      if (known === word) unread &= ~this.masks[i];
    });
    if (unread === 0) return;
    this.words.push(word);
    this.masks.push(unread);
    this.values.push(row[word] & unread);
  }

  private leaveOutIdle(row: Int32Array): void {
    const added = this.outcomes.map((outcome) => this.onlyAdds(outcome));
    const bits = new Map<number, number>();
    for (const member of added.flat()) {
      const word = this.layout.members[4 * member];
      bits.set(word, (bits.get(word) ?? 0) | this.layout.members[4 * member + 1]);
    }
    for (const [word, mask] of bits) this.readBits(word, mask, row);
    this.outcomes = this.outcomes.filter(
      (_, i) => added[i].length === 0 || added[i].some((member) => !this.layout.hasMember(row, member)),
    );
  }

  /** The members that an outcome adds, where it does nothing else. */
  private onlyAdds(outcome: number): number[] {
    const { records, ops } = this.compiled;
    const record = outcome * STRIDE;
    const first = records[record + FIRST_ADD];
    if (first < 0 || records[record + SET_START] !== records[record + SET_END]) return [];
    const members = [first];
    for (let op = records[record + OP_START]; op < records[record + OP_END]; op += 2) {
      if (ops[op] === ADD) members.push(ops[op + 1]);
    }
    return members;
  }
}
