/** Which judge a run gets, from its header and from what the command line says about how it was logged. */
import { readFile } from 'node:fs/promises';
import type { Context } from '../../checker/cli/context.js';
import {
  type Flags,
  type FlagValues,
  takesValue,
  takesValues,
  textOf,
  textsOf,
} from '../../checker/cli/flags.js';
import { instantiate } from '../../checker/cli/instance.js';
import { UsageError, unknownName } from '../../checker/cli/usage-error.js';
import { watchUserCode } from '../../checker/cli/watch.js';
import { systemReason } from '../../checker/input-error.js';
import type { Model } from '../../checker/model.js';
import type { Instance, Spec } from '../../checker/spec.js';
import type { Judge } from '../conform/judge.js';
import { BUDGET, type ModelJudging } from '../conform/model-judging.js';
import type { Mapping } from '../conform/renaming.js';
import type { IsUnlogged } from '../conform/run.js';
import type { EventOf } from '../event.js';
import type { Levels } from '../mapping/pmmc/judge.js';

/** Roles of the implementation. */
const ROLES = ['acceptor', 'leader', 'replica'];
/** What `--unlogged` says where lines have no `changed`. */
const STATE = 'state';
const LEVELS = ['1', '2', '3'];

export const judgingFlags: Flags = {
  spec: takesValue('judge by this spec, a name or a file of your own; its processes are the nodes', {
    defaultDescription: 'the one that the header names',
  }),
  mapping: takesValue(
    'a file (JSON or TypeScript) that says what the spec calls the nodes, actions, kinds of messages and fields of the log',
  ),
  level: takesValues(
    'judge only this: 1, the steps of each node; 2, those where lines are missing, too; 3, what nodes did together; may be given often',
  ),
  unlogged: takesValues(
    `nobody logs the steps of this role (${ROLES.join(' | ')}), or of this process of the spec (a1; or a, for a1, a2, ...); ${STATE}: lines do not say what changed; may be given often`,
  ),
  order: takesValue(
    'none: sequence numbers mean nothing, and the orders of the lines of each node are searched',
    {
      defaultDescription: 'as each header says',
    },
  ),
  budget: takesValue('how many states of the spec to look at for one line, where lines are missing', {
    defaultDescription: String(BUDGET),
  }),
};

export interface Logging {
  readonly levels: readonly (1 | 2 | 3)[];
  readonly unlogged: readonly string[];
  readonly budget: number | undefined;
  /** Whether sequence numbers mean nothing. */
  readonly isUnordered: boolean;
}

/** @throws UsageError */
export function loggingOf(values: FlagValues): Logging {
  const levels = textsOf(values, 'level').map((level) => {
    if (LEVELS.includes(level)) return Number(level) as 1 | 2 | 3;
    throw unknownName('level', level, LEVELS);
  });
  const order = textOf(values, 'order');
  if (order !== undefined && order !== 'none')
    throw new UsageError(`--order takes none, and nothing else, not ${order}`);
  return {
    isUnordered: order === 'none',
    levels: levels.length === 0 ? [1, 2, 3] : levels,
    unlogged: textsOf(values, 'unlogged'),
    budget: budgetOf(textOf(values, 'budget')),
  };
}

function budgetOf(given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  const budget = Number(given);
  if (Number.isInteger(budget) && budget > 0) return budget;
  throw new UsageError(`--budget takes a number of states, 1 or more, not ${given}`);
}

/** Whose messages nobody logs: those that a role of the implementation sends, and those of a process by its name. */
export async function isUnloggedBy({ unlogged }: Logging): Promise<IsUnlogged> {
  const { sentBy } = await import('../mapping/pmmc/sent-by.js');
  const kinds = new Set(unlogged.flatMap((role) => sentBy[role] ?? []));
  return (kind, sender) => kinds.has(kind) || unlogged.some((name) => isCalled(name, sender));
}

/** A process by its name, or several by what their names begin with: `a` for a1, a2, a3. */
function isCalled(name: string, process: string): boolean {
  return name === process || (process.startsWith(name) && /^\d+$/.test(process.slice(name.length)));
}

/** A mapping, and the file that it is from. */
export interface GivenMapping {
  readonly file: string;
  readonly mapping: Mapping;
}

