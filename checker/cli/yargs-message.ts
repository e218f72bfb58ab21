/**
 * What yargs says of a line that it cannot read, in our words: one line, with what would fit.
 */
import { dashed, quoted } from './flags.js';
import { unknownName } from './usage-error.js';

/** The line that was read, and what could have been in it. */
export interface LineRead {
  readonly args: readonly string[];
  /** The flags of the command. */
  readonly known: readonly string[];
  /** The commands. */
  readonly names: readonly string[];
}

export function reword(message: string, { args, known, names }: LineRead): string {
  const [, what, rest] = /^([^:]*):?\s*([\s\S]*)$/.exec(message) ?? ['', message, ''];
  if (what === 'Unknown command')
    return unknownName('command', quoted(rest), names, 'paxoscope --help').message;
  if (what.startsWith('Unknown argument')) {
    // Of a flag with hyphens yargs names the camel-cased twin too.
    const [name] = rest.split(', ');
    const isFlag = args.some((arg) => arg.replace(/^-+/, '').split('=')[0] === name && arg.startsWith('-'));
    return isFlag ? unknownFlag(name, { args, known, names }) : `one word too many: ${quoted(name)}`;
  }
  if (what === 'Not enough arguments following') return `${dashed(rest)} needs a value`;
  if (what === 'Not enough non-option arguments') {
    // A flag that nobody knows may have taken the word that is missing.
    const stranger = args
      .flatMap((arg) => /^--(?:no-)?([^=]+)/.exec(arg)?.[1] ?? [])
      .find((name) => !known.includes(name));
    if (stranger === undefined) return `${args[0]} needs ${NEEDS[args[0]] ?? A_SPEC}`;
    if (NEEDS[args[0]] !== undefined) return unknownFlag(stranger, { args, known, names });
    // Parameters of a spec are flags only behind its name.
    return `no flag ${dashed(stranger)} before a spec is named; ${args[0]} needs ${A_SPEC}`;
  }
  return message;
}

function unknownFlag(name: string, { args, known, names }: LineRead): string {
  const [first, second = '-'] = args;
  // Flags of a spec are in the help behind its name.
  const isOfSpec = NEEDS[first] === undefined && !second.startsWith('-');
  const command = names.includes(first) ? `${isOfSpec ? `${first} ${quoted(second)}` : first} ` : '';
  return unknownName('flag', name, known, `paxoscope ${command}--help`)
    .message.replace(`no flag ${name}`, `no flag ${dashed(name)}`)
    .replace('did you mean ', 'did you mean --');
}

const A_SPEC = 'a spec; paxoscope specs lists them';

/** What commands that are not about a spec are about. */
const NEEDS: Readonly<Record<string, string>> = {
  show: 'a file',
  linearize: 'a history',
  conform: 'files, directories, or - for standard input',
};
