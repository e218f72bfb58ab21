/**
 * Orbits against a naive count, on random models that treat ids alike by construction: as many orbits as the plain states fall into, the
 * same verdicts, counterexamples as short, with as few context switches. A failure prints a description that
 * random-symmetric-model.ts turns into the model again.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkModel } from '../../../checker/check.js';
import { contextSwitches } from '../../../checker/execution.js';
import { verifyExecution } from '../../../checker/paths/verify.js';
import { lintSymmetry } from '../../../checker/symmetry/symmetry-lint.js';
import { exchangesOf, SymmetryGroup, unorderedSorts } from '../../../checker/symmetry.js';
import { runs } from '../../runs.js';
import { explore } from '../twin.js';
import { countOrbits } from './naive-orbits.js';
import { symmetricModelOf, symmetricPlan } from './random-symmetric-model.js';

const SEED = 20261121;
const STATES_MAX = 200;

describe('on random models that treat ids alike', () => {
  it('there are as many orbits as the states fall into, at the same depth', async () => {
    let merging = 0;
    let large = 0;
    await fc.assert(
      fc.asyncProperty(symmetricPlan, async (plan) => {
        const model = { ...symmetricModelOf(plan), properties: [] };
        const twin = explore(model, STATES_MAX);
        if (!twin.closed) return;
        const orbits = countOrbits(model, (variable) => variable === 'bag');
        const { kind, coverage } = await checkModel(model, { symmetry: true });
        expect({ kind, distinct: coverage.distinct, depth: coverage.depth }).toEqual({
          kind: 'holds',
          distinct: orbits,
          depth: twin.depth,
        });
        if (orbits < twin.distinct) merging++;
        if (twin.distinct > 50) large++;
      }),
      { seed: SEED, numRuns: runs(60) },
    );
    expect(merging).toBeGreaterThan(12);
    expect(large).toBeGreaterThan(0);
  });

  it('each property has the same verdict, and its counterexamples are as short', async () => {
    const seen = { holds: 0, violated: 0, missed: 0 };
    await fc.assert(
      fc.asyncProperty(symmetricPlan, async (plan) => {
        const whole = symmetricModelOf(plan);
        if (!explore({ ...whole, properties: [] }, STATES_MAX).closed) return;
        const twin = explore(whole, STATES_MAX);
        for (const property of whole.properties) {
          const model = { ...whole, properties: [property] };
          const verdict = await checkModel(model, { symmetry: true });
          const length = twin.broken.get(property.name);
          const isMissed = property.kind === 'reachable' && !twin.reached.has(property.name);
          expect(verdict.kind).toBe(length !== undefined || isMissed ? 'violated' : 'holds');
          const { coverage } = verdict;
          if (property.kind === 'reachable')
            expect(coverage.properties[0].depth).toBe(twin.reached.get(property.name));
          if (verdict.kind === 'violated' && verdict.execution !== undefined) {
            verifyExecution(model, verdict.execution);
            expect(verdict.execution.steps.length).toBe(length);
            const plain = await checkModel(model);
            const shown = 'execution' in plain ? (plain.execution?.steps ?? []) : [];
            expect(contextSwitches(verdict.execution.steps)).toBe(contextSwitches(shown));
            seen.violated++;
          } else if (isMissed) seen.missed++;
          else seen.holds++;
        }
      }),
      { seed: SEED + 1, numRuns: runs(50) },
    );
    expect(Math.min(seen.holds, seen.violated, seen.missed)).toBeGreaterThan(7);
  });

  it('the lint finds nothing', async () => {
    let complete = 0;
    await fc.assert(
      fc.asyncProperty(symmetricPlan, async (plan) => {
        const model = symmetricModelOf(plan);
        const group = new SymmetryGroup(unorderedSorts(model));
        const lint = await lintSymmetry(model, group, { statesMax: 40 });
        expect(lint === undefined).toBe(exchangesOf(group.sorts).length === 0);
        if (lint?.isComplete) complete++;
      }),
      { seed: SEED + 2, numRuns: runs(20) },
    );
    expect(complete).toBeGreaterThan(2);
  });
});
