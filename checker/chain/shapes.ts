/**
 * Views without their inputs, each a small integer.
 *
 * What a process knows after a round is what it knew before, and of each other process what that one knew, or that nothing came: a tree
 * with inputs at its leaves. Two such trees are equal if they have the same shape and the same input at each process that
 * occurs in them. So a view is kept as its *shape*, interned, and the inputs of the processes that the shape *knows*: one
 * shape serves all inputs.
 */

const EMPTY = 0;

export class Shapes {
  count = 0;
  /** One entry a shape: the process whose view it is, then for each process its shape of the round before, -1 where nothing came. */
  private entries: Int32Array;
  private knows: Int32Array;
  private slots: Int32Array;
  private readonly width: number;

  constructor(processes: number) {
    this.width = processes + 1;
    this.entries = new Int32Array(1024 * this.width);
    this.knows = new Int32Array(1024);
    this.slots = new Int32Array(4096);
  }

  /** The number of the shape that a process has which heard these; a new one gets what it knows. */
  intern(process: number, heard: Int32Array, known: number): number {
    const slot = this.slotOf(process, heard);
    const there = this.slots[slot];
    if (there !== EMPTY) return there - 1;
    const shape = this.count++;
    this.makeRoom();
    this.entries[shape * this.width] = process;
    this.entries.set(heard, shape * this.width + 1);
    this.knows[shape] = known;
    if (this.count * 2 > this.slots.length) this.rehash();
    else this.slots[slot] = shape + 1;
    return shape;
  }

  /** Whose inputs occur in views of this shape. */
  knownTo(shape: number): number {
    return this.knows[shape];
  }

  /** By process: the shape of its view that came in the last round, at its own place the one before; -1 where nothing came. */
  heardIn(shape: number): Int32Array {
    return this.entries.slice(shape * this.width + 1, (shape + 1) * this.width);
  }

  private slotOf(process: number, heard: Int32Array): number {
    const mask = this.slots.length - 1;
    let hash = process + 1;
    for (let i = 0; i < heard.length; i++) hash = Math.imul(hash ^ heard[i], 0x9e3779b1) ^ (hash >>> 15);
    hash = Math.imul(hash ^ (hash >>> 13), 0x85ebca6b);
    for (let slot = (hash ^ (hash >>> 16)) & mask; ; slot = (slot + 1) & mask) {
      const there = this.slots[slot];
      if (there === EMPTY || this.isAt(there - 1, process, heard)) return slot;
    }
  }

  private isAt(shape: number, process: number, heard: Int32Array): boolean {
    const at = shape * this.width;
    if (this.entries[at] !== process) return false;
    for (let i = 0; i < heard.length; i++) if (this.entries[at + 1 + i] !== heard[i]) return false;
    return true;
  }

  private makeRoom(): void {
    if (this.count <= this.knows.length) return;
    this.entries = twice(this.entries);
    this.knows = twice(this.knows);
  }

  private rehash(): void {
    this.slots = new Int32Array(this.slots.length * 2);
    for (let shape = 0; shape < this.count; shape++) {
      const at = shape * this.width;
      const heard = this.entries.subarray(at + 1, at + this.width);
      this.slots[this.slotOf(this.entries[at], heard)] = shape + 1;
    }
  }
}

function twice(array: Int32Array): Int32Array {
  const longer = new Int32Array(array.length * 2);
  longer.set(array);
  return longer;
}
