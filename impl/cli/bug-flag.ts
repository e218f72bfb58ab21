/** The flag that switches on a seeded bug, for the commands that run servers to see what becomes of them. */
import { type Bug, bugs } from '../core/bugs.js';
import { type CommandContext, type FlagValues, takesValue, textOf } from './context.js';

export const bugFlag = {
  bug: takesValue('switch on a seeded bug, to see it found: its name; --bug list names them'),
};

/** Prints what bugs there are, where that was asked for. @returns whether it was */
export async function listedBugs({ terminal }: CommandContext, values: FlagValues): Promise<boolean> {
  if (textOf(values, 'bug') !== 'list') return false;
  const lines = Object.entries(bugs).map(([name, what]) => `${name.padEnd(24)}  ${what}`);
  await terminal.print(lines.join('\n'));
  return true;
}

/** @throws where there is none of that name */
export function bugOf({ fault }: CommandContext, values: FlagValues): Bug | undefined {
  const name = textOf(values, 'bug');
  if (name === undefined || Object.hasOwn(bugs, name)) return name as Bug | undefined;
  throw fault(`there is no bug ${name}; --bug list names them`);
}
