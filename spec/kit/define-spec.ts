/**
 * A spec: parameters, the protocol's rules, the model that both make, and the mutants.
 *
 * Rules are the named decisions of a protocol ("may this acceptor accept?", "which value is proposed?"). A mutant replaces
 * rules and nothing else, so it is by construction a small change of the published protocol.
 */
import { didYouMean } from '../../checker/did-you-mean.js';
import type { Model } from '../../checker/model.js';
import {
  type ParameterDeclarations,
  ParameterError,
  type ParameterValues,
  parameterValues,
} from '../../checker/parameters.js';
import { type InitialConfiguration, type Instance, type Spec, UnknownNameError } from '../../checker/spec.js';

/** A weakening of the protocol. */
interface Weakening<D extends ParameterDeclarations, R> {
  /** What is weakened, in one sentence. */
  readonly says: string;
  readonly rules: Partial<R>;
  /** Where it needs other parameters than the defaults to show. */
  readonly parameters?: Partial<ParameterValues<D>>;
}

/** A weakening of the protocol, with the property that it must break. */
export interface Mutant<D extends ParameterDeclarations, R> extends Weakening<D, R> {
  /** The property that it breaks. */
  readonly breaks: string;
  /** Steps of the shortest counterexample; null where a `reachable` property is never met. */
  readonly length: number | null;
}

/** What looks like a weakening of the protocol and breaks nothing: a rule that need not be there. Every property is checked. */
export interface Harmless<D extends ParameterDeclarations, R> extends Weakening<D, R> {
  /** Why every property still holds. */
  readonly because: string;
}

export interface SpecDefinition<D extends ParameterDeclarations, R> {
  readonly name: string;
  /** One line: what is checked. */
  readonly title: string;
  /** Author, year, section. */
  readonly source: string;
  readonly parameters: D;
  /** The rules of the published protocol. */
  readonly rules: R;
  readonly model: (parameters: ParameterValues<D>, rules: R) => Model;
  /** The model with every way of giving processes their inputs, for `paxoscope valence`. */
  readonly configurations?: (parameters: ParameterValues<D>, rules: R) => readonly InitialConfiguration[];
  /** Where every run of this spec ends, the same protocol in an instance that may go on for ever. */
  readonly endless?: () => Instance;
  readonly mutants?: Readonly<Record<string, Mutant<D, R>>>;
  /** Beside the mutants, under other names. */
  readonly harmless?: Readonly<Record<string, Harmless<D, R>>>;
  /** What an exhaustive check with the default parameters shows. */
  readonly expect?: 'holds' | 'violated';
  /**
   * Whether a check explores one state for each orbit where nothing else is asked, under all sorts that the model declares and does not
   * order, or under these. Where a property treats ids differently, every state is explored all the same.
   */
  readonly symmetry?: boolean | readonly string[];
}

/** A spec that is not well formed. */
export class SpecDefinitionError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SpecDefinitionError';
  }
}

/**
 * Declares a spec.
 * @throws SpecDefinitionError where a field is missing, the name is none, or a default is outside its range
 */
