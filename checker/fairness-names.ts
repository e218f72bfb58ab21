/**
 * Whether the fairness that a liveness property asks for speaks of actions that there are. A misspelt name would mean no fairness
 * at all, and the property would be refuted by executions that nobody meant.
 *
 * Most names are known from the start. Where an action's name depends on the element that it is given (`receive prepare`), which
 * names there are is known when all states have been found.
 */
import { ModelError } from './layout.js';
import type { Action, Fairness, LivenessProperty, Model } from './model.js';

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
  const called = actions.filter(({ name }) => typeof name === 'function' || name === fairness.action);
  if (called.length === 0) {
    const names = actions.flatMap(({ name }) => (typeof name === 'string' ? [name] : []));
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
  { actions }: Model,
  { fairness }: Exclude<LivenessProperty, { kind: 'possible' }>,
  occurred: readonly Occurrence[],
): readonly Fairness[] {
  return fairness.filter((one) => {
    const isDeclared = actions.some(
      ({ name, node }) => typeof name === 'string' && isMeant(one, { name, node }),
    );
    return !isDeclared && !occurred.some((occurrence) => isMeant(one, occurrence));
  });
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
