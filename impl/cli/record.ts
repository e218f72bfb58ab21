/**
 * `paxoscope record`: runs a cluster of real processes under a load and under faults, and writes down what happened, for others to judge.
 */
import { type FaultKind, faultKinds, planOf } from '../record/plan.js';
import { type Action, actions } from '../record/workload.js';
import { bugFlag, bugOf, listedBugs } from './bug-flag.js';
import {
  type CommandContext,
  command,
  countOf,
  type FlagValues,
  isSwitch,
  requireFolder,
  takesValue,
  textOf,
  timeOf,
} from './context.js';

const DEFAULTS = {
  servers: 3,
  forMs: 20_000,
  clients: 5,
  keys: 5,
  locks: 2,
  tickMs: 10,
  leaseMs: 500,
} as const;
const SEED_MAX = 999_999;
const DEFAULT_MIX = 'get=4,put=4,delete=1,cas=2,range=1,lock=4';
/** Of the run: in the last part nothing goes wrong any more, so that what waits can be answered. */
const QUIET_PART = 0.15;

const flags = {
  seed: takesValue(`what is asked for and what goes wrong follows from it (0..${SEED_MAX}); printed`, {
    defaultDescription: 'random',
  }),
  output: takesValue('the folder of the run', { alias: 'o', defaultDescription: 'run-SEED' }),
  servers: takesValue('how many', { defaultDescription: String(DEFAULTS.servers) }),
  for: takesValue('how long it runs, such as 20s or 5m', { defaultDescription: '20s' }),
  requests: takesValue('end after so many requests', { defaultDescription: 'no limit' }),
  clients: takesValue('how many, each with one request at a time', {
    defaultDescription: String(DEFAULTS.clients),
  }),
  rate: takesValue('requests a second of each client, at most', { defaultDescription: 'no limit' }),
  keys: takesValue('how many', { defaultDescription: String(DEFAULTS.keys) }),
  locks: takesValue('how many', { defaultDescription: String(DEFAULTS.locks) }),
  mix: takesValue('how often each kind of request is made', { defaultDescription: DEFAULT_MIX }),
  'tick-ms': takesValue('milliseconds of a tick: longer ones make small traces and slow elections', {
    defaultDescription: String(DEFAULTS.tickMs),
  }),
  faults: takesValue(`none, all, or some of: ${faultKinds.join(',')}`, { defaultDescription: 'all' }),
  ...bugFlag,
  trace: isSwitch('traces of the nodes; --no-trace: without them, to see what they cost'),
  json: isSwitch('one JSON object on stdout, and nothing else'),
};

export const recordCommand = command({
  name: 'record',
  describe: 'run a cluster under load and faults, and record what it does',
  flags,
  run: async (context, values) => {
    if (await listedBugs(context, values)) return;
    const bug = bugOf(context, values);
    const seed =
      countOf(context, values, 'seed', { min: 0, max: SEED_MAX }) ??
      Math.floor(Math.random() * (SEED_MAX + 1));
    const servers = countOf(context, values, 'servers', { max: 9 }) ?? DEFAULTS.servers;
    const lengthMs = timeOf(context, values, 'for') ?? DEFAULTS.forMs;
    const kinds = kindsOf(context, values);
    const folder = textOf(values, 'output') ?? `run-${seed}`;
    requireFolder(context, folder);
    const workload = {
      seed,
      clients: countOf(context, values, 'clients', { max: 1000 }) ?? DEFAULTS.clients,
      keys: countOf(context, values, 'keys') ?? DEFAULTS.keys,
      locks: countOf(context, values, 'locks') ?? DEFAULTS.locks,
      mix: mixOf(context, values),
      rate: countOf(context, values, 'rate') ?? 0,
      requests: countOf(context, values, 'requests') ?? 0,
      leaseMs: DEFAULTS.leaseMs,
    };
    context.terminal.say(`seed ${seed} (--seed ${seed} makes a run like this one); recording in ${folder}`);
    const { recordRun } = await import('../record/run.js');
    const recorded = await recordRun({
      folder,
      seed,
      servers,
      lengthMs,
      plan: planOf(seed, servers, lengthMs * (1 - QUIET_PART), kinds),
      workload,
      bug,
      hasTrace: values.trace !== false,
      tickMs: countOf(context, values, 'tick-ms', { max: 1000 }) ?? DEFAULTS.tickMs,
      command: ['paxoscope', 'record', ...process.argv.slice(3)].join(' '),
      progress: (line) => context.terminal.say(line),
    }).catch((error: Error) => {
      throw context.fault(error.message);
    });
    const { ok, fail, info, seconds, faults, isHealthyAfter } = recorded;
    if (values.json === true) await context.terminal.print(JSON.stringify({ folder, seed, ...recorded }));
    else
      await context.terminal.print(
        [
          `${folder}: ${ok} requests answered in ${seconds.toFixed(1)} s (${Math.round(ok / seconds)} a second), ${fail} refused, ${info} of which nobody knows`,
          `  faults   ${faults}; afterwards the cluster ${isHealthyAfter ? 'was well' : 'was NOT well'}`,
          '  traces   s1.jsonl and so on, one of each server; clients.jsonl is what the clients saw',
          '  run.json says how it was made: the seed, the load, and what went wrong when',
        ].join('\n'),
      );
    if (!isHealthyAfter)
      throw context.fault(`the cluster did not recover; ${folder}/servers.log may tell why`);
  },
});

function kindsOf({ fault }: CommandContext, values: FlagValues): readonly FaultKind[] {
  const text = textOf(values, 'faults') ?? 'all';
  if (text === 'all') return faultKinds;
  if (text === 'none') return [];
  return text.split(',').map((name) => {
    const kind = faultKinds.find((known) => known === name);
    if (kind === undefined)
      throw fault(
        `--faults: there is no ${JSON.stringify(name)}; there are ${faultKinds.join(', ')}, or all, or none`,
      );
    return kind;
  });
}

function mixOf({ fault }: CommandContext, values: FlagValues): Readonly<Record<Action, number>> {
  const text = textOf(values, 'mix') ?? DEFAULT_MIX;
  const mix: Record<string, number> = Object.fromEntries(actions.map((action) => [action, 0]));
  for (const part of text.split(',')) {
    const [, name, weight] = /^(\w+)=(\d{1,4})$/.exec(part) ?? [];
    if (name === undefined || !Object.hasOwn(mix, name))
      throw fault(
        `--mix takes ${actions.map((action) => `${action}=N`).join(',')}, or some of them, not ${JSON.stringify(part)}`,
      );
    mix[name] = Number(weight);
  }
  if (Object.values(mix).every((weight) => weight === 0))
    throw fault('--mix: nothing is asked for; some weight must be above 0');
  return mix as Record<Action, number>;
}
