/**
 * The visited set against a Set of texts: on random fingerprints, through splits of segments and growth of the directory,
 * and on fingerprints that are as unlike random ones as can be.
 */
import { describe, expect, it } from 'vitest';
import { SharedArrays } from '../../checker/threads/shared-arrays.js';
import { SharedLog } from '../../checker/threads/shared-log.js';
import { Visited } from '../../checker/visited.js';

const newVisited = (): Visited => new Visited(new SharedArrays(new SharedLog()));

/** A small generator of 32-bit numbers (xorshift, Marsaglia 2003), since fast-check is slow for so many. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state | 0;
  };
}

/** The parent links take 6 of the 24 bytes that a state may take. */
const BYTES_MAX = 24 - 6;
/** Below this the 4.5 MiB with which every set begins count for more than its growth does. */
const BYTES_JUDGED_FROM = 270_000;

describe('the visited set', () => {
  it('knows exactly what was added, of 400,000 random fingerprints with duplicates', () => {
    const next = numbers(20261121);
    const visited = newVisited();
    const twin = new Set<number>();
    const low: number[] = [];
    const high: number[] = [];
    for (let i = 0; i < 400_000; i++) {
      const again = i > 0 && i % 5 === 0;
      const at = again ? (next() >>> 0) % i : i;
      low.push(again ? low[at] : next());
      high.push(again ? high[at] : next());
      // 53 of the 64 bits are enough to tell so few apart.
      const key = (high[i] >>> 11) * 2 ** 32 + (low[i] >>> 0);
      if (visited.add(low[i], high[i]) === twin.has(key)) throw new Error(`add is wrong at ${i}`);
      twin.add(key);
      if (i % 1000 === 0 && twin.size >= BYTES_JUDGED_FROM) {
        expect(visited.bytes / twin.size).toBeLessThanOrEqual(BYTES_MAX);
      }
    }
    for (let i = 0; i < 400_000; i++) if (visited.add(low[i], high[i])) throw new Error(`${i} is lost`);
  });

  it.each<[string, (i: number) => [low: number, high: number]]>([
    ['equal low halves', (i) => [12345, Math.imul(i, 0x9e3779b1)]],
    ['equal high halves', (i) => [Math.imul(i, 0x9e3779b1), -7]],
    ['high halves that differ in their last bits only', (i) => [i % 100, 0x40000000 | i]],
    ['slots that wrap around the end of a segment', (i) => [(i << 16) | 0xffff, i << 20]],
    // A half that is one is left out: it stands for a half that is zero too, which marks a free slot.
    ['small numbers, zeros among them', (i) => [2 * (i % 50), 2 * Math.floor(i / 50)]],
    ['one half zero', (i) => (i % 2 === 0 ? [0, i + 2] : [2 * i, 0])],
  ])('is right for %s', (_what, fingerprint) => {
    const visited = newVisited();
    const twin = new Set<string>();
    for (let i = 0; i < 5000; i++) {
      const [low, high] = fingerprint(i);
      const key = `${low | 0},${high | 0}`;
      expect(visited.add(low | 0, high | 0)).toBe(!twin.has(key));
      twin.add(key);
    }
    for (let i = 0; i < 5000; i++) expect(visited.add(...fingerprint(i))).toBe(false);
  });

  it('takes the pair of zeros for a fingerprint like any other', () => {
    const visited = newVisited();
    expect(visited.add(0, 0)).toBe(true);
    expect(visited.add(0, 0)).toBe(false);
  });

  it('splits one crowded share of the space again and again', () => {
    // All in one 128th of the space: its segment splits long before the others do.
    const next = numbers(7);
    const visited = newVisited();
    const high: number[] = [];
    const low: number[] = [];
    for (let i = 0; i < 150_000; i++) {
      low.push(next());
      high.push(next() & 0x01ffffff);
      visited.add(low[i], high[i]);
    }
    for (let i = 0; i < 150_000; i++) if (visited.add(low[i], high[i])) throw new Error(`${i} is lost`);
  });

  it('reads ahead without changing anything', () => {
    const visited = newVisited();
    visited.add(3, 4);
    visited.touch(Int32Array.of(0, 3, 4, 0, 0, 5, 6, 0), 8, 4);
    expect([visited.add(3, 4), visited.add(5, 6)]).toEqual([false, true]);
  });
});
