/**
 * Random small models, as descriptions that print and shrink well, and what they mean.
 *
 * What makes them mean: which variable a piece of code reads next depends on what it has read so far, so that
 * decision tables become irregular trees; patterns are asked of soups for the first time in the middle of a search, by
 * actions as well as by properties; a cell is set where it was read, set unread, and changed blindly.
 * All numbers are taken modulo what there is, so that any description is a model.
 */
import fc from 'fast-check';
import { List } from 'immutable';
import {
  type Action,
  add,
  blind,
  type Cell,
  cell,
  change,
  type Model,
  type Outcome,
  over,
  type Property,
  type Soup,
  set,
  soup,
  type Update,
  type View,
} from '../../checker/model.js';

/** What a piece of code reads: a number. */
type Source =
  | { readonly read: 'cell'; readonly cell: number; readonly after: boolean }
  | { readonly read: 'soup'; readonly soup: number; readonly pattern: number; readonly after: boolean }
  | { readonly read: 'element' };

/** A decision: read a number, go on with the branch of that number, and so on to a leaf. */
type Tree<L> = { readonly leaf: L } | { readonly read: Source; readonly branches: readonly Tree<L>[] };

interface UpdatePlan {
  readonly do: 'set' | 'step' | 'change' | 'add' | 'element';
  readonly target: number;
  readonly by: number;
}

interface ActionPlan {
  readonly name: string;
  readonly node?: string;
  readonly over: 'nothing' | 'soup' | 'cell';
  readonly target: number;
  readonly namedByElement: boolean;
  readonly run: Tree<readonly (readonly UpdatePlan[])[]>;
}

interface PropertyPlan {
  readonly kind: 'invariant' | 'transition' | 'reachable' | 'deadlock';
  readonly instances: readonly Tree<boolean>[];
}

export interface ModelPlan {
  /** Of each cell, how many values it may have, and what they look like. */
  readonly cells: readonly { readonly size: number; readonly as: 'number' | 'object' | 'list' | 'queue' }[];
  /** Of each soup, how many members there may be. */
  readonly soups: readonly number[];
  readonly initial: readonly { readonly values: readonly number[]; readonly members: readonly number[] }[];
  readonly actions: readonly ActionPlan[];
  readonly properties: readonly PropertyPlan[];
}

const QUEUE_LENGTH_MAX = 2;

interface Member {
  readonly kind: 'a' | 'b';
  readonly n: number;
}

const member = (n: number): Member => ({ kind: n % 2 === 0 ? 'a' : 'b', n });

const PATTERNS = [
  undefined,
  { kind: 'a' },
  { kind: 'b' },
  { n: 0 },
  { n: 1 },
  { kind: 'a', n: 2 },
  {},
] as const;

