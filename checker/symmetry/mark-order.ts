/**
 * Which elements of a group put the ids of each sort in the order of their marks: one, where all marks differ; where
 * some are equal, one for each order of those.
 *
 * Why a state's key may be the least fingerprint under these elements alone. Marks go with the ids: what a state says of an id,
 * the renamed state says of its image, so the elements that put the renamed state's ids in order, each after the renaming, are
 * those that put the state's own in order. Both states are therefore judged by the same set of images, and have one key. Processes
 * in different local states are told apart by their marks, so that of 720 elements a few are left. The idea is the
 * sorting of processes by local state with all permutations within a segment of equals: Bosnacki, Dams, Holenderski 2002, "Symmetric Spin".
 */
import type { SymmetryGroup } from '../symmetry.js';

export class MarkOrder {
  /** By the ranks of all ids, as one number: the elements. */
  private readonly known: (Int32Array | undefined)[];
  /** Of each id: where its sort begins and ends among all ids. */
  private readonly sortStart: Int32Array;
  private readonly sortEnd: Int32Array;
  /** `places[g * ids + i]` is the place of id i's image under element g within its sort. */
  private readonly places: Int32Array;
  private readonly ranks: Int32Array;
  private readonly width: number;

  constructor(private readonly group: SymmetryGroup) {
    const { elements, moved, movedCount } = group;
    this.width = movedCount;
    this.ranks = new Int32Array(movedCount);
    const starts = moved.map((_, s) => moved.slice(0, s).reduce((sum, sort) => sum + sort.ids.length, 0));
    this.sortStart = new Int32Array(moved.flatMap((sort, s) => sort.ids.map(() => starts[s])));
    this.sortEnd = new Int32Array(
      moved.flatMap((sort, s) => sort.ids.map(() => starts[s] + sort.ids.length)),
    );
    this.places = new Int32Array(
      elements.flatMap((renaming) =>
        moved.flatMap(({ ids }) => ids.map((id) => ids.indexOf(renaming.get(id) as string))),
      ),
    );
    const codes = moved.reduce((product, { ids }) => product * ids.length ** ids.length, 1);
    this.known = new Array<Int32Array | undefined>(codes).fill(undefined);
  }

  /**
   * @param marks one of each id
   * @returns the numbers of the elements
   */
  elementsFor(marks: Int32Array): Int32Array {
    const { width, sortStart, sortEnd, ranks } = this;
    let code = 0;
    for (let i = 0; i < width; i++) {
      const mark = marks[i];
      const start = sortStart[i];
      const end = sortEnd[i];
      let rank = 0;
      for (let j = start; j < end; j++) if (marks[j] < mark) rank++;
      ranks[i] = rank;
      code = code * (end - start) + rank;
    }
    return this.known[code] ?? this.find(code);
  }

  /** Finds the elements for the ranks that were computed last: an id of rank r has one of the places from r on, as many as share the rank. */
  private find(code: number): Int32Array {
    const { width, ranks, places, group } = this;
    const shared = [...ranks].map((rank, i) => {
      const sort = ranks.subarray(this.sortStart[i], this.sortEnd[i]);
      return sort.filter((other) => other === rank).length;
    });
    const fitting: number[] = [];
    for (let g = 0; g < group.size; g++) {
      const fits = shared.every((count, i) => {
        const place = places[g * width + i] - ranks[i];
        return place >= 0 && place < count;
      });
      if (fits) fitting.push(g);
    }
    const elements = new Int32Array(fitting);
    this.known[code] = elements;
    return elements;
  }
}
