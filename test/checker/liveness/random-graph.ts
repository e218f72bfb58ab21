/**
 * Random small state graphs, as descriptions that print and shrink well, and the models whose graphs they are: one cell that says where
 * the execution is, and actions that are lists of edges. Some edges lead from a state to itself, some are there twice under
 * different actions, some actions are named by what they are given; states may be dead ends or out of reach.
 */
import fc from 'fast-check';
import {
  type Action,
  cell,
  type Fairness,
  type LivenessProperty,
  type Model,
  over,
  set,
  type View,
} from '../../../checker/model.js';

export interface EdgePlan {
  readonly from: number;
  readonly to: number;
  readonly action: 'a' | 'b' | 'c';
  readonly node: 'p' | 'q' | undefined;
  readonly x: 1 | 2;
}

export interface GraphPlan {
  readonly states: number;
  readonly initial: readonly number[];
  readonly edges: readonly EdgePlan[];
  readonly fairness: readonly Fairness[];
  readonly kind: 'eventually' | 'leadsTo' | 'possible';
  /** Of each instance, the states that satisfy `holds` (or `to`), and `from`. */
  readonly instances: readonly { readonly to: readonly number[]; readonly from: readonly number[] }[];
}

const STATES_MAX = 6;
const state = fc.nat(STATES_MAX - 1);
const node = fc.constantFrom<('p' | 'q' | undefined)[]>('p', 'q', undefined);
const action = fc.constantFrom<('a' | 'b' | 'c')[]>('a', 'b', 'c');

const fairness: fc.Arbitrary<Fairness> = fc
  .record({
    kind: fc.constantFrom<Fairness['kind'][]>('weak', 'strong'),
    action,
    node: fc.constantFrom<('p' | 'q' | undefined)[]>(undefined, undefined, 'p', 'q'),
    each: fc.constantFrom<Fairness['each'][]>(undefined, 'node', 'step'),
  })
  .map(({ kind, action, node, each }) => ({
    kind,
    action,
    ...(node === undefined ? {} : { node }),
    ...(each === undefined ? {} : { each }),
  }));

export const graphPlan: fc.Arbitrary<GraphPlan> = fc.record({
  states: fc.integer({ min: 1, max: STATES_MAX }),
  initial: fc.uniqueArray(state, { minLength: 1, maxLength: 2 }),
  edges: fc.array(fc.record({ from: state, to: state, action, node, x: fc.constantFrom<(1 | 2)[]>(1, 2) }), {
    maxLength: 14,
  }),
  fairness: fc.array(fairness, { maxLength: 4 }),
  kind: fc.constantFrom<GraphPlan['kind'][]>('eventually', 'leadsTo', 'leadsTo', 'possible'),
  instances: fc.array(
    fc.record({ to: fc.uniqueArray(state, { maxLength: 2 }), from: fc.uniqueArray(state, { maxLength: 4 }) }),
    { minLength: 1, maxLength: 2 },
  ),
});

/** The edges between states that there are. */
export function edgesOf({ edges, states }: GraphPlan): EdgePlan[] {
  return edges.map((edge) => ({ ...edge, from: edge.from % states, to: edge.to % states }));
}

export function initialOf({ initial, states }: GraphPlan): number[] {
  return [...new Set(initial.map((state) => state % states))];
}

const at = cell<number>('at');

/** The model that a description means: each action of each node is declared, `c` once for both and named by what it is given. */
export function modelOf(plan: GraphPlan): Model {
  const edges = edgesOf(plan);
  const declared: Action[] = (['a', 'b'] as const).flatMap((name) =>
    (['p', 'q', undefined] as const).flatMap((node) =>
      ([1, 2] as const).map(
        (x): Action => ({
          name,
          node,
          parameters: { x },
          run: (view) =>
            edges
              .filter((e) => e.action === name && e.node === node && e.x === x && e.from === view.get(at))
              .map((e) => ({ updates: [set(at, e.to)] })),
        }),
      ),
    ),
  );
  const given = (['p', 'q', undefined] as const).map(
    (node): Action => ({
      name: () => 'c',
      node,
      over: over.cell(at, (state) =>
        edges.filter((e) => e.action === 'c' && e.from === state).map((e) => e.x),
      ),
      run: (view, x) =>
        edges
          .filter((e) => e.action === 'c' && e.node === node && e.x === x && e.from === view.get(at))
          .map((e) => ({ updates: [set(at, e.to)] })),
    }),
  );
  return {
    name: 'random-graph',
    variables: [at],
    initial: initialOf(plan).map((state) => [set(at, state)]),
    actions: [...declared, ...given],
    properties: [propertyOf(plan)],
  };
}

function propertyOf({ kind, fairness, instances, states }: GraphPlan): LivenessProperty {
  const isIn = (some: readonly number[]) => (view: View) =>
    some.some((state) => state % states === view.get(at));
  const head = { name: 'property', says: 'what is wanted' };
  const simple = instances.map(({ to }, i) => ({ parameters: { i }, holds: isIn(to) }));
  if (kind === 'possible') return { kind, ...head, instances: simple };
  if (kind === 'eventually') return { kind, ...head, instances: simple, fairness };
  return {
    kind,
    ...head,
    fairness,
    instances: instances.map(({ to, from }, i) => ({ parameters: { i }, from: isIn(from), to: isIn(to) })),
  };
}
