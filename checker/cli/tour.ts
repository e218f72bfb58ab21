/**
 * `paxoscope tour`: a few command lines, run one after the other with a word on each, for somebody who is here for the first time.
 */
import type { CommandModule } from 'yargs';
import type { Context } from './context.js';
import { ExitCode } from './exit-code.js';
import { commonFlags, type FlagValues, refuseMisuse } from './flags.js';

export interface Scene {
  /** What there is to see. */
  readonly says: string;
  /** The command line, without the name of the program. */
  readonly args: readonly string[];
  /** How it is to end. */
  readonly ends: ExitCode;
}

export interface Tour {
  readonly scenes: readonly Scene[];
  /** What to try next: command lines, each with what it does. */
  readonly next: readonly (readonly [string, string])[];
  /** Runs a command line in this process. */
  readonly run: (args: readonly string[]) => Promise<ExitCode>;
}

export function tourCommand(tour: Tour): (context: Context) => CommandModule {
  return ({ args, terminal, declare, finish }) => ({
    command: 'tour',
    describe: 'see it work: Paxos checked, and a broken Paxos refuted',
    builder: (yargs) => {
      declare({ debug: commonFlags.debug });
      return yargs.options({ debug: commonFlags.debug });
    },
    handler: async (values: FlagValues) => {
      refuseMisuse(values, commonFlags, args);
      for (const [i, { says, args: line, ends }] of tour.scenes.entries()) {
        await terminal.print(`${i === 0 ? '' : '\n\n'}${says}\n\n$ npx paxoscope ${line.join(' ')}\n`);
        const ended = await tour.run(line);
        // A tour that shows something else than it says is a fault of ours.
        if (ended !== ends) return finish(ExitCode.fault);
      }
      const column = Math.max(...tour.next.map(([line]) => line.length)) + 2;
      const lines = tour.next.map(([line, what]) => `  ${line.padEnd(column)}${what}`);
      await terminal.print(['\n\nTry next:\n', ...lines].join('\n'));
    },
  });
}
