/**
 * `--progress-file`: how far a search is, for programs that watch it or draw it afterwards. A JSON object a line, several times a
 * second, with the fields of `Progress`; each line is there for readers as soon as it is written.
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import type { Progress } from '../check.js';
import { systemReason } from '../input-error.js';
import { faultLine } from '../user-code/thrown.js';
import type { Terminal } from './terminal.js';
import { UsageError } from './usage-error.js';

export class ProgressFile {
  private descriptor: number | undefined;

  /**
   * Empties the file.
   * @throws UsageError where it cannot be written
   */
  constructor(
    private readonly path: string,
    private readonly terminal: Terminal,
  ) {
    try {
      this.descriptor = openSync(path, 'w');
    } catch (error) {
      throw new UsageError(`${path} cannot be written: ${systemReason(error)}`);
    }
  }

  /** A disk that is full is told once, and the search goes on: its verdict is worth more than this file. */
  write(progress: Progress): void {
    if (this.descriptor === undefined) return;
    try {
      writeSync(this.descriptor, `${JSON.stringify(progress)}\n`);
    } catch (error) {
      this.terminal.say(faultLine(`${this.path} cannot be written any further: ${systemReason(error)}`));
      this.close();
    }
  }

  close(): void {
    if (this.descriptor !== undefined) closeSync(this.descriptor);
    this.descriptor = undefined;
  }
}
