/** The cache of known steps: it may forget a pair, and never takes one for known that it was not given. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { KNOWN_STEPS_WORDS, KnownSteps } from '../../../checker/search/known-steps.js';

// Few fingerprints, so that pairs share halves, and a pair comes in both directions.
const word = fc.constantFrom(0, 1, -1, 0x9e3779b1 | 0, 0x12345678);
const pair = fc.tuple(word, word, word, word);

it('knows the pair that was added last, and no pair that was never added', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ pair, isAdded: fc.boolean() }), { maxLength: 60 }), (steps) => {
      const known = new KnownSteps(new Int32Array(KNOWN_STEPS_WORDS));
      const added = new Set<string>();
      for (const { pair, isAdded } of steps) {
        if (known.has(...pair)) expect(added).toContain(pair.join());
        if (!isAdded) continue;
        known.has(...pair);
        known.add();
        added.add(pair.join());
        expect(known.has(...pair)).toBe(true);
      }
    }),
    { numRuns: 30 },
  );
});

it('takes no step for another one of the same kind, which changes the fingerprint by the same bits', () => {
  let random = 12345;
  const next = (): number => {
    random ^= random << 13;
    random ^= random >>> 17;
    random ^= random << 5;
    return random;
  };
  const [changedLow, changedHigh] = [next(), next()];
  for (const half of ['low', 'high']) {
    const known = new KnownSteps(new Int32Array(KNOWN_STEPS_WORDS));
    const added = new Set<number>();
    for (let i = 0; i < 1 << 17; i++) {
      const from = next();
      const [low, high] = half === 'low' ? [from, 7] : [7, from];
      const isKnown = known.has(low, high, low ^ changedLow, high ^ changedHigh);
      if (isKnown && !added.has(from)) throw new Error(`${from} was never added`);
      if (i % 2 === 1) continue;
      known.add();
      added.add(from);
    }
  }
});

it('forgets some where there is no room for all, and goes on knowing the newest', () => {
  const words = new Int32Array(KNOWN_STEPS_WORDS);
  const known = new KnownSteps(words);
  const other = new KnownSteps(words);
  const pairs = KNOWN_STEPS_WORDS;
  const fingerprint = (i: number): number => Math.imul(i, 0x85ebca6b) ^ (i << 7);
  let remembered = 0;
  for (let i = 0; i < pairs; i++) {
    known.has(fingerprint(i), i, fingerprint(i + 1), ~i);
    known.add();
    if (!other.has(fingerprint(i), i, fingerprint(i + 1), ~i)) throw new Error(`${i} is not known`);
  }
  for (let i = 0; i < pairs; i++) if (other.has(fingerprint(i), i, fingerprint(i + 1), ~i)) remembered++;
  expect(remembered).toBeGreaterThan(pairs / 4);
  expect(remembered).toBeLessThanOrEqual(pairs / 2);
  for (let i = 0; i < pairs; i++) {
    if (other.has(fingerprint(i + 1), ~i, fingerprint(i), i)) throw new Error(`${i} is known backwards`);
  }
});
