/** Answers that threads tell each other: all arrive, once and in order, and a list that is full takes no more. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SharedAnswers } from '../../../checker/threads/shared-answers.js';
import { SharedArrays } from '../../../checker/threads/shared-arrays.js';
import { SharedLog } from '../../../checker/threads/shared-log.js';

interface Fact {
  readonly table: number;
  readonly leaf: number;
  readonly words: readonly number[];
  readonly values: readonly number[];
}

const newFacts = (answers: SharedAnswers): Fact[] => {
  const facts: Fact[] = [];
  answers.takeOver((table, leaf, words, values) => {
    facts.push({ table, leaf, words: [...words], values: [...values] });
  });
  return facts;
};

const fact = fc
  .tuple(fc.nat(9), fc.nat(2), fc.array(fc.tuple(fc.nat(4096), fc.integer()), { maxLength: 5 }))
  .map(([table, leaf, reads]): Fact => {
    return { table, leaf, words: reads.map(([word]) => word), values: reads.map(([, value]) => value | 0) };
  });

it('brings every fact to whoever takes over, whenever that is', () => {
  const log = new SharedLog();
  log.open();
  fc.assert(
    fc.property(fc.array(fc.tuple(fact, fc.boolean()), { maxLength: 40 }), (posts) => {
      const arrays = new SharedArrays(log);
      const [asking, often, late] = [0, 1, 2].map(() => new SharedAnswers(arrays));
      const taken: Fact[] = [];
      for (const [{ table, leaf, words, values }, isTakenNow] of posts) {
        asking.post(table, leaf, words, values);
        if (isTakenNow) taken.push(...newFacts(often));
      }
      taken.push(...newFacts(often));
      expect(taken).toEqual(posts.map(([posted]) => posted));
      expect(newFacts(late)).toEqual(taken);
      expect(often.takeOver(() => {})).toBe(false);
    }),
    { numRuns: 40 },
  );
  log.close();
});

it('takes no more than there is room for, and what it took stays whole', () => {
  const log = new SharedLog();
  log.open();
  const arrays = new SharedArrays(log);
  const answers = new SharedAnswers(arrays);
  const many = Array.from({ length: 1 << 20 }, (_, i) => i);
  for (let leaf = 0; leaf < 10; leaf++) answers.post(7, leaf, many, many);
  answers.post(7, 99, [1], [2]);
  const leaves: number[] = [];
  new SharedAnswers(arrays).takeOver((table, leaf, words, values) => {
    expect([table, words.length, values.at(-1)]).toEqual(
      leaf === 99 ? [7, 1, 2] : [7, 1 << 20, many.length - 1],
    );
    leaves.push(leaf);
  });
  expect(leaves).toEqual([0, 1, 2, 3, 4, 5, 6, 99]);
  log.close();
});

it('keeps nothing where there is nobody to tell', () => {
  const arrays = new SharedArrays(new SharedLog());
  new SharedAnswers(arrays).post(1, 1, [1], [1]);
  expect(newFacts(new SharedAnswers(arrays))).toEqual([]);
});
