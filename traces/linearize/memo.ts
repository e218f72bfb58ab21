/**
 * A set of short rows of integers: the configurations that a search has been in. Rows are kept and compared whole, since a verdict rests on them: two that
 * only share a hash must not be taken for one.
 */

/** Words of a chunk of rows; no row crosses the end of one, and no longer row can be kept. */
const CHUNK = 2 ** 18;
const CHUNK_BITS = 18;
/** Before the words of a row: its hash and its length. */
const HEAD = 2;

export class Memo {
  readonly #chunks: Int32Array[] = [new Int32Array(CHUNK)];
  #used = 0;
  /** Open addressing: where a row begins, plus 1. Never more than half full. */
  #slots = new Uint32Array(1024);
  #size = 0;

  /** The number of rows. */
  get size(): number {
    return this.#size;
  }

  /**
   * Adds the first words of a row.
   * @returns whether it was not there
   * @throws RangeError for a row that is longer than a chunk, or where there are 16 GiB of rows
   */
  add(row: Int32Array, length: number): boolean {
    const hash = hashOf(row, length);
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (let place = this.#slots[slot]; place !== 0; place = this.#slots[slot]) {
      if (this.#isAt(place - 1, hash, row, length)) return false;
      slot = (slot + 1) & mask;
    }
    this.#slots[slot] = this.#append(hash, row, length) + 1;
    this.#size++;
    if (this.#size * 2 > this.#slots.length) this.#grow();
    return true;
  }

  #isAt(place: number, hash: number, row: Int32Array, length: number): boolean {
    const chunk = this.#chunks[place >>> CHUNK_BITS];
    const start = place & (CHUNK - 1);
    if (chunk[start] !== hash || chunk[start + 1] !== length) return false;
    for (let i = 0; i < length; i++) if (chunk[start + HEAD + i] !== row[i]) return false;
    return true;
  }

  #append(hash: number, row: Int32Array, length: number): number {
    const words = length + HEAD;
    if (words > CHUNK) throw new RangeError(`a configuration of ${length} words`);
    if (this.#used + words > CHUNK) {
      if (this.#chunks.length === 2 ** (32 - CHUNK_BITS) - 1)
        throw new RangeError('16 GiB of configurations');
      this.#chunks.push(new Int32Array(CHUNK));
      this.#used = 0;
    }
    const chunk = this.#chunks[this.#chunks.length - 1];
    const start = this.#used;
    chunk[start] = hash;
    chunk[start + 1] = length;
    for (let i = 0; i < length; i++) chunk[start + HEAD + i] = row[i];
    this.#used += words;
    return (this.#chunks.length - 1) * CHUNK + start;
  }

  #grow(): void {
    const slots = new Uint32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (const place of this.#slots) {
      if (place === 0) continue;
      let slot = this.#chunks[(place - 1) >>> CHUNK_BITS][(place - 1) & (CHUNK - 1)] & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = place;
    }
    this.#slots = slots;
  }
}

/** FNV-1a by words, with the finish of MurmurHash3 (both public domain), since slots are taken from the low bits. */
function hashOf(row: Int32Array, length: number): number {
  let hash = 0x811c9dc5 | 0;
  for (let i = 0; i < length; i++) hash = Math.imul(hash ^ row[i], 0x01000193) ^ (hash >>> 15);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
