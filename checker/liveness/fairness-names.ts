/**
 * Whether the fairness that a liveness property asks for speaks of actions that there are. A misspelt name would mean no fairness
 * at all, and the property would be refuted by executions that nobody meant.
 *
 * Most names are known from the start. Where an action's name depends on the element that it is given (`receive prepare`), at most
 * how it begins is known; which names there are is known when all states have been found.
 */

import type { Action, Fairness, LivenessProperty, Model } from '../model.js';
import { ModelError } from '../tables/layout.js';

type Fields = Readonly<Record<string, unknown>>;

/** What is wrong with the fairness of a property, as far as it can be told without any state. */
export function fairnessFault(property: Fields, { actions }: Model): string | undefined {
  const { name, kind, fairness } = property;
  if (kind !== 'eventually' && kind !== 'leadsTo') return undefined;
  if (!Array.isArray(fairness))
    return `${String(name)} has no list of fairness; write [] where none is assumed`;
  for (const one of fairness as readonly unknown[]) {
    const fault = shapeFault(one) ?? nameFault(one as Fairness, actions);
    if (fault !== undefined) return `${String(name)} ${fault}`;
  }
  return undefined;
}

function shapeFault(one: unknown): string | undefined {
  if (typeof one !== 'object' || one === null) {
    return 'has a fairness that is no object; make it with weaklyFair(action) or stronglyFair(action)';
  }
  const { kind, action, node, each } = one as Fields;
  if (kind !== 'weak' && kind !== 'strong')
    return `has a fairness of kind ${String(kind)}; there are: weak, strong`;
  if (typeof action !== 'string') return 'has a fairness of no action; an action is given by its name';
  if (node !== undefined && typeof node !== 'string')
    return `has a fairness of ${action} at a node that is no name`;
  if (each !== undefined && each !== 'node' && each !== 'step') {
    return `has a fairness of ${action} for each ${String(each)}; there are: node, step`;
  }
  return undefined;
}

function nameFault(fairness: Fairness, actions: readonly Action[]): string | undefined {
  const called = actions.filter(({ name, nameBegins = '' }) =>
    typeof name === 'string' ? name === fairness.action : fairness.action.startsWith(nameBegins),
  );
  if (called.length === 0) {
    // Who got here has no action of any name.
    const names = actions.map(({ name, nameBegins }) => (typeof name === 'string' ? name : `${nameBegins}…`));
    return `asks for ${fairnessText(fairness)}, but no action has that name; there are: ${listed(names)}`;
  }
  if (fairness.node === undefined || called.some(({ node }) => node === fairness.node)) return undefined;
  const nodes = called.flatMap(({ node }) => node ?? []);
  return `asks for ${fairnessText(fairness)}, but ${fairness.node} has no such action; there are: ${listed(nodes)}`;
}

/** `weak fairness of enter at p1` */
export function fairnessText({ kind, action, node }: Pick<Fairness, 'kind' | 'action' | 'node'>): string {
  return `${kind} fairness of ${action}${node === undefined ? '' : ` at ${node}`}`;
}

/** An action with a node, as often as it was met in some state. */
export interface Occurrence {
  readonly name: string;
  readonly node?: string | undefined;
}

export function isMeant({ action, node }: Fairness, occurred: Occurrence): boolean {
  return occurred.name === action && (node === undefined || occurred.node === node);
}

/**
 * Fairness of actions that never occurred in any state, although an action that is named by what it is given might have.
 * An action whose name is known from the start may well be disabled everywhere.
 */
export function neverOccurring(
  model: Model,
  { fairness }: Exclude<LivenessProperty, { kind: 'possible' }>,
  occurred: readonly Occurrence[],
): readonly Fairness[] {
  return fairness.filter(
    (one) => !isDeclared(model, one) && !occurred.some((occurrence) => isMeant(one, occurrence)),
  );
}

/** Of a search that has not closed, the same: fairness of which no state so far has an action, at any node. */
export function notYetOccurring(
  model: Model,
  property: LivenessProperty,
  actions: readonly { readonly name: string; readonly fired: number }[],
): readonly Fairness[] {
  if (property.kind === 'possible') return [];
  const seen = new Set(actions.filter(({ fired }) => fired > 0).map(({ name }) => name));
  return property.fairness.filter((one) => !isDeclared(model, one) && !seen.has(one.action));
}

function isDeclared({ actions }: Model, fairness: Fairness): boolean {
  return actions.some(({ name, node }) => typeof name === 'string' && isMeant(fairness, { name, node }));
}

/** @throws ModelError naming the actions that there are */
export function refuseNeverOccurring(
  { name: model }: Model,
  property: string,
  fairness: Fairness,
  occurred: readonly Occurrence[],
): never {
  const known = occurred.map(({ name, node }) => (node === undefined ? name : `${name} at ${node}`));
  throw new ModelError(
    `model ${model}: property ${property} asks for ${fairnessText(fairness)}, which occurs in no state; there are: ${listed(known)}`,
  );
}

function listed(names: readonly string[]): string {
  return [...new Set(names)].join(', ') || 'none';
}
