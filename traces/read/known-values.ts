/**
 * Values that were read before, found again by the bytes of their texts. A message is told by who sends it and by all who receive it, and what it changes is
 * often the same everywhere: each is parsed once, takes memory once, and is equal to itself at a glance.
 *
 * There is one place for each hash, and what comes later takes it, so this does not grow. Nothing rests on what is found or not: texts are compared whole.
 */

/** Bytes that are looked at together; the last four of a text may be looked at twice. */
const WORD = 4;
/** Bytes at the end of a text that its hash is made of: ids and slots stand there. */
const HASHED = 32;
/** Longer texts are not kept: to read them again takes little more than to compare them. */
const TEXT_MAX = 1 << 12;
/** Bytes of texts that are kept, for each place. */
const KEPT_PER_PLACE = 256;

export class KnownValues<T> {
  readonly #mask: number;
  readonly #values: (T | undefined)[];
  /** Where each text begins in all that was ever written; the last of it is in the ring, each text in one piece. */
  readonly #starts: Float64Array;
  readonly #lengths: Int32Array;
  readonly #ring: DataView;
  #written = 0;
  /** Places in the order in which they were taken, and where their texts begin: a value goes when its text does. */
  readonly #queue: Int32Array;
  readonly #begins: Float64Array;
  #oldest = 0;
  #newest = 0;

  /** @param places a power of two */
  constructor(places: number) {
    this.#mask = places - 1;
    this.#values = new Array<T | undefined>(places).fill(undefined);
    this.#starts = new Float64Array(places);
    this.#lengths = new Int32Array(places);
    this.#ring = new DataView(new ArrayBuffer(places * KEPT_PER_PLACE));
    this.#queue = new Int32Array(places);
    this.#begins = new Float64Array(places);
  }

  /** The value of which the bytes from `start` up to `end` are the text, if that is known. */
  find(bytes: DataView, start: number, end: number): T | undefined {
    const length = end - start;
    if (length > TEXT_MAX) return undefined;
    const place = this.#placeOf(bytes, start, end);
    if (this.#lengths[place] !== length) return undefined;
    const ring = this.#ring;
    const there = this.#starts[place];
    return areSame(bytes, start, ring, there % ring.byteLength, length) ? this.#values[place] : undefined;
  }

  set(bytes: DataView, start: number, end: number, value: T): void {
    const ring = this.#ring;
    const length = end - start;
    if (length > Math.min(TEXT_MAX, ring.byteLength)) return;
    const left = ring.byteLength - (this.#written % ring.byteLength);
    if (length > left) this.#written += left;
    const place = this.#placeOf(bytes, start, end);
    this.#forget(this.#written + length - ring.byteLength);
    this.#queue[this.#newest & this.#mask] = place;
    this.#begins[this.#newest & this.#mask] = this.#written;
    this.#newest += 1;
    this.#starts[place] = this.#written;
    this.#lengths[place] = length;
    this.#values[place] = value;
    const to = this.#written % ring.byteLength;
    let done = 0;
    for (; done + WORD <= length; done += WORD)
      ring.setUint32(to + done, bytes.getUint32(start + done, true), true);
    for (; done < length; done++) ring.setUint8(to + done, bytes.getUint8(start + done));
    this.#written += length;
  }

  /** Values whose texts begin before that, for they are written over; and the oldest one, where there are as many as places. */
  #forget(before: number): void {
    while (this.#oldest < this.#newest) {
      const i = this.#oldest & this.#mask;
      if (this.#begins[i] >= before && this.#newest - this.#oldest <= this.#mask) return;
      const place = this.#queue[i];
      // Or another has taken the place.
      if (this.#starts[place] === this.#begins[i]) {
        this.#values[place] = undefined;
        this.#lengths[place] = -1;
      }
      this.#oldest += 1;
    }
  }

  #placeOf(bytes: DataView, start: number, end: number): number {
    let hash = end - start;
    let at = end - WORD;
    for (const first = Math.max(start, end - HASHED); at >= first; at -= WORD)
      hash = Math.imul(hash ^ bytes.getUint32(at, true), 0x2c1b3c6d) ^ (hash >>> 15);
    if (at < start) for (at += WORD - 1; at >= start; at--) hash = Math.imul(hash, 31) + bytes.getUint8(at);
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    return (hash ^ (hash >>> 13)) & this.#mask;
  }
}

/** Whether so many bytes are the same from here on as from there on. */
export function areSame(
  bytes: DataView,
  start: number,
  others: DataView,
  from: number,
  length: number,
): boolean {
  if (length < WORD) {
    for (let i = 0; i < length; i++)
      if (bytes.getUint8(start + i) !== others.getUint8(from + i)) return false;
    return true;
  }
  const last = length - WORD;
  for (let i = 0; i < last; i += WORD)
    if (bytes.getUint32(start + i, true) !== others.getUint32(from + i, true)) return false;
  return bytes.getUint32(start + last, true) === others.getUint32(from + last, true);
}
