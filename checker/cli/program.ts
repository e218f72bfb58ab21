/**
 * Runs a command line: reads it, hands it to a command, and turns what goes wrong into one line on stderr, with a few below it where one is not enough.
 */
import { readFileSync } from 'node:fs';
import yargs, { type CommandModule } from 'yargs';
import { formatName } from '../format-value.js';
import { InputError } from '../input-error.js';
import { wrap } from '../report/layout.js';
import { faultLine, messageOf, stackOf } from '../user-code/thrown.js';
import type { Catalog } from './catalog.js';
import type { Context } from './context.js';
import { ExitCode } from './exit-code.js';
import type { Flags } from './flags.js';
import { parserConfiguration } from './spec-command.js';
import type { Terminal } from './terminal.js';
import { UsageError } from './usage-error.js';
import { type LineRead, reword } from './yargs-message.js';

export interface Program {
  readonly args: readonly string[];
  readonly terminal: Terminal;
  readonly catalog: Catalog;
  readonly commands: readonly ((context: Context) => CommandModule)[];
  /** Command lines to learn from, each with what it does. */
  readonly examples: readonly (readonly [string, string])[];
}

/** @returns what the process is to answer with */
export async function runProgram(given: Program): Promise<ExitCode> {
  const { args, terminal, catalog, commands, examples } = given;
  let code: ExitCode = ExitCode.holds;
  const known: string[] = ['help', 'version'];
  const declare = (flags: Flags) => {
    known.push(...Object.keys(flags));
    const unknown = flagsOfNobody(args, known)[0];
    if (unknown !== undefined) throw new LineError(`Unknown argument: ${unknown}`);
  };
  const context: Context = { args, catalog, terminal, declare, finish: (answer) => (code = answer) };
  const modules = commands.map((command) => command(context));
  const isHelp = args.length === 0 || args.some((arg) => arg.startsWith('--help'));
  const names = modules.map(({ command }) => String(command).split(' ')[0]);
  try {
    let program = yargs([...args])
      .scriptName('paxoscope')
      .usage(
        '$0 <command>\n\nChecks specs of consensus protocols: every state, or a counterexample that one can read.',
      )
      .detectLocale(false)
      .parserConfiguration(parserConfiguration)
      .version(version())
      // yargs lays out the help of every line, also where nobody reads it: then at least not in columns.
      .wrap(isHelp ? Math.min(100, process.stdout.columns || 100) : null)
      .exitProcess(false)
      .fail((message, error) => {
        throw error ?? new LineError(message);
      })
      .strict()
      .demandCommand(1, 'no command; paxoscope --help lists them')
      .example(examples.map(([line, what]) => [line, what] as [string, string]))
      .epilogue('Exit codes: 0 holds, 1 violated, 2 usage or spec error, 3 bounded or inconclusive.');
    for (const module of modules) program = program.command(module);
    if (args.length === 0) {
      terminal.say(await program.getHelp());
      return ExitCode.fault;
    }
    // yargs would take what follows for words, and say nothing of them.
    if (args.includes('--')) throw new UsageError('a -- of its own means nothing here; leave it out');
    const unknown = args[0].startsWith('-') ? undefined : args[0];
    if (unknown !== undefined && !names.includes(unknown))
      throw new UsageError(reword(`Unknown command: ${unknown}`, { args, known, names }));
    await program.parseAsync();
    return code;
  } catch (error) {
    terminal.say(faultLine(describe(error, { args, known, names })));
    for (const line of detailsOf(error)) terminal.say(line);
    if (args.includes('--debug')) terminal.say(stackOf(error));
    return ExitCode.fault;
  }
}

/** What yargs says in words of a line that it cannot read; what it throws itself has the name YError. */
class LineError extends Error {}

function describe(error: unknown, line: LineRead): string {
  if (error instanceof InputError) return error.message;
  const isOfYargs = error instanceof LineError || (error instanceof Error && error.name === 'YError');
  if (isOfYargs) return reword(error.message, line);
  const message = `${error instanceof Error ? `${error.name}: ` : ''}${messageOf(error)}`;
  return `internal error: ${message} (--debug shows where)`;
}

/** Below the line that says what is at fault: texts in a column of their own. */
function detailsOf(error: unknown): readonly string[] {
  const details = error instanceof InputError ? error.details : [];
  const width = Math.max(0, ...details.map(([label]) => label.length));
  return details.flatMap(([label, text]) => wrap(`  ${label.padEnd(width)}  `, formatName(text)));
}

/**
 * Flags that the command does not have and that yargs accepts all the same: they have the name of a positional, or of a field in
 * which yargs keeps something of its own.
 */
function flagsOfNobody(args: readonly string[], known: readonly string[]): readonly string[] {
  return args.flatMap((arg) => {
    const [, name = ''] =
      /^--?(?:no-)?(spec|file|history|\$0|_|__proto__|help|version)(?:=|$)/.exec(arg) ?? [];
    const isKnown = known.includes(name) && !/^--no-(help|version)$/.test(arg);
    return name === '' || isKnown ? [] : [arg.replace(/^--?|=.*$/g, '')];
  });
}

function version(): string {
  const file = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8');
  return String((JSON.parse(file) as { version: unknown }).version);
}
