/**
 * The frontier: rows come back in order, with their fingerprints, completed where the layout has grown in the meantime.
 */

import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Frontier } from '../../checker/frontier.js';
import { add, cell, type Model, type Pattern, set, soup } from '../../checker/model.js';
import { Spill } from '../../checker/search/spill.js';
import { Layout } from '../../checker/tables/layout.js';
import { SharedArrays } from '../../checker/threads/shared-arrays.js';
import { SharedLog } from '../../checker/threads/shared-log.js';

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

const newFrontier = (layout: Layout, spill?: Spill): Frontier =>
  new Frontier(layout, new SharedArrays(new SharedLog()), spill);

function rowWith(layout: Layout, members: readonly number[]): Int32Array {
  const row = layout.createRow();
  layout.writeInitial(row, [set(count, members.length), ...members.map((n) => add(sent, message(n)))]);
  return row;
}

/** Numbers, fingerprints and first words of the rows of the level, as they are read. */
function readAll(frontier: Frontier, row: Int32Array): number[][] {
  const read: number[][] = [];
  while (frontier.read(row)) read.push([frontier.number, frontier.low, frontier.high, row[0], row[1]]);
  return read;
}

describe('the frontier', () => {
  it.each<[string, () => Spill | undefined]>([
    ['in memory', () => undefined],
    ['on disk', () => new Spill({ directory: mkdtempSync(join(tmpdir(), 'rows-')), afterBytes: 0 }, 0)],
  ])('gives rows back in the order in which they came, across many segments, %s', (_where, spill) => {
    const layout = new Layout(model);
    const frontier = newFrontier(layout, spill());
    const row = layout.createRow();
    const rows = 600_000; // 5 words each: more than two segments of 2^20
    for (const level of [1, 2, 3]) {
      for (let i = 0; i < rows; i++) {
        row[0] = i;
        row[1] = ~i;
        frontier.push(row, i, i * 3, i * 5 * level);
      }
      expect(frontier.nextLevel()).toBe(rows);
      expect(frontier.levelSize).toBe(rows);
      const read = readAll(frontier, row);
      expect(read.length).toBe(rows);
      const wrong = read.findIndex(
        ([number, low, high, first, second], i) =>
          number !== i || low !== i * 3 || high !== ((i * 5 * level) | 0) || first !== i || second !== ~i,
      );
      expect(wrong).toBe(-1);
      expect(frontier.read(row)).toBe(false);
    }
    expect(frontier.nextLevel()).toBe(0);
  });

  it('completes rows that were written before the layout grew: new bits are 0, new patterns follow from old bits', () => {
    const layout = new Layout(model);
    const frontier = newFrontier(layout);
    const subsets = [[], [0], [1, 2], [0, 1, 2, 3]];
    const push = (members: readonly number[]): void =>
      frontier.push(rowWith(layout, members), 0, members.length, 0);
    for (const members of subsets) push(members);
    // A second word of bits, and two patterns, appear while the rows lie there.
    const soupWords = layout.soupWords(sent);
    const inHand = rowWith(layout, [0, 1]);
    for (let n = 0; n < 40; n++) layout.member(soupWords, message(n));
    const patterns: Pattern<Message>[] = [{ kind: 'odd' }, { n: 2 }];
    const [odd, two] = patterns.map((pattern) => layout.pattern(soupWords, pattern));
    expect(odd.membersOf(inHand[odd.word])).toEqual([message(1)]);
    for (const members of subsets) push(members);

    frontier.nextLevel();
    const row = layout.createRow().fill(-1);
    for (const members of [...subsets, ...subsets]) {
      expect(frontier.read(row)).toBe(true);
      expect(frontier.low).toBe(members.length);
      expect(row.slice(0, layout.wordCount)).toEqual(rowWith(layout, members).slice(0, layout.wordCount));
      expect(odd.membersOf(row[odd.word])).toEqual(members.filter((n) => n % 2 === 1).map(message));
      expect(two.membersOf(row[two.word])).toEqual(members.filter((n) => n === 2).map(message));
    }
    expect(frontier.read(row)).toBe(false);
  });

  it('takes no more memory than the larger of two levels needs, and gives segments back as they are read', () => {
    const layout = new Layout(model);
    const frontier = newFrontier(layout);
    const row = layout.createRow();
    const fill = (): void => {
      for (let i = 0; i < 300_000; i++) frontier.push(row, i, i, i);
      frontier.nextLevel();
    };
    fill();
    for (let level = 0; level < 3; level++) {
      while (frontier.read(row));
      const { bytes } = frontier;
      fill();
      expect(frontier.bytes).toBe(bytes);
    }
  });

  it('lets several readers take all rows of a level, each once, and stop when they are told to', () => {
    const layout = new Layout(model);
    const arrays = new SharedArrays(new SharedLog());
    const threads = [0, 1, 2].map((thread) => new Frontier(layout, arrays, undefined, thread));
    const row = layout.createRow();
    for (let i = 0; i < 9_000; i++) threads[i % 3].push(row, i, i, i);
    for (const thread of threads) thread.flush();
    expect(threads[0].nextLevel()).toBe(9_000);
    const seen = new Set<number>();
    const take = (thread: Frontier): boolean => {
      const has = thread.read(row);
      if (has) {
        expect(seen.has(thread.number)).toBe(false);
        seen.add(thread.number);
      }
      return has;
    };
    for (let i = 0; i < 1_000; i++) take(threads[i % 3]);
    threads[1].isHalted = true;
    for (const thread of threads) while (take(thread));
    expect(seen.size).toBeLessThan(9_000);
    const left = [...threads[0].untaken()].reduce((rows, segment) => rows + segment.rows, 0);
    expect(left).toBe(9_000 - seen.size);
    threads[2].isHalted = false;
    for (const thread of threads) while (take(thread));
    expect(seen.size).toBe(9_000);
  });

  it('gives each reader what it wrote itself, in order, and then what others wrote, from the end', () => {
    const layout = new Layout(model);
    const arrays = new SharedArrays(new SharedLog());
    const [first, second] = [0, 1].map((thread) => new Frontier(layout, arrays, undefined, thread));
    const row = layout.createRow();
    for (let i = 0; i < 1_000; i++) first.push(row, i, i, i);
    for (let i = 1_000; i < 1_300; i++) second.push(row, i, i, i);
    second.flush();
    first.nextLevel();
    second.beginLevel();
    const chunks = (frontier: Frontier): number[] => {
      const starts: number[] = [];
      for (let last = -2; frontier.read(row); last = frontier.number) {
        if (frontier.number !== last + 1 || (frontier.number % 1_000) % 256 === 0)
          starts.push(frontier.number);
      }
      return starts;
    };
    expect(chunks(second)).toEqual([1_000, 1_256, 768, 512, 256, 0]);
    first.beginLevel();
    expect(chunks(first)).toEqual([]);
  });
});
