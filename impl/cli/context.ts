/**
 * What a command of this folder is given by the program that it is a part of, and how its flags are declared. Every value of a flag arrives
 * as the text that was typed.
 */
import type { Arguments, CommandModule, Options } from 'yargs';
import { requireNewFolder } from '../store/folder.js';

export interface CommandContext {
  readonly terminal: {
    print(text: string): Promise<void>;
    say(line: string): void;
    /** A line on stderr in place of the last one that was shown so; an empty one takes it away. */
    rewrite(line: string): void;
    readonly isInteractive: { readonly stderr: boolean };
  };
  /** Takes down which flags the command has, for a good guess where one is unknown. */
  readonly declare: (flags: Flags) => void;
  /** Refuses flags that were given twice, or with a value where they take none. */
  readonly refuseMisuse: (values: FlagValues, flags: Flags) => void;
  /** An error that the program tells as one line: what was typed, or a file, is at fault. */
  readonly fault: (message: string) => Error;
  /** What the process shall answer with: 1 where a promise was found broken, 3 where it was stopped before all was tried. */
  readonly finish: (code: 0 | 1 | 3) => void;
}

export type Flags = Readonly<Record<string, Options>>;
export type FlagValues = Arguments<Record<string, unknown>>;
export type Command = (context: CommandContext) => CommandModule;

export function takesValue(describe: string, options: Options = {}): Options {
  return { nargs: 1, requiresArg: true, describe, ...options };
}

export function takesValues(describe: string): Options {
  return takesValue(describe, { array: true });
}

export function isSwitch(describe: string): Options {
  return { type: 'boolean', describe };
}

export const debugFlag: Flags = { debug: isSwitch('the stack of an error') };

export interface CommandOptions {
  readonly name: string;
  readonly describe: string;
  readonly flags: Flags;
  readonly examples?: readonly (readonly [string, string])[];
  readonly run: (context: CommandContext, values: FlagValues) => Promise<void>;
}

/** A command without positionals. */
export function command({ name, describe, flags, examples = [], run }: CommandOptions): Command {
  const all = { ...flags, ...debugFlag };
  return (context) => ({
    command: name,
    describe,
    builder: (yargs) => {
      context.declare(all);
      return yargs.options(all).example(examples.map(([line, what]) => [line, what] as [string, string]));
    },
    handler: async (values: FlagValues) => {
      context.refuseMisuse(values, all);
      await run(context, values);
    },
  });
}

export function textOf(values: FlagValues, name: string): string | undefined {
  const value = values[name];
  return typeof value === 'string' ? value : undefined;
}

export function textsOf(values: FlagValues, name: string): readonly string[] {
  const value = values[name];
  return Array.isArray(value) ? value.map(String) : [];
}

/** @throws the context's fault for anything but a whole number in the range */
export function countOf(
  context: CommandContext,
  values: FlagValues,
  name: string,
  { min = 1, max = Number.MAX_SAFE_INTEGER }: { readonly min?: number; readonly max?: number } = {},
): number | undefined {
  const text = textOf(values, name);
  if (text === undefined) return undefined;
  if (/^\d{1,16}$/.test(text) && Number(text) >= min && Number(text) <= max) return Number(text);
  const range = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `in ${min}..${max}`;
  throw context.fault(`--${name} takes a whole number ${range}, not ${JSON.stringify(text)}`);
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** A time such as 500ms, 30s, 5m. @returns milliseconds */
export function timeOf(context: CommandContext, values: FlagValues, name: string): number | undefined {
  const text = textOf(values, name);
  if (text === undefined) return undefined;
  const [, number, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text) ?? [];
  if (number !== undefined && Number(number) > 0) return Number(number) * UNITS[unit];
  throw context.fault(`--${name} takes a time such as 500ms, 30s or 5m, not ${JSON.stringify(text)}`);
}

/** The folder of a run is checked before the run. @throws the context's fault where it cannot be written, or is not empty */
export function requireFolder(context: CommandContext, folder: string): void {
  try {
    requireNewFolder(folder);
  } catch (error) {
    throw context.fault((error as Error).message);
  }
}
