/**
 * Tabulation: what a piece of spec code answered, filed under exactly the words that it read.
 *
 * A table is a decision tree. An inner node names the word to look at and has a child for each value of it; a
 * leaf is the number of an answer. The code is a function of what it reads, so which word it reads next follows from
 * the values read so far: the tree is well formed exactly when the code is deterministic, and `file` throws where it is not.
 *
 * All tables of a model share one pool of integers. An entry (a root or a child) is 0 where nothing is filed,
 * positive for a node's place in the pool, and ~leaf for a leaf. A node is
 *    [word, span, child of value 0, child of value 1, ...]          dense
 *    [~word, capacity, used, value, child, value, child, ...]       sparse, for words with many values
 */
import { grown } from './intern.js';

/** A dense node may be as wide as this however empty it is; a wider one must be filled to a sixteenth. */
const DENSE_SPAN_FREE = 256;
const DENSE_FILLED_MIN = 1 / 16;
/** The pool grows to this many words (256 MiB) and no further. */
const POOL_WORDS_MAX = 1 << 26;

/** There is no room left in the pool. */
class PoolFullError extends Error {}

/** Spec code that read different words, or answered differently, on equal input. */
export class NondeterminismError extends Error {
  constructor() {
    super('the answer is not a function of what was read: equal input led to different reads');
    this.name = 'NondeterminismError';
  }
}

export class DecisionTables {
  /** Read by the loop that looks through many tables (checker/engine.ts); written here alone. */
  nodes: Int32Array = new Int32Array(1 << 12);
  /** Place 0 is never a node. */
  private top = 1;
  roots: Int32Array = new Int32Array(64);
  private count = 0;

  /** A new table, in which nothing is filed. */
  create(): number {
    if (this.count === this.roots.length) this.roots = grown(this.roots);
    return this.count++;
  }

  /** Makes a table answer `leaf` whatever the row, forgetting what was filed. */
  replace(table: number, leaf: number): void {
    this.roots[table] = ~leaf;
  }

  /** Whether a table answers the same whatever the row. */
  isReplaced(table: number): boolean {
    return this.roots[table] < 0;
  }

  /** The leaf filed for a row, or -1. */
  find(table: number, row: Int32Array): number {
    const nodes = this.nodes;
    let entry = this.roots[table];
    while (entry > 0) {
      const word = nodes[entry];
      if (word < 0) {
        entry = this.sparseChild(entry, row[~word]);
      } else {
        const value = row[word];
        entry = value < nodes[(entry + 1) | 0] ? nodes[(entry + 2 + value) | 0] : 0;
      }
    }
    return ~entry;
  }

  /** The word that a node looks at. */
  wordOf(node: number): number {
    return this.nodes[node] < 0 ? ~this.nodes[node] : this.nodes[node];
  }

  /** The entry that a node has for a value. */
  childOf(node: number, value: number): number {
    if (this.nodes[node] < 0) return this.sparseChild(node, value);
    return value < this.nodes[node + 1] ? this.nodes[node + 2 + value] : 0;
  }

  /**
   * The leaf filed under a fact about two rows: words from `afterBase` on are read in `after`.
   * @returns -1 where nothing is filed.
   */
  findStep(table: number, before: Int32Array, after: Int32Array, afterBase: number): number {
    const nodes = this.nodes;
    let entry = this.roots[table];
    while (entry > 0) {
      const sparse = nodes[entry] < 0;
      const word = sparse ? ~nodes[entry] : nodes[entry];
      const value = word < afterBase ? before[word] : after[word - afterBase];
      entry = sparse
        ? this.sparseChild(entry, value)
        : value < nodes[entry + 1]
          ? nodes[entry + 2 + value]
          : 0;
    }
    return ~entry;
  }

  /**
   * Files a leaf under the words that were read, in their order, with the values that they had.
   * @returns false where there is no room left: then the table is of no more use
   * @throws NondeterminismError where the tree says that other words had to be read.
   */
  file(table: number, words: ArrayLike<number>, values: ArrayLike<number>, leaf: number): boolean {
    try {
      this.fileLeaf(table, words, values, leaf);
      return true;
    } catch (error) {
      if (error instanceof PoolFullError) return false;
      throw error;
    }
  }

  private fileLeaf(table: number, words: ArrayLike<number>, values: ArrayLike<number>, leaf: number): void {
    let owner = 0; // the node that holds the slot; 0 is the table's root
    let slot = table;
    for (let i = 0; i < words.length; i++) {
      let entry = owner === 0 ? this.roots[slot] : this.nodes[slot];
      if (entry < 0) throw new NondeterminismError();
      if (entry === 0) {
        entry = this.createNode(words[i], values[i]);
        this.put(owner, slot, entry);
      }
      const word = this.nodes[entry] < 0 ? ~this.nodes[entry] : this.nodes[entry];
      if (word !== words[i]) throw new NondeterminismError();
      const roomy = this.withRoom(entry, values[i]);
      if (roomy !== entry) this.put(owner, slot, roomy);
      owner = roomy;
      slot = this.slotOf(roomy, values[i]);
    }
    const entry = owner === 0 ? this.roots[slot] : this.nodes[slot];
    if (entry !== 0 && entry !== ~leaf) throw new NondeterminismError();
    this.put(owner, slot, ~leaf);
  }

