/** Virtual time: what is to happen, in order. Things of one moment happen in the order in which they were put there. */

interface Due {
  readonly at: number;
  readonly order: number;
  readonly act: () => void;
}

const isBefore = (one: Due, other: Due) =>
  one.at < other.at || (one.at === other.at && one.order < other.order);

export class Timeline {
  /** Milliseconds since the beginning. */
  now = 0;
  #order = 0;
  /** A binary heap: each is before its two children. */
  readonly #heap: Due[] = [];

  after(ms: number, act: () => void): void {
    this.#order += 1;
    const heap = this.#heap;
    let at = heap.length;
    const due: Due = { at: this.now + ms, order: this.#order, act };
    heap.push(due);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(due, heap[parent])) break;
      heap[at] = heap[parent];
      at = parent;
    }
    heap[at] = due;
  }

  /** Lets things happen until that time, or until `isOver` says so. */
  run(until: number, isOver: () => boolean = () => false): void {
    while (this.#heap.length > 0 && this.#heap[0].at <= until && !isOver()) {
      const due = this.#pop();
      this.now = due.at;
      due.act();
    }
    if (!isOver()) this.now = Math.max(this.now, until);
  }

  #pop(): Due {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop() as Due;
    if (heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1], heap[child])) child += 1;
      if (!isBefore(heap[child], last)) break;
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = last;
    return first;
  }
}
