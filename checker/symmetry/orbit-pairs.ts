/**
 * What symmetry must know of each (variable, value) pair that states are made of, computed when the pair is first met:
 *
 *  - its *images*: the hashes of what it becomes under the elements of the group. Elements that agree on the ids which
 *    the pair mentions make one image of it, so that a vote of one acceptor has as many images as there are acceptors,
 *    and not one for each of 720 elements;
 *  - its *marks*: for each id, a number for what the pair says about it, whatever the other ids are called. It is the sum of the
 *    hashes of those images in which the id stands in the first place of its sort; a renamed pair gives the renamed id the same number,
 *    since it has the same such images.
 *
 * All of it follows from names and canonical texts alone, so that every process agrees on it.
 */
import type { Renaming } from '../canonical.js';
import { grown, pairHash } from '../intern.js';
import type { Variable } from '../model.js';
import type { SymmetryGroup } from '../symmetry.js';
import { renamedName, renamedText, requireInOrder } from './renaming.js';

/** Which image each element makes of a pair that mentions certain ids. */
interface ImageTable {
  /** Where in `imageOf` it begins. */
  readonly at: number;
  /** For each image, an element that makes it. */
  readonly makers: readonly Renaming[];
}

export class OrbitPairs {
  /** How many pairs there are; they are numbered in the order in which they were met. */
  count = 0;
  /** Of pair p and the i-th id of the group: `marks[p * ids + i]`. */
  marks: Int32Array = new Int32Array(1024);
  /** Of each pair: where in `imageOf` it stands which image each element makes. */
  table: Int32Array = new Int32Array(64);
  /** Of each pair: where in `hashes` its images begin. */
  start: Int32Array = new Int32Array(64);
  /** `imageOf[table[p] + g]` is the image that element g makes of pair p. */
  imageOf: Int32Array;
  /** The two halves of the hash of each image. */
  hashes: Int32Array = new Int32Array(1024);
  private hashTop = 0;
  private readonly tables = new Map<number, ImageTable>();
  /** `leads[g * sorts + s]` is the id that element g brings to the first place of sort s. */
  private readonly leads: Int32Array;
  private readonly sortCount: number;

  constructor(private readonly group: SymmetryGroup) {
    const { elements, moved } = group;
    this.imageOf = new Int32Array(8 * elements.length);
    this.sortCount = moved.length;
    const ids = moved.flatMap((sort) => sort.ids);
    this.leads = new Int32Array(
      elements.flatMap((renaming) =>
        moved.map((sort) => ids.findIndex((id) => renaming.get(id) === sort.ids[0])),
      ),
    );
  }

  /**
   * Takes in a pair that is new, and numbers it.
   * @throws ModelError where a list that is declared unordered is not kept in order
   */
  add(variable: Variable, value: unknown): number {
    requireInOrder(variable, value);
    const { at, makers } = this.tableFor(this.mentioned(variable, value));
    const pair = this.count++;
    if (pair >= this.start.length) {
      this.start = grown(this.start);
      this.table = grown(this.table);
    }
    this.start[pair] = this.hashTop;
    this.table[pair] = at;
    while (this.hashTop + 2 * makers.length > this.hashes.length) this.hashes = grown(this.hashes);
    for (const renaming of makers) {
      const name = renamedName(variable.name, renaming);
      const { low, high } = pairHash(name, renamedText(variable, value, renaming));
      this.hashes[this.hashTop++] = low;
      this.hashes[this.hashTop++] = high;
    }
    this.mark(pair);
    return pair;
  }

  /** The ids that a pair mentions, a bit each. */
  private mentioned(variable: Variable, value: unknown): number {
    const noting = new NotingRenaming(this.group.moved.flatMap((sort) => sort.ids));
    renamedName(variable.name, noting);
    renamedText(variable, value, noting);
    return noting.met;
  }

  private tableFor(mentioned: number): ImageTable {
    const known = this.tables.get(mentioned);
    if (known !== undefined) return known;
    const { elements, moved } = this.group;
    const ids = moved.flatMap((sort) => sort.ids).filter((_, i) => (mentioned & (1 << i)) !== 0);
    const at = this.tables.size * elements.length;
    while (at + elements.length > this.imageOf.length) this.imageOf = grown(this.imageOf);
    const images = new Map<string, number>();
    const makers: Renaming[] = [];
    elements.forEach((renaming, g) => {
      const image = ids.map((id) => renaming.get(id)).join('\n');
      const number = images.get(image) ?? makers.push(renaming) - 1;
      images.set(image, number);
      this.imageOf[at + g] = number;
    });
    const table = { at, makers };
    this.tables.set(mentioned, table);
    return table;
  }

  private mark(pair: number): void {
    const { leads, sortCount, hashes, imageOf } = this;
    const width = this.group.movedCount;
    while ((pair + 1) * width > this.marks.length) this.marks = grown(this.marks);
    for (let i = 0; i < leads.length; i++) {
      const element = Math.floor(i / sortCount);
      const hash = hashes[this.start[pair] + 2 * imageOf[this.table[pair] + element]];
      this.marks[pair * width + leads[i]] += hash;
    }
  }
}

/** Reads ids as themselves, and notes which it was asked for. */
class NotingRenaming extends Map<string, string> {
  /** A bit for each id. */
  met = 0;
  private readonly bits: ReadonlyMap<string, number>;

  constructor(ids: readonly string[]) {
    super();
    this.bits = new Map(ids.map((id, i) => [id, 1 << i]));
  }

  override get(text: string): undefined {
    this.met |= this.bits.get(text) ?? 0;
    return undefined;
  }
}
