/**
 * Symmetry: ids that the protocol treats alike may change places. All permutations of each declared sort, in every
 * combination, are the group; a state's orbit is what it becomes under them, and one state of an orbit speaks for all.
 *
 * States are never rewritten. The hash of each (variable, value) pair is computed for every element of the group
 * when the value is interned; a state's key is the least of its fingerprints under the group, which is the same for all states
 * of the orbit. So orbits are exact, and executions stay concrete (Clarke, Enders, Filkorn and Jha 1996 give the theory).
 */
import { canonicalRenamed, type Renaming } from './canonical.js';
import { ModelError } from './layout.js';
import type { Model, Parameters, Property, Sort } from './model.js';

/** The largest group that is accepted: six processes alike, or three and five values. */
export const GROUP_SIZE_MAX = 720;

/** Symmetry that was asked for and cannot be used; the message says why. */
export class SymmetryError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SymmetryError';
  }
}

export class SymmetryGroup {
  /** The elements, the identity first. */
  readonly elements: readonly Renaming[];

  /** @throws SymmetryError where ids are shared, a sort is ordered, or the group is too large. */
  constructor(readonly sorts: readonly Sort[]) {
    const ids = sorts.flatMap((sort) => sort.ids);
    const twice = ids.find((id, i) => ids.indexOf(id) !== i);
    if (twice !== undefined) throw new SymmetryError(`the id ${twice} is in two sorts, or twice in one`);
    const ordered = sorts.find((sort) => sort.ordered !== undefined);
    if (ordered !== undefined) throw new SymmetryError(`${ordered.name} are not alike: ${ordered.ordered}`);
    const size = sorts.reduce((product, sort) => product * factorial(sort.ids.length), 1);
    if (size > GROUP_SIZE_MAX) {
      throw new SymmetryError(`the group has ${size} elements; at most ${GROUP_SIZE_MAX} are of use`);
    }
    let elements: [string, string][][] = [[]];
    for (const sort of sorts) {
      const images = permutations(sort.ids).map((image) =>
        sort.ids.map((id, i): [string, string] => [id, image[i]]),
      );
      elements = elements.flatMap((element) => images.map((image) => [...element, ...image]));
    }
    this.elements = elements.map((pairs) => new Map(pairs));
  }

  get size(): number {
    return this.elements.length;
  }
}

/** A variable's name under a renaming: the words of the name that are ids change. */
export function renamedVariable(name: string, renaming: Renaming): string {
  return name
    .split(' ')
    .map((word) => renaming.get(word) ?? word)
    .join(' ');
}

/**
 * The group of a model, if it has one of use.
 * @param names the sorts to use; all that are not ordered where nothing is said
 * @throws SymmetryError where a sort does not exist or is ordered, or a property treats ids of it differently
 */
export function symmetryOf(model: Model, names?: readonly string[]): SymmetryGroup {
  const declared = model.sorts ?? [];
  for (const name of names ?? []) {
    if (!declared.some((sort) => sort.name === name)) {
      const known = declared.map((sort) => sort.name).join(', ') || 'none';
      throw new SymmetryError(`${model.name} declares no sort ${name}; there are: ${known}`);
    }
  }
  const chosen = declared.filter((sort) =>
    names === undefined ? sort.ordered === undefined : names.includes(sort.name),
  );
  if (chosen.length === 0) {
    throw new SymmetryError(`${model.name} declares no processes or values that are alike`);
  }
  const group = new SymmetryGroup(chosen);
  requireVariables(model, group);
  for (const property of model.properties) requireSymmetric(property, group);
  return group;
}

/** The group under which a search is asked to see states as alike; none where it is not asked. */
export function groupOf(model: Model, symmetry: boolean | readonly string[]): SymmetryGroup | undefined {
  if (symmetry === false) return undefined;
  return symmetryOf(model, symmetry === true ? undefined : symmetry);
}

/** Every variable must have its images among the variables. */
function requireVariables(model: Model, group: SymmetryGroup): void {
  const names = new Set(model.variables.map(({ name }) => name));
  for (const renaming of group.elements) {
    for (const name of names) {
      const image = renamedVariable(name, renaming);
      if (!names.has(image)) {
        throw new ModelError(`model ${model.name} has the variable ${name}, but not ${image}, its image`);
      }
    }
  }
}

/** A property quantified over ids must be asked of all of them alike. */
function requireSymmetric(property: Property, group: SymmetryGroup): void {
  if (!('instances' in property)) return;
  const texts = new Set(
    property.instances.map(({ parameters = {} }) => textOf(parameters, group.elements[0])),
  );
  for (const renaming of group.elements) {
    for (const { parameters = {} } of property.instances) {
      if (texts.has(textOf(parameters, renaming))) continue;
      throw new SymmetryError(
        `property ${property.name} is asked of ${Object.values(parameters).join(', ')}, but not of its images; it is not symmetric`,
      );
    }
  }
}

function textOf(parameters: Parameters, renaming: Renaming): string {
  return canonicalRenamed(parameters, renaming);
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
