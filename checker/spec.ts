/**
 * A spec as the checker and the command line see it: a model with named parameters and mutants. What it is made of
 * (roles, networks, plain actions) is the business of spec/kit, where `defineSpec` makes one.
 */
import type { About } from './check.js';
import type { Model, Property } from './model.js';
import type { ParameterDeclarations } from './parameters.js';

export interface Spec {
  readonly kind: 'paxoscope-spec';
  readonly name: string;
  readonly title: string;
  readonly source: string;
  readonly parameters: ParameterDeclarations;
  readonly mutants: readonly MutantInfo[];
  /** Weakenings that break nothing, with the reason. */
  readonly harmless?: readonly HarmlessInfo[];
  readonly expect: 'holds' | 'violated';
  /** Whether a check explores one state for each orbit where nothing else is asked: under all sorts that are not ordered, or these. */
  readonly symmetry?: boolean | readonly string[];
  /**
   * Every initial configuration for some parameters, as `instantiate`; absent where inputs do not vary.
   * @throws ParameterError
   */
  readonly configurations?: (given?: Readonly<Record<string, unknown>>) => readonly InitialConfiguration[];
  /** Where every run of this spec ends, the same protocol in an instance that may go on for ever. */
  readonly endless?: () => Instance;
  /**
   * The model for some parameters (defaults for the others), or of a mutant.
   * @throws ParameterError, UnknownNameError
   */
  readonly instantiate: (given?: Readonly<Record<string, unknown>>, mutant?: string) => Instance;
}

/** What each process begins with, and the model in which it does. */
export interface InitialConfiguration {
  /** By process: its input. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly model: Model;
}

export interface MutantInfo {
  readonly name: string;
  readonly says: string;
  readonly breaks: string;
  readonly length: number | null;
}

/** A weakening under which every property still holds. */
export interface HarmlessInfo {
  readonly name: string;
  readonly says: string;
  /** Why nothing breaks. */
  readonly because: string;
}

/** A model with what it was made of. */
export interface Instance {
  readonly spec: Spec;
  readonly parameters: Readonly<Record<string, string | number | boolean>>;
  readonly mutant: string | undefined;
  readonly model: Model;
}

/** A name that nothing has: a mutant, a property, a spec. */
export class UnknownNameError extends Error {
  constructor(
    readonly what: string,
    readonly given: string,
    readonly known: readonly string[],
  ) {
    super(`no ${what} ${given}; there are: ${known.join(', ') || 'none'}`);
    this.name = 'UnknownNameError';
  }
}

/**
 * The same instance with only some of its properties.
 * @throws UnknownNameError
 */
export function onlyProperties(instance: Instance, names: readonly string[]): Instance {
  const { properties } = instance.model;
  for (const name of names) {
    if (!properties.some((property) => property.name === name)) {
      throw new UnknownNameError(
        'property',
        name,
        properties.map((property) => property.name),
      );
    }
  }
  const chosen: Property[] = properties.filter((property) => names.includes(property.name));
  return { ...instance, model: { ...instance.model, properties: chosen } };
}

/** What the executions of an instance say about where they come from. */
export function aboutOf({ spec, parameters, mutant }: Instance): About {
  return { spec: spec.name, parameters, ...(mutant === undefined ? {} : { mutant }) };
}