/** The model that a description means. */
export function modelOf(plan: ModelPlan): Model {
  const cells = plan.cells.map((_, i) => cell<unknown>(`c${i}`));
  const soups = plan.soups.map((_, i) => soup<Member>(`s${i}`));
  const kindOf = (c: number) => plan.cells[c % plan.cells.length];
  const cellAt = (c: number): Cell<unknown> => cells[c % cells.length];
  const soupAt = (s: number): Soup<Member> => soups[s % soups.length];
  const queueItem = (n: number) => ({ item: n % 2 });

  const valueAt = (c: number, n: number): unknown => {
    const { as, size } = kindOf(c);
    if (as === 'queue') return n % 2 === 0 ? [] : [queueItem(n)];
    if (as === 'object') return { at: n % size };
    return as === 'list' ? List([n % size]) : n % size;
  };
  const numberOf = (c: number, value: unknown): number => {
    const { as } = kindOf(c);
    if (as === 'queue') return (value as { item: number }[]).reduce((sum, { item }) => 2 * sum + item + 1, 0);
    if (as === 'object') return (value as { at: number }).at;
    return as === 'list' ? ((value as List<number>).get(0) as number) : (value as number);
  };
  const moved = (c: number, value: unknown, by: number): unknown => {
    if (kindOf(c).as !== 'queue') return valueAt(c, numberOf(c, value) + by);
    const queue = value as unknown[];
    return queue.slice(1);
  };
  const changes = cells.map((_, c) =>
    blind(`change c${c}`, (value: unknown, by: number): unknown => {
      if (kindOf(c).as !== 'queue') return moved(c, value, by);
      const queue = value as unknown[];
      return queue.length < QUEUE_LENGTH_MAX ? [...queue, queueItem(by)] : queue;
    }),
  );
  const elementNumber = (element: unknown): number => {
    const parts = (element ?? {}) as { n?: number; item?: number; e?: number };
    return parts.n ?? parts.item ?? parts.e ?? 0;
  };

  const decide = <L>(tree: Tree<L>, before: View, after: View, element: unknown): L => {
    let at = tree;
    while ('branches' in at) {
      const { read, branches } = at;
      let n = 0;
      if (read.read === 'element') n = elementNumber(element);
      else {
        const view = read.after ? after : before;
        if (read.read === 'cell') n = numberOf(read.cell, view.get(cellAt(read.cell)));
        else if (soups.length > 0) {
          n = view.sent(soupAt(read.soup), PATTERNS[read.pattern % PATTERNS.length]).length;
        }
      }
      at = branches[n % branches.length];
    }
    return at.leaf;
  };

  const updateOf = (view: View, { do: what, target, by }: UpdatePlan, element: unknown): Update[] => {
    const c = target % cells.length;
    switch (what) {
      case 'set':
        return [set(cells[c], valueAt(c, by))];
      case 'step':
        return [set(cells[c], moved(c, view.get(cells[c]), by))];
      case 'change':
        return [change(cells[c], changes[c], by)];
      case 'element':
        return [set(cells[c], valueAt(c, elementNumber(element)))];
      case 'add':
        return soups.length === 0
          ? []
          : [add(soupAt(target), member(by % plan.soups[target % soups.length]))];
    }
  };

  const actionOf = (a: ActionPlan, index: number): Action => {
    const ranges = a.over === 'soup' && soups.length === 0 ? 'nothing' : a.over;
    return {
      name: a.namedByElement ? (element) => `${a.name}${elementNumber(element)}` : a.name,
      ...(a.node === undefined ? {} : { node: a.node }),
      parameters: { index },
      ...(ranges === 'soup' ? { over: over.soup(soupAt(a.target)) } : {}),
      // The elements repeat, and each must count once.
      ...(ranges === 'cell'
        ? {
            over: over.cell(cellAt(a.target), (value) => {
              if (kindOf(a.target).as === 'queue') return value as unknown[];
              return Array.from({ length: numberOf(a.target, value) }, (_, i) => ({ e: i % 2 }));
            }),
          }
        : {}),
      run: (view, element): Outcome[] =>
        decide(a.run, view, view, element).map((updates, i) => ({
          parameters: { choice: i },
          updates: updates.flatMap((update) => updateOf(view, update, element)),
        })),
    };
  };

  const propertyOf = ({ kind, instances }: PropertyPlan, index: number): Property => {
    const head = { name: `${kind} ${index}`, says: '' };
    switch (kind) {
      case 'deadlock':
        return { ...head, kind, mayEnd: (view) => decide(instances[0], view, view, undefined) };
      case 'transition':
        return {
          ...head,
          kind,
          instances: instances.map((tree, i) => ({
            parameters: { i },
            holds: (before, after) => decide(tree, before, after, undefined),
          })),
        };
      default: {
        const holds = (tree: Tree<boolean>) => (view: View) => decide(tree, view, view, undefined);
        return {
          ...head,
          kind,
          instances: instances.map((tree, i) => ({ parameters: { i }, holds: holds(tree) })),
        };
      }
    }
  };

  return {
    name: 'random',
    variables: [...cells, ...soups],
    initial: plan.initial.map(({ values, members }) => [
      ...cells.map((c, i) => set(c, valueAt(i, values[i % values.length]))),
      ...(soups.length === 0
        ? []
        : members.map((m) => add(soupAt(m), member(m % plan.soups[m % soups.length])))),
    ]),
    actions: plan.actions.map(actionOf),
    properties: plan.properties.map(propertyOf),
  };
}

