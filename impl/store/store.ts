/**
 * What a node keeps on its disk: key -> JSON, committed in groups. A group is there as a whole or not at all, and is on the disk when
 * `commit` answers.
 *
 * The engine is LevelDB (classic-level): a group is one append to a log and one sync, which is all that a consensus protocol
 * needs of a disk; writes run on other threads, so the node goes on while the disk turns; binaries come inside the package. LMDB
 * writes several pages and syncs twice for the same group, and reading a damaged page ends the process without a word; SQLite's
 * bindings for Node block it for the time of a sync, or fetch binaries when they are installed.
 *
 * LevelDB leaves out what it cannot read, and starts with less. An acceptor that forgot a vote may not: so every record has a
 * checksum, every commit says how many records there are and what their checksums add up to, and a mark outside tells how many
 * commits there were. All of it is read and judged when the store opens.
 */
import { randomUUID } from 'node:crypto';
import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { type BatchOperation, ClassicLevel } from 'classic-level';
import type { Json } from '../../traces/event.js';
import { StoreError } from './errors.js';
import { makeFolder } from './folder.js';
import { Mark } from './mark.js';
import { decodeRecord, encodeRecord } from './record.js';

/** One change: the value that a key has from now on, or null for none. */
export interface Write {
  readonly key: string;
  readonly value: Json | null;
}

/** What a node needs of its disk; faults are put around it when a run is recorded. */
export interface Store {
  /** Made up when it began: no two stores have the same, but copies. */
  readonly id: string;
  /** What was there when the store was opened, in the order of keys. */
  readonly found: readonly (readonly [key: string, value: Json])[];
  /**
   * One group; the next may begin when it is answered.
   * @throws StoreError `full`: nothing of the group counts, and the same group may be tried again; `failed`: the store cannot be used
   */
  commit(writes: readonly Write[]): Promise<void>;
  /** Bytes that may still be written. */
  free(): Promise<number>;
  close(): Promise<void>;
}

type Batch = BatchOperation<ClassicLevel, string, string>[];

/** Of new writes, in bytes, so much is in memory and in the log before it goes into a table; so much room a table may need. */
const WRITE_BUFFER_BYTES = 32 * 2 ** 20;
const OPENING_MIB = (2 * WRITE_BUFFER_BYTES) / 2 ** 20;

/** Records of the node are apart from the store's own. */
const RECORD = 'r:';
const SUMMARY = 'summary';

interface Summary {
  /** Whose store it is: no node runs on what another has promised. */
  readonly owner: string;
  /** Of the store; since the first commit. */
  readonly id: string;
  readonly records: number;
  /** Sum of the checksums of all records, modulo 2^32. */
  readonly sum: number;
}

/**
 * @param owner who keeps it, told when another has kept it
 * @throws StoreError (damaged) where something that was committed is not there as it was; Error where the folder cannot be used
 */
export async function openStore(folder: string, owner: string): Promise<Store> {
  makeFolder(folder);
  const database = await openDatabase(folder);
  try {
    const content = await readAll(folder, database, owner);
    return new LevelStore(folder, owner, database, content);
  } catch (error) {
    await database.close();
    throw error;
  }
}

interface Content {
  readonly id: string;
  readonly found: readonly (readonly [string, Json])[];
  readonly checksums: Map<string, number>;
  readonly commits: number;
  readonly sum: number;
}

class LevelStore implements Store {
  readonly id: string;
  readonly found: readonly (readonly [string, Json])[];
  readonly #folder: string;
  readonly #owner: string;
  readonly #checksums: Map<string, number>;
  readonly #mark: Mark;
  #database: ClassicLevel | undefined;
  #commits: number;
  #sum: number;
  #isBusy = false;

  constructor(folder: string, owner: string, database: ClassicLevel, content: Content) {
    this.#folder = folder;
    this.#owner = owner;
    this.#database = database;
    this.id = content.id;
    this.found = content.found;
    this.#checksums = content.checksums;
    this.#commits = content.commits;
    this.#sum = content.sum;
    this.#mark = Mark.open(folder);
  }

