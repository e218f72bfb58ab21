/**
 * A command about one spec. The flags of such a command depend on the spec, so the line is read twice: once for the name of the
 * spec, and, when that is loaded, once more with its flags.
 */
import type { Argv, CommandModule } from 'yargs';
import { Parser } from 'yargs/helpers';
import { wrap } from '../report/layout.js';
import type { Spec } from '../spec.js';
import { printToStderr } from '../user-code/user-output.js';
import type { Context } from './context.js';
import { type Flags, type FlagValues, refuseMisuse } from './flags.js';
import { parameterFlags } from './parameter-flags.js';
import { UsageError } from './usage-error.js';

export interface SpecCommand {
  readonly name: string;
  readonly describe: string;
  readonly flags: Flags;
  /** Whether the parameters of the spec are flags. */
  readonly hasParameters: boolean;
  /** @param label the name or path by which the user knows the spec */
  readonly run: (spec: Spec, label: string, values: FlagValues) => Promise<void>;
}

/** How yargs and the first reading take words: texts stay texts, and a dot in a flag means nothing. */
export const parserConfiguration = {
  'parse-numbers': false,
  'parse-positional-numbers': false,
  'dot-notation': false,
  'duplicate-arguments-array': true,
  'greedy-arrays': false,
} as const;

export function specCommand(context: Context, command: SpecCommand): CommandModule {
  let loaded: { readonly spec: Spec; readonly label: string } | undefined;
  const own = (): Flags => {
    if (loaded === undefined) return command.flags;
    // Also where they are no flags: a spec that one command refuses, every command refuses.
    const parameters = parameterFlags(loaded.spec, command.flags);
    return command.hasParameters ? { ...parameters, ...command.flags } : command.flags;
  };
  const builder = async (yargs: Argv): Promise<Argv> => {
    const label = specIn(context.args, command);
    if (label !== undefined) loaded = { spec: await context.catalog.load(label), label };
    const flags = own();
    context.declare(flags);
    return yargs
      .positional('spec', {
        describe: 'the name of a spec, or the path of a file that exports one',
        type: 'string',
      })
      .options(flags)
      .epilogue(loaded === undefined || !context.args.includes('--help') ? '' : vocabulary(loaded.spec));
  };
  return {
    command: `${command.name} <spec>`,
    describe: command.describe,
    // yargs awaits builders, its types in this form of a command do not say so.
    builder: builder as unknown as (yargs: Argv) => Argv,
    handler: async (values) => {
      if (loaded === undefined)
        throw new UsageError(`${command.name} needs a spec; paxoscope specs lists them`);
      refuseMisuse(values, own(), context.args);
      printToStderr();
      await command.run(loaded.spec, loaded.label, values);
    },
  };
}

/** The names that flags of the command may take. */
function vocabulary(spec: Spec): string {
  const lines = (title: string, names: readonly string[]) =>
    names.length === 0 ? [] : wrap('', `${title} of ${spec.name}: ${names.join(', ')}`, 4);
  return [
    ...lines('Properties', propertiesOf(spec)),
    ...lines(
      'Mutants',
      [...spec.mutants, ...(spec.harmless ?? [])].map(({ name }) => name),
    ),
  ].join('\n');
}

function propertiesOf(spec: Spec): readonly string[] {
  try {
    return spec.instantiate().model.properties.map(({ name }) => name);
  } catch {
    // A spec that is at fault has help all the same; what is wrong is told when it is run.
    return [];
  }
}

/** The word that names the spec: the first after the command that is neither a flag nor its value. */
function specIn(args: readonly string[], { name, flags }: SpecCommand): string | undefined {
  const entries = Object.entries(flags);
  const boolean = entries.filter(([, { type }]) => type === 'boolean').map(([flag]) => flag);
  const narg = Object.fromEntries(entries.filter(([, { nargs }]) => nargs === 1).map(([flag]) => [flag, 1]));
  const alias = Object.fromEntries(
    entries.flatMap(([flag, { alias }]) => (alias ? [[flag, [alias].flat()]] : [])),
  );
  const words = Parser([...args], {
    boolean: [...boolean, 'help', 'version'],
    narg,
    alias,
    configuration: parserConfiguration,
  })._.map(String);
  return words[words.indexOf(name) + 1];
}
