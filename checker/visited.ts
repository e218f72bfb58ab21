/**
 * The visited set: 64-bit fingerprints and nothing else, in typed arrays that all threads share, by open addressing.
 *
 * The space of fingerprints is cut into segments, each a small table of its own; a directory indexed by the
 * top bits leads to the segment. A segment that is full is split in two by the next bit (extendible
 * hashing, Fagin et al. 1979), so growth touches 512 KiB at a time and no large array is ever copied.
 * The first segments have unequal shares of the space, 1 to 2 in equal ratios: they fill one after the other, and
 * the load of the whole stays near its mean instead of halving all at once.
 *
 * Threads add without a lock: a slot is claimed by a compare-and-swap of its low half. To split a segment, its thread has all others wait where
 * they would add next, so `enter` and `leave` tell who is at work.
 */
import { grown } from './intern.js';
import type { OtherThreads } from './threads/other-threads.js';
import { Pieces, type SharedArrays } from './threads/shared-arrays.js';

/** Slots of a segment: 2^16 fingerprints of 8 bytes. */
const SEGMENT_SLOTS = 1 << 16;
const SEGMENT_WORDS = SEGMENT_SLOTS * 2;
const SLOT_MASK = SEGMENT_SLOTS - 1;
/** A segment is split when it holds more than this. */
const SEGMENT_FILL_MAX = Math.floor(SEGMENT_SLOTS * 0.82);
/** A segment that holds more is split before anything else happens. */
const SEGMENT_CROWDED = Math.floor(SEGMENT_SLOTS * 0.85);
/** How long a split waits for the other threads while there is room. */
const LATE_MS = 50;
/** Segments of one array: 512 MiB, so that what is touched together lies in few arrays; taken from the system page by page as they are first touched. */
const ARENA_SEGMENTS_BITS = 10;
const ARENA_SEGMENTS = 1 << ARENA_SEGMENTS_BITS;
/** 64 GiB of them. */
const SEGMENTS_MAX = 1 << 17;

/** The shares of the first segments, in parts of the directory: 128 parts in the ratios 2^(i/8). */
const FIRST_SHARES = [12, 13, 14, 15, 16, 18, 19, 21];
const FIRST_DEPTH = 7;
/** The directory of depth d stands at 2^d: one that grows does not disturb who still reads the one before. */
const DEPTH_MAX = 20;

/** A thread tells of fingerprints that it has added to a segment when it has added so many; 256 threads do not fill one untold. */
const ADDED_UNTOLD = 32;

/** Words of the shared control array. */
const SEGMENTS = 0;
const DEPTH = 1;
/** A thread splits a segment, and waits until the others wait. */
const SPLITTER = 2;
const STOP = 3;
/** Threads at work, and those of them that wait for a split. */
const ACTIVE = 4;
const PARKED = 5;

export class Visited {
  private readonly control: Int32Array;
  /** A segment by the top bits of the high half. */
  private readonly directory: Int32Array;
  /** Of each segment: how many fingerprints are in it, nearly. */
  private readonly used: Int32Array;
  /** Of each segment: how many of them this thread has added and not told. */
  private added = new Int32Array(64);
  private readonly arenas: Pieces<Int32Array>;
  private scratch: Int32Array | undefined;
  /** Of fingerprints that are touched: the arena, and the place in it. */
  private places = new Int32Array(1024);

  constructor(private readonly arrays: SharedArrays) {
    this.control = arrays.words('visited', 16);
    this.directory = arrays.words('visited directory', 1 << (DEPTH_MAX + 1));
    this.used = arrays.words('visited used', SEGMENTS_MAX);
    this.arenas = new Pieces(arrays, 'visited segments', ARENA_SEGMENTS * SEGMENT_WORDS, Int32Array);
    if (this.control[SEGMENTS] > 0) return;
    this.control[DEPTH] = FIRST_DEPTH;
    let from = 1 << FIRST_DEPTH;
    for (const share of FIRST_SHARES) {
      this.directory.fill(this.createSegment(), from, from + share);
      from += share;
    }
  }

  /** Bytes that the set has taken so far. */
  get bytes(): number {
    return this.control[SEGMENTS] * SEGMENT_WORDS * 4 + (4 << (this.control[DEPTH] + 1));
  }

  /** Slots that the set has. */
  get slots(): number {
    return this.control[SEGMENTS] * SEGMENT_SLOTS;
  }

  private get others(): OtherThreads {
    return this.arrays.log.others;
  }

  /** Before this thread adds, and after: in between, others count on it to wait where it adds. */
  enter(): void {
    if (!this.arrays.log.isShared) return;
    Atomics.add(this.control, ACTIVE, 1);
    if (Atomics.load(this.control, STOP) !== 0) this.park();
  }

  leave(): void {
    if (this.arrays.log.isShared) Atomics.sub(this.control, ACTIVE, 1);
  }

