/**
 * `paxoscope conform <files, directories or ->`: judges recorded runs against a spec.
 */
import { writeFile } from 'node:fs/promises';
import type { CommandModule } from 'yargs';
import type { Context } from '../../checker/cli/context.js';
import { ExitCode } from '../../checker/cli/exit-code.js';
import {
  commonFlags,
  type Flags,
  type FlagValues,
  isOn,
  refuseMisuse,
  takesValue,
  textOf,
} from '../../checker/cli/flags.js';
import { UsageError } from '../../checker/cli/usage-error.js';
import { systemReason } from '../../checker/input-error.js';
import type { Judgement } from '../conform/verdict.js';
import { isUnloggedBy, judgeOf, judgingFlags, loggingOf, mappingIn } from './conform-judge.js';

const flags: Flags = {
  ...judgingFlags,
  output: takesValue('save the judgement to this file (JSON)', { alias: 'o' }),
  ...commonFlags,
};

export function conformCommand(context: Context): CommandModule {
  return {
    command: 'conform <paths..>',
    describe: 'judge recorded runs: did the service do what the protocol says?',
    builder: (yargs) => {
      context.declare(flags);
      return yargs
        .positional('paths', {
          describe: 'traces, packed or not, and directories of them; - is standard input',
          type: 'string',
          array: true,
        })
        .options(flags);
    },
    handler: async (values: FlagValues) => {
      refuseMisuse(values, flags, context.args);
      // A lone hyphen is an empty word to yargs, or none.
      const given = (values.paths as readonly unknown[]).map(String).filter((path) => path !== '');
      const paths = context.args.includes('-') ? [...given, '-'] : given;
      if (paths.length === 0)
        throw new UsageError('conform takes files, directories, or - for standard input');
      const [{ filesAt }, { judgeFiles }] = await Promise.all([
        import('../read/source.js'),
        import('../conform/judge-runs.js'),
      ]);
      const logging = loggingOf(values);
      const names = await mappingIn(textOf(values, 'mapping'));
      const rename = names && (await import('../conform/renaming.js')).renaming(names.mapping, names.file);
      const judgements = await judgeFiles(await filesAt(paths), {
        judgeOf: (header) => judgeOf(context, textOf(values, 'spec'), header, logging, names),
        isUnlogged: await isUnloggedBy(logging),
        isUnordered: logging.isUnordered,
        ...(rename === undefined ? {} : { rename }),
      });
      context.finish(exitCodeOf(judgements));
      const { judgementsJson } = await import('../conform/report/json.js');
      const json = judgementsJson(judgements);
      const { default: stringify } = await import('json-stringify-pretty-compact');
      if (isOn(values, 'json')) await context.terminal.print(stringify(json, { maxLength: 100 }));
      else {
        const { renderText } = await import('../conform/report/text.js');
        await context.terminal.print(renderText(judgements));
      }
      const output = textOf(values, 'output');
      if (output === undefined) return;
      try {
        await writeFile(output, `${stringify(json, { maxLength: 100 })}\n`);
      } catch (error) {
        throw new UsageError(`${output} cannot be written: ${systemReason(error)}`);
      }
      context.terminal.say(`saved ${output}`);
    },
  };
}

function exitCodeOf(judgements: readonly Judgement[]): ExitCode {
  const kinds = judgements.map(({ verdict }) => verdict.kind);
  if (kinds.includes('violation')) return ExitCode.violated;
  return kinds.includes('inconclusive') ? ExitCode.bounded : ExitCode.holds;
}
