/**
 * `paxoscope check <spec> --leadership dueling,distinguished`: several values of one parameter, and so several instances, side by side.
 */

import type { ParameterDeclarations } from '../parameters.js';
import { type Column, renderSideBySide } from '../report/side-by-side.js';
import { checkJson } from './check-json.js';
import { ExitCode } from './exit-code.js';
import type { FlagValues } from './flags.js';
import { quoted } from './flags.js';
import { printJson } from './output.js';
import { flagName } from './parameter-flags.js';
import type { Terminal } from './terminal.js';
import { UsageError } from './usage-error.js';

/** A parameter that was given several values. */
export interface Several {
  readonly parameter: string;
  readonly flag: string;
  readonly values: readonly string[];
}

/** Flags that are about one execution, or one search. */
const OF_ONE = ['witness', 'output', 'format', 'checkpoint', 'resume', 'progress-file'];

/** @throws UsageError where two parameters have several values, one value is given twice, or a flag goes with one instance only */
export function severalOf(declarations: ParameterDeclarations, given: FlagValues): Several | undefined {
  const all = Object.keys(declarations).flatMap((parameter): Several[] => {
    const flag = flagName(parameter);
    const text = given[flag];
    if (typeof text !== 'string' || !text.includes(',')) return [];
    return [{ parameter, flag: `--${flag}`, values: text.split(',') }];
  });
  if (all.length === 0) return undefined;
  const [{ flag, values }] = all;
  if (all.length > 1)
    throw new UsageError(`${flag} and ${all[1].flag} have several values each; one parameter may have them`);
  const twice = values.find((value, i) => values.indexOf(value) !== i);
  if (twice !== undefined) throw new UsageError(`${flag} is given ${quoted(twice)} twice`);
  const stranger = OF_ONE.find((name) => given[name] !== undefined);
  if (stranger !== undefined)
    throw new UsageError(`--${stranger} goes with one instance; ${flag} has ${values.length} values`);
  return all[0];
}

export async function printSideBySide(
  terminal: Terminal,
  columns: readonly Column[],
  { parameter, flag }: Several,
  isJson: boolean,
): Promise<void> {
  if (!isJson) return terminal.print(renderSideBySide(columns, parameter, flag));
  const checks = await Promise.all(columns.map(({ instance, verdict }) => checkJson(instance, verdict)));
  return printJson(terminal, { spec: columns[0].instance.spec.name, by: parameter, checks });
}

/** Of several: violated where one is, else bounded where one is. */
export function exitCodeOfAll(codes: readonly ExitCode[]): ExitCode {
  return (
    [ExitCode.fault, ExitCode.violated, ExitCode.bounded].find((code) => codes.includes(code)) ??
    ExitCode.holds
  );
}
