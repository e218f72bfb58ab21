/**
 * `paxoscope conform <files, directories or ->`: judges recorded runs against a spec.
 */
import type { CommandModule } from 'yargs';
import type { Context } from '../../checker/cli/context.js';
import { ExitCode } from '../../checker/cli/exit-code.js';
import {
  commonFlags,
  type Flags,
  type FlagValues,
  isOn,
  isSwitch,
  numberOf,
  refuseMisuse,
  takesValue,
  textOf,
  textsOf,
  workFlags,
} from '../../checker/cli/flags.js';
import { interruptible } from '../../checker/cli/interrupt.js';
import {
  executionText,
  formatFlag,
  formatOf,
  hasColor,
  outputFlag,
  outputOf,
  printJson,
  saveIfAny,
} from '../../checker/cli/output.js';
import { ProgressLine } from '../../checker/cli/progress.js';
import type { Terminal } from '../../checker/cli/terminal.js';
import { UsageError } from '../../checker/cli/usage-error.js';
import type { Execution } from '../../checker/execution.js';
import type { Format } from '../../checker/report/index.js';
import type { Run } from '../conform/run.js';
import type { Judgement } from '../conform/verdict.js';
import type { EventOf } from '../event.js';
import { isUnloggedBy, judgeOf, judgingFlags, loggingOf, mappingIn } from './conform-judge.js';
import type { FollowFlags } from './follow.js';
import { runProgress } from './run-progress.js';

const flags: Flags = {
  ...judgingFlags,
  follow: isSwitch('judge while it is being written: files that grow, directories in which more come'),
  checkpoint: takesValue('save what is learned to this folder from time to time, and go on from there'),
  idle: takesValue('end when nothing new has come for so many seconds', {
    defaultDescription: 'when every node has ended, or Ctrl-C',
  }),
  clients: isSwitch('--no-clients: what clients saw is not judged; nor is it where --level is given'),
  ...formatFlag,
  ...outputFlag,
  ...workFlags,
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
      const format = formatOf(values);
      const output = await outputOf(values);
      const judgesClients = values.clients !== false && textsOf(values, 'level').length === 0;
      const { Histories } = await import('../conform/clients.js');
      const histories = judgesClients ? new Histories() : undefined;
      const progress = new ProgressLine(context.terminal, isOn(values, 'progress'));
      // Where they are not on a terminal, a search is told of however short a time ago the runs were.
      const searching = new ProgressLine(context.terminal, isOn(values, 'progress'));
      const onSearch = (says: string) => searching.show(says);
      const options = {
        judgeOf: (header: EventOf<'header'>) =>
          judgeOf(context, textOf(values, 'spec'), header, logging, names, onSearch),
        isUnlogged: await isUnloggedBy(logging),
        isUnordered: logging.isUnordered,
        ...(rename === undefined ? {} : { rename }),
        ...(histories === undefined ? {} : { histories }),
        onSearch,
        onLook: (runs: readonly Run[], share?: number) => progress.show(runProgress(runs, share)),
      };
      const following = followingOf(values, paths, format);
      const judgements =
        following === undefined
          ? await judgeFiles(await filesAt(paths), {
              ...options,
              stoppable: (read) => interruptible(context.terminal, read),
            })
          : await (await import('./follow.js')).followed(context.terminal, paths, options, following);
      progress.end();
      context.finish(exitCodeOf(judgements));
      if (isOn(values, 'json')) await printJson(context.terminal, await json(judgements));
      else await print(context.terminal, judgements, format);
      if (output === undefined) return;
      const [first, ...others] = executionsOf(judgements);
      await saveIfAny(context.terminal, output, first);
      if (others.length > 0) context.terminal.say(`that is the first of ${others.length + 1} violations`);
    },
  };
}

function followingOf(values: FlagValues, paths: readonly string[], format: Format): FollowFlags | undefined {
  const checkpoint = textOf(values, 'checkpoint');
  const idle = numberOf(values, 'idle');
  if (isOn(values, 'follow')) {
    // What else the judgement depends on: a checkpoint is gone on from with the same.
    const words = ['spec', 'mapping', 'level', 'unlogged', 'order', 'budget'].flatMap((name) =>
      textsOf(values, name).map((text) => `--${name} ${text}`),
    );
    if (values.clients === false) words.push('--no-clients');
    const flags = [...paths, ...words].join(' ');
    const isText = format === 'text' && !isOn(values, 'json');
    return { checkpoint, idle, flags, isText };
  }
  for (const name of ['checkpoint', 'idle'])
    if (values[name] !== undefined) throw new UsageError(`--${name} goes with --follow`);
  return undefined;
}

async function json(judgements: readonly Judgement[]): Promise<object> {
  const { judgementsJson } = await import('../conform/report/json.js');
  return judgementsJson(judgements);
}

/** In a form for other tools, stdout has the execution alone, and people read the rest on stderr. */
async function print(terminal: Terminal, judgements: readonly Judgement[], format: Format): Promise<void> {
  const { headline, renderText } = await import('../conform/report/text.js');
  if (format === 'text') {
    await terminal.print(renderText(judgements, hasColor(terminal)));
    return;
  }
  for (const judgement of judgements) terminal.say(headline(judgement));
  const [execution, ...others] = executionsOf(judgements);
  if (execution === undefined) terminal.say('paxoscope: there is no violation, and no execution to print');
  else await terminal.print(await executionText(execution, undefined, format, terminal));
  if (others.length > 0) terminal.say(`printed the first of ${others.length + 1} violations`);
}

function executionsOf(judgements: readonly Judgement[]): readonly Execution[] {
  return judgements.flatMap(({ execution }) => (execution === undefined ? [] : [execution]));
}

function exitCodeOf(judgements: readonly Judgement[]): ExitCode {
  const kinds = judgements.map(({ verdict }) => verdict.kind);
  if (kinds.includes('violation')) return ExitCode.violated;
  return kinds.includes('inconclusive') ? ExitCode.bounded : ExitCode.holds;
}
