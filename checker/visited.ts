/**
 * The visited set: 64-bit fingerprints and nothing else, in typed arrays, by open addressing.
 *
 * The space of fingerprints is cut into segments, each a small table of its own; a directory indexed by the
 * top bits leads to the segment. A segment that is full is split in two by the next bit (extendible
 * hashing, Fagin et al. 1979), so growth touches 512 KiB at a time and no large array is ever copied.
 * The first segments have unequal shares of the space, 1 to 2 in equal ratios: they fill one after the other, and
 * the load of the whole stays near its mean instead of halving all at once.
 */

/** Slots of a segment: 2^16 fingerprints of 8 bytes. */
const SEGMENT_SLOTS = 1 << 16;
const SEGMENT_WORDS = SEGMENT_SLOTS * 2;
const SLOT_MASK = SEGMENT_SLOTS - 1;
/** A segment is split when it holds more than this. */
const SEGMENT_FILL_MAX = Math.floor(SEGMENT_SLOTS * 0.82);
/** Segments of one array: 32 MiB, taken from the system page by page as they are first touched. */
const ARENA_SEGMENTS_BITS = 6;
const ARENA_SEGMENTS = 1 << ARENA_SEGMENTS_BITS;

/** The shares of the first segments, in parts of the directory: 128 parts in the ratios 2^(i/8). */
const FIRST_SHARES = [12, 13, 14, 15, 16, 18, 19, 21];
const FIRST_DEPTH = 7;

export class Visited {
  /** How many fingerprints are in the set. */
  size = 0;
  private readonly arenas: Int32Array[] = [];
  private segments = 0;
  private used = new Int32Array(64);
  /** A segment by the top `depth` bits of the high half. */
  private directory = new Int32Array(1 << FIRST_DEPTH);
  private depth = FIRST_DEPTH;
  private readonly scratch = new Int32Array(SEGMENT_WORDS);

  constructor() {
    let from = 0;
    for (const share of FIRST_SHARES) {
      this.directory.fill(this.createSegment(), from, from + share);
      from += share;
    }
  }

  /** Bytes that the set has taken so far. */
  get bytes(): number {
    return this.segments * SEGMENT_WORDS * 4 + this.directory.byteLength + this.scratch.byteLength;
  }

  /** Used slots in parts of all slots. */
  get load(): number {
    return this.size / (this.segments * SEGMENT_SLOTS);
  }

  /**
   * Adds a fingerprint; tells whether it is new.
   * @throws RangeError where the system has no memory left.
   */
  add(fingerprintLow: number, high: number): boolean {
    // The pair of zeros marks a free slot; a fingerprint that is zero takes its neighbour's place.
    const low = fingerprintLow === 0 && high === 0 ? 1 : fingerprintLow;
    const segment = this.directory[high >>> (32 - this.depth)];
    const arena = this.arenas[segment >> ARENA_SEGMENTS_BITS];
    const base = (segment & (ARENA_SEGMENTS - 1)) * SEGMENT_WORDS;
    let slot = low & SLOT_MASK;
    for (;;) {
      const at = base + slot * 2;
      const lowThere = arena[at];
      const highThere = arena[at + 1];
      if (lowThere === low && highThere === high) return false;
      if (lowThere === 0 && highThere === 0) {
        arena[at] = low;
        arena[at + 1] = high;
        this.size++;
        if (++this.used[segment] > SEGMENT_FILL_MAX) this.split(segment, high);
        return true;
      }
      slot = (slot + 1) & SLOT_MASK;
    }
  }

  /**
   * Reads where a fingerprint would be. Done for several fingerprints before any is added, it lets the
   * processor wait for all of their memory at once instead of for one after the other.
   */
  touch(low: number, high: number): number {
    const segment = this.directory[high >>> (32 - this.depth)];
    const arena = this.arenas[segment >> ARENA_SEGMENTS_BITS];
    return arena[(segment & (ARENA_SEGMENTS - 1)) * SEGMENT_WORDS + (low & SLOT_MASK) * 2];
  }

  /** Whether a fingerprint is in the set. */
  has(fingerprintLow: number, high: number): boolean {
    const low = fingerprintLow === 0 && high === 0 ? 1 : fingerprintLow;
    const segment = this.directory[high >>> (32 - this.depth)];
    const arena = this.arenas[segment >> ARENA_SEGMENTS_BITS];
    const base = (segment & (ARENA_SEGMENTS - 1)) * SEGMENT_WORDS;
    let slot = low & SLOT_MASK;
    for (;;) {
      const at = base + slot * 2;
      if (arena[at] === low && arena[at + 1] === high) return true;
      if (arena[at] === 0 && arena[at + 1] === 0) return false;
      slot = (slot + 1) & SLOT_MASK;
    }
  }

  private createSegment(): number {
    const segment = this.segments;
    if (segment >> ARENA_SEGMENTS_BITS === this.arenas.length) {
      this.arenas.push(new Int32Array(ARENA_SEGMENTS * SEGMENT_WORDS));
    }
    if (segment === this.used.length) {
      const larger = new Int32Array(this.used.length * 2);
      larger.set(this.used);
      this.used = larger;
    }
    this.segments++;
    return segment;
  }

  /** Moves the upper half of a segment's share of the space to a new segment. */
  private split(segment: number, high: number): void {
    const index = high >>> (32 - this.depth);
    let from = index;
    let to = index + 1;
    while (from > 0 && this.directory[from - 1] === segment) from--;
    while (to < this.directory.length && this.directory[to] === segment) to++;
    if ((to - from) % 2 === 1) {
      // Halves must be equal, or the unequal shares would even out with time and fill all at once.
      this.doubleDirectory();
      from *= 2;
      to *= 2;
    }
    const created = this.createSegment();
    this.directory.fill(created, (from + to) >> 1, to);

    const arena = this.arenas[segment >> ARENA_SEGMENTS_BITS];
    const base = (segment & (ARENA_SEGMENTS - 1)) * SEGMENT_WORDS;
    const moved = this.scratch;
    moved.set(arena.subarray(base, base + SEGMENT_WORDS));
    arena.fill(0, base, base + SEGMENT_WORDS);
    this.used[segment] = 0;
    for (let i = 0; i < SEGMENT_WORDS; i += 2) {
      if (moved[i] !== 0 || moved[i + 1] !== 0) this.place(moved[i], moved[i + 1]);
    }
  }

  private place(low: number, high: number): void {
    const segment = this.directory[high >>> (32 - this.depth)];
    const arena = this.arenas[segment >> ARENA_SEGMENTS_BITS];
    const base = (segment & (ARENA_SEGMENTS - 1)) * SEGMENT_WORDS;
    let slot = low & SLOT_MASK;
    while (arena[base + slot * 2] !== 0 || arena[base + slot * 2 + 1] !== 0) slot = (slot + 1) & SLOT_MASK;
    arena[base + slot * 2] = low;
    arena[base + slot * 2 + 1] = high;
    this.used[segment]++;
  }

  private doubleDirectory(): void {
    const larger = new Int32Array(this.directory.length * 2);
    this.directory.forEach((segment, i) => {
      larger.fill(segment, 2 * i, 2 * i + 2);
    });
    this.directory = larger;
    this.depth++;
  }
}
