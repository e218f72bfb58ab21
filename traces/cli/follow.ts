/**
 * `paxoscope conform --follow`: what a user sees while runs are judged that are being written. The first violation of a run is told at once; how
 * far it is stands on stderr.
 */
import { interruptible } from '../../checker/cli/interrupt.js';
import type { Terminal } from '../../checker/cli/terminal.js';
import type { JudgeOptions } from '../conform/judge-runs.js';
import { headline } from '../conform/report/text.js';
import type { IsUnlogged } from '../conform/run.js';
import type { Judgement } from '../conform/verdict.js';
import { follow } from '../follow/follow.js';

export interface FollowFlags {
  readonly checkpoint: string | undefined;
  /** Seconds. */
  readonly idle: number | undefined;
  /** What else the judgement depends on, as words of the command line. */
  readonly flags: string;
  /** Whether stdout is for people. */
  readonly isText: boolean;
}

export function followed(
  terminal: Terminal,
  paths: readonly string[],
  options: JudgeOptions & { readonly isUnlogged: IsUnlogged },
  { checkpoint, idle, flags, isText }: FollowFlags,
): Promise<readonly Judgement[]> {
  return interruptible(terminal, (signal) =>
    follow(paths, {
      ...options,
      signal,
      ...(idle === undefined ? {} : { idleMs: idle * 1000 }),
      ...(checkpoint === undefined ? {} : { checkpoint: { folder: checkpoint, flags } }),
      onViolation: async (run) => {
        const line = headline({ run: run.name, ...run.soFar });
        if (isText) await terminal.print(`${line}\n`);
        else terminal.say(line);
      },
    }),
  );
}
