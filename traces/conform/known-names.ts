/**
 * Fields, and kinds of messages, that a spec is seen to have: in the states of some random walks, and in the messages there. A spec does not declare them, so
 * one that is not among them may still be there: it is worth a word, and a refusal only where it is a slip away from one that is.
 */

import { distance } from 'fastest-levenshtein';
import { InputError } from '../../checker/input-error.js';
import { type JsonValue, toJson } from '../../checker/json-value.js';
import type { Model } from '../../checker/model.js';
import { DirectState } from '../../checker/paths/direct.js';
import type { Mapping } from './renaming.js';
import { someWalks, WALKS } from './some-walks.js';

/** One letter of so many may be wrong. */
const SLIP_EVERY = 6;

/** Whether one is the other with a slip of the finger: nearer than names that are meant to be told apart. */
function isSlip(one: string, other: string): boolean {
  const slips = distance(one.toLowerCase(), other.toLowerCase());
  return slips <= Math.max(1, Math.floor(other.length / SLIP_EVERY)) && other.length > 2;
}

/** Of each name that the mapping gives to a field or a kind of message, and that the spec was not seen to have: a sentence. @throws InputError where it is nearly one that the spec has */
export function strangeNames(
  { fields = {}, kinds = {} }: Mapping,
  model: Model,
  label: string,
): readonly string[] {
  if (Object.keys(fields).length + Object.keys(kinds).length === 0) return [];
  const known = knownIn(model);
  const told = (what: string, names: Readonly<Record<string, string>>, there: ReadonlySet<string>) =>
    Object.entries(names)
      .filter(([, to]) => !there.has(to))
      .map(([from, to]) => {
        const all = [...there].sort();
        const says = `${label}: ${what}s.${from}: in ${WALKS} random walks of ${model.name} there was no ${what} ${to}`;
        const meant = all.find((name) => isSlip(to, name));
        if (meant !== undefined) throw new InputError(`${says}; did you mean ${meant}?`);
        return `${says}; there were ${all.join(', ')}`;
      });
  return [...told('field', fields, known.fields), ...told('kind', kinds, known.kinds)];
}

interface Names {
  readonly fields: Set<string>;
  readonly kinds: Set<string>;
}

function knownIn(model: Model): Names {
  const known: Names = { fields: new Set(), kinds: new Set() };
  for (const { state } of someWalks(DirectState.initial(model)))
    for (const { value } of state.assignments()) collect(toJson(value), known);
  return known;
}

function collect(value: JsonValue, known: Names): void {
  if (value === null || typeof value !== 'object') return;
  for (const [name, part] of Object.entries(value)) {
    if (!Array.isArray(value) && !name.startsWith('#')) known.fields.add(name);
    if (name === 'kind' && typeof part === 'string') known.kinds.add(part);
    collect(part as JsonValue, known);
  }
}
