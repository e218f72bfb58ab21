/**
 * Steps under a symmetry group: as `Steps`, but what stands for a state is the key of its orbit, the least of its
 * fingerprints under the elements of the group that put its ids in the order of their marks (checker/symmetry/mark-order.ts).
 *
 * The marks of the state that is left are computed once, and each step changes them by those of the pairs that it takes away and
 * brings. The fingerprint of the state that is left under an element is computed when the first step asks for it.
 */
import { grown } from '../intern.js';
import type { Variable } from '../model.js';
import type { SymmetryGroup } from '../symmetry.js';
import type { Layout } from '../tables/layout.js';
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
} from '../tables/outcomes.js';
import { MarkOrder } from './mark-order.js';
import { OrbitPairs } from './orbit-pairs.js';

/** About every second step leads to a state that was met a short while ago: so many keys are remembered, a power of two. */
const REMEMBERED_MAX = 1 << 16;

export class OrbitSteps {
  /** The steps found last, 3 words each: outcome, and the two halves of the successor's key. */
  steps: Int32Array = new Int32Array(1024);
  /** The key found last by `keyOf`. */
  low = 0;
  high = 0;
  private readonly pairs: OrbitPairs;
  private readonly order: MarkOrder;
  /** By a cell's word and the id of its value, by a member's number: one more than the pair's number, 0 where it is not known yet. */
  private readonly pairOfValue: Int32Array[] = [];
  private pairOfMember: Int32Array = new Int32Array(256);
  private readonly cells: readonly number[];
  /** The words of soups; by word and bit the number of the member; and of how many members that is known. */
  private readonly bitWords: number[] = [];
  private memberOfBit: Int32Array = new Int32Array(256);
  private placed = 0;
  private readonly variables: ReadonlyMap<string, Variable>;
  /** The pairs of the state that is left. */
  private left: Int32Array = new Int32Array(64);
  private leftCount = 0;
  private readonly leftMarks: Int32Array;
  /** The pairs that a step brings (followed by 1) or takes away (by -1), and the successor's marks. */
  private changed: Int32Array = new Int32Array(64);
  private changedCount = 0;
  private readonly marks: Int32Array;
  /** By element: the fingerprint of the state that is left, where `since` says that it is of this state. */
  private readonly before: Int32Array;
  private readonly since: Float64Array;
  private now = 0;
  /** The keys found last, 4 words each: the two halves of a state's own fingerprint, and of its key. */
  private readonly remembered = new Int32Array(4 * REMEMBERED_MAX);

  constructor(
    private readonly outcomes: Outcomes,
    private readonly layout: Layout,
    group: SymmetryGroup,
  ) {
    this.pairs = new OrbitPairs(group);
    this.order = new MarkOrder(group);
    this.variables = new Map(layout.model.variables.map((variable) => [variable.name, variable]));
    this.cells = layout.cellWords();
    for (const word of this.cells) this.pairOfValue[word] = new Int32Array(16);
    this.leftMarks = new Int32Array(group.movedCount);
    this.marks = new Int32Array(group.movedCount);
    this.before = new Int32Array(2 * group.size);
    this.since = new Float64Array(group.size);
  }

  /** Finds the key of a row, to be read in `low` and `high`. */
  keyOf(row: Int32Array): void {
    this.leave(row);
    this.changedCount = 0;
    this.findKey();
  }

  /**
   * Finds the steps of some outcomes out of a state.
   * @param listed the outcomes of the enabled actions
   * @returns how many steps there are
   */
  find(listed: Int32Array, total: number, row: Int32Array): number {
    const { outcomes } = this;
    this.leave(row);
    while (this.steps.length < 3 * total) this.steps = grown(this.steps);
    let count = 0;
    for (let i = 0; i < total; i++) {
      const outcome = listed[i];
      this.listChanges(outcome, row);
      if (this.changedCount === 0) {
        outcomes.noteIdle(outcome);
        continue;
      }
      this.findKey();
      outcomes.fired[outcome]++;
      this.steps[3 * count] = outcome;
      this.steps[3 * count + 1] = this.low;
      this.steps[3 * count + 2] = this.high;
      count++;
    }
    return count;
  }