  /**
   * Adds a fingerprint; tells whether it is new.
   * @throws RangeError where the system has no memory left, LostThreadError where a thread that is to be waited for has died
   */
  add(fingerprintLow: number, fingerprintHigh: number): boolean {
    // A zero marks what is free, or half written; a half that is zero takes its neighbour's place.
    const low = fingerprintLow || 1;
    const high = fingerprintHigh || 1;
    if (this.control[STOP] !== 0) this.park();
    const segment = this.segmentOf(high);
    const arena = this.arenaOf(segment);
    const base = (segment & (ARENA_SEGMENTS - 1)) * SEGMENT_WORDS;
    for (let slot = low & SLOT_MASK; ; slot = (slot + 1) & SLOT_MASK) {
      const at = base + slot * 2;
      const there = arena[at] || this.claim(arena, at, low);
      if (there === 0) {
        arena[at + 1] = high;
        this.noteAdded(segment, high);
        return true;
      }
      if (there === low && (arena[at + 1] || this.written(arena, at + 1)) === high) return false;
    }
  }

  /** Writes to a free slot: 0, or the low half that another thread was sooner to write. */
  private claim(arena: Int32Array, at: number, low: number): number {
    if (this.arrays.log.isShared) return Atomics.compareExchange(arena, at, 0, low);
    arena[at] = low;
    return 0;
  }

  /** The high half behind a low half that another thread has just written. */
  private written(arena: Int32Array, at: number): number {
    if (!this.others.waitWhile(arena, at, () => Atomics.load(arena, at) === 0)) throw stuck();
    return Atomics.load(arena, at);
  }

  /** Tells of all that this thread has added, before it rests. */
  tell(): void {
    for (let segment = 0; segment < this.added.length; segment++) {
      if (this.added[segment] > 0) Atomics.add(this.used, segment, this.added[segment]);
    }
    this.added.fill(0);
  }

  private noteAdded(segment: number, high: number): void {
    if (segment >= this.added.length) this.added = grown(this.added);
    if (++this.added[segment] < ADDED_UNTOLD) return;
    this.added[segment] = 0;
    if (Atomics.add(this.used, segment, ADDED_UNTOLD) + ADDED_UNTOLD > SEGMENT_FILL_MAX)
      this.relieve(segment, high);
  }

  /**
   * Reads where fingerprints would be, so that the processor waits for the memory of all of them at once instead of for one after
   * the other when they are added. Nothing but loads stands in the second loop: the more of them it sees ahead, the more it waits for together.
   * @param steps the two halves of a fingerprint stand at 1 and 2 of every `stride` words
   * @returns of no meaning, but made of all that was read
   */
  touch(steps: Int32Array, end: number, stride: number): number {
    while (this.places.length < end) this.places = grown(this.places);
    const { places, directory } = this;
    const depth = this.control[DEPTH];
    const start = 1 << depth;
    const shift = 32 - depth;
    let count = 0;
    for (let at = 0; at < end; at = (at + stride) | 0) {
      const segment = directory[(start + (steps[(at + 2) | 0] >>> shift)) | 0];
      places[count] = segment >> ARENA_SEGMENTS_BITS;
      places[(count + 1) | 0] =
        ((segment & (ARENA_SEGMENTS - 1)) * SEGMENT_WORDS + (steps[(at + 1) | 0] & SLOT_MASK) * 2) | 0;
      count = (count + 2) | 0;
    }
    let all = 0;
    for (let i = 0; i < count; ) {
      const index = places[i];
      const arena = this.arenas.known[index] ?? this.arenas.at(index);
      for (; i < count && places[i] === index; i = (i + 2) | 0) all ^= arena[places[(i + 1) | 0]];
    }
    return all;
  }

  private segmentOf(high: number): number {
    const depth = this.control[DEPTH];
    return this.directory[(1 << depth) + (high >>> (32 - depth))];
  }

  private wordsOf(segment: number): Int32Array {
    const base = (segment & (ARENA_SEGMENTS - 1)) * SEGMENT_WORDS;
    return this.arenaOf(segment).subarray(base, base + SEGMENT_WORDS);
  }

  private arenaOf(segment: number): Int32Array {
    const index = segment >> ARENA_SEGMENTS_BITS;
    return this.arenas.known[index] ?? this.arenas.at(index);
  }

  /** Splits a segment that is full, while all others wait; which they may have done themselves in the meantime. */
  private relieve(segment: number, high: number): void {
    if (!this.arrays.log.isShared) {
      this.split(segment, high);
      return;
    }
    const { control, others } = this;
    while (Atomics.compareExchange(control, SPLITTER, 0, 1) !== 0) {
      // Who waits counts as waiting only while somebody counts.
      if (Atomics.load(control, STOP) !== 0) this.park();
      else others.doze(control, SPLITTER, 1);
    }
    Atomics.store(control, STOP, 1);
    try {
      // A thread may be long at spec code: while there is room, it is done later.
      const mayBeLate = Atomics.load(this.used, segment) < SEGMENT_CROWDED;
      const isSomebodyAtWork = () => Atomics.load(control, PARKED) < Atomics.load(control, ACTIVE) - 1;
      const allWait = others.waitWhile(control, PARKED, isSomebodyAtWork, mayBeLate ? LATE_MS : undefined);
      if (!allWait && !mayBeLate) throw stuck();
      const isFull = Atomics.load(this.used, segment) > SEGMENT_FILL_MAX;
      if (allWait && isFull && this.segmentOf(high) === segment) this.split(segment, high);
    } finally {
      Atomics.store(control, STOP, 0);
      Atomics.notify(control, STOP);
      // Who still leaves must not be taken for waiting by the next.
      others.waitWhile(control, PARKED, () => Atomics.load(control, PARKED) > 0);
      Atomics.store(control, SPLITTER, 0);
    }
  }

