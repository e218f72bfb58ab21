/**
 * How the process ends. That is for the program to say, but spec code runs in the same process: it may end it (`process.exit`),
 * let it run dry (an `await` of what never comes), or fail where no call of ours catches it (a timer, a promise that nobody
 * awaits). None of these may look like a verdict, so until the program has answered, every end is a fault.
 */

import { describeThrown, faultLine, stackOf } from '../user-code/thrown.js';
import { ExitCode } from './exit-code.js';
import type { Terminal } from './terminal.js';

/**
 * Makes every end of this process a fault, with a line that says so.
 * @param isDebug whether the stack of an error is told too
 * @returns takes the program's answer: with it, and only with it, the process ends otherwise
 */
export function guardEnding(terminal: Terminal, isDebug: boolean): (code: ExitCode) => void {
  let answer: ExitCode | undefined;
  // Node would say 13 where an `await` never ends.
  process.exitCode = ExitCode.fault;
  process.on('exit', () => {
    if (answer === undefined) terminal.say(faultLine('ended before there was a verdict'));
    process.exitCode = answer ?? ExitCode.fault;
  });
  const failed = (where: string) => (error: unknown) => {
    // What failed in a call was told; that a promise failed with it is no news.
    if (answer !== ExitCode.fault) {
      terminal.say(faultLine(`${where}: ${describeThrown(error)}`));
      if (isDebug) terminal.say(stackOf(error));
    }
    answer = ExitCode.fault;
    process.exit();
  };
  process.on('uncaughtException', failed('in a callback'));
  process.on('unhandledRejection', failed('in a promise that nobody awaits'));
  return (code) => {
    answer = code;
  };
}