  /** Lists the pairs of a state, and sums their marks. */
  private leave(row: Int32Array): void {
    const { layout, cells } = this;
    this.now++;
    this.leftCount = 0;
    for (let i = 0; i < cells.length; i++) this.list(this.valuePair(cells[i], row[cells[i]]));
    if (this.placed < layout.memberId.length) this.placeMembers();
    const { bitWords, memberOfBit } = this;
    for (let i = 0; i < bitWords.length; i++) {
      const word = bitWords[i];
      for (let bits = row[word]; bits !== 0; bits &= bits - 1) {
        this.list(this.memberPair(memberOfBit[(word << 5) | (31 - Math.clz32(bits & -bits))]));
      }
    }
    const { left, leftCount, leftMarks } = this;
    const { marks } = this.pairs;
    const width = leftMarks.length;
    leftMarks.fill(0);
    for (let i = 0; i < leftCount; i++) {
      const from = left[i] * width;
      for (let id = 0; id < width; id++) leftMarks[id] += marks[from + id];
    }
  }

  /** Takes note of where new members have their bits. */
  private placeMembers(): void {
    const { members, memberId } = this.layout;
    for (; this.placed < memberId.length; this.placed++) {
      const word = members[4 * this.placed];
      if (!this.bitWords.includes(word)) this.bitWords.push(word);
      while (this.memberOfBit.length <= (word << 5) + 31) this.memberOfBit = grown(this.memberOfBit);
      this.memberOfBit[(word << 5) | (31 - Math.clz32(members[4 * this.placed + 1]))] = this.placed;
    }
  }

  private list(pair: number): void {
    if (this.leftCount === this.left.length) this.left = grown(this.left);
    this.left[this.leftCount++] = pair;
  }

  private valuePair(word: number, id: number): number {
    const known = this.pairOfValue[word];
    const pair = id < known.length ? known[id] - 1 : -1;
    return pair >= 0 ? pair : this.addValue(word, id);
  }

  private addValue(word: number, id: number): number {
    while (id >= this.pairOfValue[word].length) this.pairOfValue[word] = grown(this.pairOfValue[word]);
    const { name, values } = this.layout.interned(word);
    const pair = this.pairs.add(this.variables.get(name) as Variable, values[id]);
    this.pairOfValue[word][id] = pair + 1;
    return pair;
  }

  private memberPair(number: number): number {
    const pair = number < this.pairOfMember.length ? this.pairOfMember[number] - 1 : -1;
    return pair >= 0 ? pair : this.addMember(number);
  }

  private addMember(number: number): number {
    while (number >= this.pairOfMember.length) this.pairOfMember = grown(this.pairOfMember);
    const { memberSoup, memberId } = this.layout;
    const { name, values } = memberSoup[number].members;
    const pair = this.pairs.add(this.variables.get(name) as Variable, values[memberId[number]]);
    this.pairOfMember[number] = pair + 1;
    return pair;
  }

  /** Lists the pairs that an outcome changes. */
  private listChanges(outcome: number, row: Int32Array): void {
    const { outcomes, layout } = this;
    const { records, sets, ops } = outcomes;
    const record = outcome * STRIDE;
    this.changedCount = 0;
    for (let i = records[record + SET_START], end = records[record + SET_END]; i < end; i += 2) {
      this.assign(row, sets[i], sets[i + 1]);
    }
    const first = records[record + FIRST_ADD];
    if (first >= 0 && !layout.hasMember(row, first)) this.change(this.memberPair(first), 1);
    for (let i = records[record + OP_START], end = records[record + OP_END]; i < end; ) {
      const operand = ops[i + 1];
      if (ops[i] === ADD) {
        if (!layout.hasMember(row, operand)) this.change(this.memberPair(operand), 1);
      } else if (ops[i] === ASSIGN) this.assign(row, operand, ops[i + 2]);
      else this.assign(row, outcomes.blindWord(operand), outcomes.changed(operand, row));
      i += ops[i] === ASSIGN ? 3 : 2;
    }
  }

