/**
 * What a user's code prints. stdout is for results alone, which programs read; so `console.log` goes to stderr where such code runs. Not always, for the
 * help of commands is printed by console.log too.
 */

/**
 * From now on what is printed in this thread goes to stderr.
 * @returns takes that back
 */
export function printToStderr(): () => void {
  const { log, info, debug, dir, error: say } = console;
  Object.assign(console, { log: say, info: say, debug: say, dir: say });
  return () => Object.assign(console, { log, info, debug, dir });
}
