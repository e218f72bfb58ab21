/**
 * One look-up for many tables. A group of actions has a decision tree of its own, whose leaves are lists: the outcomes of all its
 * actions in every state that shows the words read on the way.
 *
 * A tree reads whole words, as tables do (checker/table.ts), and of a soup's word the bits under a mask: which of the members
 * that matter there are present. It is a memory of what the tables have answered, so it may forget at any time.
 *
 * All trees share one pool. An entry (a root or a child) is 0 where nothing is filed, positive for a node's place in the pool,
 * and ~place for a list. A list is its length and its outcomes. A node is a small hash table of the bits of a word under a mask:
 *    [head, mask, bits, child, bits, child, ...]
 * whose head is the word and, above it, the shift that leaves of the hash as many bits as number the slots. A key is in its slot
 * or in one of the next three, so that a look-up needs no loop; where all are taken, the table is made larger.
 */
import { grown } from '../intern.js';
import { WORDS_MAX } from './layout.js';

/** A head is a word, and from this bit on a shift. */
const WORD_BITS = 31 - Math.clz32(WORDS_MAX);
const WORD_MASK = WORDS_MAX - 1;
const NODE_HEAD = 2;
/** Multiplicative hashing: the upper bits of the product. */
const HASH = 0x9e3779b1;
/** The shift of a new node, which has four slots. */
const FIRST_SHIFT = 30;
/** Slots that a key may be in. */
const PROBES = 4;
/** The pool grows to so many words (16 MiB), then it is emptied. */
const POOL_WORDS_MAX = 1 << 22;

export class JointTables {
  /** The groups that found nothing in the last `lookUp`. */
  missed: Int32Array;
  missedCount = 0;
  /** Place 0 is the empty list; the roots come next. */
  private nodes: Int32Array = new Int32Array(1 << 12);
  private top: number;
  private groups = 0;
  /** Of each group: the length of its longest list. */
  private longest: number[] = [];

  constructor(private readonly groupsMax: number) {
    this.missed = new Int32Array(groupsMax);
    this.top = 1 + groupsMax;
    while (this.top > this.nodes.length) this.nodes = grown(this.nodes);
  }

  /** Makes other groups: of each, which one it was before and so keeps what was filed for it, or -1. */
  rearrange(before: readonly number[]): void {
    const roots = before.map((group) => (group < 0 ? 0 : this.nodes[1 + group]));
    this.longest = before.map((group) => (group < 0 ? 0 : this.longest[group]));
    this.groups = before.length;
    this.nodes.fill(0, 1, 1 + this.groupsMax);
    this.nodes.set(roots, 1);
  }

  /** The most outcomes that a look-up can list. */
  get listedMax(): number {
    return this.longest.reduce((sum, length) => sum + length, 0);
  }

  /**
   * Lists the outcomes of all groups that have an answer for a row; the others are left in `missed`. Nothing is called in this loop,
   * and it adds with `| 0`, so that the compiler need not check again what it knows of the arrays, nor for overflow.
   * @param listed has room for `listedMax` outcomes
   * @returns how many there are
   */
  lookUp(row: Int32Array, listed: Int32Array): number {
    const { nodes, missed } = this;
    const end = this.groups;
    let count = 0;
    let missedCount = 0;
    for (let root = 1; root <= end; root = (root + 1) | 0) {
      let entry = nodes[root];
      while (entry > 0) {
        const head = nodes[entry];
        const bits = row[head & WORD_MASK] & nodes[(entry + 1) | 0];
        const key = (entry + NODE_HEAD + ((Math.imul(bits, HASH) >>> (head >> WORD_BITS)) << 1)) | 0;
        if (nodes[key] === bits) entry = nodes[(key + 1) | 0];
        else if (nodes[(key + 2) | 0] === bits) entry = nodes[(key + 3) | 0];
        else if (nodes[(key + 4) | 0] === bits) entry = nodes[(key + 5) | 0];
        else entry = nodes[(key + 6) | 0] === bits ? nodes[(key + 7) | 0] : 0;
      }
      if (entry === -1) continue;
      if (entry === 0) {
        missed[missedCount] = (root - 1) | 0;
        missedCount = (missedCount + 1) | 0;
        continue;
      }
      let from = ~entry;
      const last = (from + nodes[from]) | 0;
      do {
        from = (from + 1) | 0;
        listed[count] = nodes[from];
        count = (count + 1) | 0;
      } while (from < last);
    }
    this.missedCount = missedCount;
    return count;
  }

