/**
 * Of all shortest counterexamples the one shown has the fewest context switches: on random layered graphs, in which each
 * edge is a step of some process, so that one process reaches a state on several ways, of which the first need not be the best.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { checkModel } from '../../../checker/check.js';
import { contextSwitches } from '../../../checker/execution.js';
import { type Action, cell, type Model, type Property, set, type View } from '../../../checker/model.js';
import { verifyExecution } from '../../../checker/paths/verify.js';
import { explore, fewestSwitches } from '../twin.js';

const LAYERS = 6;
const WIDTH = 3;
const PROCESSES = ['p', 'q', 'r'] as const;

/** A step of a process (or of an action of no process) from a place in a layer to a place in the next. */
interface Edge {
  readonly layer: number;
  readonly from: number;
  readonly to: number;
  readonly process: number;
}

const edge: fc.Arbitrary<Edge> = fc.record({
  layer: fc.nat(LAYERS - 2),
  from: fc.nat(WIDTH - 1),
  to: fc.nat(WIDTH - 1),
  process: fc.nat(PROCESSES.length - 1),
});

interface Place {
  readonly layer: number;
  readonly place: number;
}

const at = cell<Place>('at');

function modelOf(
  edges: readonly Edge[],
  kind: 'invariant' | 'transition' | 'deadlock',
  withNodes: boolean,
): Model {
  const isLast = (view: View): boolean => view.get(at).layer === LAYERS - 1;
  const head = { name: 'never-last', says: '' };
  const property: Property =
    kind === 'deadlock'
      ? { ...head, kind, mayEnd: (view) => !isLast(view) }
      : kind === 'transition'
        ? { ...head, kind, instances: [{ holds: (_before, after) => !isLast(after) }] }
        : { ...head, kind, instances: [{ holds: (view) => !isLast(view) }] };
  return {
    name: 'layers',
    variables: [at],
    initial: [[set(at, { layer: 0, place: 0 })], [set(at, { layer: 0, place: 1 })]],
    actions: PROCESSES.map(
      (name, process): Action => ({
        name: withNodes ? 'step' : `step of ${name}`,
        ...(withNodes ? { node: name } : {}),
        run: (view) => {
          const { layer, place } = view.get(at);
          return edges
            .filter((e) => e.layer === layer && e.from === place && e.process === process)
            .map(({ to }) => ({ updates: [set(at, { layer: layer + 1, place: to })] }));
        },
      }),
    ),
    properties: [property],
  };
}

it('shows as few switches as any shortest counterexample has', async () => {
  let compared = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(edge, { minLength: 30, maxLength: 50 }),
      fc.constantFrom('invariant', 'transition', 'deadlock'),
      fc.boolean(),
      async (edges, kind, withNodes) => {
        const model = modelOf(edges, kind, withNodes);
        const verdict = await checkModel(model);
        if (verdict.kind !== 'violated' || verdict.execution === undefined) return;
        const { steps } = verdict.execution;
        const fewest = fewestSwitches(model, explore(model, 1000), model.properties[0], steps.length, 20_000);
        if (fewest === undefined) return;
        compared++;
        expect(contextSwitches(steps)).toBe(fewest);
        verifyExecution(model, verdict.execution);
      },
    ),
    { seed: 20261121, numRuns: 150 },
  );
  expect(compared).toBeGreaterThan(100);
});
