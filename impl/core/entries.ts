/**
 * The state of the application as one ordered map from text to JSON: keys, locks, sessions, the configurations and the time, each under a prefix of its own.
 * So that it is made durable, sent to another replica, and compared, is written once for all of them.
 *
 * It knows which entries changed since the last checkpoint, and a digest: the XOR of a 64-bit hash of each entry, which a change updates
 * without a look at the others (Bellare and Micciancio 1997 on incremental hashing; XOR does against accidents, not against an adversary).
 *
 * sorted-btree: a B+ tree whose clones share nodes, so that a state can be frozen for a slow reader at no cost. In use widely, last release 2.1.0 of
 * December 2025, plain JavaScript, no dependencies.
 */
import BTreeModule from 'sorted-btree';
import type { Json } from '../../traces/event.js';

// The package is CommonJS: Node imports the module, with the class in its field `default`; other loaders give the class itself.
type BTreeClass = typeof BTreeModule.default;
const BTree = BTreeModule.default ?? (BTreeModule as unknown as BTreeClass);
type Tree = InstanceType<typeof BTree<string, Json>>;

export const prefixes = { key: 'k/', lock: 'l/', members: 'm/', session: 's/', time: 't/' };

const compare = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0);

export class Entries {
  readonly #tree: Tree;
  /** Keys that changed since `clean`. */
  readonly #dirty = new Set<string>();
  readonly #digest: [number, number] = [0, 0];
  /** How many there are, by prefix. */
  readonly #counts: Record<string, number> = {};

  constructor(entries: Iterable<readonly [string, Json]>) {
    this.#tree = new BTree<string, Json>(undefined, compare);
    for (const [key, value] of entries) this.set(key, value);
    this.clean();
  }

  get(key: string): Json | undefined {
    return this.#tree.get(key);
  }

  /** @param value null takes the entry away */
  set(key: string, value: Json): void {
    const before = this.#tree.get(key);
    if (before !== undefined) this.#mix(key, before);
    if (value === null) {
      if (before === undefined) return;
      this.#tree.delete(key);
    } else {
      this.#tree.set(key, value);
      this.#mix(key, value);
    }
    this.#dirty.add(key);
    const difference = (value === null ? 0 : 1) - (before === undefined ? 0 : 1);
    if (difference !== 0) this.#counts[key.slice(0, 2)] = this.count(key.slice(0, 2)) + difference;
  }

  /** How many entries have that prefix. */
  count(prefix: string): number {
    return this.#counts[prefix] ?? 0;
  }

  /** Up to `limit` entries from `low` on, without `high`, in order. */
  range(low: string, high: string, limit: number): [string, Json][] {
    return limit === 0 ? [] : this.#tree.getRange(low, high, false, limit);
  }

  /** Up to `limit` entries whose keys follow this one; null: from the first. */
  after(key: string | null, limit: number): [string, Json][] {
    const found: [string, Json][] = [];
    let pair = this.#tree.nextHigherPair(key ?? undefined);
    while (pair !== undefined && found.length < limit) {
      found.push(pair);
      pair = this.#tree.nextHigherPair(pair[0]);
    }
    return found;
  }

  /** Entries that changed since they were last clean; null: gone. */
  dirty(): [string, Json | null][] {
    return [...this.#dirty].map((key) => [key, this.#tree.get(key) ?? null]);
  }

  clean(): void {
    this.#dirty.clear();
  }

  keys(): IterableIterator<string> {
    return this.#tree.keys();
  }

  /** The same entries, which no later change of these touches. */
  frozen(): Frozen {
    const tree = this.#tree.clone();
    return {
      after: (key, limit) => {
        const from = key === null ? tree.minKey() : tree.nextHigherKey(key);
        if (from === undefined) return [];
        const last = tree.maxKey() as string;
        return tree.getRange(from, last, true, limit);
      },
    };
  }

  digest(): string {
    return this.#digest.map((half) => (half >>> 0).toString(16).padStart(8, '0')).join('');
  }

  #mix(key: string, value: Json): void {
    const text = `${key}\n${JSON.stringify(value)}`;
    let low = 0x811c9dc5;
    let high = 0x01000193;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      low = Math.imul(low ^ unit, 0x01000193);
      high = Math.imul(high ^ unit, 0x01000193);
    }
    this.#digest[0] ^= scattered(low);
    this.#digest[1] ^= scattered(high);
  }
}

export interface Frozen {
  after(key: string | null, limit: number): [string, Json][];
}

/** The final mix of murmur3, after FNV-1a over UTF-16 units. */
function scattered(hash: number): number {
  let h = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
