/**
 * Symmetry: ids that the protocol treats alike may change places. All permutations of each declared sort, in every
 * combination, are the group; a state's orbit is what it becomes under them, and one state of an orbit speaks for all.
 *
 * States are never rewritten. Of each (variable, value) pair the hash of its images under the group is computed when it is first met
 * (checker/symmetry/orbit-pairs.ts). A state's key is the least fingerprint among some of its images, as a rule very few: those in which its
 * ids stand in the order of what the state says of each (checker/symmetry/mark-order.ts). These are the same images for all states of the
 * orbit, and so is the key (checker/symmetry/orbit-steps.ts). So orbits are exact, up to a collision of two keys, and executions stay concrete
 * (Clarke, Enders, Filkorn and Jha 1996 give the theory).
 */
import { canonical, canonicalRenamed, type Renaming, ValueError } from './canonical.js';
import type { Detail } from './input-error.js';
import { isLiveness, type Model, type Property, type Sort, type Update } from './model.js';
import type { Spec } from './spec.js';
import { renamedName, renamedText } from './symmetry/renaming.js';
import { ModelError } from './tables/layout.js';
import { requireWellFormed } from './user-code/well-formed.js';
import type { SymmetryUsed } from './verdict.js';

/** The largest group that is accepted: six processes alike, or three and five values. */
export const GROUP_SIZE_MAX = 720;

/** Symmetry that was asked for and cannot be used; the message says why. */
export class SymmetryError extends Error {
  /** @param headline the message, or, where there are details, its first line */
  constructor(
    readonly headline: string,
    readonly details: readonly Detail[] = [],
  ) {
    super([headline, ...details.map(([label, text]) => `  ${label}: ${text}`)].join('\n'));
    this.name = 'SymmetryError';
  }
}

/** Symmetry that some property does not allow. Without the property, or without symmetry, the check is sound. */
export class AsymmetricPropertyError extends SymmetryError {
  constructor(message: string) {
    super(message);
    this.name = 'AsymmetricPropertyError';
  }
}

export class SymmetryGroup {
  /** The elements, the identity first. */
  readonly elements: readonly Renaming[];
  /** The sorts that have ids to change places. */
  readonly moved: readonly Sort[];

  /** @throws SymmetryError where ids are shared, a sort is ordered, or the group is too large. */
  constructor(readonly sorts: readonly Sort[]) {
    const ids = sorts.flatMap((sort) => sort.ids);
    const twice = ids.find((id, i) => ids.indexOf(id) !== i);
    if (twice !== undefined) throw new SymmetryError(`the id ${twice} is in two sorts, or twice in one`);
    const ordered = sorts.find((sort) => sort.ordered !== undefined);
    if (ordered !== undefined) throw new SymmetryError(`${ordered.name} are not alike: ${ordered.ordered}`);
    const size = sizeOf(sorts);
    if (size > GROUP_SIZE_MAX) {
      throw new SymmetryError(tooMany(sorts, size));
    }
    let elements: [string, string][][] = [[]];
    for (const sort of sorts) {
      const images = permutations(sort.ids).map((image) =>
        sort.ids.map((id, i): [string, string] => [id, image[i]]),
      );
      elements = elements.flatMap((element) => images.map((image) => [...element, ...image]));
    }
    this.elements = elements.map((pairs) => new Map(pairs));
    this.moved = sorts.filter((sort) => sort.ids.length > 1);
  }

  get size(): number {
    return this.elements.length;
  }

  /** What a report says of it. */
  get used(): SymmetryUsed {
    return {
      sorts: this.sorts.map(({ name, ids }) => ({ name, ids: ids.length })),
      groupSize: this.size,
    };
  }

  /** How many ids may change places. */
  get movedCount(): number {
    return this.moved.reduce((count, sort) => count + sort.ids.length, 0);
  }
}

/** What to say of a group that is too large: of its sorts, those that go together best are named. */
function tooMany(sorts: readonly Sort[], size: number): string {
  const counts = sorts.map((sort) => `${sort.ids.length} ${sort.name}`).join(' and ');
  const what = `${counts} can change places in ${size} ways; at most ${GROUP_SIZE_MAX} are of use`;
  const fewer = largestThatFits(sorts).map((sort) => sort.name);
  return fewer.length === 0
    ? `${what}; take smaller sizes; --no-symmetry explores every state`
    : `${what}; take smaller sizes, or fewer sorts: symmetry: [${fewer.map((name) => `'${name}'`).join(', ')}] in defineSpec or check(), without --symmetry; --no-symmetry explores every state`;
}

