/**
 * One flag for each parameter that a spec declares: `maxCrashes` is `--max-crashes` (and `--maxCrashes`). Its type, default, range
 * and line of help are those of the declaration.
 */
import type { Options } from 'yargs';
import { didYouMean } from '../did-you-mean.js';
import { type Parameter, type ParameterDeclarations, rangeOf } from '../parameters.js';
import type { Spec } from '../spec.js';
import { dashed, type Flags, type FlagValues, isSwitch, quoted, takesValue, wholeNumber } from './flags.js';
import { UsageError } from './usage-error.js';

/** `maxCrashes` as `max-crashes`. */
export function flagName(parameter: string): string {
  return parameter.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`).replace(/^-/, '');
}

/** Letters, and from the second character on digits and `_`: what a flag can be made of, and nothing that `=` or a space ends. */
const NAME = /^\p{L}[\p{L}\p{N}_]*$/u;

/**
 * The flags of a spec's parameters.
 * @throws UsageError where one could not be given, or would have the name of a flag that there is already
 */
export function parameterFlags({ name, parameters }: Spec, taken: Flags): Flags {
  const refuse = (key: string, why: string) =>
    new UsageError(`spec ${name}: the parameter ${key} ${why}; rename it`);
  const names = Object.entries(taken).flatMap(([flag, { alias = [] }]) => [flag, ...[alias].flat()]);
  const flags: Record<string, Options> = {};
  for (const [key, parameter] of Object.entries(parameters)) {
    const flag = flagName(key);
    if (!NAME.test(key)) throw refuse(quoted(key), 'is no identifier of letters, digits and _');
    // A field that every object has is there before anybody gives it.
    if (key in {}) throw refuse(key, 'has a name that every object has');
    if ([...names, 'help', 'version', 'spec'].includes(flag))
      throw refuse(key, `has the name of a flag, ${dashed(flag)}`);
    if (flag.startsWith('no-')) throw refuse(key, `has a flag that turns another one off, --${flag}`);
    if (Object.hasOwn(flags, flag)) throw refuse(key, `has the same flag as another one, --${flag}`);
    flags[flag] = { ...option(parameter), group: `Parameters of ${name} (of one, several values: 2,3):` };
  }
  return flags;
}

function option(parameter: Parameter): Options {
  const defaultDescription = String(parameter.default);
  if (parameter.kind === 'flag') return isSwitch(parameter.help, { defaultDescription });
  return takesValue(`${parameter.help} (${rangeOf(parameter)})`, { defaultDescription });
}

/**
 * The parameters that were given on the command line.
 * @throws UsageError for a value that is none of the parameter's
 */
export function parametersGiven(
  declarations: ParameterDeclarations,
  values: FlagValues,
): Record<string, unknown> {
  const given: Record<string, unknown> = {};
  for (const [key, parameter] of Object.entries(declarations)) {
    const flag = flagName(key);
    const value = values[flag];
    if (value !== undefined)
      given[key] = typeof value === 'boolean' ? value : read(flag, parameter, String(value));
  }
  return given;
}

function read(flag: string, parameter: Parameter, text: string): string | number {
  if (parameter.kind === 'integer') {
    const number = wholeNumber(text);
    if (number !== undefined && number >= parameter.min && number <= parameter.max) return number;
    throw new UsageError(`--${flag} takes a whole number in ${rangeOf(parameter)}, not ${quoted(text)}`);
  }
  if (parameter.kind === 'choice' && parameter.choices.includes(text)) return text;
  const guess = parameter.kind === 'choice' ? didYouMean(text, parameter.choices) : '';
  throw new UsageError(`--${flag} takes ${rangeOf(parameter)}, not ${quoted(text)}${guess}`);
}
