/**
 * A map that forgets what is old: it keeps two generations of entries, so that memory does not grow with a run. Who finds nothing in it asks
 * whether it has forgotten anything before saying that there was nothing.
 */
const GENERATION = 1 << 16;

export class Remembered<K, V> {
  private young = new Map<K, V>();
  private old = new Map<K, V>();
  hasForgotten = false;

  get(key: K): V | undefined {
    return this.young.get(key) ?? this.old.get(key);
  }

  set(key: K, value: V): void {
    this.young.set(key, value);
    if (this.young.size < GENERATION) return;
    this.hasForgotten ||= this.old.size > 0;
    this.old = this.young;
    this.young = new Map();
  }
}
