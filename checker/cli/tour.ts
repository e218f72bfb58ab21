/**
 * `paxoscope tour`: what the tool does, shown on examples, and what to try next. `npm start` runs it.
 *
 * The last scenes record a run, and so need a folder, which is made for the tour and taken away again, and ports. Where these are not to be had
 * the tour says so and does without.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { CommandModule } from 'yargs';
import { systemReason } from '../input-error.js';
import type { Context } from './context.js';
import { ExitCode } from './exit-code.js';
import { commonFlags, type FlagValues, refuseMisuse } from './flags.js';
import type { Terminal } from './terminal.js';

export interface Scene {
  /** What is shown, in a sentence or two. */
  readonly says: string;
  /** The words after `paxoscope`. */
  readonly args: readonly string[];
  /** How it is to end. */
  readonly ends: ExitCode;
}

/** Scenes of which the later ones need what the first has made. */
export interface Act {
  readonly scenes: readonly [Scene, ...Scene[]];
  /** What is shown in its place where the first scene cannot be carried out here. */
  readonly otherwise: readonly Scene[];
}

export interface Tour {
  readonly scenes: readonly Scene[];
  /** Those that write files, and read them. */
  readonly inFolder: readonly Act[];
  /** What to try next: command lines, each with what it does. */
  readonly next: readonly (readonly [string, string])[];
  /** Runs a command line in this process. */
  readonly run: (args: readonly string[], terminal: Terminal) => Promise<ExitCode>;
}

export function tourCommand(tour: Tour): (context: Context) => CommandModule {
  return ({ args, terminal, declare, finish }) => ({
    command: 'tour',
    describe: 'see it work: Paxos checked, a broken Paxos refuted, a real cluster recorded and judged',
    builder: (yargs) => {
      declare({ debug: commonFlags.debug });
      return yargs.options({ debug: commonFlags.debug });
    },
    handler: async (values: FlagValues) => {
      refuseMisuse(values, commonFlags, args);
      const show = (scene: Scene) => showScene(scene, tour.run, terminal);
      const isFine =
        (await isEach(tour.scenes, show)) &&
        (await inFolder(terminal, () =>
          isEach(tour.inFolder, async ({ scenes: [first, ...others], otherwise }) =>
            (await show(first)) ? isEach(others, show) : isEach(otherwise, show),
          ),
        ));
      // A tour that shows something else than it says is a fault of ours.
      if (!isFine) return finish(ExitCode.fault);
      const column = Math.max(...tour.next.map(([line]) => line.length)) + 2;
      const lines = tour.next.map(([line, what]) => `  ${line.padEnd(column)}${what}`);
      await terminal.print(['\nTry next:\n', ...lines].join('\n'));
    },
  });
}

/** @returns whether it ended as it was to */
async function showScene(
  { says, args, ends }: Scene,
  run: Tour['run'],
  terminal: Terminal,
): Promise<boolean> {
  await terminal.print(`${says}\n\n$ npx paxoscope ${args.join(' ')}\n`);
  const ended = await run(args, terminal);
  await terminal.print('\n');
  return ended === ends;
}

/** Whether it is true of each, one after another, up to the first of which it is not. */
async function isEach<T>(items: readonly T[], holds: (item: T) => Promise<boolean>): Promise<boolean> {
  for (const item of items) if (!(await holds(item))) return false;
  return true;
}

/** @returns what the scenes return; true where there is no folder for them */
async function inFolder(terminal: Terminal, scenes: () => Promise<boolean>): Promise<boolean> {
  const before = process.cwd();
  let folder: string;
  try {
    folder = await mkdtemp(path.join(tmpdir(), 'paxoscope-tour-'));
  } catch (error) {
    const reason = systemReason(error);
    await terminal.print(`Recorded runs are left out: no folder can be made in ${tmpdir()} (${reason}).\n`);
    return true;
  }
  try {
    // So that what is printed is what one would type.
    process.chdir(folder);
    return await scenes();
  } finally {
    process.chdir(before);
    await rm(folder, { recursive: true, force: true });
  }
}
