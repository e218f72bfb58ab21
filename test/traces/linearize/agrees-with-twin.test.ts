/**
 * The judge against a naive twin that tries all permutations, on thousands of small random histories of every model, with operations that crashed, failed, or never
 * returned: the same verdict, and the same shortest prefix that fails.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ClientEvent, pairOperations } from '../../../traces/linearize/history.js';
import { judge } from '../../../traces/linearize/judge.js';
import type { ObjectModel } from '../../../traces/linearize/model.js';
import { clientHistory } from '../../bench/client-history.js';
import { runs } from '../../runs.js';
import { historyOf, historyPlan, MODELS, withOneAnswerChanged } from './random-history.js';
import { firstFailingLine, isLinearizable } from './twin.js';

const SEED = 20261121;
const BUDGET = 100_000;

function verdictOf(events: readonly ClientEvent[], model: ObjectModel) {
  return judge(pairOperations(events), [model], { budget: BUDGET }).verdict;
}

/** The same verdict, and the same shortest prefix that fails. @returns the verdict of the twin */
function expectAsTwin(
  events: readonly ClientEvent[],
  model: ObjectModel,
): 'linearizable' | 'not-linearizable' {
  const verdict = verdictOf(events, model);
  const kind = isLinearizable(pairOperations(events), model) ? 'linearizable' : 'not-linearizable';
  expect(verdict.kind).toBe(kind);
  if (verdict.kind === 'not-linearizable') {
    const [{ line, isShortest }] = verdict.failures;
    expect({ line, isShortest }).toEqual({ line: firstFailingLine(events, model), isShortest: true });
  }
  return kind;
}

describe('on random small histories', () => {
  it('what an object answered is linearizable', () => {
    let open = 0;
    fc.assert(
      fc.property(historyPlan, (plan) => {
        const { model, events } = historyOf(plan);
        const operations = pairOperations(events);
        if (!operations.some(({ end }) => end.kind === 'returned')) return;
        if (operations.some(({ end }) => end.kind === 'open')) open++;
        expect(verdictOf(events, model).kind).toBe('linearizable');
      }),
      { seed: SEED, numRuns: runs(3000) },
    );
    expect(open).toBeGreaterThan(1000);
  });

  it('with one answer changed it is so exactly if some permutation is an order, and fails first where the twin does', () => {
    const seen = { linearizable: 0, 'not-linearizable': 0 };
    fc.assert(
      fc.property(historyPlan, fc.nat(20), fc.nat(20), (plan, which, to) => {
        const { model, events } = historyOf(plan);
        const changed = withOneAnswerChanged(events, which, to);
        if (changed === undefined) return;
        seen[expectAsTwin(changed, model)]++;
      }),
      { seed: SEED, numRuns: runs(1500) },
    );
    expect(seen.linearizable).toBeGreaterThan(150);
    expect(seen['not-linearizable']).toBeGreaterThan(500);
  });

  it('of gets and puts of different values, many of them open, it is so exactly if some permutation is an order', () => {
    const seen = { linearizable: 0, 'not-linearizable': 0 };
    const [model] = MODELS.filter(({ name }) => name === 'key-value');
    const size = fc.record({
      operations: fc.integer({ min: 3, max: 7 }),
      keys: fc.constant(1),
      clients: fc.integer({ min: 2, max: 5 }),
      crashes: fc.constantFrom(0, 20, 50),
      seed: fc.nat(),
      kinds: fc.constant('different-values' as const),
    });
    fc.assert(
      fc.property(size, fc.nat(20), fc.nat(7), (one, which, to) => {
        const events = clientHistory(one);
        const reads = events.flatMap((event, i) =>
          event.type === 'ok' && event.action === 'get' ? [i] : [],
        );
        if (reads.length === 0) return;
        const at = reads[which % reads.length];
        const changed = events.map((event, i) =>
          i === at && event.type === 'ok' ? { ...event, answer: to === 0 ? '' : `v${to}` } : event,
        );
        seen[expectAsTwin(changed, model)]++;
      }),
      { seed: SEED, numRuns: runs(800) },
    );
    expect(seen.linearizable).toBeGreaterThan(120);
    expect(seen['not-linearizable']).toBeGreaterThan(200);
  });
});