  /**
   * Files the outcomes of a group under what was read, in this order: words, masks and the values under them. Where the tree reads
   * something else, more has become known since, and what was filed there is forgotten.
   */
  file(group: number, reads: JointReads, outcomes: readonly number[]): void {
    if (this.top > POOL_WORDS_MAX) this.forgetAll();
    let slot = 1 + group;
    for (let i = 0; i < reads.words.length; i++) {
      slot = this.childSlot(slot, reads.words[i], reads.masks[i], reads.values[i]);
    }
    const list = this.addList(outcomes);
    this.nodes[slot] = ~list;
    this.longest[group] = Math.max(this.longest[group], outcomes.length);
  }

  /** Forgets what was filed for a group. */
  forget(group: number): void {
    this.nodes[1 + group] = 0;
  }

  private forgetAll(): void {
    this.top = 1 + this.groupsMax;
    this.nodes.fill(0);
  }

  private addList(outcomes: readonly number[]): number {
    if (outcomes.length === 0) return 0;
    const list = this.allocate(1 + outcomes.length);
    this.nodes[list] = outcomes.length;
    this.nodes.set(outcomes, list + 1);
    return list;
  }

  /** The slot of the child for some bits in the node that a slot leads to; the node is made, or made larger, where it has to be. */
  private childSlot(slot: number, word: number, mask: number, bits: number): number {
    let node = this.nodes[slot];
    if (node <= 0 || (this.nodes[node] & WORD_MASK) !== word || this.nodes[node + 1] !== mask) {
      node = this.createNode(word, mask, FIRST_SHIFT);
    }
    let child = this.place(node, bits);
    while (child < 0) {
      node = this.largerNode(node, (this.nodes[node] >> WORD_BITS) - 1);
      child = this.place(node, bits);
    }
    this.nodes[slot] = node;
    return child;
  }

  private createNode(word: number, mask: number, shift: number): number {
    const node = this.allocate(NODE_HEAD + 2 * slots(shift));
    this.nodes[node] = word | (shift << WORD_BITS);
    this.nodes[node + 1] = mask;
    return node;
  }

  /** The slot of the child for some bits, which get a place where they have none; -1 where there is no room. */
  private place(node: number, bits: number): number {
    const shift = this.nodes[node] >> WORD_BITS;
    const at = node + NODE_HEAD + 2 * (Math.imul(bits, HASH) >>> shift);
    for (let key = at; key < at + 2 * PROBES; key += 2) {
      if (this.nodes[key + 1] === 0) this.nodes[key] = bits;
      if (this.nodes[key] === bits) return key + 1;
    }
    return -1;
  }

  /** A copy of a node with more slots. */
  private largerNode(node: number, shift: number): number {
    const larger = this.createNode(this.nodes[node] & WORD_MASK, this.nodes[node + 1], shift);
    const end = node + NODE_HEAD + 2 * slots(this.nodes[node] >> WORD_BITS);
    for (let key = node + NODE_HEAD; key < end; key += 2) {
      if (this.nodes[key + 1] === 0) continue;
      const child = this.place(larger, this.nodes[key]);
      if (child < 0) return this.largerNode(node, shift - 1);
      this.nodes[child] = this.nodes[key + 1];
    }
    return larger;
  }

  /** May replace `nodes`, so nothing is assigned to a place of it in the same expression. */
  private allocate(length: number): number {
    const at = this.top;
    this.top += length;
    while (this.top > this.nodes.length) this.nodes = grown(this.nodes);
    return at;
  }
}

/** More than the hash has values: the last of them has as many slots to choose from as the others. */
function slots(shift: number): number {
  return (1 << (32 - shift)) + PROBES - 1;
}

/** What a joint answer depends on, in the order of reading: words, the masks of what was read of them, the values under the masks. */
export interface JointReads {
  readonly words: readonly number[];
  readonly masks: readonly number[];
  readonly values: readonly number[];
}
