/**
 * Orbits against a naive count, on random models that treat ids alike by construction: as many orbits as the plain states fall into, the
 * same verdicts, counterexamples as short. A failure prints a description that random-symmetric-model.ts turns into the model again.
 */
import fc from 'fast-check';
import { isCollection, isKeyed, isOrdered } from 'immutable';
import { describe, expect, it } from 'vitest';
import { checkModel } from '../../checker/check.js';
import { DirectState } from '../../checker/direct.js';
import type { Model, Sort } from '../../checker/model.js';
import { verifyExecution } from '../../checker/replay.js';
import { exchangesOf, SymmetryGroup, unorderedSorts } from '../../checker/symmetry.js';
import { lintSymmetry } from '../../checker/symmetry-lint.js';
import { symmetricModelOf, symmetricPlan } from './random-symmetric-model.js';
import { explore } from './twin.js';

const SEED = 20261121;
const STATES_MAX = 250;

type Renaming = (text: string) => string;

/** All renamings: naively, every function from ids to ids that is one to one within each sort. */
function renamings(sorts: readonly Sort[]): Renaming[] {
  let all: Record<string, string>[] = [{}];
  for (const { ids } of sorts) {
    for (const id of ids) {
      all = all.flatMap((renaming) =>
        ids
          .filter((image) => !Object.values(renaming).includes(image))
          .map((image) => ({ ...renaming, [id]: image })),
      );
    }
  }
  return all.map((renaming) => (text) => renaming[text] ?? text);
}

/** A text of a value after a renaming, equal for equal values: nothing of the checker's own encoder is in it. */
function textOf(value: unknown, rename: Renaming): string {
  if (typeof value === 'string') return JSON.stringify(rename(value));
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return `[${value.map((item) => textOf(item, rename)).join()}]`;
  const entries =
    isCollection(value) && !isKeyed(value) ? [...(value as Iterable<unknown>)] : entriesOf(value);
  return `{${entries
    .map((entry) => textOf(entry, rename))
    .sort()
    .join()}}`;
}

function entriesOf(value: object): unknown[] {
  expect(isOrdered(value)).toBe(false);
  return isCollection(value) ? [...(value as Iterable<[unknown, unknown]>)] : Object.entries(value);
}

function stateText(state: DirectState, rename: Renaming): string {
  const variables = state.assignments().map(({ variable, kind, value }) => {
    const name = variable.split(' ').map(rename).join(' ');
    if (kind === 'cell' && variable !== 'bag') return `${name}: ${textOf(value, rename)}`;
    const items = (value as unknown[]).map((item) => textOf(item, rename));
    return `${name}: ${items.sort().join()}`;
  });
  return variables.sort().join('\n');
}

/** All states that can be reached, by the spec's own code. */
function reachableStates(model: Model): DirectState[] {
  const found = new Map(DirectState.initial(model).map((state) => [state.text(), state]));
  // A Map goes on to the entries that are added while it is gone through.
  for (const state of found.values()) {
    for (const { next } of state.steps()) if (!found.has(next.text())) found.set(next.text(), next);
  }
  return [...found.values()];
}

function countOrbits(model: Model): number {
  const all = renamings(unorderedSorts(model));
  const least = (state: DirectState) =>
    all.map((rename) => stateText(state, rename)).reduce((a, b) => (a < b ? a : b));
  return new Set(reachableStates(model).map(least)).size;
}

describe('on random models that treat ids alike', () => {
  it('there are as many orbits as the states fall into, at the same depth', async () => {
    let merging = 0;
    let large = 0;
    await fc.assert(
      fc.asyncProperty(symmetricPlan, async (plan) => {
        const model = { ...symmetricModelOf(plan), properties: [] };
        const twin = explore(model, STATES_MAX);
        if (!twin.closed) return;
        const orbits = countOrbits(model);
        const { kind, coverage } = await checkModel(model, { symmetry: true });
        expect({ kind, distinct: coverage.distinct, depth: coverage.depth }).toEqual({
          kind: 'holds',
          distinct: orbits,
          depth: twin.depth,
        });
        if (orbits < twin.distinct) merging++;
        if (twin.distinct > 100) large++;
      }),
      { seed: SEED, numRuns: 250 },
    );
    expect(merging).toBeGreaterThan(60);
    expect(large).toBeGreaterThan(20);
  });

  it('each property has the same verdict, and its counterexamples are as short', async () => {
    const seen = { holds: 0, violated: 0, missed: 0 };
    await fc.assert(
      fc.asyncProperty(symmetricPlan, async (plan) => {
        const whole = symmetricModelOf(plan);
        for (const property of whole.properties) {
          const model = { ...whole, properties: [property] };
          const twin = explore(model, STATES_MAX);
          if (!twin.closed) return;
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
            seen.violated++;
          } else if (isMissed) seen.missed++;
          else seen.holds++;
        }
      }),
      { seed: SEED + 1, numRuns: 200 },
    );
    expect(Math.min(seen.holds, seen.violated, seen.missed)).toBeGreaterThan(30);
  });

  it('the lint finds nothing', async () => {
    let complete = 0;
    await fc.assert(
      fc.asyncProperty(symmetricPlan, async (plan) => {
        const model = symmetricModelOf(plan);
        const group = new SymmetryGroup(unorderedSorts(model));
        const lint = await lintSymmetry(model, group, { statesMax: 60 });
        expect(lint === undefined).toBe(exchangesOf(group.sorts).length === 0);
        if (lint?.isComplete) complete++;
      }),
      { seed: SEED + 2, numRuns: 80 },
    );
    expect(complete).toBeGreaterThan(20);
  });
});
