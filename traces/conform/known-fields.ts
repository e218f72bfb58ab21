/**
 * Fields that a spec is seen to have: in its first states, and in the messages of those. A spec does not declare its fields, so one that is not among
 * them may still be there further on: it is worth a word, and no refusal.
 */

import { type JsonValue, toJson } from '../../checker/json-value.js';
import type { Model } from '../../checker/model.js';
import { DirectState } from '../../checker/paths/direct.js';
import { firstSteps, LOOKED_AT } from './first-steps.js';
import type { Mapping } from './renaming.js';

/** Of each field that the mapping gives a name which the spec was not seen to have: a sentence. */
export function strangeFields({ fields = {} }: Mapping, model: Model, label: string): readonly string[] {
  if (Object.keys(fields).length === 0) return [];
  const known = fieldsOf(model);
  return Object.entries(fields)
    .filter(([, to]) => !known.has(to))
    .map(
      ([from, to]) =>
        `${label}: fields.${from}: in the first ${LOOKED_AT} states of ${model.name} there is no field ${to}; there are ${[...known].sort().join(', ')}`,
    );
}

function fieldsOf(model: Model): ReadonlySet<string> {
  const known = new Set<string>();
  for (const { state } of firstSteps(DirectState.initial(model)))
    for (const { value } of state.assignments()) collect(toJson(value), known);
  return known;
}

function collect(value: JsonValue, known: Set<string>): void {
  if (value === null || typeof value !== 'object') return;
  for (const [name, part] of Object.entries(value)) {
    if (!Array.isArray(value) && !name.startsWith('#')) known.add(name);
    collect(part as JsonValue, known);
  }
}
