/**
 * Random small models that treat ids alike by construction, as descriptions that print and shrink well, and what they mean.
 *
 * Code never names an id: it speaks of a process `self`, another (or the same) process `peer` and a value `value`, and runs once for each way
 * to choose them. Ids end up in every place where a renaming must find them: as values, fields, members of a Set, keys of
 * a Map and of an object, in lists that have an order and in lists that have none, in messages and in names of variables.
 */
import fc from 'fast-check';
import { Map, Set } from 'immutable';
import { canonical } from '../../../checker/canonical.js';
import {
  type Action,
  add,
  blind,
  type Cell,
  cell,
  change,
  type Model,
  over,
  type Pattern,
  type Property,
  type Sort,
  set,
  soup,
  type Update,
  unorderedCell,
  type View,
} from '../../../checker/model.js';

/** Something that can be asked of a state, given who is meant; `not` turns it round. */
interface Atom {
  readonly ask: 'phase' | 'holds' | 'knows' | 'count' | 'sent' | 'in set' | 'in map' | 'first' | 'in bag';
  readonly of: 'self' | 'peer';
  readonly n: number;
  readonly not: boolean;
}

interface UpdatePlan {
  readonly do: 'phase' | 'hold' | 'drop' | 'know' | 'send' | 'set' | 'map' | 'append' | 'take first' | 'put';
  readonly n: number;
}

interface ActionPlan {
  readonly name: string;
  readonly byElement: boolean;
  readonly guards: readonly Atom[];
  readonly outcomes: readonly (readonly UpdatePlan[])[];
}

interface PropertyPlan {
  readonly kind: 'invariant' | 'transition' | 'reachable' | 'deadlock';
  readonly asked: 'once' | 'of each process' | 'of each process and value' | 'of each pair';
  readonly atoms: readonly Atom[];
  /** For a transition: what holds after the step. */
  readonly after: readonly Atom[];
}

export interface SymmetricPlan {
  readonly processes: number;
  readonly values: number;
  /** Whether the processes are a sort, the values, or both. */
  readonly alike: 'processes' | 'values' | 'both';
  /** Whether one process, any of them, begins in another phase. */
  readonly oneApart: boolean;
  readonly actions: readonly ActionPlan[];
  readonly properties: readonly PropertyPlan[];
}

interface Process {
  readonly phase: number;
  readonly holds: string | null;
  readonly knows: { readonly [id: string]: number };
}

interface Message {
  readonly kind: 'm';
  readonly from: string;
  readonly value: string;
  readonly n: number;
}

/** Who is meant. */
interface Binding {
  readonly self: string;
  readonly peer: string;
  readonly value: string;
}

const PHASES = 3;
const LIST_LENGTH_MAX = 2;

const append = blind('append', (list: readonly string[], id: string) =>
  list.length < LIST_LENGTH_MAX ? [...list, id] : list,
);
const put = blind('put', (bag: readonly object[], item: object) =>
  bag.length < LIST_LENGTH_MAX ? [...bag, item].sort((a, b) => (canonical(a) < canonical(b) ? -1 : 1)) : bag,
);

