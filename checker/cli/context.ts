/**
 * What every command is given: the words on the command line, the specs, the terminal, and how to say what the process shall
 * answer with when it ends.
 */
import type { Catalog } from './catalog.js';
import type { ExitCode } from './exit-code.js';
import type { Flags } from './flags.js';
import type { Terminal } from './terminal.js';

export interface Context {
  /** Everything after the name of the program. */
  readonly args: readonly string[];
  readonly catalog: Catalog;
  readonly terminal: Terminal;
  /**
   * Takes down which flags the command has, for the sake of a good guess where one is unknown.
   * @throws where the line has a flag that is none of them and that yargs would let pass
   */
  readonly declare: (flags: Flags) => void;
  readonly finish: (code: ExitCode) => void;
}
