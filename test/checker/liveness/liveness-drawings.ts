/**
 * Small state graphs by their edges, and what tests ask of verdicts on liveness.
 */
import { expect } from 'vitest';
import { type CheckOptions, checkModel } from '../../../checker/check.js';
import { cell, type Fairness, type Model, type Property, set } from '../../../checker/model.js';
import { verifyExecution } from '../../../checker/paths/verify.js';
import type { PropertyReport, Verdict } from '../../../checker/verdict.js';
import { action, does, eventually } from '../../../spec/kit/plain.js';

export function reportOf({ coverage }: Verdict, name: string): PropertyReport {
  return coverage.properties.find((report) => report.name === name) as PropertyReport;
}

export async function executionOf(model: Model, options?: CheckOptions) {
  const verdict = await checkModel(model, options);
  if (verdict.kind !== 'violated' || verdict.execution === undefined) expect.fail(`it is ${verdict.kind}`);
  verifyExecution(model, verdict.execution);
  return verdict.execution;
}

/** Edges by action, from one number to another; the first state is 0. */
export function drawn(edges: readonly (readonly [string, number, number])[], property: Property): Model {
  const at = cell<number>('at');
  const names = [...new Set(edges.map(([name]) => name))];
  return {
    name: 'drawn',
    variables: [at],
    initial: [[set(at, 0)]],
    actions: names.map((name) =>
      action(name, {}, (view) =>
        edges
          .filter(([other, from]) => other === name && from === view.get(at))
          .flatMap(([, , to]) => does(set(at, to))),
      ),
    ),
    properties: [property],
  };
}

export const atState = (state: number) => (view: { get: (c: never) => unknown }) =>
  view.get(cell('at') as never) === state;
export const comesTo = (state: number, fairness: readonly Fairness[]) =>
  eventually('comes', 'it gets there', atState(state), fairness);
