/**
 * A map that forgets what is old: it keeps two generations of entries, so that memory does not grow with a run. Who finds nothing in it asks
 * whether it has forgotten anything before saying that there was nothing.
 */

export class Remembered<K, V> {
  private young = new Map<K, V>();
  private old = new Map<K, V>();
  hasForgotten = false;

  /** @param generation entries of one */
  constructor(private readonly generation: number = 1 << 15) {}

  get(key: K): V | undefined {
    return this.young.get(key) ?? this.old.get(key);
  }

  set(key: K, value: V): void {
    this.young.set(key, value);
    if (this.young.size < this.generation) return;
    this.hasForgotten ||= this.old.size > 0;
    this.old = this.young;
    this.young = new Map();
  }
}
