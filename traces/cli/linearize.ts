/**
 * `paxoscope linearize <history>`: judges what clients saw.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import type { CommandModule } from 'yargs';
import type { Context } from '../../checker/cli/context.js';
import { ExitCode } from '../../checker/cli/exit-code.js';
import {
  commonFlags,
  countOf,
  type Flags,
  type FlagValues,
  isOn,
  isSwitch,
  quoted,
  refuseMisuse,
  takesValue,
  textOf,
  workFlags,
} from '../../checker/cli/flags.js';
import { outputOf } from '../../checker/cli/output.js';
import { ProgressLine } from '../../checker/cli/progress.js';
import { UsageError, unknownName } from '../../checker/cli/usage-error.js';
import { systemReason } from '../../checker/input-error.js';
import type { Json } from '../linearize/history.js';
import type { SearchProgress } from '../linearize/judge.js';
import type { Verdict } from '../linearize/verdict.js';

/** Half a minute and a gigabyte at most, where it is used up. */
const BUDGET = 2_000_000;
const FORMATS = ['text', 'json', 'html', 'svg'] as const;
type Format = (typeof FORMATS)[number];
const MODELS = ['register', 'key-value', 'lock', 'queue'] as const;
const DIALECTS = ['json', 'edn', 'jepsen'] as const;

const flags: Flags = {
  model: takesValue(`what the object is: ${MODELS.join(' | ')}`, { defaultDescription: 'by its actions' }),
  dialect: takesValue(`how the history is written: ${DIALECTS.join(' | ')}`, {
    defaultDescription: 'by its first line',
  }),
  keyed: isSwitch('values are pairs [key, value], as of jepsen.independent'),
  initial: takesValue('what is there before anything is written, as JSON', {
    defaultDescription: 'null; of a key in EDN ""',
  }),
  budget: takesValue('configurations that the search may enter, in all', {
    defaultDescription: String(BUDGET),
  }),
  format: takesValue(`how the judgement is printed: ${FORMATS.join(' | ')}`, { defaultDescription: 'text' }),
  output: takesValue('save it to this file, in the form of --format or of its ending (.html, .svg, .json)', {
    alias: 'o',
  }),
  ...workFlags,
  ...commonFlags,
};

export function linearizeCommand(context: Context): CommandModule {
  return {
    command: 'linearize <history>',
    describe: 'judge what clients of a service saw: is there an order?',
    builder: (yargs) => {
      context.declare(flags);
      return yargs
        .positional('history', { describe: 'a recorded history; - is standard input', type: 'string' })
        .options(flags);
    },
    handler: async (values: FlagValues) => {
      refuseMisuse(values, flags, context.args);
      const given = choiceOf(values, 'format', FORMATS);
      const isJson = isOn(values, 'json');
      const named = textOf(values, 'output');
      const saved = named === undefined ? undefined : (given ?? formatOfFile(named));
      const output = await outputOf(values);
      const { dialects } = await import('../readers/dialects.js');
      const dialect = choiceOf(values, 'dialect', DIALECTS);
      const progress = new ProgressLine(context.terminal, isOn(values, 'progress'));
      const { searchProgress } = await import('../linearize/report/progress.js');
      const wanted = {
        dialect: dialects.find(({ name }) => name === dialect),
        isKeyed: isOn(values, 'keyed'),
        model: choiceOf(values, 'model', MODELS),
        initial: jsonOf(values, 'initial'),
        budget: countOf(values, 'budget') ?? BUDGET,
        onProgress: (far: SearchProgress) => progress.show(searchProgress(far)),
      };
      // A lone hyphen is an empty word to yargs.
      const file = values.history === '' && context.args.includes('-') ? '-' : String(values.history);
      const name = file === '-' ? 'standard input' : file;
      const { judgeFile } = await import('../linearize/file.js');
      const { render } = await import('../linearize/report/index.js');
      const report = judgeFile(name, await read(file, name), wanted);
      progress.end();
      context.finish(exitCodeOf(report.judgement.verdict));
      const printed: Format = isJson ? 'json' : output === undefined ? (given ?? 'text') : 'text';
      await context.terminal.print(render(report, printed));
      // What goes to another tool is followed by nothing; people read the verdict on stderr.
      if (printed === 'html' || printed === 'svg') context.terminal.say(render(report, 'text'));
      if (output === undefined || saved === undefined) return;
      try {
        await writeFile(output, `${render(report, saved)}\n`);
      } catch (error) {
        throw new UsageError(`${output} cannot be written: ${systemReason(error)}`);
      }
      context.terminal.say(`saved ${output}`);
    },
  };
}

function exitCodeOf({ kind }: Verdict): ExitCode {
  if (kind === 'linearizable') return ExitCode.holds;
  return kind === 'not-linearizable' ? ExitCode.violated : ExitCode.bounded;
}

async function read(file: string, name: string): Promise<Uint8Array> {
  try {
    return file === '-' ? await buffer(process.stdin) : await readFile(file);
  } catch (error) {
    const isFolder = (error as NodeJS.ErrnoException).code === 'EISDIR';
    const what = isFolder ? '; give the history in it, such as clients.jsonl' : '';
    throw new UsageError(`${name} cannot be read: ${systemReason(error)}${what}`);
  }
}

function choiceOf<T extends string>(values: FlagValues, flag: string, known: readonly T[]): T | undefined {
  const given = textOf(values, flag);
  const choice = known.find((name) => name === given);
  if (given !== undefined && choice === undefined) throw unknownName(flag, given, known);
  return choice;
}

function formatOfFile(file: string): Format {
  const format = FORMATS.find((name) => file.endsWith(name === 'text' ? '.txt' : `.${name}`));
  if (format !== undefined) return format;
  throw new UsageError(
    `the ending of ${quoted(file)} says no form; --format does, or one of .html, .svg, .json, .txt`,
  );
}

function jsonOf(values: FlagValues, flag: string): Json | undefined {
  const text = textOf(values, flag);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw new UsageError(`--${flag} takes JSON, such as 0 or '"a"', not ${quoted(text)}`);
  }
}
