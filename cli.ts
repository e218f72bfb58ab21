#!/usr/bin/env node
/**
 * The command line: puts the commands of each folder together and hands them the specs. Only here does the process get its
 * exit code.
 */
import { catalogOf } from './checker/cli/catalog.js';
import { chainCommand } from './checker/cli/chain.js';
import { checkCommand } from './checker/cli/check.js';
import type { Context } from './checker/cli/context.js';
import { guardEnding } from './checker/cli/ending.js';
import type { ExitCode } from './checker/cli/exit-code.js';
import { refuseMisuse } from './checker/cli/flags.js';
import { mutantsCommand } from './checker/cli/mutants.js';
import { runProgram } from './checker/cli/program.js';
import { showCommand } from './checker/cli/show.js';
import { simulateCommand } from './checker/cli/simulate.js';
import { specsCommand } from './checker/cli/specs.js';
import { processTerminal } from './checker/cli/terminal.js';
import { tourCommand } from './checker/cli/tour.js';
import { UsageError } from './checker/cli/usage-error.js';
import { valenceCommand } from './checker/cli/valence.js';
import { clusterCommand } from './impl/cli/cluster.js';
import type { Command } from './impl/cli/context.js';
import { recordCommand } from './impl/cli/record.js';
import { rehearseCommand } from './impl/cli/rehearse.js';
import { serveCommand } from './impl/cli/serve.js';
import { algorithms } from './spec/lower-bound/algorithms.js';
import { specs } from './spec/registry.js';
import { conformCommand } from './traces/cli/conform.js';
import { linearizeCommand } from './traces/cli/linearize.js';

/** `npx` finds the program in a clone of it and where it is installed. */
const examples = [
  ['npx paxoscope specs', 'what else can be checked'],
  ['npx paxoscope check paxos --help', 'every flag; parameters are flags too'],
  ['npx paxoscope mutants paxos', 'every weakening, and what catches it'],
  ['npx paxoscope check paxos --ballots 4', '8,220,065 states'],
  ['npx paxoscope simulate paxos --acceptors 5 --ballots 5', 'random walks, where there are too many'],
  ['npx paxoscope check ./my-spec.ts', 'a spec of your own; README shows one'],
] as const;

const terminal = processTerminal();

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

const run = (args: readonly string[]): Promise<ExitCode> =>
  runProgram({
    args,
    terminal,
    catalog: catalogOf(specs, new URL('./spec/registry.js', import.meta.url).href),
    examples,
    commands: [
      specsCommand,
      checkCommand,
      mutantsCommand,
      simulateCommand(async () => (await import('./traces/conform/walk-trace.js')).traceOf),
      showCommand,
      chainCommand(algorithms),
      valenceCommand,
      linearizeCommand,
      conformCommand,
      ofSystem(clusterCommand),
      ofSystem(serveCommand),
      ofSystem(recordCommand),
      ofSystem(rehearseCommand),
      tour,
    ],
  });

const tour = tourCommand({
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
  next: examples,
});

const args = process.argv.slice(2);
const end = guardEnding(terminal, args.includes('--debug'));
end(await run(args));
