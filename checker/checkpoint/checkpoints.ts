/**
 * A folder of checkpoints of one search: the newest, and the one before it should the newest be damaged.
 */

import { createHash } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { canonical } from '../canonical.js';
import { lockFolder, unlockFolder } from '../folder-lock.js';
import { InputError, systemReason } from '../input-error.js';
import { makeFolder } from '../make-folder.js';
import { actionName, type Model } from '../model.js';
import type { Search } from '../search.js';
import type { Contribution } from '../threads/contribution.js';
import type { ModelSource } from '../threads/model-source.js';
import { sourceText } from '../user-code/source-text.js';
import { type Build, thisBuild } from './build.js';
import { CheckpointReader, CheckpointWriter, DamagedError } from './checkpoint-file.js';
import { readSearch, writeSearch } from './search-state.js';

/** Which search a checkpoint is of: one that differs in any of this is another search, or one of another build. */
export interface SearchIdentity {
  readonly build: Build;
  readonly spec: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly mutant: string | null;
  readonly properties: readonly string[];
  readonly symmetry: readonly string[];
  /** Of everything that the model says by itself, and of the text of the spec and all that it imports. */
  readonly digest: string;
}

interface Header {
  readonly identity: SearchIdentity;
  readonly seconds: number;
  readonly writtenAt: string;
  readonly distinct: number;
}

const NAME = /^checkpoint-(\d{6})\.paxoscope$/;
/** The newest, and one to fall back on. */
const KEPT = 2;

/** The identity of a search. @param symmetry the sorts that it uses */
export async function identityOf(
  model: Model,
  source: ModelSource,
  spec: string,
  symmetry: readonly string[],
): Promise<SearchIdentity> {
  const text = await sourceText('file' in source.spec ? source.spec.file : fileURLToPath(source.spec.module));
  const shape = {
    variables: model.variables.map(({ kind, name }) => [kind, name]),
    initial: model.initial.map((updates) =>
      updates.map((update) =>
        update.kind === 'set'
          ? [update.cell.name, update.value]
          : update.kind === 'add'
            ? [update.soup.name, update.member]
            : [update.cell.name],
      ),
    ),
    actions: model.actions.map((action) => [
      typeof action.name === 'string' ? actionName(action, undefined) : '',
      action.node ?? '',
    ]),
  };
  return {
    build: await thisBuild(),
    spec,
    parameters: source.parameters,
    mutant: source.mutant ?? null,
    properties: model.properties.map(({ name }) => name),
    symmetry: [...symmetry],
    digest: createHash('sha256').update(canonical(shape)).update(text).digest('hex'),
  };
}

export class Checkpoints {
  /** What the newest one holds, where this run wrote it. */
  newest: { readonly distinct: number; readonly bytes: number } | undefined;

  private constructor(
    readonly folder: string,
    private readonly identity: SearchIdentity,
    private last: number,
  ) {}

  /**
   * For a search that begins anew.
   * @throws InputError where the folder cannot be written, or holds checkpoints already
   */
  static async begin(folder: string, identity: SearchIdentity): Promise<Checkpoints> {
    const files = await blaming(folder, 'written', async () => {
      makeFolder(folder);
      return checkpointsIn(folder);
    });
    for (const { file } of files) {
      const header = await headerOf(path.join(folder, file));
      if (header === undefined) continue;
      const same = isSameSearch(header.identity, identity);
      if (same && !isSameBuild(header.identity, identity))
        throw new InputError(
          `${folder} ${ofAnotherBuild(header.identity, identity)}, or give another folder`,
        );
      throw new InputError(
        `${folder} holds a checkpoint of ${same ? 'this' : 'another'} search (${describe(header.identity)}); ` +
          (same ? `--resume ${folder} goes on from it, or remove it to begin anew` : 'give another folder'),
      );
    }
    const checkpoints = new Checkpoints(folder, identity, files[0]?.number ?? 0);
    await checkpoints.take();
    return checkpoints;
  }

  /**
   * For a search that goes on: brings `search`, made anew for each attempt, to where the newest whole checkpoint was.
   * @param note told which one it is, and of each that could not be used
   * @throws InputError where there is none
   */
  static async resume(
    folder: string,
    identity: SearchIdentity,
    newSearch: () => Search,
    note: (message: string) => void,
  ): Promise<{ readonly search: Search; readonly checkpoints: Checkpoints; readonly seconds: number }> {
    const files = await blaming(folder, 'read', () => checkpointsIn(folder));
    if (files.length === 0) throw new InputError(`${folder} holds no checkpoint`);
    for (const { file, number } of files) {
      const name = path.join(folder, file);
      try {
        const search = newSearch();
        const seconds = await load(name, identity, search);
        // The next one takes the place of any that is damaged.
        const checkpoints = new Checkpoints(folder, identity, number);
        await checkpoints.take();
        note(`going on from ${name}: ${search.distinct.toLocaleString('en')} states, level ${search.depth}`);
        return { search, checkpoints, seconds };
      } catch (error) {
        if (!(error instanceof DamagedError)) throw error;
        note(`${name} is damaged: ${error.message}`);
      }
    }
    throw new InputError(`no checkpoint in ${folder} is whole`);
  }

