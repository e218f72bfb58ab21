/**
 * Which actions are looked up together (checker/tables/joint-tables.ts): those whose tables have read the same words, such as all that an
 * acceptor does by itself. So a joint tree reads no word that each of its actions would not read alone; but it has an answer for
 * each set of the members that matter to any of them, and where these are too many the actions part again.
 *
 * What an action reads becomes known only by and by. Groups are made anew whenever the number of states has grown fourfold;
 * an action that reads more in the meantime makes its group's tree larger, and nothing wrong.
 */

import type { DecisionTables } from '../table.js';
import type { ActionTable } from './action-table.js';
import { JointAnswers } from './joint-answers.js';
import { JointTables } from './joint-tables.js';
import type { Layout } from './layout.js';
import type { Outcomes } from './outcomes.js';

/** Joint trees begin after so many states: a search that ends sooner would not get back what it costs to fill them. */
const FIRST_GROUPING = 1 << 16;
const REGROUPING_FACTOR = 4;
/** Actions that have more answers together than this are looked up apart. */
const SHARED_ANSWERS_MAX = 2048;
/** The tree of one action is judged whenever it has so many answers more: each must have saved so many look-ups. */
const ANSWERS_BEFORE_JUDGED = 4096;
const LOOKUPS_PER_ANSWER_MIN = 32;

interface Group {
  /** The places of its actions among all. */
  readonly places: readonly number[];
  readonly actions: readonly ActionTable[];
  /** Whether its tree pays; where it does not, the tables of its actions are asked one by one for ever. */
  pays: boolean;
  answers: number;
  /** How many states there had been when it was judged last. */
  judgedAt: number;
}

export class Joint {
  /** The places of the actions that the last look-up had no answer for. */
  unanswered: readonly number[];
  private readonly trees: JointTables;
  private readonly answers: JointAnswers;
  /** None before the first grouping. */
  private groups: readonly Group[] = [];
  private states = 0;
  private regroupingAt = FIRST_GROUPING;
  /** Of each action: the words that it has read so far, and whether it may share a tree with others. */
  private readonly words: readonly Set<number>[];
  private readonly shares: boolean[];
  /** Those whose trees did not pay: they never have an answer. */
  private apart: readonly number[] = [];

  constructor(
    private readonly actions: readonly ActionTable[],
    layout: Layout,
    tables: DecisionTables,
    outcomes: Outcomes,
  ) {
    this.trees = new JointTables(actions.length);
    this.answers = new JointAnswers(layout, tables, outcomes);
    this.unanswered = actions.map((_, place) => place);
    this.words = actions.map(() => new Set());
    this.shares = actions.map(() => true);
  }

  /** How many trees there are. */
  get size(): number {
    return this.groups.length;
  }

  /** The most outcomes that a look-up lists. */
  get listedMax(): number {
    return this.trees.listedMax;
  }

  /**
   * Lists the outcomes of all actions that have an answer for a row; the others are `unanswered`.
   * @param listed has room for `listedMax` outcomes
   * @returns how many outcomes there are
   */
  lookUp(row: Int32Array, listed: Int32Array): number {
    if (++this.states === this.regroupingAt) {
      this.regroupingAt *= REGROUPING_FACTOR;
      this.regroup();
    }
    if (this.groups.length === 0) return 0;
    const count = this.trees.lookUp(row, listed);
    // Those whose trees did not pay are always missed: where no more are, the list is the same, and quick to collect.
    this.unanswered = this.trees.missedCount === this.apart.length ? this.apart : this.missedActions();
    return count;
  }

  private missedActions(): number[] {
    const missed: number[] = [];
    for (let i = 0; i < this.trees.missedCount; i++) missed.push(...this.groups[this.trees.missed[i]].places);
    return missed;
  }

  /** Takes note of the words that a table of an action has read. */
  noteReads(place: number, words: readonly number[]): void {
    for (const word of words) this.words[place].add(word);
  }

  /** Files what the last look-up had no answer for; the tables have been asked and know it now. */
  file(row: Int32Array): void {
    if (this.groups.length === 0) return;
    let partsSome = false;
    for (let i = 0; i < this.trees.missedCount; i++) {
      const place = this.trees.missed[i];
      const group = this.groups[place];
      if (!group.pays || this.fileGroup(place, group, row)) continue;
      for (const action of group.places) this.shares[action] = false;
      if (group.places.length > 1) {
        partsSome = true;
      } else {
        group.pays = false;
        this.apart = [...this.apart, ...group.places];
        this.trees.forget(place);
      }
    }
    if (partsSome) this.regroup();
  }

  /** Files a group's answer; false where its tree is of no more use. */
  private fileGroup(place: number, group: Group, row: Int32Array): boolean {
    if (!this.answers.compose(group.actions, row)) return false;
    this.trees.file(place, this.answers, this.answers.outcomes);
    group.answers++;
    if (group.places.length > 1) return group.answers <= SHARED_ANSWERS_MAX;
    if (group.answers % ANSWERS_BEFORE_JUDGED !== 0) return true;
    const states = this.states - group.judgedAt;
    group.judgedAt = this.states;
    return states >= LOOKUPS_PER_ANSWER_MIN * ANSWERS_BEFORE_JUDGED;
  }

  /** Forgets the answers of some actions: those that range over a soup which has a word more. */
  forget(places: readonly number[]): void {
    this.groups.forEach((group, g) => {
      if (group.places.some((place) => places.includes(place))) this.trees.forget(g);
    });
  }

  /** Groups the actions by what they have read so far; a group that stays the same keeps its tree. */
  regroup(): void {
    const byWords = new Map<string, number[]>();
    this.words.forEach((words, place) => {
      const key = this.shares[place] ? [...words].sort((a, b) => a - b).join() : `apart ${place}`;
      byWords.set(key, [...(byWords.get(key) ?? []), place]);
    });
    const groups = [...byWords.values()];
    const before = groups.map((places) => this.groups.findIndex((g) => g.places.join() === places.join()));
    this.trees.rearrange(before);
    this.groups = groups.map((places, g) =>
      before[g] < 0 ? this.createGroup(places) : this.groups[before[g]],
    );
  }

  private createGroup(places: readonly number[]): Group {
    const actions = places.map((place) => this.actions[place]);
    return { places, actions, pays: true, answers: 0, judgedAt: this.states };
  }
}
