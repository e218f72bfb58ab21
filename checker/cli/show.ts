/**
 * `paxoscope show <file>`: prints a saved execution, after it was replayed on its spec. What does not replay is never shown, unless it says that it is
 * what a system did.
 */
import type { CommandModule } from 'yargs';
import type { Execution } from '../execution.js';
import type { Model } from '../model.js';
import { ParameterError } from '../parameters.js';
import { ReplayError, verifyExecution } from '../paths/replay.js';
import { type Instance, type Spec, UnknownNameError } from '../spec.js';
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
      const model = await modelOf(context, execution, textOf(values, 'spec'), file, name);
      await context.terminal.print(await executionText(execution, model, format, context.terminal));
    },
  };
}

/**
 * What the execution was replayed on. Lines of a recorded run are shown as they were recorded: the last of them is no step of the spec.
 */
async function modelOf(
  context: Context,
  execution: Execution,
  given: string | undefined,
  file: string,
  name: string,
): Promise<Model | undefined> {
  if (execution.recorded !== undefined) return undefined;
  const spec = await specOf(context, execution, given, file, name);
  return (await replay(spec, given ?? execution.spec, execution, name)).model;
}

/** The spec that the execution says it is of; a path only where the user gives it: a file does not choose what is run. */
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

/** @returns what the execution is one of */
async function replay(spec: Spec, label: string, execution: Execution, name: string): Promise<Instance> {
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
    await blamingSpec(label, async () => {
      try {
        verifyExecution(instance.model, execution);
      } catch (error) {
        if (error instanceof ReplayError) throw misfit(error.message);
        throw error;
      }
    });
  } catch (error) {
    if (error instanceof UsageError) throw error;
    // Replay asks the spec's own code, which may fail on values that somebody edited.
    throw misfit(describeThrown(error));
  }
  return instance;
}
