/**
 * A disk with one file, a log of records that a store appends to: each a checksum and the writes of one commit. A commit takes time. A crash
 * before it is done leaves all of its record, a torn part of it, or none; what was done before stays, unless it rots.
 */
import type { Json } from '../../traces/event.js';
import type { Random } from '../core/random.js';
import type { Write } from '../core/server.js';

/** A record in the middle of the file is not what was written: what comes after it cannot be trusted to be all. */
export class RottenError extends Error {
  override readonly name = 'RottenError';
}

export class Disk {
  #records: string[] = [];
  #unfinished: string | null = null;

  constructor(private readonly random: Random) {}

  /** Begins to write; `finish` says when it is done. */
  begin(writes: readonly Write[]): void {
    const text = JSON.stringify(writes.map(({ key, value }) => [key, value]));
    this.#unfinished = `${checksum(text)} ${text}`;
  }

  finish(): void {
    if (this.#unfinished !== null) this.#records.push(this.#unfinished);
    this.#unfinished = null;
  }

  /** Power is lost: what was not finished is there as a whole, in part, or not at all. */
  crash(): void {
    const record = this.#unfinished;
    this.#unfinished = null;
    if (record === null) return;
    const kept = [0, this.random.within(1, record.length - 1), record.length][this.random.within(0, 2)];
    if (kept > 0) this.#records.push(record.slice(0, kept));
  }

  /**
   * What the store holds. A torn record at the end was never acknowledged, and is cut off.
   * @throws RottenError for any other record that is not what its checksum says
   */
  recover(): Map<string, Json> {
    const held = new Map<string, Json>();
    const isWhole = this.#records.map(isIntact);
    const torn = isWhole.indexOf(false);
    if (torn >= 0 && torn < this.#records.length - 1) {
      throw new RottenError(`record ${torn + 1} of ${this.#records.length} is damaged`);
    }
    if (torn >= 0) this.#records.pop();
    for (const record of this.#records) {
      for (const [key, value] of JSON.parse(textOf(record)) as [string, Json][]) {
        if (value === null) held.delete(key);
        else held.set(key, value);
      }
    }
    // As a store does from time to time: one record for all, so that the file does not grow without end.
    const text = JSON.stringify([...held]);
    this.#records = [`${checksum(text)} ${text}`];
    return held;
  }

  /** Changes one letter of a record that is not the last. @returns whether there is one */
  rot(): boolean {
    if (this.#records.length < 2) return false;
    const which = this.random.within(0, this.#records.length - 2);
    const record = this.#records[which];
    const at = this.random.within(0, record.length - 1);
    const other = String.fromCharCode(record.charCodeAt(at) ^ 1);
    this.#records[which] = record.slice(0, at) + other + record.slice(at + 1);
    return true;
  }
}

const textOf = (record: string) => record.slice(record.indexOf(' ') + 1);

function isIntact(record: string): boolean {
  const space = record.indexOf(' ');
  return space > 0 && record.slice(0, space) === checksum(record.slice(space + 1));
}

/** FNV-1a, 32 bits. */
function checksum(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(16);
}
