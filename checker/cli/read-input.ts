/** What a command reads from a file that is named on the line; a hyphen is standard input. */
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { systemReason } from '../input-error.js';
import { UsageError } from './usage-error.js';

export interface Input {
  readonly text: string;
  /** How messages call it. */
  readonly name: string;
}

/** @throws UsageError where it cannot be read */
export async function readInput(file: string): Promise<Input> {
  const name = file === '-' ? 'standard input' : file;
  try {
    return { text: file === '-' ? await text(process.stdin) : await readFile(file, 'utf8'), name };
  } catch (error) {
    throw new UsageError(`${name} cannot be read: ${systemReason(error)}`);
  }
}