/** The model that a description means. */
export function symmetricModelOf(plan: SymmetricPlan): Model {
  const ids = Array.from({ length: plan.processes }, (_, i) => `a${i + 1}`);
  const values = Array.from({ length: plan.values }, (_, i) => `v${i + 1}`);
  const sorts: Sort[] = [
    { name: 'processes', ids, ...(plan.alike === 'values' ? { ordered: 'the plan says so' } : {}) },
    { name: 'values', ids: values, ...(plan.alike === 'processes' ? { ordered: 'the plan says so' } : {}) },
  ];
  const processes = new globalThis.Map(ids.map((id) => [id, cell<Process>(`process ${id}`)]));
  const stateOf = (view: View, id: string): Process => view.get(processes.get(id) as Cell<Process>);
  const group = cell<Set<string>>('group');
  const table = cell<Map<string, string>>('table');
  const list = cell<readonly string[]>('list');
  const bag = unorderedCell<object>('bag');
  const messages = soup<Message>('messages');

  const isSo = (view: View, { self, peer, value }: Binding, { ask, of, n, not }: Atom): boolean => {
    const id = of === 'self' ? self : peer;
    const answer = (): boolean => {
      switch (ask) {
        case 'phase':
          return stateOf(view, id).phase === n % PHASES;
        case 'holds':
          return stateOf(view, id).holds === (n % 2 === 0 ? value : null);
        case 'knows':
          return stateOf(view, self).knows[id] !== undefined;
        case 'count':
          return ids.filter((other) => stateOf(view, other).phase === n % PHASES).length > n % 2;
        case 'sent': {
          const patterns: readonly Pattern<Message>[] = [
            { from: id },
            { value },
            { from: id, value },
            { n: n % 2 },
          ];
          return view.sent(messages, patterns[n % patterns.length]).length > n % 3;
        }
        case 'in set':
          return view.get(group).has(id);
        case 'in map':
          return view.get(table).get(id) === value;
        case 'first':
          return view.get(list)[0] === id;
        case 'in bag':
          return view.get(bag).some((item) => canonical(item) === canonical({ id, n: n % 2 }));
      }
    };
    return answer() !== not;
  };

  const updatesOf = (view: View, { self, peer, value }: Binding, { do: what, n }: UpdatePlan): Update[] => {
    const mine = processes.get(self) as Cell<Process>;
    const state = view.get(mine);
    switch (what) {
      case 'phase':
        return [set(mine, { ...state, phase: n % PHASES })];
      case 'hold':
        return [set(mine, { ...state, holds: value })];
      case 'drop':
        return [set(mine, { ...state, holds: null })];
      case 'know':
        return [set(mine, { ...state, knows: { [peer]: n % 2 } })];
      case 'send':
        return [add(messages, { kind: 'm', from: self, value, n: n % 2 })];
      case 'set':
        return [set(group, n % 2 === 0 ? view.get(group).add(self) : view.get(group).delete(peer))];
      case 'map':
        return [set(table, view.get(table).set(self, value))];
      case 'append':
        return [change(list, append, self)];
      case 'take first':
        return [set(list, view.get(list).slice(1))];
      case 'put':
        return [change(bag, put, { id: peer, n: n % 2 })];
    }
  };

  const bindings = ids.flatMap((self) =>
    ids.flatMap((peer) => values.map((value): Binding => ({ self, peer, value }))),
  );
  const answers = (view: View, plan: ActionPlan, binding: Binding) =>
    plan.guards.every((atom) => isSo(view, binding, atom))
      ? plan.outcomes.map((updates) => ({
          updates: updates.flatMap((update) => updatesOf(view, binding, update)),
        }))
      : [];
  const actionsOf = (plan: ActionPlan): Action[] => {
    const { name } = plan;
    if (!plan.byElement) {
      return bindings.map((binding) => ({
        name,
        node: binding.self,
        parameters: { peer: binding.peer, value: binding.value },
        run: (view) => answers(view, plan, binding),
      }));
    }
    return ids.map((self) => ({
      name,
      node: self,
      over: over.soup(messages),
      run: (view, element) => {
        const { from, value } = element as Message;
        return answers(view, plan, { self, peer: from, value });
      },
    }));
  };

  const propertyOf = ({ kind, asked, atoms, after }: PropertyPlan, index: number): Property => {
    const head = { name: `${kind} ${index}`, says: '' };
    // Everything is read, whatever it says: a step predicate that stops at the first id which decides it reads of some ids and not
    // of others, and what a step predicate reads is a part of what it means (checker/model.ts, Transition).
    const all = (view: View, binding: Binding, of: readonly Atom[]) =>
      of.map((atom) => isSo(view, binding, atom)).every(Boolean);
    if (kind === 'deadlock') {
      return { ...head, kind, mayEnd: (view) => bindings.some((b) => all(view, b, atoms)) };
    }
    // One instance for each way to choose those that it is asked of; of the others, any.
    const chosen = (binding: Binding): Record<string, string> => {
      const { self, peer, value } = binding;
      if (asked === 'once') return {};
      if (asked === 'of each process') return { self };
      return asked === 'of each pair' ? { self, peer } : { self, value };
    };
    const groups = new globalThis.Map(bindings.map((b) => [canonical(chosen(b)), chosen(b)]));
    const instances = [...groups].map(([text, parameters]) => ({
      parameters,
      some: (test: (binding: Binding) => boolean) =>
        bindings
          .filter((b) => canonical(chosen(b)) === text)
          .map(test)
          .some(Boolean),
    }));
    if (kind === 'transition') {
      return {
        ...head,
        kind,
        instances: instances.map(({ parameters, some }) => ({
          parameters,
          holds: (from, to) => !some((b) => [all(from, b, atoms), all(to, b, after)].every(Boolean)),
        })),
      };
    }
    return {
      ...head,
      kind,
      instances: instances.map(({ parameters, some }) => ({
        parameters,
        holds: (view) => some((b) => all(view, b, atoms)) === (kind === 'reachable'),
      })),
    };
  };

  const begins = (apart: string | undefined): Update[] => [
    ...ids.map((id) =>
      set(processes.get(id) as Cell<Process>, { phase: id === apart ? 1 : 0, holds: null, knows: {} }),
    ),
    set(group, Set()),
    set(table, Map()),
    set(list, []),
    set(bag, []),
  ];
  return {
    name: 'random',
    sorts,
    variables: [...processes.values(), group, table, list, bag, messages],
    initial: plan.oneApart ? ids.map(begins) : [begins(undefined)],
    actions: plan.actions.flatMap(actionsOf),
    properties: plan.properties.map(propertyOf),
  };
}

