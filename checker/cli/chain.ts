/**
 * `paxoscope chain`: the lower-bound workbench. A chain of executions, each similar to the next, from all 0 to all 1; or the table that decides
 * where there is none; or an algorithm, run down the chain.
 */
import type { CommandModule } from 'yargs';
import { PROCESSES_MAX, ROUNDS_MAX, TABLE_EXECUTIONS_MAX, TABLE_VIEWS_MAX } from '../chain/sizes.js';
import { formatCount } from '../report/numbers.js';
import type { RoundAlgorithm } from '../rounds.js';
import { FILE } from './catalog.js';
import type { Context } from './context.js';
import {
  commonFlags,
  countOf,
  type Flags,
  type FlagValues,
  isOn,
  isSwitch,
  refuseMisuse,
  takesValue,
  textOf,
  workFlags,
} from './flags.js';
import { requireWritable } from './output.js';
import { type Input, readInput } from './read-input.js';
import { UsageError, unknownName } from './usage-error.js';

/** As in report/chain/, which is not loaded before there is something to print. */
const FORMATS = ['text', 'html', 'svg'] as const;
export type ChainFormat = (typeof FORMATS)[number];

const flags: Flags = {
  processes: takesValue(`processes p0, p1, ...: at most ${PROCESSES_MAX}`, { defaultDescription: '3' }),
  faults: takesValue('how many of them may crash', { defaultDescription: '1' }),
  rounds: takesValue(`rounds after which everybody has decided: at most ${ROUNDS_MAX}`, {
    defaultDescription: 'as many as faults',
  }),
  shortest: isSwitch('a shortest chain, in place of that of the textbook'),
  'any-ends': isSwitch('with --shortest: from any execution with all inputs 0 to any with all inputs 1'),
  decide: isSwitch('whether there is an algorithm: a shortest chain, or a table of decisions'),
  table: isSwitch('decide every size up to --processes, --faults and --rounds (5, 4, 5 where not given)'),
  algorithm: takesValue('run this algorithm: a name, or the path of a file that exports one'),
  execution: takesValue('draw the execution at this place of the chain, from 0 on'),
  verify: takesValue(
    `check a saved chain, or a table for at most ${formatCount(TABLE_EXECUTIONS_MAX)} executions; - is standard input`,
  ),
  format: takesValue(`how it is drawn: ${FORMATS.join(' | ')}`, { defaultDescription: 'text' }),
  output: takesValue(
    `save the chain to this file (JSON), or with --decide a table of at most ${formatCount(TABLE_VIEWS_MAX)} views`,
    { alias: 'o' },
  ),
  ...workFlags,
  ...commonFlags,
};

/** What the line asks for, as data that another thread can be given. */
export interface ChainRequest {
  readonly processes?: number;
  readonly faults?: number;
  readonly rounds?: number;
  readonly isShortest: boolean;
  readonly anyEnds: boolean;
  readonly decide: boolean;
  readonly table: boolean;
  /** The name or path by which the user knows it. */
  readonly algorithm?: string;
  readonly execution?: number;
  /** A saved chain. */
  readonly verify?: Input;
  readonly format: ChainFormat;
  readonly output?: string;
  readonly isJson: boolean;
}

/**
 * @param algorithms those that come with the program
 * @param module the URL of the module that exports them as `algorithms`
 */
export function chainCommand(
  algorithms: readonly RoundAlgorithm[],
  module: string,
): (context: Context) => CommandModule {
  return (context) => ({
    command: 'chain',
    describe: 'why f failures need f + 1 rounds: chains of similar executions',
    builder: (yargs) => {
      context.declare(flags);
      return yargs
        .options(flags)
        .epilogue(
          `Algorithms: ${algorithms.map(({ name }) => name).join(', ')}; a file exports what defineAlgorithm({...}) returns.`,
        );
    },
    handler: async (values: FlagValues) => {
      refuseMisuse(values, flags, context.args);
      const request = await requestOf(values, algorithms, context.args);
      if (request.output !== undefined) await requireWritable(request.output);
      const { runOnThread } = await import('./chain-thread.js');
      await runOnThread(context, { request, module }, isOn(values, 'progress'));
    },
  });
}

/** Pairs of flags of which each asks for something of its own. */
const EXCLUSIVE = [
  ['decide', 'table'],
  ['decide', 'algorithm'],
  ['table', 'algorithm'],
  ['table', 'execution'],
  ['table', 'output'],
  ['table', 'format'],
  ['decide', 'any-ends'],
  ['json', 'execution'],
  ['json', 'format'],
] as const;

async function requestOf(
  values: FlagValues,
  algorithms: readonly RoundAlgorithm[],
  args: readonly string[],
): Promise<ChainRequest> {
  const isGiven = (flag: string) => values[flag] !== undefined && values[flag] !== false;
  for (const [a, b] of EXCLUSIVE) {
    if (isGiven(a) && isGiven(b)) throw new UsageError(`--${a} and --${b} do not go together; leave one out`);
  }
  if (isOn(values, 'any-ends') && !isOn(values, 'shortest'))
    throw new UsageError('--any-ends needs --shortest');
  // A lone hyphen is an empty word to yargs.
  const verify = values.verify === '' && args.includes('-') ? '-' : textOf(values, 'verify');
  if (verify !== undefined) {
    const other = Object.keys(flags).find(
      (flag) => !['verify', 'json', 'debug', 'progress'].includes(flag) && isGiven(flag),
    );
    if (other !== undefined) throw new UsageError(`--verify reads all from the file; leave --${other} out`);
  }
  return {
    processes: countOf(values, 'processes', 2, PROCESSES_MAX),
    faults: countOf(values, 'faults', 0, PROCESSES_MAX - 1),
    rounds: countOf(values, 'rounds', 1, ROUNDS_MAX),
    isShortest: isOn(values, 'shortest'),
    anyEnds: isOn(values, 'any-ends'),
    decide: isOn(values, 'decide'),
    table: isOn(values, 'table'),
    algorithm: algorithmOf(values, algorithms),
    execution: countOf(values, 'execution', 0),
    verify: verify === undefined ? undefined : await readInput(verify),
    format: formatOf(values),
    output: textOf(values, 'output'),
    isJson: isOn(values, 'json'),
  };
}

function formatOf(values: FlagValues): ChainFormat {
  const given = textOf(values, 'format') ?? 'text';
  const format = FORMATS.find((name) => name === given);
  if (format === undefined) throw unknownName('format', given, FORMATS);
  return format;
}

function algorithmOf(values: FlagValues, algorithms: readonly RoundAlgorithm[]): string | undefined {
  const label = textOf(values, 'algorithm');
  const names = algorithms.map(({ name }) => name);
  if (label === undefined || FILE.test(label) || names.includes(label)) return label;
  throw unknownName('algorithm', label, names);
}