const small = fc.nat(11);

const source: fc.Arbitrary<Source> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ read: fc.constant('cell'), cell: small, after: fc.boolean() }) },
  {
    weight: 5,
    arbitrary: fc.record({ read: fc.constant('soup'), soup: small, pattern: small, after: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.constant({ read: 'element' }) },
) as fc.Arbitrary<Source>;

function tree<L>(leaf: fc.Arbitrary<L>, depth: number): fc.Arbitrary<Tree<L>> {
  const end = leaf.map((l): Tree<L> => ({ leaf: l }));
  if (depth === 0) return end;
  const branches = fc.array(tree(leaf, depth - 1), { minLength: 2, maxLength: 3 });
  return fc.oneof(
    { weight: 1, arbitrary: end },
    { weight: 3, arbitrary: fc.record({ read: source, branches }) as fc.Arbitrary<Tree<L>> },
  );
}

const updatePlan: fc.Arbitrary<UpdatePlan> = fc.record({
  do: fc.constantFrom('set', 'step', 'change', 'add', 'element'),
  target: small,
  by: small,
});

const outcomes = fc.array(fc.array(updatePlan, { minLength: 1, maxLength: 3 }), { maxLength: 2 });

const actionPlan: fc.Arbitrary<ActionPlan> = fc.record(
  {
    name: fc.constantFrom('A', 'B', 'C'),
    node: fc.constantFrom('p', 'q'),
    over: fc.constantFrom('nothing', 'nothing', 'soup', 'cell'),
    target: small,
    namedByElement: fc.boolean(),
    run: tree(outcomes, 3),
  },
  { requiredKeys: ['name', 'over', 'target', 'namedByElement', 'run'] },
);

const mostly = (usual: boolean): fc.Arbitrary<boolean> =>
  fc.oneof({ weight: 12, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constant(!usual) });

const propertyPlan = (
  kind: PropertyPlan['kind'],
  usual: boolean,
  instancesMax: number,
): fc.Arbitrary<PropertyPlan> =>
  fc.record({
    kind: fc.constant(kind),
    instances: fc.array(tree(mostly(usual), 3), { minLength: 1, maxLength: instancesMax }),
  });

export const modelPlan: fc.Arbitrary<ModelPlan> = fc.record({
  cells: fc.array(
    fc.record({
      size: fc.integer({ min: 2, max: 4 }),
      as: fc.constantFrom('number', 'object', 'list', 'queue'),
    }),
    { minLength: 1, maxLength: 4 },
  ),
  soups: fc.array(fc.integer({ min: 2, max: 6 }), { maxLength: 2 }),
  initial: fc.array(
    fc.record({
      values: fc.array(small, { minLength: 1, maxLength: 4 }),
      members: fc.array(small, { maxLength: 2 }),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  actions: fc.array(actionPlan, { minLength: 1, maxLength: 6 }),
  properties: fc.array(
    fc.oneof(
      { weight: 3, arbitrary: propertyPlan('invariant', true, 2) },
      { weight: 3, arbitrary: propertyPlan('transition', true, 2) },
      { weight: 2, arbitrary: propertyPlan('reachable', false, 2) },
      { weight: 1, arbitrary: propertyPlan('deadlock', true, 1) },
    ),
    { maxLength: 4 },
  ),
});

/**
 * The same models, with step predicates that read only the state before the step: where they are false, they are so of whatever is done
 * there, be it that it changes nothing that they read.
 */
export const restlessPlan: fc.Arbitrary<ModelPlan> = fc
  .tuple(modelPlan, fc.array(fc.record({ cell: small, after: fc.boolean() }), { minLength: 1, maxLength: 2 }))
  .map(([plan, reads]) => ({
    ...plan,
    properties: reads.map(({ cell, after }) => {
      const branches = [{ leaf: true }, { leaf: true }, { leaf: false }];
      return { kind: 'transition', instances: [{ read: { read: 'cell', cell, after }, branches }] } as const;
    }),
  }));
