/**
 * Values to small integers and back, for one variable at a time, with a 64-bit hash for each pair of
 * (variable, value). A state is then a row of these integers, and its fingerprint the XOR of the hashes of its pairs,
 * which a step updates in time proportional to what it changes (Zobrist 1970).
 *
 * The hash is the first 64 bits of SHA-256 over the variable's name and the value's canonical text: it
 * depends on nothing but the two, so that every process that builds the model agrees on it.
 */
import { hash } from 'node:crypto';
import { canonical, ValueError } from './canonical.js';
import { deepFreeze } from './freeze.js';
import { type Parcel, pack } from './threads/parcel.js';
import type { SharedLog } from './threads/shared-log.js';

/** A new value of a cell, in the log that threads share. */
export interface ValueEntry {
  readonly kind: 'value';
  readonly variable: string;
  readonly parcel: Parcel;
}

/** What is kept of every interned value of one variable. Ids are dense and start at 0. */
export class Interned {
  readonly values: unknown[] = [];
  readonly texts: string[] = [];
  /** The two halves of the hash of (variable, value), by id. */
  hashLow: Int32Array = new Int32Array(16);
  hashHigh: Int32Array = new Int32Array(16);
  private readonly ids = new Map<string, number>();

  constructor(
    /** The variable's name, a part of every hash. */
    readonly name: string,
    /** Where ids are to mean the same in every thread: whom to tell of new ones. */
    private readonly log?: SharedLog,
  ) {}

  get size(): number {
    return this.values.length;
  }

  /**
   * The id of a value; a new one is frozen, encoded and hashed.
   * @throws ValueError where it is not a value; the path begins with the variable's name.
   */
  intern(value: unknown): number {
    const text = this.textOf(value);
    const known = this.ids.get(text);
    if (known !== undefined) return known;
    if (this.log === undefined) return this.add(value, text);
    return this.log.exclusively(() => this.ids.get(text) ?? this.addForAll(value, text));
  }

  /**
   * The id of a value, if it has one.
   * @throws ValueError as `intern`
   */
  find(value: unknown): number | undefined {
    return this.ids.get(this.textOf(value));
  }

  /** Takes over a value that another thread has added. */
  admit(value: unknown): void {
    this.add(value, canonical(value));
  }

  private addForAll(value: unknown, text: string): number {
    const { log } = this;
    if (log?.isShared) {
      log.post({ kind: 'value', variable: this.name, parcel: pack(value) } as ValueEntry);
    }
    return this.add(value, text);
  }

  private add(value: unknown, text: string): number {
    const id = this.values.length;
    this.values.push(deepFreeze(value));
    this.texts.push(text);
    this.ids.set(text, id);
    if (id >= this.hashLow.length) {
      this.hashLow = grown(this.hashLow);
      this.hashHigh = grown(this.hashHigh);
    }
    const { low, high } = pairHash(this.name, text);
    this.hashLow[id] = low;
    this.hashHigh[id] = high;
    return id;
  }

  private textOf(value: unknown): string {
    try {
      return canonical(value);
    } catch (error) {
      if (!(error instanceof ValueError)) throw error;
      throw error.of(this.name);
    }
  }
}

/** The two halves of the hash of a variable's name and the canonical text of a value of it. */
export function pairHash(name: string, text: string): { low: number; high: number } {
  const digest = hash('sha256', `${JSON.stringify(name)}\0${text}`, 'buffer');
  return { low: digest.readInt32LE(0), high: digest.readInt32LE(4) };
}

/** A copy of a small array with twice the room. */
export function grown(array: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2);
  larger.set(array);
  return larger;
}
