/**
 * Simulated clusters under every fault: no promise is broken, and what the runs went through is enough to mean something. `npm run sweep` runs ten thousand more.
 */
import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { noFaults } from '../../../impl/sim/faults.js';
import { settingOf, stormOf } from '../../../impl/sim/setting.js';
import { simulate, type Tally, World } from '../../../impl/sim/world.js';
import { event } from '../../../traces/event.js';

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

function total(tallies: readonly Tally[]): Tally {
  return tallies.reduce(
    (sum, tally) =>
      Object.fromEntries(
        Object.keys(sum).map((key) => [key, sum[key as keyof Tally] + tally[key as keyof Tally]]),
      ) as unknown as Tally,
  );
}

it('breaks no promise in 100 runs, which go through crashes, new ballots, state transfers and new configurations', () => {
  const all = total(range(1, 100).map((seed) => simulate(seed)));
  expect(all.restarts).toBeGreaterThan(30);
  expect(all.ballots).toBeGreaterThan(150);
  expect(all.fetches).toBeGreaterThan(25);
  expect(all.epochs).toBeGreaterThan(25);
  expect(all.answered).toBeGreaterThan(100 * 2 * 5);
});

it('breaks none where leaders are cut off all the time', () => {
  const all = total(range(1, 30).map((seed) => new World(stormOf(seed)).run()));
  expect(all.ballots).toBeGreaterThan(30 * 5);
});

/** The lines of a run, as a file would have them. */
function linesOf(seed: number): string[] {
  const lines: string[] = [];
  new World(settingOf(seed, { record: (line) => lines.push(JSON.stringify(line)) })).run();
  return lines;
}

it('gives the same bytes for the same seed, and others for another', () => {
  const hash = (seed: number) => createHash('sha256').update(linesOf(seed).join('\n')).digest('hex');
  expect(hash(7)).toBe(hash(7));
  expect(hash(7)).not.toBe(hash(8));
});

it('records lines that are events, with dense sequences in each incarnation', () => {
  for (const seed of [2, 5, 11]) {
    const next = new Map<string, number>();
    for (const line of linesOf(seed)) {
      const parsed = event.parse(JSON.parse(line));
      if (parsed.kind === 'header' || parsed.kind === 'client') continue;
      const name = `${parsed.node} ${parsed.incarnation}`;
      expect(parsed.sequence, line).toBe((next.get(name) ?? 0) + 1);
      if (parsed.sequence === 1 && parsed.node !== 'network') expect(parsed.kind).toBe('start');
      next.set(name, parsed.sequence);
    }
    expect(next.size).toBeGreaterThanOrEqual(3);
  }
});

it('elects one leader and stays with it where nothing goes wrong', () => {
  for (const seed of range(1, 10)) {
    const setting = settingOf(seed, { faults: noFaults });
    const { ballots } = new World({ ...setting, tuning: { ...setting.tuning, timeoutMin: 15 } }).run();
    // Two may begin together before they hear of each other.
    expect(ballots, `seed ${seed}`).toBeLessThanOrEqual(4);
  }
});

it('sees a disk that says too early that something is durable', () => {
  const broken = range(1, 20).filter((seed) => {
    const setting = settingOf(seed);
    try {
      new World({ ...setting, faults: { ...noFaults, crash: 100, liesAboutSync: true } }).run();
      return false;
    } catch (error) {
      expect(String(error)).toMatch(/has forgotten/);
      return true;
    }
  });
  expect(broken.length).toBeGreaterThan(2);
});