  private park(): void {
    const { control } = this;
    if (!this.arrays.log.isShared) return;
    Atomics.add(control, PARKED, 1);
    Atomics.notify(control, PARKED);
    const goesOn = this.others.waitWhile(control, STOP, () => Atomics.load(control, STOP) !== 0);
    Atomics.sub(control, PARKED, 1);
    Atomics.notify(control, PARKED);
    if (!goesOn) throw stuck();
  }

  private createSegment(): number {
    const segment = this.control[SEGMENTS];
    if (segment === SEGMENTS_MAX)
      throw new RangeError('Array buffer allocation failed: the visited set is full');
    this.arenas.at(segment >> ARENA_SEGMENTS_BITS);
    this.control[SEGMENTS]++;
    return segment;
  }

  /** Moves the upper half of a segment's share of the space to a new segment. */
  private split(segment: number, high: number): void {
    const { control, directory } = this;
    const start = 1 << control[DEPTH];
    const index = start + (high >>> (32 - control[DEPTH]));
    let from = index;
    let to = index + 1;
    while (from > start && directory[from - 1] === segment) from--;
    while (to < 2 * start && directory[to] === segment) to++;
    if ((to - from) % 2 === 1) {
      // Halves must be equal, or the unequal shares would even out with time and fill all at once.
      this.doubleDirectory();
      from *= 2;
      to *= 2;
    }
    const created = this.createSegment();
    const middle = ((from + to) >> 1) - (1 << control[DEPTH]);
    const kept = this.wordsOf(segment);
    this.scratch ??= new Int32Array(SEGMENT_WORDS);
    this.scratch.set(kept);
    kept.fill(0);
    directory.fill(created, (from + to) >> 1, to);
    const upper = distribute(this.scratch, 32 - control[DEPTH], middle, kept, this.wordsOf(created));
    this.used[created] = upper;
    this.used[segment] -= upper;
  }

  private doubleDirectory(): void {
    const { control, directory } = this;
    const depth = control[DEPTH];
    if (depth === DEPTH_MAX) throw new RangeError('Array buffer allocation failed: the visited set is full');
    for (let i = 1 << depth; i < 2 << depth; i++) directory.fill(directory[i], 2 * i, 2 * i + 2);
    Atomics.store(control, DEPTH, depth + 1);
  }

  /** What a checkpoint keeps besides the segments. */
  get shape(): { readonly segments: number; readonly depth: number } {
    return { segments: this.control[SEGMENTS], depth: this.control[DEPTH] };
  }

  /** The arrays that make up the set, for a checkpoint; after `restoreShape` they are to be filled. */
  *pieces(): Generator<Int32Array> {
    const { segments, depth } = this.shape;
    yield this.directory.subarray(1 << depth, 2 << depth);
    yield this.used.subarray(0, segments);
    for (let segment = 0; segment < segments; segment += ARENA_SEGMENTS) {
      const inArena = Math.min(ARENA_SEGMENTS, segments - segment);
      yield this.arenas.at(segment >> ARENA_SEGMENTS_BITS).subarray(0, inArena * SEGMENT_WORDS);
    }
  }

  restoreShape({ segments, depth }: { readonly segments: number; readonly depth: number }): void {
    if (segments > SEGMENTS_MAX || depth > DEPTH_MAX) throw new RangeError('the visited set is too large');
    this.control[SEGMENTS] = segments;
    this.control[DEPTH] = depth;
  }
}

/**
 * Moves fingerprints to one of two empty segments, by their top bits; tells how many it were to the upper one. A function of its own, and nothing
 * behind its loop: it is optimised once, where `split` would be left in the middle of the loop each time.
 */
function distribute(
  moved: Int32Array,
  shift: number,
  middle: number,
  lower: Int32Array,
  upper: Int32Array,
): number {
  let count = 0;
  for (let i = 0; i < SEGMENT_WORDS; i = (i + 2) | 0) {
    const low = moved[i];
    if (low === 0) continue;
    const high = moved[i + 1];
    const isUpper = high >>> shift >= middle;
    const words = isUpper ? upper : lower;
    if (isUpper) count++;
    let slot = low & SLOT_MASK;
    while (words[slot * 2] !== 0) slot = (slot + 1) & SLOT_MASK;
    words[slot * 2] = low;
    words[slot * 2 + 1] = high;
  }
  return count;
}

function stuck(): Error {
  return new Error('a worker does not answer');
}
