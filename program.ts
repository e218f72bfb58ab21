/** The program: the commands of each folder, put together and handed the specs. */
import type { CommandModule } from 'yargs';
import { catalogOf } from './checker/cli/catalog.js';
import type { Context } from './checker/cli/context.js';
import type { ExitCode } from './checker/cli/exit-code.js';
import { refuseMisuse } from './checker/cli/flags.js';
import { runProgram } from './checker/cli/program.js';
import type { Terminal } from './checker/cli/terminal.js';
import type { Tour } from './checker/cli/tour.js';
import { UsageError } from './checker/cli/usage-error.js';
import type { Command } from './impl/cli/context.js';
import { places } from './spec/places.js';

/** `npx` finds the program in a clone of it and where it is installed. */
const examples = [
  ['npx paxoscope specs', 'what else can be checked'],
  ['npx paxoscope check paxos --help', 'every flag; parameters are flags too'],
  ['npx paxoscope mutants paxos', 'every weakening, and what catches it'],
  ['npx paxoscope check paxos --ballots 4', '8,220,065 states'],
  ['npx paxoscope simulate paxos --acceptors 5 --ballots 5', 'random walks, where there are too many'],
  ['npx paxoscope check ./my-spec.ts', 'a spec of your own: spec/README.md'],
] as const;

/** What the tour ends with: the other things that there are. */
const further = [
  ['npx paxoscope chain', 'why one failure needs two rounds'],
  ['npx paxoscope cluster', 'the real system: keys and locks'],
  ['npx paxoscope rehearse --runs 100', 'its servers in a world in which all fails'],
  ['npx paxoscope record --for 20s -o run', 'a cluster under every fault, written down'],
  ['npx paxoscope conform run', 'did it do what the protocol says?'],
  ['npx paxoscope linearize run/clients.jsonl', 'did it look like one copy to its clients?'],
] as const;

/** A command of the real system, which knows nothing of the checker: it is given what it needs of the program. */
const ofSystem =
  (command: Command) =>
  ({ args, terminal, declare, finish }: Context) =>
    command({
      terminal,
      declare,
      refuseMisuse: (values, flags) => refuseMisuse(values, flags, args),
      fault: (message) => new UsageError(message),
      finish,
    });

type MakeCommand = (context: Context) => CommandModule;

/** The commands, in the order in which they are listed; a line that begins with one loads no other. */
const commands: Readonly<Record<string, () => Promise<MakeCommand>>> = {
  specs: async () => (await import('./checker/cli/specs.js')).specsCommand,
  check: async () => (await import('./checker/cli/check.js')).checkCommand,
  mutants: async () => (await import('./checker/cli/mutants.js')).mutantsCommand,
  simulate: async () => {
    const { simulateCommand } = await import('./checker/cli/simulate.js');
    return simulateCommand(async () => (await import('./traces/conform/walk-trace.js')).traceOf);
  },
  show: async () => (await import('./checker/cli/show.js')).showCommand,
  chain: async () => {
    const place = new URL('./spec/lower-bound/algorithms.js', import.meta.url).href;
    const { algorithms } = await import('./spec/lower-bound/algorithms.js');
    return (await import('./checker/cli/chain.js')).chainCommand(algorithms, place);
  },
  valence: async () => (await import('./checker/cli/valence.js')).valenceCommand,
  linearize: async () => (await import('./traces/cli/linearize.js')).linearizeCommand,
  conform: async () => (await import('./traces/cli/conform.js')).conformCommand,
  cluster: async () => ofSystem((await import('./impl/cli/cluster.js')).clusterCommand),
  serve: async () => ofSystem((await import('./impl/cli/serve.js')).serveCommand),
  record: async () => ofSystem((await import('./impl/cli/record.js')).recordCommand),
  rehearse: async () => ofSystem((await import('./impl/cli/rehearse.js')).rehearseCommand),
  tour: async () => (await import('./checker/cli/tour.js')).tourCommand(tour),
};

/** Runs a command line. @returns what the process is to answer with */
export async function run(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const wanted = Object.hasOwn(commands, args[0] ?? '') ? [args[0]] : Object.keys(commands);
  return runProgram({
    args,
    terminal,
    catalog: catalogOf(places, new URL('./spec/', import.meta.url).href),
    examples,
    commands: await Promise.all(wanted.map((name) => commands[name]())),
  });
}

const tour: Tour = {
  run,
  scenes: [
    {
      says: "Lamport's Paxos, three acceptors, three ballots, two values: every reachable state.",
      args: ['check', 'paxos', '--acceptors', '3', '--ballots', '3', '--values', '2'],
      ends: 0,
    },
    {
      says: 'Paxos as processes that pass messages. A mutant: a quorum is any f of 2f+1 acceptors.\nThe shortest way to two chosen values:',
      args: ['check', 'paxos-roles', '--mutant', 'quorum-of-f', '--property', 'agreement'],
      ends: 1,
    },
  ],
  inFolder: [
    {
      scenes: [
        {
          says: 'The real thing: three servers on this machine, under load. One of them is killed.',
          args: [
            ...['record', '--for', '2s', '--faults', 'kill,loss', '--clients', '3', '--seed', '4'],
            ...['-o', 'run'],
          ],
          ends: 0,
        },
        {
          says: 'What they wrote down, step by step: did they do what the protocol says?',
          args: ['conform', 'run'],
          ends: 0,
        },
      ],
      otherwise: [
        {
          says: 'No cluster can be run here. The same servers in a simulated world, which needs no ports:',
          args: ['rehearse', '--seed', '4', '-o', 'rehearsed'],
          ends: 0,
        },
        {
          says: 'What they wrote down, step by step: did they do what the protocol says?',
          args: ['conform', 'rehearsed'],
          ends: 0,
        },
      ],
    },
    {
      scenes: [
        {
          says: 'The same with a bug: a commander is content with f votes of 2f+1. Clients notice nothing.',
          args: [
            ...['record', '--for', '700ms', '--faults', 'none', '--seed', '4'],
            ...['--bug', 'commander-quorum-of-f', '-o', 'broken'],
          ],
          ends: 0,
        },
        {
          says: 'The first line that the protocol does not explain, and what led there:',
          args: ['conform', 'broken'],
          ends: 1,
        },
      ],
      otherwise: [
        {
          says: 'The same with a bug: a commander is content with f votes of 2f+1.',
          args: ['rehearse', '--seed', '3', '--bug', 'commander-quorum-of-f', '-o', 'rehearsed-broken'],
          ends: 1,
        },
        {
          says: 'The first line that the protocol does not explain, and what led there:',
          args: ['conform', 'rehearsed-broken'],
          ends: 1,
        },
      ],
    },
  ],
  next: [...examples, ...further],
};