/** Of all choices of sorts whose group is not too large, one with the largest. */
function largestThatFits(sorts: readonly Sort[]): readonly Sort[] {
  let choices: (readonly Sort[])[] = [[]];
  for (const sort of sorts) choices = choices.flatMap((chosen) => [chosen, [...chosen, sort]]);
  const fitting = choices.filter((chosen) => sizeOf(chosen) <= GROUP_SIZE_MAX);
  return fitting.reduce((best, chosen) => (sizeOf(chosen) > sizeOf(best) ? chosen : best));
}

/** In how many ways the ids of some sorts can change places. */
function sizeOf(sorts: readonly Sort[]): number {
  return sorts.reduce((product, sort) => product * factorial(sort.ids.length), 1);
}

/** Two ids that change places, everything else staying where it is. */
export interface Exchange {
  readonly sort: Sort;
  readonly ids: readonly [string, string];
  readonly renaming: Renaming;
}

/**
 * The exchanges of each id with the next of its sort. They generate the group (sorting by exchanges of neighbours reaches every
 * order): what each of them leaves as it is, everywhere, every element of the group leaves as it is.
 */
export function exchangesOf(sorts: readonly Sort[]): Exchange[] {
  return sorts.flatMap((sort) =>
    sort.ids.slice(1).map((next, i) => {
      const ids = [sort.ids[i], next] as const;
      return { sort, ids, renaming: new Map([ids, [ids[1], ids[0]]]) };
    }),
  );
}

/** The sorts that a model declares and does not order. */
export function unorderedSorts(model: Model): readonly Sort[] {
  return (model.sorts ?? []).filter((sort) => sort.ordered === undefined);
}

/**
 * The group of a model, if it has one of use.
 * @param names the sorts to use; all that are not ordered where nothing is said
 * @throws SymmetryError where a sort does not exist or is ordered, the initial states are not the same for all ids, or a property treats
 *   ids differently; ModelError where the model is malformed
 */
export function symmetryOf(model: Model, names?: readonly string[]): SymmetryGroup {
  requireWellFormed(model);
  const group = new SymmetryGroup(chosenSorts(model, names));
  const exchanges = exchangesOf(group.sorts);
  requireSymmetricStates(model, exchanges);
  for (const property of model.properties) requireSymmetric(property, exchanges);
  return group;
}

/** What a check is to use: symmetry or none, and why none where the spec declares it. */
export interface DefaultSymmetry {
  readonly symmetry: boolean | readonly string[];
  readonly refusal?: string;
}

/**
 * What a check uses where nobody asks for symmetry: what the spec declares, unless one of the properties does not allow it.
 * @throws SymmetryError where something else does not allow what the spec declares
 */
export function defaultSymmetry(model: Model, declared: Spec['symmetry']): DefaultSymmetry {
  if (declared === undefined || declared === false) return { symmetry: false };
  try {
    symmetryOf(model, declared === true ? undefined : declared);
    return { symmetry: declared };
  } catch (error) {
    if (!(error instanceof AsymmetricPropertyError)) throw error;
    return { symmetry: false, refusal: error.message };
  }
}

function chosenSorts(model: Model, names: readonly string[] | undefined): readonly Sort[] {
  const declared = model.sorts ?? [];
  for (const name of names ?? []) {
    if (!declared.some((sort) => sort.name === name)) {
      const known = declared.map((sort) => sort.name).join(', ') || 'none';
      throw new SymmetryError(`${model.name} declares no sort ${name}; there are: ${known}`);
    }
  }
  const chosen =
    names === undefined ? unorderedSorts(model) : declared.filter((sort) => names.includes(sort.name));
  if (chosen.length > 0) return chosen;
  const [ordered] = declared;
  if (ordered !== undefined) throw new SymmetryError(`${ordered.name} are not alike: ${ordered.ordered}`);
  throw new SymmetryError(`${model.name} declares no processes or values that are alike`);
}

/**
 * Requires that what a state becomes is a state, and what an initial state becomes an initial state.
 * @throws SymmetryError, ModelError
 */
export function requireSymmetricStates(model: Model, exchanges: readonly Exchange[]): void {
  requireVariables(model, exchanges);
  requireInitialStates(model, exchanges);
}

