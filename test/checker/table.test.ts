/**
 * Decision tables against a naive twin: a Map from what a random function read to what it answered. The functions read
 * words in an order that depends on the values, as spec code does.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DecisionTables, NondeterminismError } from '../../checker/table.js';

const SEED = 20261121;
const WORDS = 6;

/** A deterministic function of a row that reads some of its words, one after the other. */
function reader(salt: number): (row: Int32Array) => { words: number[]; values: number[]; leaf: number } {
  const mix = (a: number, b: number): number => Math.imul(a ^ (b + 0x9e3779b9), 0x85ebca6b) >>> 0;
  return (row) => {
    const words: number[] = [];
    const values: number[] = [];
    let state = mix(salt, 1);
    while (words.length < WORDS && (words.length === 0 || state % 4 !== 0)) {
      const word = (state >>> 8) % WORDS;
      if (words.includes(word)) break;
      words.push(word);
      values.push(row[word]);
      state = mix(state, row[word]);
    }
    return { words, values, leaf: state % 1000 };
  };
}

/** Files what each function answers on each row and compares every look-up with the twin. */
function compare(salts: readonly number[], rows: readonly Int32Array[]): void {
  const tables = new DecisionTables();
  const functions = salts.map((salt) => ({
    table: tables.create(),
    ask: reader(salt),
    twin: new Map<string, number>(),
  }));
  for (const row of rows) {
    for (const { table, ask, twin } of functions) {
      const { words, values, leaf } = ask(row);
      const key = values.join();
      expect(tables.find(table, row)).toBe(twin.get(key) ?? -1);
      tables.file(table, words, values, leaf);
      twin.set(key, leaf);
      expect(tables.find(table, row)).toBe(leaf);
    }
  }
  for (const row of rows) {
    for (const { table, ask } of functions) expect(tables.find(table, row)).toBe(ask(row).leaf);
  }
}

const rowsOf = (value: fc.Arbitrary<number>): fc.Arbitrary<Int32Array[]> =>
  fc.array(
    fc.array(value, { minLength: WORDS, maxLength: WORDS }).map((words) => Int32Array.from(words)),
    { maxLength: 60 },
  );

const narrow = fc.nat(5);
const wide = fc.oneof(fc.nat(5), fc.integer({ min: 4090, max: 4100 }), fc.nat(100_000));

describe('tables answer as a Map of what was read would', () => {
  it.each([
    ['narrow values, which share inner nodes', narrow],
    ['wide values, for which nodes become sparse', wide],
  ])('%s', (_what, value) => {
    const salts = fc.uniqueArray(fc.nat(), { minLength: 1, maxLength: 5 });
    fc.assert(fc.property(salts, rowsOf(value), compare), { seed: SEED, numRuns: 300 });
  });

  it('one word with 100,000 values, in any order', () => {
    const count = 100_000;
    for (const [from, stride] of [
      [0, 1],
      [count - 1, -1],
      [0, 7919],
      [50_000, 3],
    ] as const) {
      // biome-ignore format: a table
      const tables = new DecisionTables();
      const table = tables.create();
      const row = new Int32Array(1);
      for (let i = 0; i < count; i++) {
        const value = (((from + i * stride) % count) + count) % count;
        row[0] = value;
        if (tables.find(table, row) !== -1) throw new Error(`${value} was found before it was filed`);
        tables.file(table, [0], [value], value % 977);
      }
      for (let value = 0; value < count; value++) {
        row[0] = value;
        if (tables.find(table, row) !== value % 977) throw new Error(`${value} is lost`);
      }
      row[0] = count;
      expect(tables.find(table, row)).toBe(-1);
    }
  });

  it('a full dense node is given up for a sparse one that has room for all of it', () => {
    const tables = new DecisionTables();
    const table = tables.create();
    for (let value = 0; value < 20_000; value++) tables.file(table, [0], [value], value);
    tables.file(table, [0], [1_000_000], 7);
    expect(tables.find(table, Int32Array.of(1_000_000))).toBe(7);
    expect(tables.find(table, Int32Array.of(19_999))).toBe(19_999);
    expect(tables.find(table, Int32Array.of(20_000))).toBe(-1);
  });

  it('steps: words from the base on are read after the step', () => {
    const base = 1 << 14;
    fc.assert(
      fc.property(fc.array(fc.tuple(wide, wide, wide, wide), { maxLength: 60 }), (quadruples) => {
        const tables = new DecisionTables();
        const table = tables.create();
        const twin = new Map<string, number>();
        for (const [b0, b1, a0, a1] of quadruples) {
          const before = Int32Array.of(b0, b1);
          const after = Int32Array.of(a0, a1);
          const words = b0 % 2 === 0 ? [0, base] : [0, base + 1, 1];
          const values = b0 % 2 === 0 ? [b0, a0] : [b0, a1, b1];
          expect(tables.findStep(table, before, after, base)).toBe(twin.get(values.join()) ?? -1);
          const leaf = values.reduce((sum, value) => (31 * sum + value) % 1000, 0);
          tables.file(table, words, values, leaf);
          twin.set(values.join(), leaf);
          expect(tables.findStep(table, before, after, base)).toBe(leaf);
        }
      }),
      { seed: SEED, numRuns: 300 },
    );
  });

  it('an answer that read nothing is filed for every row; a table that is replaced forgets', () => {
    const tables = new DecisionTables();
    const [first, second] = [tables.create(), tables.create()];
    tables.file(first, [], [], 5);
    tables.file(second, [0], [3], 6);
    expect(tables.find(first, Int32Array.of(9))).toBe(5);
    tables.replace(second, 1);
    expect([tables.find(second, Int32Array.of(3)), tables.find(second, Int32Array.of(4))]).toEqual([1, 1]);
    expect(tables.find(first, Int32Array.of(3))).toBe(5);
  });
});

describe('an answer that is no function of what was read is refused', () => {
  const filed = (): [DecisionTables, number] => {
    const tables = new DecisionTables();
    const table = tables.create();
    tables.file(table, [2, 0], [1, 1], 10);
    return [tables, table];
  };
  it.each<[string, number[], number[], number]>([
    ['another word first', [0, 2], [1, 1], 10],
    ['another word second', [2, 1], [1, 1], 10],
    ['fewer words', [2], [1], 10],
    ['no words', [], [], 10],
    ['more words', [2, 0, 1], [1, 1, 0], 10],
    ['another answer', [2, 0], [1, 1], 11],
  ])('%s', (_what, words, values, leaf) => {
    const [tables, table] = filed();
    expect(() => tables.file(table, words, values, leaf)).toThrow(NondeterminismError);
    expect(tables.find(table, Int32Array.of(1, 0, 1))).toBe(10);
  });

  it('but another path for another value, and the same answer once more, are fine', () => {
    const [tables, table] = filed();
    tables.file(table, [2, 1], [5, 1], 11);
    tables.file(table, [2, 0], [1, 1], 10);
    expect(tables.find(table, Int32Array.of(0, 1, 5))).toBe(11);
  });
});
