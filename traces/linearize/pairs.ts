/**
 * From two small numbers to one, in typed arrays: open addressing, for tables of which few entries are ever asked for.
 */

/** No entry. */
export const NONE = -2;

export class Pairs {
  #firsts = new Int32Array(64);
  #seconds = new Int32Array(64);
  #values = new Int32Array(64).fill(NONE);
  #size = 0;

  get(first: number, second: number): number {
    return this.#values[this.#slot(first, second)];
  }

  /** @param value not NONE */
  set(first: number, second: number, value: number): void {
    const slot = this.#slot(first, second);
    if (this.#values[slot] === NONE) this.#size++;
    this.#firsts[slot] = first;
    this.#seconds[slot] = second;
    this.#values[slot] = value;
    if (this.#size * 2 > this.#values.length) this.#grow();
  }

  #slot(first: number, second: number): number {
    const mask = this.#values.length - 1;
    let slot = (Math.imul(first, 0x9e3779b1) ^ Math.imul(second, 0x85ebca6b)) >>> 0;
    slot = (slot ^ (slot >>> 15)) & mask;
    while (this.#values[slot] !== NONE && (this.#firsts[slot] !== first || this.#seconds[slot] !== second))
      slot = (slot + 1) & mask;
    return slot;
  }

  #grow(): void {
    const [firsts, seconds, values] = [this.#firsts, this.#seconds, this.#values];
    this.#firsts = new Int32Array(values.length * 2);
    this.#seconds = new Int32Array(values.length * 2);
    this.#values = new Int32Array(values.length * 2).fill(NONE);
    values.forEach((value, i) => {
      if (value === NONE) return;
      const slot = this.#slot(firsts[i], seconds[i]);
      this.#firsts[slot] = firsts[i];
      this.#seconds[slot] = seconds[i];
      this.#values[slot] = value;
    });
  }
}
