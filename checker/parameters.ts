/**
 * Parameters of a spec: declared once, with type, default, range and a line of help; flags, `--help`, range
 * checks and the types of the values all follow from the declaration.
 */
import type { Primitive } from './model.js';

export interface IntegerParameter {
  readonly kind: 'integer';
  readonly default: number;
  readonly min: number;
  readonly max: number;
  readonly help: string;
}

export interface ChoiceParameter<C extends string> {
  readonly kind: 'choice';
  readonly default: C;
  readonly choices: readonly C[];
  readonly help: string;
}

export interface FlagParameter {
  readonly kind: 'flag';
  readonly default: boolean;
  readonly help: string;
}

export type Parameter = IntegerParameter | ChoiceParameter<string> | FlagParameter;
export type ParameterDeclarations = Readonly<Record<string, Parameter>>;

/** The values of declared parameters, with their types. */
export type ParameterValues<D extends ParameterDeclarations> = {
  readonly [K in keyof D]: D[K] extends ChoiceParameter<infer C>
    ? C
    : D[K] extends FlagParameter
      ? boolean
      : number;
};

/** An integer between `min` and `max`, both included. */
export function integer(options: Omit<IntegerParameter, 'kind'>): IntegerParameter {
  return { kind: 'integer', ...options };
}

/** One of a list of words. */
export function choice<const C extends string>(options: {
  readonly default: NoInfer<C>;
  readonly choices: readonly C[];
  readonly help: string;
}): ChoiceParameter<C> {
  return { kind: 'choice', ...options };
}

/** On or off. */
export function flag(options: { readonly default: boolean; readonly help: string }): FlagParameter {
  return { kind: 'flag', ...options };
}

/** A parameter that is unknown or out of its range. */
export class ParameterError extends Error {
  constructor(
    message: string,
    /** The name that was given. */
    readonly parameter: string,
  ) {
    super(message);
    this.name = 'ParameterError';
  }
}

/** What may stand for a parameter, for a reader: `1..9`, `all | distinguished`, `true | false`. */
export function rangeOf(parameter: Parameter): string {
  if (parameter.kind === 'integer') return `${parameter.min}..${parameter.max}`;
  return parameter.kind === 'choice' ? parameter.choices.join(' | ') : 'true | false';
}

/**
 * Defaults, and over them what was given.
 * @throws ParameterError for a name that is not declared or a value outside its range.
 */
export function parameterValues<D extends ParameterDeclarations>(
  declarations: D,
  given: Readonly<Record<string, unknown>> = {},
): ParameterValues<D> {
  const values: Record<string, Primitive> = {};
  for (const [name, parameter] of Object.entries(declarations)) values[name] = parameter.default;
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue;
    const parameter = Object.hasOwn(declarations, name) ? declarations[name] : undefined;
    if (parameter === undefined) {
      const known = Object.keys(declarations).join(', ') || 'none';
      throw new ParameterError(`no parameter ${name}; there are: ${known}`, name);
    }
    if (!fits(parameter, value)) {
      throw new ParameterError(
        `parameter ${name} is ${JSON.stringify(value)}, outside its range ${rangeOf(parameter)}`,
        name,
      );
    }
    values[name] = value as Primitive;
  }
  return values as ParameterValues<D>;
}

function fits(parameter: Parameter, value: unknown): boolean {
  if (parameter.kind === 'integer') {
    return (
      typeof value === 'number' && Number.isInteger(value) && value >= parameter.min && value <= parameter.max
    );
  }
  return parameter.kind === 'choice'
    ? parameter.choices.includes(value as string)
    : typeof value === 'boolean';
}
