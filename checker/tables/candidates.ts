/**
 * Which tables of some actions are worth a look-up in a row. That of a plain action always is; of an action that ranges over a
 * soup, those of the members that are there, less those known to be disabled:
 *
 *  - for good, where the action read nothing before it refused (an acceptor's vote on a message that is no proposal);
 *  - by the value of the one word that the action's tables read first, where it read nothing else (a ballot below the promise).
 *
 * Both are bits beside the soup's own bits, one *lane* for each action and word of its soup, so that a state passes over
 * 32 members at a time.
 */

import { grown } from '../intern.js';
import type { ActionTable } from './action-table.js';
import type { Layout } from './layout.js';
import type { SoupWords } from './soup-pattern.js';
import type { Reads } from './view.js';

const LANE_BITS = 32;
/** A lane's record, and its fields. */
const STRIDE = 8;
const WORD = 0;
const NEVER = 1;
const FIRST = 2;
const MASK_START = 3;
const MASK_COUNT = 4;

export class Candidates {
  /** The tables to look at, after `collect`. */
  todo: Int32Array = new Int32Array(256);
  count = 0;
  /** Of each table: the place of its action among all, and its element. */
  readonly actionOf: number[] = [];
  readonly elementOf: number[] = [];

  private lanes = 0;
  /**
   * Of each lane, 8 words: the soup's word in a row; the members in it that are disabled in every state; the word that the
   * action's tables read first, or -1; where the masks by the value of that word begin in `masks`, and how many there are.
   */
  private lane: Int32Array = new Int32Array(16 * STRIDE);
  /** Of each lane and bit: the table. */
  private table: Int32Array = new Int32Array(16 * LANE_BITS);
  private masks: Int32Array = new Int32Array(256);
  private masksTop = 0;
  /** The lanes of each action that ranges over a soup. */
  private readonly lanesOf: number[][];
  private membersSeen = 0;
  /** The actions that `collect` was last asked for: how many are plain, the lanes of others, and those that range over a cell. */
  private chosen: readonly number[] | undefined;
  private plain = 0;
  private chosenLanes: Int32Array = new Int32Array(0);
  private chosenCells: readonly number[] = [];

  constructor(
    private readonly actions: readonly ActionTable[],
    private readonly layout: Layout,
  ) {
    this.lanesOf = actions.map(() => []);
    actions.forEach((action, a) => {
      if (action.kind === 'plain') this.claim(a, 0);
    });
  }

  /** Finds the tables to look at in a row, of some actions; quick where they are the same list as the last time. */
  collect(row: Int32Array, actions: readonly number[]): void {
    if (actions !== this.chosen) this.choose(actions);
    const { chosenLanes, lane, masks, table, todo } = this;
    let count = this.plain;
    for (let i = 0; i < chosenLanes.length; i++) {
      const l = chosenLanes[i];
      const at = l * STRIDE;
      let bits = row[lane[at + WORD]] & ~lane[at + NEVER];
      if (bits === 0) continue;
      const first = lane[at + FIRST];
      if (first >= 0) {
        const value = row[first];
        if (value < lane[at + MASK_COUNT]) bits &= ~masks[lane[at + MASK_START] + value];
      }
      while (bits !== 0) {
        const bit = 31 - Math.clz32(bits & -bits);
        bits &= bits - 1;
        todo[count++] = table[l * LANE_BITS + bit];
      }
    }
    this.count = count;
    for (const a of this.chosenCells) this.collectElements(a, row);
  }

  /** Puts the tables of plain actions at the front of `todo`, and takes down the lanes and the cells of the others. */
  private choose(actions: readonly number[]): void {
    const kind = (a: number): ActionTable['kind'] => this.actions[a].kind;
    this.chosen = actions;
    this.count = 0;
    for (const a of actions) if (kind(a) === 'plain') this.push(this.actions[a].tables[0]);
    this.plain = this.count;
    this.chosenLanes = Int32Array.from(actions.flatMap((a) => this.lanesOf[a]));
    this.chosenCells = actions.filter((a) => kind(a) === 'cell');
    while (this.todo.length < this.plain + this.chosenLanes.length * LANE_BITS) this.todo = grown(this.todo);
  }

  private collectElements(a: number, row: Int32Array): void {
    const action = this.actions[a];
    for (const element of action.elementsOf(row[action.cellWord])) {
      while (action.tables.length <= element) this.claim(a, action.tables.length);
      this.push(action.tables[element]);
    }
  }

  private push(table: number): void {
    if (this.count === this.todo.length) this.todo = grown(this.todo);
    this.todo[this.count++] = table;
  }

  /** The table of an element of an action, with its owner taken down. */
  private claim(a: number, element: number): number {
    const table = this.actions[a].table(element);
    this.actionOf[table] = a;
    this.elementOf[table] = element;
    return table;
  }

  /** Whether there are members of soups that have no tables yet. */
  get hasNewMembers(): boolean {
    return this.membersSeen !== this.layout.memberPatterns.length;
  }

  /**
   * Gives every new member of a soup a table in each action that ranges over it.
   * @returns the actions whose soup has a new word
   */
  admitMembers(): number[] {
    this.membersSeen = this.layout.memberPatterns.length;
    this.chosen = undefined;
    const widened: number[] = [];
    this.actions.forEach((action, a) => {
      if (action.kind !== 'soup') return;
      const { numbers, words } = action.soup as SoupWords;
      if (this.lanesOf[a].length < words.length) widened.push(a);
      while (this.lanesOf[a].length < words.length) {
        this.lanesOf[a].push(this.createLane(words[this.lanesOf[a].length]));
      }
      for (let element = action.tables.length; element < numbers.length; element++) {
        const lane = this.lanesOf[a][element >> 5];
        this.table[lane * LANE_BITS + (element & 31)] = this.claim(a, element);
      }
    });
    return widened;
  }

  private createLane(word: number): number {
    const lane = this.lanes++;
    if (lane * STRIDE === this.lane.length) {
      this.lane = grown(this.lane);
      this.table = grown(this.table);
    }
    this.lane[lane * STRIDE + WORD] = word;
    this.lane[lane * STRIDE + FIRST] = -1;
    return lane;
  }

  /** Takes note that a table is disabled wherever what was read has these values. */
  noteDisabled(table: number, reads: Reads): void {
    const a = this.actionOf[table];
    if (this.actions[a].kind !== 'soup' || reads.words.length > 1) return;
    const element = this.elementOf[table];
    const at = this.lanesOf[a][element >> 5] * STRIDE;
    const bit = 1 << (element & 31);
    if (reads.words.length === 0) {
      this.lane[at + NEVER] |= bit;
      return;
    }
    if (this.lane[at + FIRST] < 0) this.lane[at + FIRST] = reads.words[0];
    if (this.lane[at + FIRST] !== reads.words[0]) return;
    const [value] = reads.values;
    if (value >= this.lane[at + MASK_COUNT]) this.widenMasks(at, value + 1);
    this.masks[this.lane[at + MASK_START] + value] |= bit;
  }

  /** Moves a lane's masks to where there is room for more. */
  private widenMasks(at: number, atLeast: number): void {
    const start = this.masksTop;
    const count = Math.max(16, 2 * atLeast);
    this.masksTop += count;
    while (this.masksTop > this.masks.length) this.masks = grown(this.masks);
    const from = this.lane[at + MASK_START];
    this.masks.copyWithin(start, from, from + this.lane[at + MASK_COUNT]);
    this.lane[at + MASK_START] = start;
    this.lane[at + MASK_COUNT] = count;
  }
}
