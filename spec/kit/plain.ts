/**
 * The plain front end: guarded actions over declared variables, each quantified over finite domains.
 *
 *     forEach({ ballot: ballots, value: values }, (p) => action('Phase2a', p, (view) => ...))
 */
import type {
  Action,
  Cell,
  Deadlock,
  Eventually,
  Fairness,
  Invariant,
  LeadsTo,
  Mapping,
  Model,
  Outcome,
  Over,
  Parameters,
  Possible,
  Primitive,
  Reachable,
  Refines,
  ResponseInstance,
  Soup,
  StateInstance,
  Transition,
  Update,
  View,
} from '../../checker/model.js';

type Domains = Readonly<Record<string, readonly Primitive[]>>;
type Binding<D extends Domains> = { readonly [K in keyof D]: D[K][number] };

/** Every combination of one value of each domain, in order, the last domain running fastest. */
export function bindings<const D extends Domains>(domains: D): Binding<D>[] {
  let all: Record<string, Primitive>[] = [{}];
  for (const [name, values] of Object.entries(domains)) {
    all = all.flatMap((binding) => values.map((value) => ({ ...binding, [name]: value })));
  }
  return all as Binding<D>[];
}

/** One of something for every combination of one value of each domain. */
export function forEach<const D extends Domains, T>(domains: D, make: (binding: Binding<D>) => T): T[] {
  return bindings(domains).map(make);
}

/** The outcomes of an action that is disabled. */
export const disabled: readonly Outcome[] = [];

/**
 * The one outcome of an action that makes these updates.
 * @throws TypeError where one is none, as in `does(condition && set(...))`
 */
export function does(...updates: readonly Update[]): readonly Outcome[] {
  const stranger = updates.findIndex((update) => typeof update !== 'object' || update === null);
  if (stranger >= 0) {
    throw new TypeError(
      `does(...) takes updates such as set(...), change(...) and add(...), not ${String(updates[stranger])}`,
    );
  }
  return [{ updates }];
}

/** A guarded action: `run` answers with every outcome that it allows. */
export function action(
  name: string,
  parameters: Parameters,
  run: (view: View) => readonly Outcome[],
): Action {
  return { name, parameters, run };
}

/** A guarded action for each member of a soup or element of a cell. */
export function actionOver<E>(
  name: string,
  parameters: Parameters,
  over: Over,
  run: (view: View, element: E) => readonly Outcome[],
): Action {
  return { name, parameters, over, run: run as Action['run'] };
}

/** The action as one of a process, which executions then show it under. */
export function by(node: string, action: Action): Action {
  return { ...action, node };
}

export function invariant(
  name: string,
  says: string,
  holds: ((view: View) => boolean) | readonly StateInstance[],
): Invariant {
  return { kind: 'invariant', name, says, instances: asInstances(holds) };
}

export function reachable(
  name: string,
  says: string,
  holds: ((view: View) => boolean) | readonly StateInstance[],
): Reachable {
  return { kind: 'reachable', name, says, instances: asInstances(holds) };
}

export function transition(
  name: string,
  says: string,
  holds: ((before: View, after: View) => boolean) | Transition['instances'],
): Transition {
  return {
    kind: 'transition',
    name,
    says,
    instances: typeof holds === 'function' ? [{ holds }] : checked(holds),
  };
}

/** There is a step in every state but those where `mayEnd` holds. */
export function neverStuck(name: string, says: string, mayEnd: (view: View) => boolean): Deadlock {
  return { kind: 'deadlock', name, says, mayEnd };
}

/** Every step is one of the abstract model, or leaves it as it is; the mapping says of each of its variables what it is in a concrete state. */
export function refines(name: string, says: string, abstract: Model, mapping: readonly Mapping[]): Refines {
  return { kind: 'refines', name, says, abstract, mapping };
}

/** For `refines`: what an abstract cell holds, read off a concrete state. */
export function mapsCell<T>(cell: Cell<T>, value: (view: View) => NoInfer<T>): Mapping {
  return { kind: 'cell', cell: cell as Cell<never>, value };
}

/** For `refines`: what is in an abstract soup, read off a concrete state. It never gets less. */
export function mapsSoup<M>(soup: Soup<M>, members: (view: View) => readonly NoInfer<M>[]): Mapping {
  return { kind: 'soup', soup: soup as Soup<never>, members };
}

/** In every execution that is fair in these ways some state satisfies it. */
export function eventually(
  name: string,
  says: string,
  holds: ((view: View) => boolean) | readonly StateInstance[],
  fairness: readonly Fairness[],
): Eventually {
  return {
    kind: 'eventually',
    name,
    says,
    instances: asInstances(holds),
    fairness: checkedFairness(name, fairness),
  };
}

/**
 * In every execution that is fair in these ways, `to` follows wherever `from` holds. With parameters: a list of instances
 * `{ parameters, from, to }` in the place of the two predicates.
 */
export function leadsTo(
  name: string,
  says: string,
  from: (view: View) => boolean,
  to: (view: View) => boolean,
  fairness: readonly Fairness[],
): LeadsTo;
export function leadsTo(
  name: string,
  says: string,
  instances: readonly ResponseInstance[],
  fairness: readonly Fairness[],
): LeadsTo;
export function leadsTo(name: string, says: string, ...rest: readonly unknown[]): LeadsTo {
  // By the first of them, not by how many there are: the last may have been forgotten.
  const [first, second, third] = rest;
  const [instances, fairness] = Array.isArray(first)
    ? [first, second]
    : [[{ from: first, to: second }], third];
  const isResponse = (instance: ResponseInstance) =>
    typeof instance?.from === 'function' && typeof instance.to === 'function';
  if (!instances.every(isResponse)) {
    throw new TypeError('leadsTo takes two predicates, or a list of instances { parameters, from, to }');
  }
  return { kind: 'leadsTo', name, says, instances, fairness: checkedFairness(name, fairness) };
}

/** From every reachable state one that satisfies it can still be reached. */
export function possible(
  name: string,
  says: string,
  holds: ((view: View) => boolean) | readonly StateInstance[],
): Possible {
  return { kind: 'possible', name, says, instances: asInstances(holds) };
}

/** The action is not from some moment on always enabled and never taken. */
export function weaklyFair(action: string, which: Pick<Fairness, 'node' | 'each'> = {}): Fairness {
  return { kind: 'weak', action, ...which };
}

/** The action is taken infinitely often, if it is enabled infinitely often. */
export function stronglyFair(action: string, which: Pick<Fairness, 'node' | 'each'> = {}): Fairness {
  return { kind: 'strong', action, ...which };
}

function asInstances(holds: ((view: View) => boolean) | readonly StateInstance[]): readonly StateInstance[] {
  return typeof holds === 'function' ? [{ holds }] : checked(holds);
}

/** Instances of a quantified property, each with its predicate. */
function checked<T extends { readonly holds: unknown }>(instances: readonly T[]): readonly T[] {
  if (!Array.isArray(instances) || instances.some((instance) => typeof instance?.holds !== 'function')) {
    throw new TypeError('a property is a predicate, or a list of instances { parameters, holds }');
  }
  return instances;
}

/** Forgotten fairness would read as "none", under which hardly anything comes about. */
function checkedFairness(property: string, fairness: unknown): readonly Fairness[] {
  if (Array.isArray(fairness)) return fairness;
  const missing = fairness === undefined ? 'is missing' : `must be a list, not ${typeof fairness}`;
  throw new TypeError(
    `${property}: the last argument ${missing}: a list of fairness assumptions, such as [weaklyFair(action)]; [] where there are none`,
  );
}
