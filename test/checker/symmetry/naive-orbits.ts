/**
 * Orbits counted naively: every state that can be reached, by the spec's own code; of each, the least text over all renamings. Nothing
 * of the checker's encoder, renaming or group is in it.
 */
import { isCollection, isKeyed } from 'immutable';
import type { Model, Sort } from '../../../checker/model.js';
import { DirectState } from '../../../checker/paths/direct.js';

type Renaming = (text: string) => string;

/** @param isUnordered whether the list that a variable holds has no order */
export function countOrbits(model: Model, isUnordered: (variable: string) => boolean): number {
  const all = renamings((model.sorts ?? []).filter(({ ordered }) => ordered === undefined));
  const least = (state: DirectState) =>
    all.map((rename) => stateText(state, rename, isUnordered)).reduce((a, b) => (a < b ? a : b));
  return new Set(reachableStates(model).map(least)).size;
}

function reachableStates(model: Model): DirectState[] {
  const found = new Map(DirectState.initial(model).map((state) => [state.text(), state]));
  // A Map goes on to the entries that are added while it is gone through.
  for (const state of found.values()) {
    for (const { next } of state.steps()) if (!found.has(next.text())) found.set(next.text(), next);
  }
  return [...found.values()];
}

/** Every function from ids to ids that is one to one within each sort. */
function renamings(sorts: readonly Sort[]): Renaming[] {
  let all: Record<string, string>[] = [{}];
  for (const { ids } of sorts) {
    for (const id of ids) {
      all = all.flatMap((renaming) =>
        ids
          .filter((image) => !Object.values(renaming).includes(image))
          .map((image) => ({ ...renaming, [id]: image })),
      );
    }
  }
  return all.map((renaming) => (text) => renaming[text] ?? text);
}

function stateText(state: DirectState, rename: Renaming, isUnordered: (variable: string) => boolean): string {
  const variables = state.assignments().map(({ variable, kind, value }) => {
    const name = variable.split(' ').map(rename).join(' ');
    if (kind === 'cell' && !isUnordered(variable)) return `${name}: ${valueText(value, rename)}`;
    const items = (value as unknown[]).map((item) => valueText(item, rename));
    return `${name}: ${items.sort().join()}`;
  });
  return variables.sort().join('\n');
}

/** A text of a value after a renaming, equal for equal values. */
function valueText(value: unknown, rename: Renaming): string {
  if (typeof value === 'string') return JSON.stringify(rename(value));
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return `[${value.map((item) => valueText(item, rename)).join()}]`;
  const parts = isCollection(value) ? [...(value as Iterable<unknown>)] : Object.entries(value);
  const texts = parts.map((part) => valueText(part, rename)).sort();
  return `${isCollection(value) && !isKeyed(value) ? 'set' : 'map'}{${texts.join()}}`;
}
