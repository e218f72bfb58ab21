/**
 * Liveness against a naive twin, on random small graphs, fairness and predicates: the same verdicts, and every execution that is given
 * is a fair lasso that breaks what it says, judged by the twin; it is no longer than the shortest.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { checkModel } from '../../../checker/check.js';
import type { Execution } from '../../../checker/execution.js';
import { verifyExecution } from '../../../checker/paths/verify.js';
import { ModelError } from '../../../checker/tables/layout.js';
import { runs } from '../../runs.js';
import { GraphTwin } from './liveness-twin.js';
import { graphPlan, modelOf } from './random-graph.js';

const SEED = 20261121;
const RUNS = runs(800);
/** Longer lassos are not tried out. */
const TRIED_MAX = 6;

it('says what the twin says, and shows what the twin accepts', { timeout: 600_000 }, async () => {
  const seen = { holds: 0, stutters: 0, loops: 0, outOfReach: 0, refused: 0 };
  await fc.assert(
    fc.asyncProperty(graphPlan, async (plan) => {
      const twin = new GraphTwin(plan);
      const model = modelOf(plan);
      if (twin.neverOccurs) {
        seen.refused++;
        await expect(checkModel(model)).rejects.toThrow(ModelError);
        return;
      }
      const verdict = await checkModel(model);
      expect(verdict.kind).toBe(twin.isViolated() ? 'violated' : 'holds');
      if (verdict.kind !== 'violated') {
        seen.holds++;
        return;
      }
      const execution = verdict.execution as Execution;
      verifyExecution(model, execution);
      expect(twin.isGenuine(execution)).toBe(true);
      const { length } = execution.steps;
      if (plan.kind === 'possible') {
        seen.outOfReach++;
        expect(length).toBe(twin.shortestOutOfReach());
        return;
      }
      if (execution.loopStart === length) seen.stutters++;
      else seen.loops++;
      if (length > 0 && length <= TRIED_MAX) expect(twin.hasLassoOf(length - 1)).toBe(false);
    }),
    { seed: SEED, numRuns: RUNS },
  );
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(RUNS / 100);
});