  /**
   * Writes a checkpoint of a search that rests.
   * @throws InputError where the disk refuses; those that were there stay
   */
  async write(search: Search, others: readonly Contribution[], seconds: number): Promise<void> {
    const number = this.last + 1;
    const name = path.join(this.folder, `checkpoint-${String(number).padStart(6, '0')}.paxoscope`);
    await blaming(this.folder, 'written', async () => {
      const writer = await CheckpointWriter.create(name);
      try {
        const header: Header = {
          identity: this.identity,
          seconds,
          writtenAt: new Date().toISOString(),
          distinct: search.distinct,
        };
        await writer.writeJson(header);
        await writeSearch(search, others, writer);
        await writer.commit();
      } catch (error) {
        await writer.abandon();
        throw error;
      }
      this.last = number;
      this.newest = { distinct: search.distinct, bytes: (await stat(name)).size };
      for (const old of (await checkpointsIn(this.folder)).slice(KEPT))
        await rm(path.join(this.folder, old.file));
    });
  }

  /** Once the search has its verdict, there is nothing to go on from. */
  async remove(): Promise<void> {
    await blaming(this.folder, 'removed', async () => {
      for (const { file } of await checkpointsIn(this.folder)) await rm(path.join(this.folder, file));
    });
  }

  /** Lets others have the folder. */
  async release(): Promise<void> {
    await unlockFolder(this.folder);
  }

  /**
   * Takes the folder, and removes what a process that was killed has left half written.
   * @throws InputError at once where the folder cannot be written, and not after minutes of work; or where another process writes there
   */
  private async take(): Promise<void> {
    await blaming(this.folder, 'written', async () => {
      await lockFolder(this.folder, 'search');
      for (const file of await readdir(this.folder)) {
        if (file.endsWith('.paxoscope.tmp')) await rm(path.join(this.folder, file));
      }
    });
  }
}

/** The checkpoints of a folder, the newest first. */
async function checkpointsIn(folder: string): Promise<{ file: string; number: number }[]> {
  return (await readdir(folder))
    .flatMap((file) => {
      const [, number] = NAME.exec(file) ?? [];
      return number === undefined ? [] : [{ file, number: Number(number) }];
    })
    .sort((a, b) => b.number - a.number);
}

async function load(name: string, identity: SearchIdentity, search: Search): Promise<number> {
  const reader = await CheckpointReader.open(name);
  try {
    const header = (await reader.readJson()) as Header;
    if (isSameSearch(header.identity, identity)) {
      if (!isSameBuild(header.identity, identity))
        throw new InputError(`${name} ${ofAnotherBuild(header.identity, identity)}`);
    } else {
      throw new InputError(
        `${name} is of another search: ${describe(header.identity)}; asked for: ${describe(identity)}` +
          (header.identity.spec === identity.spec && describe(header.identity) === describe(identity)
            ? ' (the spec has changed since)'
            : ''),
      );
    }
    await readSearch(search, reader);
    return header.seconds;
  } finally {
    await reader.close();
  }
}

async function headerOf(name: string): Promise<Header | undefined> {
  try {
    const reader = await CheckpointReader.open(name);
    try {
      return (await reader.readJson()) as Header;
    } finally {
      await reader.close();
    }
  } catch (error) {
    if (error instanceof DamagedError) return undefined;
    throw error;
  }
}

function isSameSearch(a: SearchIdentity, b: SearchIdentity): boolean {
  return canonical({ ...a, build: null }) === canonical({ ...b, build: null });
}

/** Of checkpoints of older builds nothing is known. */
function isSameBuild(a: Partial<SearchIdentity>, b: SearchIdentity): boolean {
  return a.build?.digest === b.build.digest;
}

function ofAnotherBuild(theirs: Partial<SearchIdentity>, ours: SearchIdentity): string {
  const text = ({ version, digest }: Build) => `${version}, ${digest.slice(0, 12)}`;
  const other = theirs.build === undefined ? 'an older one' : text(theirs.build);
  return (
    `was written by another build of Paxoscope (${other}; this is ${text(ours.build)}), which need not number states as this one does: ` +
    'go on with that build, or remove it and begin anew'
  );
}

function describe({ spec, parameters, mutant, symmetry }: SearchIdentity): string {
  const sizes = Object.entries(parameters).map(([name, value]) => ` --${name} ${value}`);
  const rest = [mutant === null ? '' : ` --mutant ${mutant}`, symmetry.length === 0 ? '' : ' --symmetry'];
  return `${spec}${sizes.join('')}${rest.join('')}`;
}

async function blaming<T>(folder: string, what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined || error instanceof InputError) throw error;
    throw new InputError(`checkpoints in ${folder} cannot be ${what}: ${systemReason(error)}`, {
      cause: error,
    });
  }
}
