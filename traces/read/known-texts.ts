/**
 * Texts that were read before, found again by their bytes. A message is told by who sends it and by all who receive it, and what it changes is
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
/** There is no such place. */
export const NOWHERE = -1;

export class KnownTexts {
  readonly #mask: number;
  /** By place: what is known under it, by a number that whoever keeps texts gives it. */
  readonly #numbers: Float64Array;
  /** Where each text begins in all that was ever written; the last of it is in the ring, each text in one piece. */
  readonly #starts: Float64Array;
  readonly #lengths: Int32Array;
  readonly #ring: DataView;
  #written = 0;
  /** Places in the order in which they were taken, and where their texts begin: a text goes when it is written over. */
  readonly #queue: Int32Array;
  readonly #begins: Float64Array;
  #oldest = 0;
  #newest = 0;
  /** Places whose texts went, since it was asked. */
  #gone: number[] = [];

  /** @param places a power of two */
  constructor(places: number) {
    this.#mask = places - 1;
    this.#numbers = new Float64Array(places);
    this.#starts = new Float64Array(places);
    this.#lengths = new Int32Array(places).fill(NOWHERE);
    this.#ring = new DataView(new ArrayBuffer(places * KEPT_PER_PLACE));
    this.#queue = new Int32Array(places);
    this.#begins = new Float64Array(places);
  }

  /** The place of the text from `start` up to `end`, or NOWHERE. */
  find(bytes: DataView, start: number, end: number): number {
    const length = end - start;
    if (length > TEXT_MAX) return NOWHERE;
    const place = this.#placeOf(bytes, start, end);
    if (this.#lengths[place] !== length) return NOWHERE;
    const ring = this.#ring;
    const there = this.#starts[place];
    return areSame(bytes, start, ring, there % ring.byteLength, length) ? place : NOWHERE;
  }

  /** The number that was given with the text of a place. */
  numberOf(place: number): number {
    return this.#numbers[place];
  }

  /** Keeps a text. @returns its place, or NOWHERE where it is too long */
  keep(bytes: DataView, start: number, end: number, number: number): number {
    const ring = this.#ring;
    const length = end - start;
    if (length > Math.min(TEXT_MAX, ring.byteLength)) return NOWHERE;
    const left = ring.byteLength - (this.#written % ring.byteLength);
    if (length > left) this.#written += left;
    const place = this.#placeOf(bytes, start, end);
    this.#forget(this.#written + length - ring.byteLength);
    this.#queue[this.#newest & this.#mask] = place;
    this.#begins[this.#newest & this.#mask] = this.#written;
    this.#newest += 1;
    this.#starts[place] = this.#written;
    this.#lengths[place] = length;
    this.#numbers[place] = number;
    const to = this.#written % ring.byteLength;
    let done = 0;
    for (; done + WORD <= length; done += WORD)
      ring.setUint32(to + done, bytes.getUint32(start + done, true), true);
    for (; done < length; done++) ring.setUint8(to + done, bytes.getUint8(start + done));
    this.#written += length;
    return place;
  }

  /** Places whose texts went since this was asked, and which no other has taken. */
  takeGone(): readonly number[] {
    if (this.#gone.length === 0) return this.#gone;
    const gone = this.#gone.filter((place) => this.#lengths[place] < 0);
    this.#gone = [];
    return gone;
  }

  /** Texts that begin before that, for they are written over; and the oldest one, where there are as many as places. */
  #forget(before: number): void {
    while (this.#oldest < this.#newest) {
      const i = this.#oldest & this.#mask;
      if (this.#begins[i] >= before && this.#newest - this.#oldest <= this.#mask) return;
      const place = this.#queue[i];
      // Or another has taken the place.
      if (this.#starts[place] === this.#begins[i]) {
        this.#lengths[place] = NOWHERE;
        this.#gone.push(place);
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