  private assign(row: Int32Array, word: number, value: number): void {
    if (row[word] === value) return;
    this.change(this.valuePair(word, row[word]), -1);
    this.change(this.valuePair(word, value), 1);
  }

  private change(pair: number, sign: number): void {
    if (2 * this.changedCount === this.changed.length) this.changed = grown(this.changed);
    this.changed[2 * this.changedCount] = pair;
    this.changed[2 * this.changedCount + 1] = sign;
    this.changedCount++;
  }

  /** Finds the key of the state that differs by `changed` from the one that is left. */
  private findKey(): void {
    const { changed, changedCount, remembered } = this;
    const { start, hashes } = this.pairs;
    // The identity is the first element, and makes a pair's first image.
    if (this.since[0] !== this.now) this.findBefore(0);
    let low = this.before[0];
    let high = this.before[1];
    for (let i = 0; i < changedCount; i++) {
      const at = start[changed[2 * i]];
      low ^= hashes[at];
      high ^= hashes[at + 1];
    }
    const slot = 4 * ((low ^ (high >>> 7)) & (REMEMBERED_MAX - 1));
    if (remembered[slot] === low && remembered[slot + 1] === high) {
      this.low = remembered[slot + 2];
      this.high = remembered[slot + 3];
      return;
    }
    this.findLeast();
    remembered[slot] = low;
    remembered[slot + 1] = high;
    remembered[slot + 2] = this.low;
    remembered[slot + 3] = this.high;
  }

  /** Finds the least fingerprint of the same state under the elements that put its ids in the order of their marks. */
  private findLeast(): void {
    const { before, since, now, changed, changedCount, marks } = this;
    const { start, table, imageOf, hashes } = this.pairs;
    marks.set(this.leftMarks);
    const added = this.pairs.marks;
    for (let i = 0; i < changedCount; i++) {
      const from = changed[2 * i] * marks.length;
      const sign = changed[2 * i + 1];
      for (let id = 0; id < marks.length; id++) marks[id] += sign * added[from + id];
    }
    const elements = this.order.elementsFor(marks);
    let low = 0;
    let high = 0;
    for (let e = 0; e < elements.length; e++) {
      const element = elements[e];
      if (since[element] !== now) this.findBefore(element);
      let imageLow = before[2 * element];
      let imageHigh = before[2 * element + 1];
      for (let i = 0; i < changedCount; i++) {
        const pair = changed[2 * i];
        const at = start[pair] + 2 * imageOf[table[pair] + element];
        imageLow ^= hashes[at];
        imageHigh ^= hashes[at + 1];
      }
      if (e === 0 || imageHigh < high || (imageHigh === high && imageLow < low)) {
        low = imageLow;
        high = imageHigh;
      }
    }
    this.low = low;
    this.high = high;
    if (elements.length === 1) return;
    // The least of many is small, and its upper bits would lead all states to few segments of the visited set: they are
    // stirred, one half by the other, so that different keys stay different.
    this.low = low ^ Math.imul(high ^ (high >>> 15), 0x2c1b3c6d);
    this.high = high ^ Math.imul(this.low ^ (this.low >>> 13), 0x297a2d39);
  }

  /** Computes the fingerprint that the state that is left has under an element. */
  private findBefore(element: number): void {
    const { left, leftCount } = this;
    const { start, table, imageOf, hashes } = this.pairs;
    let low = 0;
    let high = 0;
    for (let i = 0; i < leftCount; i++) {
      const pair = left[i];
      const at = start[pair] + 2 * imageOf[table[pair] + element];
      low ^= hashes[at];
      high ^= hashes[at + 1];
    }
    this.before[2 * element] = low;
    this.before[2 * element + 1] = high;
    this.since[element] = this.now;
  }
}