const small = fc.nat(11);

const atom: fc.Arbitrary<Atom> = fc.record({
  ask: fc.constantFrom(
    'phase',
    'phase',
    'holds',
    'knows',
    'count',
    'sent',
    'in set',
    'in map',
    'first',
    'in bag',
  ),
  of: fc.constantFrom('self', 'self', 'peer'),
  n: small,
  not: fc.boolean(),
});

const updatePlan: fc.Arbitrary<UpdatePlan> = fc.record({
  do: fc.constantFrom(
    'phase',
    'phase',
    'hold',
    'drop',
    'know',
    'send',
    'send',
    'set',
    'map',
    'append',
    'take first',
    'put',
  ),
  n: small,
});

const actionPlan: fc.Arbitrary<ActionPlan> = fc.record({
  name: fc.constantFrom('A', 'B', 'C'),
  byElement: fc.oneof(
    { weight: 2, arbitrary: fc.constant(false) },
    { weight: 1, arbitrary: fc.constant(true) },
  ),
  guards: fc.array(atom, { minLength: 1, maxLength: 3 }),
  outcomes: fc.array(fc.array(updatePlan, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 2 }),
});

const propertyPlan: fc.Arbitrary<PropertyPlan> = fc.record({
  kind: fc.constantFrom('invariant', 'invariant', 'transition', 'reachable', 'deadlock'),
  asked: fc.constantFrom('once', 'of each process', 'of each process and value', 'of each pair'),
  atoms: fc.array(atom, { minLength: 1, maxLength: 3 }),
  after: fc.array(atom, { minLength: 1, maxLength: 2 }),
});

export const symmetricPlan: fc.Arbitrary<SymmetricPlan> = fc.record({
  processes: fc.oneof(
    { weight: 9, arbitrary: fc.integer({ min: 1, max: 3 }) },
    { weight: 1, arbitrary: fc.constant(4) },
  ),
  values: fc.integer({ min: 1, max: 3 }),
  alike: fc.constantFrom('processes', 'values', 'both', 'both'),
  oneApart: fc.boolean(),
  actions: fc.array(actionPlan, { minLength: 2, maxLength: 5 }),
  properties: fc.array(propertyPlan, { minLength: 1, maxLength: 3 }),
});