  private put(owner: number, slot: number, entry: number): void {
    if (owner === 0) this.roots[slot] = entry;
    else this.nodes[slot] = entry;
  }

  private createNode(word: number, value: number): number {
    return value >= DENSE_SPAN_FREE ? this.createSparse(word, 8) : this.createDense(word, value + 1);
  }

  private createDense(word: number, valuesMin: number): number {
    let span = 4;
    while (span < valuesMin) span *= 2;
    const node = this.allocate(2 + span);
    this.nodes[node] = word;
    this.nodes[node + 1] = span;
    return node;
  }

  private createSparse(word: number, capacity: number): number {
    const node = this.allocate(3 + 2 * capacity);
    this.nodes[node] = ~word;
    this.nodes[node + 1] = capacity;
    return node;
  }

  /** The node, or a larger copy of it, with room for a child of `value`. */
  private withRoom(node: number, value: number): number {
    if (this.nodes[node] < 0) {
      const capacity = this.nodes[node + 1];
      const used = this.nodes[node + 2];
      if (used * 4 < capacity * 3) return node;
      const valuesMin = Math.max(value, this.greatestKey(node)) + 1;
      return valuesMin * DENSE_FILLED_MIN <= used
        ? this.copyToDense(node, valuesMin)
        : this.copySparse(node, capacity * 2);
    }
    const span = this.nodes[node + 1];
    if (value < span) return node;
    const filled = this.filled(node);
    if (value < DENSE_SPAN_FREE || value * DENSE_FILLED_MIN <= filled) {
      const larger = this.createDense(this.nodes[node], value + 1);
      this.nodes.copyWithin(larger + 2, node + 2, node + 2 + span);
      return larger;
    }
    // Room for all that the dense node holds: a probe of a full node would never end.
    let capacity = 8;
    while (filled * 4 >= capacity * 3) capacity *= 2;
    const sparse = this.createSparse(this.nodes[node], capacity);
    for (let v = 0; v < span; v++) {
      const child = this.nodes[node + 2 + v];
      if (child !== 0) this.nodes[this.slotOf(sparse, v)] = child;
    }
    return sparse;
  }

  private greatestKey(sparse: number): number {
    let greatest = 0;
    for (let i = this.nodes[sparse + 1] - 1; i >= 0; i--) {
      greatest = Math.max(greatest, this.nodes[sparse + 3 + 2 * i] - 1);
    }
    return greatest;
  }

  private copyToDense(sparse: number, valuesMin: number): number {
    const dense = this.createDense(~this.nodes[sparse], valuesMin);
    for (let i = this.nodes[sparse + 1] - 1; i >= 0; i--) {
      const at = sparse + 3 + 2 * i;
      if (this.nodes[at] !== 0) this.nodes[dense + 2 + this.nodes[at] - 1] = this.nodes[at + 1];
    }
    return dense;
  }

  private filled(node: number): number {
    let filled = 0;
    for (let v = this.nodes[node + 1]; v > 0; v--) {
      if (this.nodes[node + 1 + v] !== 0) filled++;
    }
    return filled;
  }

  private copySparse(node: number, capacity: number): number {
    const copy = this.createSparse(~this.nodes[node], capacity);
    for (let i = this.nodes[node + 1] - 1; i >= 0; i--) {
      const at = node + 3 + 2 * i;
      if (this.nodes[at] !== 0) this.nodes[this.slotOf(copy, this.nodes[at] - 1)] = this.nodes[at + 1];
    }
    return copy;
  }

  /** Where a node keeps the child of a value; of a sparse node the value gets its slot here. */
  private slotOf(node: number, value: number): number {
    if (this.nodes[node] >= 0) return node + 2 + value;
    const at = this.probe(node, value);
    if (this.nodes[at] === 0) {
      this.nodes[at] = value + 1;
      this.nodes[node + 2]++;
    }
    return at + 1;
  }

  private sparseChild(node: number, value: number): number {
    const at = this.probe(node, value);
    return this.nodes[at] === 0 ? 0 : this.nodes[at + 1];
  }

  /** The place of a value's key in a sparse node, or of the free key where it would go. */
  private probe(node: number, value: number): number {
    const mask = this.nodes[node + 1] - 1;
    let i = Math.imul(value, 0x9e3779b1) >>> 7;
    for (;;) {
      const at = node + 3 + 2 * (i & mask);
      const key = this.nodes[at];
      if (key === 0 || key === value + 1) return at;
      i++;
    }
  }

  private allocate(length: number): number {
    if (this.top + length > POOL_WORDS_MAX) throw new PoolFullError('the pool of tables is full');
    const at = this.top;
    this.top += length;
    while (this.top > this.nodes.length) this.nodes = grown(this.nodes);
    return at;
  }
}
