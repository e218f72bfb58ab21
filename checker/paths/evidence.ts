/**
 * What a property looked at in the state that breaks or reaches it. A reader who knows the steps need not see why the property fails: it
 * may be about what was sent long before, or about what a process would do next.
 */
import { canonical } from '../canonical.js';
import type { Assignment, Execution } from '../execution.js';
import type { Cell, Model, Parameters, Property, Soup, View } from '../model.js';
import { lastState } from './replay.js';

/**
 * The cells that the shown instance of an invariant or a reachable property reads in the last state, and the members of soups that it
 * finds there.
 * @param execution one of the model, replayed
 * @returns nothing for other properties, which are about a step, and where everything was read: then nothing is picked out
 */
export function evidenceOf(model: Model, execution: Execution): readonly Assignment[] {
  const { property: claim } = execution;
  const property = model.properties.find(({ name }) => name === claim?.name);
  if (claim === undefined || property === undefined) return [];
  return lookedAt(model, property, claim.parameters, lastState(model, execution));
}

/** The same of an instance of a property in some state. */
export function lookedAt(
  model: Model,
  property: Property,
  parameters: Parameters,
  state: View,
): readonly Assignment[] {
  if (property.kind !== 'invariant' && property.kind !== 'reachable') return [];
  const wanted = canonical(parameters);
  const instance = property.instances.find(({ parameters = {} }) => canonical(parameters) === wanted);
  if (instance === undefined) return [];
  const cells = new Map<string, unknown>();
  const found = new Map<string, Map<string, unknown>>();
  const noting = {
    get: (cell: Cell<unknown>) => {
      const value = state.get(cell);
      cells.set(cell.name, value);
      return value;
    },
    sent: (soup: Soup<unknown>, pattern?: object) => {
      const members = state.sent(soup, pattern as never);
      const known = found.get(soup.name) ?? new Map<string, unknown>();
      found.set(soup.name, known);
      for (const member of members) known.set(canonical(member), member);
      return members;
    },
  } as View;
  instance.holds(noting);
  const evidence = model.variables.flatMap(({ kind, name }): Assignment[] => {
    if (kind === 'cell') return cells.has(name) ? [{ kind, variable: name, value: cells.get(name) }] : [];
    const members = [...(found.get(name) ?? [])].sort(([a], [b]) => (a < b ? -1 : 1));
    return members.length === 0 ? [] : [{ kind, variable: name, value: members.map(([, member]) => member) }];
  });
  return model.variables.every(({ name }) => cells.has(name)) ? [] : evidence;
}