export function defineSpec<const D extends ParameterDeclarations, R = Record<never, never>>(
  definition: SpecDefinition<D, R>,
): Spec {
  requireFields(definition);
  const { name, title, source, parameters, rules } = definition;
  if (!/^[a-z][a-z0-9-]*$/.test(name)) {
    throw new SpecDefinitionError(
      `a spec's name is lower case words joined by hyphens, not ${JSON.stringify(name)}`,
    );
  }
  try {
    const defaults = Object.entries(parameters).map(([key, parameter]) => [key, parameter.default]);
    parameterValues(parameters, Object.fromEntries(defaults));
  } catch (error) {
    if (!(error instanceof ParameterError)) throw error;
    throw new SpecDefinitionError(`spec ${name}: the default of ${error.message}`);
  }
  const mutants = Object.entries(definition.mutants ?? {});
  const harmless = Object.entries(definition.harmless ?? {});
  const weakenings = new Map<string, Weakening<D, R>>([...mutants, ...harmless]);
  if (weakenings.size < mutants.length + harmless.length) {
    const both = harmless.find(([key]) => definition.mutants?.[key] !== undefined);
    throw new SpecDefinitionError(`spec ${name}: ${both?.[0]} is both a mutant and harmless`);
  }
  requireKnownRules(name, rules, weakenings);
  const spec: Spec = {
    kind: 'paxoscope-spec',
    name,
    title,
    source,
    parameters,
    expect: definition.expect ?? 'holds',
    symmetry: definition.symmetry ?? false,
    mutants: mutants.map(([key, { says, breaks, length }]) => ({ name: key, says, breaks, length })),
    ...(definition.configurations === undefined
      ? {}
      : {
          configurations: (given = {}) =>
            definition.configurations?.(parameterValues(parameters, given), rules) ?? [],
        }),
    ...(definition.endless === undefined ? {} : { endless: definition.endless }),
    harmless: harmless.map(([key, { says, because }]) => ({ name: key, says, because })),
    instantiate: (given = {}, mutantName) => {
      const mutant = mutantName === undefined ? undefined : weakenings.get(mutantName);
      if (mutantName !== undefined && mutant === undefined) {
        throw new UnknownNameError('mutant', mutantName, [...weakenings.keys()]);
      }
      const values = parameterValues(parameters, { ...mutant?.parameters, ...given });
      const model = definition.model(values, { ...rules, ...mutant?.rules });
      return {
        spec,
        parameters: values as Instance['parameters'],
        mutant: mutantName,
        model: checkedModel(model, definition),
      };
    },
  };
  return spec;
}

/** A rule by another name would weaken nothing, and the mutant would be the protocol. */
function requireKnownRules(
  spec: string,
  rules: unknown,
  weakenings: ReadonlyMap<string, Weakening<ParameterDeclarations, unknown>>,
): void {
  const known = Object.keys(rules as object);
  for (const [mutant, { rules: weakened }] of weakenings) {
    const stranger = Object.keys(weakened ?? {}).find((rule) => !known.includes(rule));
    if (stranger === undefined) continue;
    const guess = didYouMean(stranger, known) || `; there are: ${known.join(', ') || 'none'}`;
    throw new SpecDefinitionError(
      `spec ${spec}: mutant ${mutant} weakens the rule ${stranger}, which is none of its rules${guess}`,
    );
  }
}

const REQUIRED = { name: 'string', parameters: 'object', rules: 'object', model: 'function' } as const;

/** Spec code need not come from a type checker. */
function requireFields(definition: unknown): void {
  const given = (definition ?? {}) as Readonly<Record<string, unknown>>;
  const called = typeof given.name === 'string' ? `spec ${given.name}` : 'a spec';
  for (const [field, type] of Object.entries(REQUIRED)) {
    const value = given[field];
    if (typeof value === type && value !== null) continue;
    const problem =
      value === undefined || value === null ? 'has no' : `has, instead of a ${type}, a ${typeof value} as`;
    throw new SpecDefinitionError(
      `${called} ${problem} ${field}; every spec has: ${Object.keys(REQUIRED).join(', ')}`,
    );
  }
}

function checkedModel(
  model: Model,
  { name: spec, symmetry = false }: Pick<Spec, 'name' | 'symmetry'>,
): Model {
  const names = new Set<string>();
  for (const property of model.properties) {
    if (names.has(property.name)) {
      throw new SpecDefinitionError(`spec ${spec} declares the property ${property.name} twice`);
    }
    names.add(property.name);
  }
  requireSorts(model, spec, symmetry);
  return model;
}

/** Symmetry that a spec declares must be over sorts that its model declares and does not order. */
function requireSorts(model: Model, spec: string, symmetry: unknown): void {
  if (symmetry === false) return;
  const isListed = Array.isArray(symmetry) && symmetry.length > 0;
  if (symmetry !== true && !isListed)
    throw new SpecDefinitionError(`spec ${spec}: symmetry is true, false or a list of sorts`);
  const alike = (model.sorts ?? []).filter(({ ordered }) => ordered === undefined).map(({ name }) => name);
  const stranger = isListed ? symmetry.find((name) => !alike.includes(name)) : alike.length === 0;
  if (stranger === undefined || stranger === false) return;
  throw new SpecDefinitionError(
    `spec ${spec} declares symmetry${isListed ? ` over ${String(stranger)}` : ''}; its model declares as alike: ${alike.join(', ') || 'nothing'}`,
  );
}
