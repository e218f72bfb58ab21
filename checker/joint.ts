/**
 * Which actions are looked up together (checker/joint-tables.ts): those whose tables have read the same words, such as all that an
 * acceptor may do on its own. So a joint tree reads no word that each of its actions would not read alone; but it has an answer for
 * each set of the members that matter to any of them, and where these are too many the actions part again.
 *
 * What an action reads is known only by and by. Groups are made anew whenever the number of states has grown fourfold; until then
 * an action that reads more makes its group's tree larger, and nothing wrong.
 */
import type { ActionTable } from './action-table.js';
import { JointAnswers } from './joint-answers.js';
import { JointTables } from './joint-tables.js';
import type { Layout } from './layout.js';
import type { Outcomes } from './outcomes.js';
import type { DecisionTables } from './table.js';

const FIRST_REGROUPING = 256;
const REGROUPING_FACTOR = 4;
/** Actions that have more answers together than this are looked up apart. */
const SHARED_ANSWERS_MAX = 2048;
/** A tree of one action with this many answers more is judged: it must have answered so many look-ups for each of them. */
const ANSWERS_BEFORE_JUDGED = 4096;
const LOOKUPS_PER_ANSWER_MIN = 32;

interface Group {
  readonly actions: readonly number[];
  readonly tables: readonly ActionTable[];
  /** Whether its tree is of use; if not, its actions are always asked one by one. */
  isUsed: boolean;
  answers: number;
  /** How many states there had been when it was judged last. */
  judgedAt: number;
}

export class Joint {
  /** The actions that the last look-up had no answer for, after those that it had one for. */
  readonly unanswered: number[] = [];
  private readonly trees: JointTables;
  private readonly answers: JointAnswers;
  private groups: readonly Group[];
  private states = 0;
  private regroupingAt = FIRST_REGROUPING;
  /** Of each action: the words that it read so far, and whether it is to share its tree with others. */
  private readonly words: readonly Set<number>[];
  private readonly shares: boolean[];

  constructor(
    private readonly actions: readonly ActionTable[],
    layout: Layout,
    tables: DecisionTables,
    outcomes: Outcomes,
  ) {
    this.trees = new JointTables(actions.length);
    this.answers = new JointAnswers(layout, tables, outcomes);
    this.groups = actions.map((_, a) => this.groupOf([a]));
    this.words = actions.map(() => new Set());
    this.shares = actions.map(() => true);
  }

  private groupOf(actions: readonly number[]): Group {
    const tables = actions.map((a) => this.actions[a]);
    return { actions, tables, isUsed: true, answers: 0, judgedAt: this.states };
  }

  /** The most outcomes that a look-up lists. */
  get listedMax(): number {
    return this.trees.listedMax;
  }

  /** How many trees there are. */
  get size(): number {
    return this.groups.length;
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
    const { trees } = this;
    const count = trees.lookUp(row, listed);
    if (this.unanswered.length > 0) this.unanswered.length = 0;
    for (let i = 0; i < trees.missedCount; i++) this.unanswered.push(...this.groups[trees.missed[i]].actions);
    return count;
  }

  /** Takes note of the words that a table of an action has read. */
  noteReads(action: number, words: readonly number[]): void {
    for (const word of words) this.words[action].add(word);
  }

  /** Files what the last look-up had no answer for, when the tables have been asked. */
  file(row: Int32Array): void {
    const { trees, groups } = this;
    let partsLeft = false;
    for (let i = 0; i < trees.missedCount; i++) {
      const place = trees.missed[i];
      const group = groups[place];
      if (!group.isUsed) continue;
      if (this.answers.compose(group.tables, row)) {
        trees.file(place, this.answers, this.answers.outcomes);
        group.answers++;
        if (this.pays(group)) continue;
      }
      if (group.actions.length > 1) {
        for (const a of group.actions) this.shares[a] = false;
        partsLeft = true;
      } else {
        group.isUsed = false;
        trees.forget(place);
      }
    }
    if (partsLeft) this.regroup();
  }

  private pays(group: Group): boolean {
    if (group.actions.length > 1) return group.answers <= SHARED_ANSWERS_MAX;
    if (group.answers % ANSWERS_BEFORE_JUDGED !== 0) return true;
    const states = this.states - group.judgedAt;
    group.judgedAt = this.states;
    return states >= LOOKUPS_PER_ANSWER_MIN * ANSWERS_BEFORE_JUDGED;
  }

  /** Forgets the answers of actions that range over a soup which has a word more. */
  forget(actions: readonly number[]): void {
    this.groups.forEach((group, place) => {
      if (group.actions.some((a) => actions.includes(a))) this.trees.forget(place);
    });
  }

  private regroup(): void {
    const byWords = new Map<string, number[]>();
    this.actions.forEach((_, a) => {
      const key = this.shares[a] ? [...this.words[a]].sort().join() : `alone ${a}`;
      byWords.set(key, [...(byWords.get(key) ?? []), a]);
    });
    const before = new Map(this.groups.map((group, place) => [group.actions.join(), place]));
    const kept = [...byWords.values()].map((actions) => before.get(actions.join()) ?? -1);
    this.groups = [...byWords.values()].map((actions, i) =>
      kept[i] < 0 ? this.groupOf(actions) : this.groups[kept[i]],
    );
    this.trees.rearrange(kept);
  }
}
