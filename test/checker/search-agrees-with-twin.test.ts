/**
 * The engine against a naive twin, on random models: the same states, the same steps, the same verdicts, the shortest
 * counterexamples. A failure prints a description that random-model.ts turns into the model again.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CheckOptions, checkModel } from '../../checker/check.js';
import { contextSwitches, type Execution } from '../../checker/execution.js';
import type { Model, Property } from '../../checker/model.js';
import { verifyExecution } from '../../checker/paths/verify.js';
import type { Verdict } from '../../checker/verdict.js';
import { runs } from '../runs.js';
import { modelOf, modelPlan, restlessPlan } from './random-model.js';
import { breaksAsClaimed, type Exploration, explore, fewestSwitches } from './twin.js';

const SEED = 20261121;
const STATES_MAX = 300;
const TRIES_MAX = 10_000;

/** What a verdict says, without what depends on the machine. */
async function answers(model: Model, options?: CheckOptions) {
  const { coverage, ...verdict } = await checkModel(model, options);
  const { distinct, generated, depth, actions, properties } = coverage;
  return { ...verdict, distinct, generated, depth, actions, properties };
}

function expectSound(model: Model, twin: Exploration, verdict: Verdict): Execution | undefined {
  if (verdict.kind !== 'violated' || verdict.execution === undefined) return undefined;
  const { execution, property } = verdict;
  verifyExecution(model, execution);
  expect(breaksAsClaimed(model, execution)).toBe(true);
  expect(execution.steps.length).toBe(twin.broken.get(property));
  return execution;
}

function expectAgreement(model: Model, twin: Exploration, verdict: Verdict): void {
  const { coverage } = verdict;
  const lengths = [...twin.broken.values()];
  const missed = model.properties.filter((p) => p.kind === 'reachable' && !twin.reached.has(p.name));
  const execution = expectSound(model, twin, verdict);
  if (lengths.length > 0) {
    expect(verdict.kind).toBe('violated');
    expect(execution).toBeDefined();
    // A deadlock is noticed when its state is expanded, after states one level deeper were found.
    const isSlow = model.properties.some((p) => p.kind === 'deadlock' && twin.broken.has(p.name));
    if (!isSlow) expect(execution?.steps.length).toBe(Math.min(...lengths));
    return;
  }
  expect(verdict.kind).toBe(missed.length > 0 ? 'violated' : 'holds');
  expect(execution).toBeUndefined();
  const { distinct, generated, depth } = coverage;
  expect({ distinct, generated, depth }).toEqual({
    distinct: twin.distinct,
    generated: twin.generated,
    depth: twin.depth,
  });
  expect(coverage.queue).toBe(0);
  for (const { name, kind, depth, verdict } of coverage.properties) {
    if (kind !== 'reachable') expect(verdict).toBe('holds');
    else
      expect([verdict, depth]).toEqual([
        twin.reached.has(name) ? 'holds' : 'violated',
        twin.reached.get(name),
      ]);
  }
}

/** Compares with every shortest counterexample; false where there are too many, or only one to choose from. */
function expectFewestSwitches(model: Model, twin: Exploration, verdict: Verdict): boolean {
  if (verdict.kind !== 'violated' || verdict.execution === undefined) return false;
  const { steps } = verdict.execution;
  const property = model.properties.find(({ name }) => name === verdict.property) as Property;
  const fewest = fewestSwitches(model, twin, property, steps.length, TRIES_MAX);
  if (fewest === undefined || steps.length < 2) return false;
  expect(contextSwitches(steps)).toBe(fewest);
  return true;
}

describe('on random models the search', () => {
  it('finds the states, steps, depths, verdicts and shortest counterexamples, with fewest context switches', async () => {
    let closed = 0;
    let enumerated = 0;
    await fc.assert(
      fc.asyncProperty(modelPlan, async (plan) => {
        const model = modelOf(plan);
        const twin = explore(model, STATES_MAX);
        if (twin.closed) {
          closed++;
          const verdict = await checkModel(model);
          expectAgreement(model, twin, verdict);
          if (expectFewestSwitches(model, twin, verdict)) enumerated++;
        } else {
          const verdict = await checkModel(model, { maxStates: STATES_MAX });
          expect(['bounded', 'violated']).toContain(verdict.kind);
          if (verdict.kind === 'violated') verifyExecution(model, verdict.execution as Execution);
        }
      }),
      { seed: SEED, numRuns: runs(300) },
    );
    expect(closed).toBeGreaterThan(200);
    expect(enumerated).toBeGreaterThan(5);
  });

  it('judges a step by what the predicate says of it, whatever the predicate reads', async () => {
    let violated = 0;
    await fc.assert(
      fc.asyncProperty(restlessPlan, async (plan) => {
        const model = modelOf(plan);
        const twin = explore(model, STATES_MAX);
        if (!twin.closed) return;
        const verdict = await checkModel(model);
        expectAgreement(model, twin, verdict);
        if (verdict.kind === 'violated') violated++;
      }),
      { seed: SEED, numRuns: runs(150) },
    );
    expect(violated).toBeGreaterThan(40);
  });

  it('never says "holds" where a bound kept it from seeing everything', async () => {
    const bounds = fc.oneof(
      fc.record({ maxStates: fc.integer({ min: 1, max: 40 }) }),
      fc.record({ maxDepth: fc.integer({ min: 1, max: 6 }) }),
    );
    await fc.assert(
      fc.asyncProperty(
        modelPlan,
        bounds,
        async (plan, bound: Partial<Record<'maxStates' | 'maxDepth', number>>) => {
          const model = modelOf(plan);
          const twin = explore(model, STATES_MAX);
          const verdict = await checkModel(model, bound);
          const { maxStates = Number.POSITIVE_INFINITY, maxDepth = Number.POSITIVE_INFINITY } = bound;
          const isWithin = twin.closed && twin.distinct < maxStates && twin.depth < maxDepth;
          if (isWithin) expectAgreement(model, twin, verdict);
          else if (verdict.kind === 'violated') verifyExecution(model, verdict.execution as Execution);
          else expect(verdict.kind).toBe('bounded');
          expect(verdict.coverage.depth).toBeLessThanOrEqual(maxDepth);
        },
      ),
      { seed: SEED, numRuns: runs(100) },
    );
  });

  it('answers the same when spec code is called twice (lint)', async () => {
    await fc.assert(
      fc.asyncProperty(modelPlan, async (plan) => {
        const model = modelOf(plan);
        expect(await answers(model, { lint: true, maxStates: STATES_MAX })).toEqual(
          await answers(model, { maxStates: STATES_MAX }),
        );
      }),
      { seed: SEED, numRuns: runs(50) },
    );
  });
});