  async commit(writes: readonly Write[]): Promise<void> {
    if (this.#isBusy) throw new Error('the store was given a group before it had answered for the last');
    this.#isBusy = true;
    try {
      // Of several writes to a key in one group the last counts.
      const last = new Map(writes.map(({ key, value }) => [key, value]));
      const number = this.#commits + 1;
      const changes = new Map<string, number | undefined>();
      let sum = this.#sum;
      let records = this.#checksums.size;
      const batch: Batch = [];
      for (const [key, value] of last) {
        const old = this.#checksums.get(key);
        if (old !== undefined) {
          sum = (sum - old) >>> 0;
          records--;
        }
        if (value === null) {
          batch.push({ type: 'del', key: RECORD + key });
          changes.set(key, undefined);
          continue;
        }
        const { text, checksum } = encodeRecord(key, number, value);
        batch.push({ type: 'put', key: RECORD + key, value: text });
        changes.set(key, checksum);
        sum = (sum + checksum) >>> 0;
        records++;
      }
      const summary: Summary = { owner: this.#owner, id: this.id, records, sum };
      batch.push({ type: 'put', key: SUMMARY, value: encodeRecord(SUMMARY, number, { ...summary }).text });
      await this.#write(batch);
      for (const [key, checksum] of changes) {
        if (checksum === undefined) this.#checksums.delete(key);
        else this.#checksums.set(key, checksum);
      }
      this.#commits = number;
      this.#sum = sum;
      this.#mark.set(number);
    } finally {
      this.#isBusy = false;
    }
  }

  /** LevelDB refuses everything after a write that failed, until it is opened again. */
  async #write(batch: Batch): Promise<void> {
    try {
      this.#database ??= await openDatabase(this.#folder);
      await this.#database.batch(batch, { sync: true });
    } catch (error) {
      const database = this.#database;
      this.#database = undefined;
      await database?.close().catch(() => {});
      throw writeError(this.#folder, error);
    }
  }

  async free(): Promise<number> {
    const { bavail, bsize } = await statfs(this.#folder);
    return bavail * bsize;
  }

  async close(): Promise<void> {
    await this.#database?.close();
    this.#mark.close();
  }
}

async function openDatabase(folder: string): Promise<ClassicLevel> {
  const database = new ClassicLevel(join(folder, 'level'), {
    compression: false,
    writeBufferSize: WRITE_BUFFER_BYTES,
  });
  try {
    await database.open();
  } catch (error) {
    const { code, message } = reasonOf(error);
    if (code === 'LEVEL_LOCKED')
      throw new Error(`${folder} is in use by another process; a store has one node`, { cause: error });
    if (code === 'LEVEL_CORRUPTION' || /corrupt|missing files|CURRENT/i.test(message))
      throw new StoreError('damaged', `${folder}: the database is damaged: ${message}`, { cause: error });
    if (isNoSpace(message))
      throw new StoreError(
        'full',
        `${folder}: the disk is full, and to open the store some room is needed (${OPENING_MIB} MiB will do); nothing is lost: make room, and start again`,
        { cause: error },
      );
    throw new Error(`${folder} cannot be opened: ${message}`, { cause: error });
  }
  return database;
}

/** Reads every record; the node needs them all to start, so judging them costs little more. */
async function readAll(folder: string, database: ClassicLevel, owner: string): Promise<Content> {
  const found: [string, Json][] = [];
  const checksums = new Map<string, number>();
  let newest = 0;
  let sum = 0;
  let written: { readonly commits: number; readonly summary: Summary } | undefined;
  try {
    for await (const [key, text] of database.iterator()) {
      const name = key.startsWith(RECORD) ? key.slice(RECORD.length) : key;
      const { checksum, commit, value } = decodeRecord(name, text, folder);
      if (key === SUMMARY) {
        written = { commits: commit, summary: value as unknown as Summary };
        continue;
      }
      found.push([name, value]);
      checksums.set(name, checksum);
      newest = Math.max(newest, commit);
      sum = (sum + checksum) >>> 0;
    }
  } catch (error) {
    if (error instanceof StoreError) throw error;
    throw new StoreError('damaged', `${folder}: the database is damaged: ${reasonOf(error).message}`, {
      cause: error,
    });
  }
  const marked = Mark.read(folder);
  const commits = written?.commits ?? 0;
  const damaged = (what: string): StoreError => new StoreError('damaged', `${folder}: ${what}`);
  if (written !== undefined && written.summary.owner !== owner)
    throw new Error(`${folder} is the store of ${written.summary.owner}, not of ${owner}`);
  if (marked === undefined && commits > 0)
    throw damaged(`the mark is gone, and there were ${commits} commits`);
  if ((marked ?? 0) > commits)
    throw damaged(
      `it ends with commit ${commits}, and commit ${marked} was acknowledged: what came later is lost`,
    );
  if (newest > commits) throw damaged(`a record is of commit ${newest}, the last is ${commits}`);
  const { records, sum: whole } = written?.summary ?? { records: 0, sum: 0 };
  if (records !== found.length)
    throw damaged(`it has ${found.length} records, and ${records} were committed`);
  if (whole !== sum)
    throw damaged('its records are not those that were committed: their checksums add up to another sum');
  return { id: written?.summary.id ?? randomUUID(), found, checksums, commits, sum };
}

function writeError(folder: string, error: unknown): StoreError {
  const { message } = reasonOf(error);
  if (isNoSpace(message)) return new StoreError('full', `${folder}: the disk is full`, { cause: error });
  return new StoreError('failed', `${folder} cannot be written: ${message}`, { cause: error });
}

function isNoSpace(message: string): boolean {
  return /no space left|ENOSPC|quota exceeded/i.test(message);
}

/** What LevelDB says is in the cause of what its binding says. */
function reasonOf(error: unknown): { readonly code: string; readonly message: string } {
  const { code = '', message, cause } = error as NodeJS.ErrnoException & { cause?: unknown };
  if (cause instanceof Error) return reasonOf(cause);
  return { code, message: message ?? String(error) };
}