/** @throws InputError */
export async function mappingIn(file: string | undefined): Promise<GivenMapping | undefined> {
  if (file === undefined) return undefined;
  const { mappingOf } = await import('../conform/renaming.js');
  if (!/\.[cm]?[jt]s$/.test(file)) return { file, mapping: mappingOf(await jsonIn(file), file) };
  const { loadExport } = await import('../../checker/user-code/load-spec.js');
  watchUserCode();
  const wanted = { one: 'mapping', what: 'a mapping has nodes, actions, kinds, fields or line', use: 'used' };
  const isMapping = (value: unknown): value is object => typeof value === 'object' && value !== null;
  return { file, mapping: mappingOf(await loadExport(file, isMapping, wanted), file) };
}

async function jsonIn(file: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${systemReason(error)}`);
  }
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new UsageError(`${file} is not JSON: ${(error as Error).message}`);
  }
}

/** Servers of the implementation have a mapping; any other trace is in the words of the spec that it names. */
export async function judgeOf(
  context: Context,
  spec: string | undefined,
  { node, spec: named, configuration }: EventOf<'header'>,
  logging: Logging,
  given: GivenMapping | undefined,
  onSearch: (says: string) => void,
): Promise<Judge> {
  const told = (configuration ?? {}) as {
    readonly servers?: unknown;
    readonly parameters?: Record<string, unknown>;
  };
  // A run in the words of a spec says with which parameters; servers have none, nor have the lines about the network and clients.
  const isOfImplementation = told.servers !== undefined || told.parameters === undefined;
  if (spec === undefined && named === 'pmmc' && isOfImplementation) {
    if (given !== undefined)
      throw new UsageError(
        `--mapping is for logs that a spec judges: say which with --spec, such as --spec pmmc`,
      );
    const { PmmcJudge } = await import('../mapping/pmmc/judge.js');
    return new PmmcJudge(pmmcLogging(logging));
  }
  const label = spec ?? named;
  const wanted = { ...told.parameters, ...given?.mapping.parameters };
  const { loaded, instance } = await instanceOf(context, label, wanted).catch((error: unknown) => {
    if (spec !== undefined || !(error instanceof Error)) throw error;
    throw new UsageError(
      `the header of ${node} names the spec ${label}: ${error.message}; --spec takes a file`,
      { cause: error },
    );
  });
  const { model, parameters } = instance;
  if (given !== undefined) {
    const { refuseStrangers } = await import('../conform/renaming.js');
    refuseStrangers(given.mapping, model, given.file);
    const { strangeNames } = await import('../conform/known-names.js');
    for (const says of strangeNames(given.mapping, model, given.file)) context.terminal.say(`note: ${says}`);
  }
  const { ModelJudge } = await import('../conform/model-judge.js');
  const shown = Object.entries(parameters)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
  const fields = given?.mapping.fields;
  const { raisedOf } = await import('../conform/raised.js');
  const judging = {
    ...modelJudging(model, logging),
    raised: () => raisedOf(loaded, instance),
    onSearch,
    ...(fields === undefined ? {} : { fields }),
  };
  return new ModelJudge(shown === '' ? label : `${label} (${shown})`, model, judging);
}

async function instanceOf(
  context: Context,
  label: string,
  parameters: Record<string, unknown>,
): Promise<{ readonly loaded: Spec; readonly instance: Instance }> {
  const loaded = await context.catalog.load(label);
  return { loaded, instance: instantiate(loaded, label, { parameters, properties: [] }) };
}

function pmmcLogging({ levels, unlogged }: Logging): Levels {
  const stranger = unlogged.find((role) => role !== STATE && !ROLES.includes(role));
  if (stranger !== undefined) throw unknownName('role', stranger, [...ROLES, STATE]);
  return { levels, unlogged, isStateLogged: !unlogged.includes(STATE) };
}

function modelJudging(model: Model, { levels, unlogged, budget }: Logging): ModelJudging {
  const processes = [...new Set(model.actions.flatMap(({ node }) => node ?? []))];
  const named = unlogged.filter((name) => name !== STATE);
  if (!levels.includes(1))
    throw new UsageError(
      'a spec judges each step of a run, and what follows from all of them, at the same time: --level 1 leaves out what is searched where lines are missing (2), and there is nothing else to choose',
    );
  const stranger = named.find((name) => !processes.some((process) => isCalled(name, process)));
  if (stranger !== undefined) throw unknownName('process', stranger, [...processes, STATE]);
  return {
    isBridging: levels.includes(2),
    unlogged: processes.filter((process) => named.some((name) => isCalled(name, process))),
    isStateLogged: !unlogged.includes(STATE),
    budget: budget ?? BUDGET,
  };
}
