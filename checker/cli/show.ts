/**
 * `paxoscope show <file>`: prints a saved execution, after it was replayed on its spec. What does not replay is never shown, unless it says that it is
 * what a system did.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { CommandModule } from 'yargs';
import type { Execution } from '../execution.js';
import type { Model } from '../model.js';
import { ParameterError } from '../parameters.js';
import { ReplayError } from '../paths/replay.js';
import { verifyExecution } from '../paths/verify.js';
import { type Instance, type Spec, UnknownNameError } from '../spec.js';
import { shortPath } from '../user-code/spec-place.js';
import { describeThrown } from '../user-code/thrown.js';
import type { Context } from './context.js';
import {
  commonFlags,
  type Flags,
  type FlagValues,
  isOn,
  quoted,
  refuseMisuse,
  takesValue,
  textOf,
} from './flags.js';
import { blamingSpec } from './instance.js';
import { executionText, formatFlag, formatOf } from './output.js';
import { readInput } from './read-input.js';
import { UsageError } from './usage-error.js';

const flags: Flags = {
  spec: takesValue('the name or path of its spec, where that is not one of paxoscope specs'),
  ...formatFlag,
  ...commonFlags,
};

export function showCommand(context: Context): CommandModule {
  return {
    command: 'show <file>',
    describe: 'print a saved execution, after replaying it on its spec',
    builder: (yargs) => {
      context.declare(flags);
      return yargs
        .positional('file', { describe: 'what --output saved; - is standard input', type: 'string' })
        .options(flags);
    },
    handler: async (values: FlagValues) => {
      refuseMisuse(values, flags, context.args);
      const format = isOn(values, 'json') ? 'json' : formatOf(values);
      // A lone hyphen is an empty word to yargs.
      const file = values.file === '' && context.args.includes('-') ? '-' : String(values.file);
      const { parseExecution, ExecutionFormatError } = await import('../report/json.js');
      const { text: saved, name } = await readInput(file);
      let execution: Execution;
      try {
        execution = parseExecution(saved);
      } catch (error) {
        if (!(error instanceof ExecutionFormatError)) throw error;
        throw new UsageError(`${name}: ${error.message}`);
      }
      const given = textOf(values, 'spec') ?? specBeside(execution, file);
      // The path is one from the folder of that file, and says nothing elsewhere.
      const { specFile: _, ...told } = execution;
      const { model, shown } = await replayed(context, told, given, file, name);
      // A file chooses what is run, if only from where it lies: that is told.
      if (given !== undefined && textOf(values, 'spec') === undefined)
        context.terminal.say(`replayed on ${given}, which ${name} names`);
      await context.terminal.print(await executionText(shown, model, format, context.terminal));
    },
  };
}

/** The file of a user's spec that a saved execution names, where it is there. */
function specBeside({ specFile, recorded }: Execution, file: string): string | undefined {
  if (specFile === undefined || recorded !== undefined || file === '-' || path.isAbsolute(specFile))
    return undefined;
  const there = path.resolve(path.dirname(file), specFile);
  return existsSync(there) ? shortPath(there) : undefined;
}

/**
 * What the execution was replayed on, and what is shown of it. Lines of a recorded run are shown as they were recorded: the last of them is no step of
 * the spec.
 */
async function replayed(
  context: Context,
  execution: Execution,
  given: string | undefined,
  file: string,
  name: string,
): Promise<{ readonly model: Model | undefined; readonly shown: Execution }> {
  if (execution.recorded !== undefined) return { model: undefined, shown: execution };
  const spec = await specOf(context, execution, given, file, name);
  return replay(spec, given ?? execution.spec, execution, name);
}

/** The spec that the execution says it is of. */
async function specOf(
  { catalog }: Context,
  execution: Execution,
  given: string | undefined,
  file: string,
  name: string,
): Promise<Spec> {
  if (given !== undefined) {
    const spec = await catalog.load(given);
    if (spec.name === execution.spec) return spec;
    throw new UsageError(
      `${name} is an execution of ${execution.spec}, and ${given} is the spec ${spec.name}`,
    );
  }
  if (catalog.names.includes(execution.spec)) return catalog.load(execution.spec);
  throw new UsageError(
    `${name} is an execution of ${execution.spec}, which is not one of paxoscope specs; of a spec of your own: paxoscope show ${quoted(file)} --spec ./my-spec.ts`,
  );
}

/** @returns what the execution is one of, and what replay adds to one that an earlier version saved */
async function replay(
  spec: Spec,
  label: string,
  execution: Execution,
  name: string,
): Promise<{ readonly model: Model; readonly shown: Execution }> {
  const misfit = (reason: string) => new UsageError(`${name} does not fit ${label}: ${reason}`);
  let instance: Instance;
  try {
    instance = spec.instantiate(execution.parameters, execution.mutant);
  } catch (error) {
    if (error instanceof ParameterError || error instanceof UnknownNameError) throw misfit(error.message);
    throw new UsageError(`${label}: model: ${describeThrown(error)}`, { cause: error });
  }
  // A default is not put in its place: it may not be what the execution was found with.
  const missing = Object.keys(spec.parameters).find((key) => !Object.hasOwn(execution.parameters, key));
  if (missing !== undefined) throw misfit(`parameter ${missing} is missing`);
  try {
    const shown = await blamingSpec(label, async () => {
      try {
        return verifyExecution(instance.model, execution);
      } catch (error) {
        if (error instanceof ReplayError) throw misfit(error.message);
        throw error;
      }
    });
    return { model: instance.model, shown };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    // Replay asks the spec's own code, which may fail on values that somebody edited.
    throw misfit(describeThrown(error));
  }
}
