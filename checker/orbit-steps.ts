/**
 * Steps under a symmetry group: as `Steps`, but the fingerprint that stands for a state is its key, the least of its
 * fingerprints under all elements of the group. Those of the state that is left are computed once; each step
 * changes them by the hashes of what it changes.
 */
import { grown } from './intern.js';
import type { Layout } from './layout.js';
import {
  ADD,
  ASSIGN,
  FIRST_ADD,
  OP_END,
  OP_START,
  type Outcomes,
  SET_END,
  SET_START,
  STRIDE,
} from './outcomes.js';
import type { SymmetryGroup } from './symmetry.js';

export class OrbitSteps {
  /** The steps found last, 3 words each: outcome, and the two halves of the successor's key. */
  steps: Int32Array = new Int32Array(1024);
  /** The key found last by `keyOf`. */
  low = 0;
  high = 0;
  /** The fingerprints of the state that is left, and of a successor, two words for each element of the group. */
  private readonly before: Int32Array;
  private readonly after: Int32Array;
  private readonly cells: readonly number[];

  constructor(
    private readonly outcomes: Outcomes,
    private readonly layout: Layout,
    group: SymmetryGroup,
  ) {
    this.before = new Int32Array(2 * group.size);
    this.after = new Int32Array(2 * group.size);
    this.cells = layout.cellWords();
  }

  /** Finds the key of a row, to be read in `low` and `high`. */
  keyOf(row: Int32Array): void {
    this.fingerprints(row, this.after);
    this.least();
  }

  /**
   * Finds the steps of some answers out of a state.
   * @param enabled the answers' leaves
   * @returns how many steps there are
   */
  find(enabled: Int32Array, enabledCount: number, row: Int32Array): number {
    const { outcomes } = this;
    this.fingerprints(row, this.before);
    let count = 0;
    for (let e = 0; e < enabledCount; e++) {
      const end = outcomes.leafStart[enabled[e] + 1];
      for (let outcome = outcomes.leafStart[enabled[e]]; outcome < end; outcome++) {
        if (!this.changes(outcome, row)) continue;
        this.least();
        outcomes.fired[outcome]++;
        if (3 * count + 3 > this.steps.length) this.steps = grown(this.steps);
        this.steps[3 * count] = outcome;
        this.steps[3 * count + 1] = this.low;
        this.steps[3 * count + 2] = this.high;
        count++;
      }
    }
    return count;
  }

  private fingerprints(row: Int32Array, into: Int32Array): void {
    const { layout } = this;
    into.fill(0);
    for (const word of this.cells) this.toggle(into, layout.interned(word).orbit, row[word]);
    for (let number = 0; number < layout.memberId.length; number++) {
      if (layout.hasMember(row, number)) this.toggleMember(into, number);
    }
  }

  private toggleMember(fingerprints: Int32Array, number: number): void {
    this.toggle(fingerprints, this.layout.memberSoup[number].members.orbit, this.layout.memberId[number]);
  }

  private toggle(fingerprints: Int32Array, orbit: Int32Array, id: number): void {
    const width = fingerprints.length;
    const from = id * width;
    for (let i = 0; i < width; i++) fingerprints[i] ^= orbit[from + i];
  }

  /** Computes the successor's fingerprints in `after`; false where nothing changes. */
  private changes(outcome: number, row: Int32Array): boolean {
    const { outcomes, layout, after } = this;
    const { records, sets, ops } = outcomes;
    const record = outcome * STRIDE;
    let changed = false;
    after.set(this.before);
    const assign = (word: number, value: number): void => {
      if (row[word] === value) return;
      const { orbit } = layout.interned(word);
      this.toggle(after, orbit, row[word]);
      this.toggle(after, orbit, value);
      changed = true;
    };
    const admit = (member: number): void => {
      if (layout.hasMember(row, member)) return;
      this.toggleMember(after, member);
      changed = true;
    };
    for (let i = records[record + SET_START]; i < records[record + SET_END]; i += 2)
      assign(sets[i], sets[i + 1]);
    if (records[record + FIRST_ADD] >= 0) admit(records[record + FIRST_ADD]);
    for (let i = records[record + OP_START]; i < records[record + OP_END]; ) {
      const operand = ops[i + 1];
      if (ops[i] === ADD) admit(operand);
      else if (ops[i] === ASSIGN) assign(operand, ops[i + 2]);
      else assign(outcomes.blindWord(operand), outcomes.changed(operand, row));
      i += ops[i] === ASSIGN ? 3 : 2;
    }
    return changed;
  }

  /** The least of the fingerprints in `after`. */
  private least(): void {
    const { after } = this;
    let low = after[0];
    let high = after[1];
    for (let i = 2; i < after.length; i += 2) {
      if (after[i + 1] < high || (after[i + 1] === high && after[i] < low)) {
        low = after[i];
        high = after[i + 1];
      }
    }
    // The least of many is small, and its upper bits would lead all states to few segments of the visited set: they are
    // stirred, one half by the other, so that different keys stay different.
    this.low = low ^ Math.imul(high ^ (high >>> 15), 0x2c1b3c6d);
    this.high = high ^ Math.imul(this.low ^ (this.low >>> 13), 0x297a2d39);
  }
}
