/**
 * Whether a model, and what its actions answer, have the shapes that checker/model.ts declares. Spec files are run
 * without a type checker, and a malformed part must be told, never silently mean "nothing".
 */
import { fairnessFault } from '../liveness/fairness-names.js';
import { LIVENESS_KINDS, type Model } from '../model.js';
import { ModelError } from '../tables/layout.js';

const PROPERTY_KINDS: readonly string[] = [
  'invariant',
  'transition',
  'reachable',
  'deadlock',
  'refines',
  ...LIVENESS_KINDS,
];

type Fields = Readonly<Record<string, unknown>>;

/** @throws ModelError naming the part of the model that is malformed. */
export function requireWellFormed(model: Model): void {
  const refuse = (what: string): never => {
    throw new ModelError(`model ${String(model.name)} ${what}`);
  };
  for (const part of ['variables', 'initial', 'actions', 'properties'] as const) {
    if (!Array.isArray(model[part])) refuse(`has no list of ${part}`);
  }
  if (model.initial.length === 0) refuse('has no initial state');
  if (model.sorts !== undefined && !Array.isArray(model.sorts)) refuse('has sorts that are no list');
  for (const sort of (model.sorts ?? []) as readonly unknown[]) {
    const fault = sortFault(sort);
    if (fault !== undefined) refuse(`has a malformed sort: ${fault}`);
  }
  for (const updates of model.initial as readonly unknown[]) {
    const fault = updatesFault(updates);
    if (fault !== undefined) refuse(`has a malformed initial state: ${fault}`);
  }
  for (const action of model.actions as readonly unknown[]) {
    if (!isObject(action) || typeof action.run !== 'function') refuse('has an action without run');
    const { name, node } = action as Fields;
    if (typeof name !== 'string' && typeof name !== 'function') refuse('has an action without a name');
    if (node !== undefined && typeof node !== 'string') refuse(`has an action of a node that is no string`);
  }
  const names = new Set<unknown>();
  for (const property of model.properties as readonly unknown[]) {
    const fault = propertyFault(property) ?? fairnessFault(property as Fields, model);
    if (fault !== undefined) refuse(`has a malformed property: ${fault}`);
    // What is found out of a property is kept by its name: of two that share one, one would be given the other's verdict.
    const { name } = property as Fields;
    if (names.has(name)) refuse(`declares the property ${String(name)} twice`);
    names.add(name);
  }
}

function sortFault(sort: unknown): string | undefined {
  if (!isObject(sort) || typeof sort.name !== 'string') return 'it has no name';
  const { name, ids, ordered } = sort;
  const isListed = Array.isArray(ids) && ids.length > 0 && ids.every((id) => typeof id === 'string');
  if (!isListed) return `${name} has no list of ids; an id is a string`;
  return ordered === undefined || typeof ordered === 'string'
    ? undefined
    : `${name} says that it is ordered, but not why; write the reason`;
}

function propertyFault(property: unknown): string | undefined {
  if (!isObject(property)) return 'it is no object';
  const { name, kind, instances, mayEnd, abstract, mapping } = property;
  if (typeof name !== 'string') return 'it has no name';
  if (!PROPERTY_KINDS.includes(kind as string)) {
    return `${name} is of kind ${String(kind)}; there are: ${PROPERTY_KINDS.join(', ')}`;
  }
  if (kind === 'deadlock') return typeof mayEnd === 'function' ? undefined : `${name} has no mayEnd`;
  if (kind === 'refines') {
    return isObject(abstract) && Array.isArray(mapping)
      ? undefined
      : `${name} has no abstract model and mapping`;
  }
  const predicates = kind === 'leadsTo' ? ['from', 'to'] : ['holds'];
  const isListed =
    Array.isArray(instances) &&
    instances.every((i) => isObject(i) && predicates.every((field) => typeof i[field] === 'function'));
  return isListed ? undefined : `${name} has no list of instances, each with ${predicates.join(' and ')}`;
}

/** What is wrong with the answer of an action, if anything is. */
export function answerFault(answer: unknown): string | undefined {
  if (!Array.isArray(answer)) return 'answers with no list of outcomes';
  for (const outcome of answer as readonly unknown[]) {
    if (!isObject(outcome)) return 'answers with an outcome that is no object';
    const fault = updatesFault(outcome.updates);
    if (fault !== undefined) return `answers with an outcome whose ${fault}`;
    const { received, sent = [] } = outcome;
    if (received !== undefined && !isTransfer(received))
      return 'answers with a received that is no { from, to, message }';
    if (!Array.isArray(sent) || !sent.every(isTransfer))
      return 'answers with a sent that is no list of { from, to, message }';
  }
  return undefined;
}

function updatesFault(updates: unknown): string | undefined {
  if (!Array.isArray(updates)) return 'updates are no list';
  for (const update of updates as readonly unknown[]) {
    if (!isObject(update)) return `updates hold ${String(update)}; use set, add and change`;
    const { kind, cell, soup, by } = update;
    const isKnown =
      (kind === 'set' && isObject(cell)) ||
      (kind === 'add' && isObject(soup)) ||
      (kind === 'change' && isObject(cell) && isObject(by) && typeof by.apply === 'function');
    if (!isKnown) return `updates hold a malformed ${String(kind)}; use set, add and change`;
  }
  return undefined;
}

function isTransfer(transfer: unknown): boolean {
  return isObject(transfer) && typeof transfer.from === 'string' && typeof transfer.to === 'string';
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}
