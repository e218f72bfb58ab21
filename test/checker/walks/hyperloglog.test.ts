/** The estimate of distinct states against exact numbers, for fingerprints as the engine makes them. */
import { describe, expect, it, test } from 'vitest';
import { pairHash } from '../../../checker/intern.js';
import { HyperLogLog, STANDARD_ERROR } from '../../../checker/walks/hyperloglog.js';
import { Walker } from '../../../checker/walks/walker.js';
import { paxos } from '../../../spec/paxos/spec.js';
import { paxosRoles } from '../../../spec/paxos-roles/spec.js';

/** The fingerprints of all subsets of so many messages, each next to one that differs in a single message. */
function* subsets(messages: number, soup: string): Generator<{ low: number; high: number }> {
  const hashes = Array.from({ length: messages }, (_, i) => pairHash(soup, String(i)));
  let low = 0;
  let high = 0;
  yield { low, high };
  for (let i = 1; i < 2 ** messages; i++) {
    const changed = hashes[31 - Math.clz32(i & -i)];
    low ^= changed.low;
    high ^= changed.high;
    yield { low, high };
  }
}

function sketchOf(fingerprints: Iterable<{ low: number; high: number }>): HyperLogLog {
  const sketch = new HyperLogLog();
  for (const { low, high } of fingerprints) sketch.add(low, high);
  return sketch;
}

describe('all subsets of some messages', () => {
  // Without mixing, the registers see the bits of a linear space: up to 116 % too many.
  test.each([2, 6, 10, 13, 14, 15, 16, 18])('2^%d states', (messages) => {
    const errors = Array.from({ length: 12 }, (_, i) => {
      return sketchOf(subsets(messages, `soup ${i}`)).estimate() / 2 ** messages - 1;
    });
    const root = Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / errors.length);
    for (const error of errors) expect(Math.abs(error)).toBeLessThan(3.5 * STANDARD_ERROR);
    expect(root).toBeLessThan(1.6 * STANDARD_ERROR);
  });
});

test('nothing was seen, or one thing often', () => {
  expect(new HyperLogLog().estimate()).toBe(0);
  const { low, high } = pairHash('n', '1');
  expect(sketchOf(Array.from({ length: 1000 }, () => ({ low, high }))).estimate()).toBe(1);
});

test('merged sketches have seen what both have', () => {
  const [some, others] = [[...subsets(14, 'a')], [...subsets(15, 'a')]];
  const merged = sketchOf(some);
  merged.merge(sketchOf(others));
  expect(merged.registers).toEqual(sketchOf([...some, ...others]).registers);
});

it.each([
  ['paxos', paxos.instantiate().model],
  ['paxos-roles', paxosRoles.instantiate().model],
])('the states of walks through %s', (_name, model) => {
  const walker = new Walker(model, { seed: 11, maxSteps: 100 });
  const exact = new Set<string>();
  const sketch = new HyperLogLog();
  for (let walk = 0; walk < 3000; walk++) {
    let goesOn = walker.begin(walk);
    for (;;) {
      exact.add(`${walker.low} ${walker.high}`);
      if (!goesOn) break;
      goesOn = walker.advance();
    }
    if (walk % 1000 !== 0) continue;
    sketch.merge(new HyperLogLog(walker.take().registers));
    expect(Math.abs(sketch.estimate() / exact.size - 1)).toBeLessThan(3 * STANDARD_ERROR);
  }
  sketch.merge(new HyperLogLog(walker.take().registers));
  expect(exact.size).toBeGreaterThan(1000);
  expect(Math.abs(sketch.estimate() / exact.size - 1)).toBeLessThan(3 * STANDARD_ERROR);
});
