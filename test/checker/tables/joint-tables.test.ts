/**
 * Joint tables against a naive twin: a Map from what a random function read to what it answered. Which word is read next, and under
 * which mask, depends on what was read before, as it does where the tables of many actions are put together.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JointTables } from '../../../checker/tables/joint-tables.js';

const SEED = 20261121;
const WORDS = 6;
const GROUPS = 3;

interface Answer {
  readonly words: number[];
  readonly masks: number[];
  readonly values: number[];
  readonly outcomes: number[];
}

const mix = (a: number, b: number): number => Math.imul(a ^ (b + 0x9e3779b9), 0x85ebca6b) >>> 0;

/** A deterministic function of a row that reads bits of some of its words, one after the other. */
function reader(salt: number): (row: Int32Array) => Answer {
  return (row) => {
    const answer: Answer = { words: [], masks: [], values: [], outcomes: [] };
    let state = mix(salt, 1);
    while (answer.words.length < WORDS && state % 4 !== 0) {
      const word = (state >>> 8) % WORDS;
      const mask = state % 3 === 0 ? -1 : mix(state, 7) | 0;
      answer.words.push(word);
      answer.masks.push(mask);
      answer.values.push(row[word] & mask);
      state = mix(state, row[word] & mask);
    }
    for (let i = (state >>> 4) % 4; i > 0; i--) answer.outcomes.push(mix(state, i) >>> 8);
    return answer;
  };
}

/** What the groups answer to a row: undefined where they know nothing. */
function found(tables: JointTables, row: Int32Array): { outcomes: number[]; missed: number[] } {
  const listed = new Int32Array(tables.listedMax);
  const count = tables.lookUp(row, listed);
  return {
    outcomes: Array.from(listed.subarray(0, count)),
    missed: Array.from(tables.missed.subarray(0, tables.missedCount)),
  };
}

function compare(salts: readonly number[], rows: readonly Int32Array[]): void {
  const tables = new JointTables(GROUPS);
  tables.rearrange(salts.map(() => -1));
  const groups = salts.map((salt) => ({ ask: reader(salt), twin: new Set<string>() }));
  const expected = (row: Int32Array) => {
    const outcomes: number[] = [];
    const missed: number[] = [];
    groups.forEach(({ ask, twin }, group) => {
      const answer = ask(row);
      if (twin.has(answer.values.join())) outcomes.push(...answer.outcomes);
      else missed.push(group);
    });
    return { outcomes, missed };
  };
  for (const row of rows) {
    const there = found(tables, row);
    expect(there).toEqual(expected(row));
    for (const group of there.missed) {
      const answer = groups[group].ask(row);
      tables.file(group, answer, answer.outcomes);
      groups[group].twin.add(answer.values.join());
    }
    expect(found(tables, row)).toEqual(expected(row));
  }
  for (const row of rows) expect(found(tables, row)).toEqual(expected(row));
}

const rowsOf = (value: fc.Arbitrary<number>): fc.Arbitrary<Int32Array[]> =>
  fc.array(
    fc.array(value, { minLength: WORDS, maxLength: WORDS }).map((words) => Int32Array.from(words)),
    { maxLength: 80 },
  );

const saltsOf = fc.array(fc.nat(), { minLength: GROUPS, maxLength: GROUPS });

describe('joint tables', () => {
  for (const [name, value] of [
    ['few values', fc.nat(5)],
    ['many values', fc.nat(100_000)],
    ['bits', fc.integer()],
    ['one bit at a time', fc.nat(31).map((bit) => 1 << bit)],
  ] as const) {
    it(`answers what was filed, and nothing else: ${name}`, () => {
      fc.assert(fc.property(saltsOf, rowsOf(value), compare), { seed: SEED, numRuns: 300 });
    });
  }

  it('keeps ten thousand values of one word apart', () => {
    const tables = new JointTables(1);
    tables.rearrange([-1]);
    const row = new Int32Array(1);
    for (let value = 0; value < 10_000; value++) {
      tables.file(0, { words: [0], masks: [-1], values: [value] }, [value, value + 1]);
    }
    for (let value = 0; value < 10_000; value++) {
      row[0] = value;
      expect(found(tables, row)).toEqual({ outcomes: [value, value + 1], missed: [] });
    }
    row[0] = -1;
    expect(found(tables, row)).toEqual({ outcomes: [], missed: [0] });
  });

  it('forgets a group, and what was filed where other bits are read now', () => {
    const tables = new JointTables(2);
    tables.rearrange([-1, -1]);
    const row = Int32Array.from([3]);
    tables.file(0, { words: [0], masks: [3], values: [3] }, [7]);
    tables.file(1, { words: [0], masks: [1], values: [1] }, [8]);
    expect(found(tables, row)).toEqual({ outcomes: [7, 8], missed: [] });
    tables.forget(0);
    expect(found(tables, row)).toEqual({ outcomes: [8], missed: [0] });
    tables.file(1, { words: [0], masks: [2], values: [0] }, [9]);
    expect(found(tables, row)).toEqual({ outcomes: [], missed: [0, 1] });
    row[0] = 1;
    expect(found(tables, row)).toEqual({ outcomes: [9], missed: [0] });
  });

  it('a group that stays keeps its answers where groups are made anew', () => {
    const tables = new JointTables(3);
    tables.rearrange([-1, -1, -1]);
    const row = Int32Array.from([1]);
    for (let group = 0; group < 3; group++) {
      tables.file(group, { words: [0], masks: [-1], values: [1] }, [group]);
    }
    tables.rearrange([2, -1]);
    expect(found(tables, row)).toEqual({ outcomes: [2], missed: [1] });
  });

  it('empties its pool where it is full, and goes on', () => {
    const tables = new JointTables(1);
    tables.rearrange([-1]);
    const row = new Int32Array(2);
    const outcomes = Array.from({ length: 1000 }, (_, i) => i);
    for (let value = 0; value < 6000; value++) {
      row[0] = value;
      tables.file(0, { words: [0, 1], masks: [-1, -1], values: [value, 0] }, outcomes);
      expect(found(tables, row).missed).toEqual([]);
    }
    row[0] = 0;
    expect(found(tables, row).missed).toEqual([0]);
    row[0] = 5999;
    expect(found(tables, row).outcomes).toEqual(outcomes);
  });
});
