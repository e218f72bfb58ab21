/**
 * Values that were read before, found again by the bytes of their texts. A message is told by who sends it and by all who receive it, and what it changes is
 * often the same everywhere: each is parsed once, takes memory once, and is equal to itself at a glance.
 *
 * There is one place for each hash, and what comes later takes it, so this does not grow. Nothing rests on what is found or not: texts are compared whole.
 */

/** Bytes at the end of a text that its hash is made of: ids and slots stand there. */
const HASHED = 40;
/** Bytes of texts that are kept, for each place. */
const KEPT_PER_PLACE = 256;

export class KnownValues<T> {
  readonly #mask: number;
  readonly #values: (T | undefined)[];
  /** Where each text begins and ends in all that was ever written; the last of it is in the ring, each text in one piece. */
  readonly #starts: Float64Array;
  readonly #lengths: Int32Array;
  readonly #ring: Uint8Array;
  #written = 0;

  /** @param places a power of two */
  constructor(places: number) {
    this.#mask = places - 1;
    this.#values = new Array<T | undefined>(places).fill(undefined);
    this.#starts = new Float64Array(places);
    this.#lengths = new Int32Array(places);
    this.#ring = new Uint8Array(places * KEPT_PER_PLACE);
  }

  /** The value of which the bytes from `start` up to `end` are the text, if that is known. */
  find(bytes: Uint8Array, start: number, end: number): T | undefined {
    const place = this.#placeOf(bytes, start, end);
    const length = end - start;
    if (this.#lengths[place] !== length) return undefined;
    const ring = this.#ring;
    const there = this.#starts[place];
    if (this.#written - there > ring.length) return undefined;
    for (let at = start, known = there % ring.length; at < end; at++, known++)
      if (bytes[at] !== ring[known]) return undefined;
    return this.#values[place];
  }

  set(bytes: Uint8Array, start: number, end: number, value: T): void {
    const ring = this.#ring;
    const length = end - start;
    if (length > ring.length) return;
    const left = ring.length - (this.#written % ring.length);
    if (length > left) this.#written += left;
    const place = this.#placeOf(bytes, start, end);
    this.#starts[place] = this.#written;
    this.#lengths[place] = length;
    this.#values[place] = value;
    for (let at = start, to = this.#written % ring.length; at < end; at++, to++) ring[to] = bytes[at];
    this.#written += length;
  }

  #placeOf(bytes: Uint8Array, start: number, end: number): number {
    let hash = end - start;
    for (let at = Math.max(start, end - HASHED); at < end; at++) hash = Math.imul(hash, 31) + bytes[at];
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    return (hash ^ (hash >>> 13)) & this.#mask;
  }
}
