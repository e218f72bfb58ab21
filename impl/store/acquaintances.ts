/**
 * Whom a server has met: under each id, on which store and in which of its starts it was last. Whoever comes under the same id on another store has lost
 * what it promised, or is a second server of that id; whoever comes in an earlier start runs on an old copy of the store, or is the second of
 * two processes on copies of one. Neither is let in, by no server that has met the first.
 *
 * It is a second guard beside the first start that somebody has to say (beginning.ts), and not a proof: a server that has met
 * neither lets in whoever comes first.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Json } from '../../traces/event.js';
import { decodeRecord, encodeRecord } from './record.js';
import { replaceFile } from './replace.js';

/** Who a server is, beside its id. */
export interface Identity {
  /** Made up when the store began. */
  readonly store: string;
  /** How often the server has started on it. */
  readonly incarnation: number;
  /** Made up when the process began. */
  readonly process: string;
}

const NAME = 'acquaintances';

export class Acquaintances {
  readonly #path: string;
  readonly #log: (line: string) => void;
  readonly #known: Map<string, Identity>;

  /** @throws StoreError (damaged) where what is kept in the folder is not what was written */
  constructor(folder: string, log: (line: string) => void) {
    this.#path = join(folder, NAME);
    this.#log = log;
    this.#known = new Map(read(this.#path));
  }

  /**
   * Meets a server; the next time it is known, whatever happens.
   * @returns why it is not let in; undefined where it is
   */
  meet(server: string, met: Identity): string | undefined {
    const known = this.#known.get(server);
    if (known !== undefined) {
      if (known.store !== met.store)
        return `${server} had another store: it has lost what it promised, or it is a second server of that id; replace it by one of another id`;
      const isSame = known.incarnation === met.incarnation && known.process === met.process;
      if (isSame) return undefined;
      if (met.incarnation <= known.incarnation)
        return `another process has been ${server} (start ${known.incarnation} of its store, and this is start ${met.incarnation}): two servers have one id, or one runs on an old copy of its store; stop one, and replace it by one of another id`;
    }
    this.#known.set(server, { ...met });
    try {
      write(this.#path, [...this.#known]);
    } catch (error) {
      // A full disk must not keep servers apart that have the same to say as before.
      this.#log(`${server} is met, and that cannot be written down: ${(error as Error).message}`);
    }
    return undefined;
  }
}

function read(path: string): [string, Identity][] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  return decodeRecord(NAME, text.trimEnd(), path).value as unknown as [string, Identity][];
}

/** It changes whole or not at all. */
function write(path: string, known: readonly (readonly [string, Identity])[]): void {
  replaceFile(path, `${encodeRecord(NAME, 0, known as unknown as Json).text}\n`);
}
