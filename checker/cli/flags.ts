/**
 * Flags as yargs declares them, and their values as we read them. Every value arrives as the text that was typed
 * (yargs would make NaN of `three` and 16 of `0x10`), so that a message can repeat it.
 */
import type { Arguments, Options } from 'yargs';
import { UsageError } from './usage-error.js';

export type Flags = Readonly<Record<string, Options>>;
export type FlagValues = Arguments<Record<string, unknown>>;

/** A flag that takes one value. */
export function takesValue(describe: string, options: Options = {}): Options {
  return { nargs: 1, requiresArg: true, describe, ...options };
}

/** A flag that takes a value each time it is given, and may be given often. */
export function takesValues(describe: string, options: Options = {}): Options {
  return takesValue(describe, { ...options, array: true });
}

export function isSwitch(describe: string, options: Options = {}): Options {
  return { type: 'boolean', describe, ...options };
}

/** Flags that every command has. */
export const commonFlags: Flags = {
  json: isSwitch('one JSON object on stdout, and nothing else'),
  debug: isSwitch('the stack of an error'),
};

/** Flags of commands that may work for long. */
export const workFlags: Flags = {
  progress: isSwitch('progress on stderr, even where it is no terminal'),
};

/**
 * Refuses a flag that was given twice, since which of the two was meant is anybody's guess, a value for a flag that takes none, and
 * the `--no-` of one that takes a value.
 * @throws UsageError
 */
export function refuseMisuse(values: FlagValues, flags: Flags, args: readonly string[]): void {
  for (const [name, { array, type }] of Object.entries(flags)) {
    if (type !== 'boolean' && [values[name]].flat().includes(false))
      throw new UsageError(`--${name} takes a value, so there is no --no-${name}; leave it out`);
    if (array !== true && Array.isArray(values[name]))
      throw new UsageError(`--${name} is given more than once`);
  }
  for (const arg of args) {
    const [, name, value] = /^--(?:no-)?([^=]+)=(.*)$/.exec(arg) ?? [];
    if (name === undefined || !Object.hasOwn(flags, name) || flags[name].type !== 'boolean') continue;
    if (!['true', 'false'].includes(value))
      throw new UsageError(`--${name} is on or off and takes no ${quoted(value)}`);
  }
}

export function isOn(values: FlagValues, name: string): boolean {
  return values[name] === true;
}

/** Whether a switch was turned on or off (`--no-`); undefined where it was not touched. */
export function switchOf(values: FlagValues, name: string): boolean | undefined {
  const value = values[name];
  return typeof value === 'boolean' ? value : undefined;
}

export function textOf(values: FlagValues, name: string): string | undefined {
  const value = values[name];
  if (value === '') throw new UsageError(`--${name} needs a value`);
  return typeof value === 'string' ? value : undefined;
}

export function textsOf(values: FlagValues, name: string): readonly string[] {
  const value = values[name];
  return Array.isArray(value) ? value.map(String) : [];
}

/**
 * A number of things, which is at least 1 where nothing else is said.
 * @throws UsageError for anything but a whole number in the range
 */
export function countOf(
  values: FlagValues,
  name: string,
  min = 1,
  max = Number.MAX_SAFE_INTEGER,
): number | undefined {
  const text = values[name];
  if (text === undefined) return undefined;
  const number = wholeNumber(String(text));
  if (number !== undefined && number >= min && number <= max) return number;
  const range = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `in ${min}..${max}`;
  throw new UsageError(`--${name} takes a whole number ${range}, not ${quoted(String(text))}`);
}

/**
 * A number above zero, which need not be whole.
 * @throws UsageError for anything else
 */
export function numberOf(values: FlagValues, name: string): number | undefined {
  const text = textOf(values, name);
  if (text === undefined) return undefined;
  if (/^\d+(\.\d+)?$/.test(text) && Number(text) > 0) return Number(text);
  throw new UsageError(`--${name} takes a number above 0, not ${quoted(text)}`);
}

const UNITS: Readonly<Record<string, number>> = { '': 1, K: 1e3, M: 1e6, G: 1e9, T: 1e12 };

/**
 * An amount of memory: `800M`, `1.5G`.
 * @throws UsageError for anything else
 */
export function bytesOf(values: FlagValues, name: string): number | undefined {
  const text = textOf(values, name);
  if (text === undefined) return undefined;
  const [, number, unit] = /^(\d+(?:\.\d+)?)([KMGT]?)(?:i?B)?$/i.exec(text) ?? [];
  const bytes = number === undefined ? 0 : Math.floor(Number(number) * UNITS[unit.toUpperCase()]);
  if (bytes > 0) return bytes;
  throw new UsageError(`--${name} takes an amount of memory such as 800M or 12G, not ${quoted(text)}`);
}

/** The whole number that a text is, in plain decimal digits. */
export function wholeNumber(text: string): number | undefined {
  const number = Number(text);
  return /^-?\d+$/.test(text) && Number.isSafeInteger(number) ? number : undefined;
}

/** A text as a message repeats it: as it is, or in quotes where its ends could not be seen. */
export function quoted(text: string): string {
  return /^[\w.:/+-]+$/.test(text) ? text : JSON.stringify(text);
}

/** A flag as it is written: `--output`, `-o`. */
export function dashed(flag: string): string {
  return `${flag.length === 1 ? '-' : '--'}${flag}`;
}