/**
 * The group under which a search is asked to see states as alike; none where it is not asked. Liveness is then left undecided
 * (checker/liveness/liveness-verdict.ts), unless nothing else is to be judged.
 * @throws SymmetryError, ModelError as symmetryOf
 */
export function groupOf(model: Model, symmetry: boolean | readonly string[]): SymmetryGroup | undefined {
  if (symmetry === false) return undefined;
  requireWellFormed(model);
  const safety = model.properties.filter((property) => !isLiveness(property));
  const judged = safety.length === 0 ? model : { ...model, properties: safety };
  return symmetryOf(judged, symmetry === true ? undefined : symmetry);
}

/** Every variable must have its images among the variables. */
function requireVariables(model: Model, exchanges: readonly Exchange[]): void {
  const names = new Set(model.variables.map(({ name }) => name));
  for (const { renaming } of exchanges) {
    for (const name of names) {
      const image = renamedName(name, renaming);
      if (!names.has(image)) {
        throw new ModelError(`model ${model.name} has the variable ${name}, but not ${image}, its image`);
      }
    }
  }
}

/** What an initial state becomes must be an initial state: otherwise states that differ only in names are not all reachable. */
function requireInitialStates(model: Model, exchanges: readonly Exchange[]): void {
  const identity: Renaming = new Map();
  const states = new Set(model.initial.map((updates) => initialText(updates, identity)));
  for (const { sort, ids, renaming } of exchanges) {
    model.initial.forEach((updates, i) => {
      if (states.has(initialText(updates, renaming))) return;
      const which = model.initial.length === 1 ? 'the initial state' : `initial state ${i + 1}`;
      throw new SymmetryError(
        `${sort.name} are not alike: where ${ids[0]} and ${ids[1]} change places, ${which} becomes none of the initial states`,
      );
    });
  }
}

/** An initial state as text, renamed. What is malformed in it is told where the search writes it. */
function initialText(updates: readonly Update[], renaming: Renaming): string {
  const parts = new Map<string, string>();
  for (const update of updates) {
    try {
      if (update.kind === 'set') {
        const name = renamedName(update.cell.name, renaming);
        parts.set(name, renamedText(update.cell, update.value, renaming));
      } else if (update.kind === 'add') {
        const text = renamedText(update.soup, update.member, renaming);
        parts.set(`${renamedName(update.soup.name, renaming)} ${text}`, '');
      }
    } catch (error) {
      if (!(error instanceof ValueError)) throw error;
    }
  }
  return [...parts]
    .map((part) => JSON.stringify(part))
    .sort()
    .join();
}

/**
 * Refuses a property that treats ids differently, as far as that can be seen from outside; what its predicates do is seen by
 * `--lint` (checker/symmetry/symmetry-lint.ts).
 */
function requireSymmetric(property: Property, exchanges: readonly Exchange[]): void {
  switch (property.kind) {
    case 'invariant':
    case 'transition':
    case 'reachable':
      requireAskedOfAll(property, exchanges);
      return;
    // Each asks one question of a state or a step, about no id in particular.
    case 'deadlock':
    case 'refines':
      return;
    // A cycle of orbits need not close as a cycle of states, nor be fair to each id (Emerson and Sistla 1996).
    case 'eventually':
    case 'leadsTo':
    case 'possible':
      throw new AsymmetricPropertyError(
        `property ${property.name} is of kind ${property.kind}, which is judged on all states, not on orbits`,
      );
    default:
      property satisfies never;
  }
}

/** A property quantified over ids must be asked of all of them alike. */
function requireAskedOfAll(
  { name, instances }: Extract<Property, { instances: unknown }>,
  exchanges: readonly Exchange[],
): void {
  const texts = new Set(instances.map(({ parameters = {} }) => canonical(parameters)));
  for (const { renaming } of exchanges) {
    for (const { parameters = {} } of instances) {
      const values = Object.values(parameters);
      if (texts.has(canonicalRenamed(parameters, renaming))) continue;
      const images = values.map((value) => renaming.get(value as string) ?? value);
      throw new AsymmetricPropertyError(
        `property ${name} is asked of ${values.join(', ')}, but not of ${images.join(', ')}, its image; it is not symmetric`,
      );
    }
  }
}

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, i) =>
    permutations([...items.slice(0, i), ...items.slice(i + 1)]).map((rest) => [item, ...rest]),
  );
}

function factorial(n: number): number {
  return n <= 1 ? 1 : n * factorial(n - 1);
}
