/**
 * The frontier: rows come back in order, with their fingerprints, completed where the layout has grown in the meantime.
 */
import { describe, expect, it } from 'vitest';
import { Frontier } from '../../checker/frontier.js';
import { Layout, WORDS_MAX } from '../../checker/layout.js';
import { add, cell, type Model, type Pattern, set, soup } from '../../checker/model.js';

interface Message {
  readonly kind: 'even' | 'odd';
  readonly n: number;
}

const count = cell<number>('count');
const sent = soup<Message>('sent');
const model: Model = {
  name: 'growing',
  variables: [count, sent],
  initial: [[set(count, 0)]],
  actions: [],
  properties: [],
};
const message = (n: number): Message => ({ kind: n % 2 === 0 ? 'even' : 'odd', n });

function rowWith(layout: Layout, members: readonly number[]): Int32Array {
  const row = new Int32Array(WORDS_MAX);
  layout.writeInitial(row, [set(count, members.length), ...members.map((n) => add(sent, message(n)))]);
  return row;
}

describe('the frontier', () => {
  it('gives rows back in the order in which they came, across many segments', () => {
    const layout = new Layout(model);
    const frontier = new Frontier(layout);
    const row = new Int32Array(WORDS_MAX);
    const rows = 600_000; // 4 words each: more than two segments of 2^20
    for (let i = 0; i < rows; i++) {
      row[0] = i;
      row[1] = ~i;
      frontier.push(row, i * 3, i * 5);
    }
    expect(frontier.size).toBe(rows);
    for (let i = 0; i < rows; i++) {
      if (!frontier.read(row)) throw new Error(`ends at ${i}`);
      if (row[0] !== i || row[1] !== ~i || frontier.low !== i * 3 || frontier.high !== i * 5) {
        throw new Error(`row ${i} is wrong`);
      }
    }
    expect(frontier.read(row)).toBe(false);
    expect(frontier.read(row)).toBe(false);
  });

  it('completes rows that were written before the layout grew: new bits are 0, new patterns follow from old bits', () => {
    const layout = new Layout(model);
    const frontier = new Frontier(layout);
    const subsets = [[], [0], [1, 2], [0, 1, 2, 3]];
    const push = (members: readonly number[]): void =>
      frontier.push(rowWith(layout, members), members.length, 0);
    for (const members of subsets) push(members);
    // A second word of bits, and two patterns, appear while the rows lie there.
    const soupWords = layout.soupWords(sent);
    for (let n = 0; n < 40; n++) layout.member(soupWords, message(n));
    const patterns: Pattern<Message>[] = [{ kind: 'odd' }, { n: 2 }];
    const [odd, two] = patterns.map((pattern) => layout.pattern(soupWords, pattern));
    for (const members of subsets) push(members);

    const scratch = new Int32Array(WORDS_MAX).fill(-1);
    for (const members of [...subsets, ...subsets]) {
      expect(frontier.read(scratch)).toBe(true);
      expect(frontier.low).toBe(members.length);
      expect(scratch.slice(0, layout.wordCount)).toEqual(rowWith(layout, members).slice(0, layout.wordCount));
      expect(odd.membersOf(scratch[odd.word])).toEqual(members.filter((n) => n % 2 === 1).map(message));
      expect(two.membersOf(scratch[two.word])).toEqual(members.filter((n) => n === 2).map(message));
    }
    expect(frontier.read(scratch)).toBe(false);
  });

  it('uses its segments again after it was cleared', () => {
    const layout = new Layout(model);
    const frontier = new Frontier(layout);
    const row = new Int32Array(WORDS_MAX);
    const fill = (): void => {
      for (let i = 0; i < 300_000; i++) frontier.push(row, i, i);
    };
    fill();
    const { bytes } = frontier;
    for (let level = 0; level < 3; level++) {
      frontier.clear();
      expect([frontier.size, frontier.read(row)]).toEqual([0, false]);
      fill();
      expect(frontier.bytes).toBe(bytes);
    }
    expect([frontier.size, frontier.read(row), frontier.low]).toEqual([300_000, true, 0]);
  });
});
