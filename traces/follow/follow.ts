/**
 * Judges runs while they are written: looks again and again for new lines, and for new files in directories, until every node has ended, nothing
 * new has come for some time, or somebody stops it. What is learned is saved from time to time: who goes on from there comes to the same judgement.
 *
 * Files are looked at by their sizes, not watched: that works wherever files can be read, on a network too.
 */
import { setTimeout } from 'node:timers/promises';
import { InputError } from '../../checker/input-error.js';
import { backlogOf, type JudgeOptions, newSource, Runs, type Source } from '../conform/judge-runs.js';
import type { IsUnlogged, Run } from '../conform/run.js';
import type { Judgement } from '../conform/verdict.js';
import { filesAt } from '../read/source.js';
import { type About, readCheckpoint, takeFolder, writeCheckpoint } from './checkpoint.js';
import { classes } from './classes.js';
import { GrowingFile } from './growing-file.js';
import { type Known, restore, save } from './saved-state.js';

/** Milliseconds between two looks where nothing is new. */
const LOOK_MS = 100;
/** Looks without anything new before it is over: what clients saw may come a little later than the ends of nodes. */
const QUIET_LOOKS = 3;
/** Milliseconds between two checkpoints at least; and so many times as long as the last one took, so that they cost little. */
const CHECKPOINT_MS = 1000;
const CHECKPOINT_SHARE = 20;

export interface FollowOptions extends JudgeOptions {
  readonly isUnlogged: IsUnlogged;
  /** Ends it with what is known. */
  readonly signal: AbortSignal;
  /** Ends it when nothing new has come for so long. */
  readonly idleMs?: number;
  /** Where to save what is learned, and to go on from. */
  readonly checkpoint?: { readonly folder: string; readonly flags: string };
  /** The verdict on a run is known. */
  readonly onViolation: (run: Run) => void | Promise<void>;
}

/** A file that is followed. */
interface Followed {
  readonly source: Source;
  readonly file: GrowingFile;
}

/** What is saved; the classes in it are those of classes.ts. */
interface State {
  readonly all: Runs['all'];
  readonly strays: Runs['strays'];
  readonly histories: Runs['histories'];
  readonly sources: readonly Source[];
  /** Of files that have come to harm. */
  readonly lost: readonly Source[];
}

/**
 * @param paths files, and directories in which more may come
 * @throws InputError where a file cannot be read or followed, the checkpoint is of other files, or another process writes there
 */
export async function follow(
  paths: readonly string[],
  options: FollowOptions,
): Promise<readonly Judgement[]> {
  const { checkpoint } = options;
  const release = checkpoint === undefined ? undefined : await takeFolder(checkpoint.folder);
  try {
    return await new Following(paths, options).follow();
  } finally {
    await release?.();
  }
}

class Following {
  readonly #runs: Runs;
  #followed: Followed[] = [];
  #lost: Source[] = [];
  /** Runs of which the violation was told. */
  readonly #told = new Set<string>();
  #looked = performance.now();
  #isSaved = true;
  #saveAt = performance.now() + CHECKPOINT_MS;

  constructor(
    private readonly paths: readonly string[],
    private readonly options: FollowOptions,
  ) {
    this.#runs = new Runs(options);
  }

  async follow(): Promise<readonly Judgement[]> {
    const { signal, idleMs = Number.POSITIVE_INFINITY } = this.options;
    await this.#goOn();
    let lastNew = performance.now();
    let quiet = 0;
    while (!signal.aborted) {
      await this.#lookForFiles();
      const isNew = await this.#readAll();
      await this.#tell();
      this.#look();
      const now = performance.now();
      quiet = isNew ? 0 : quiet + 1;
      if (isNew) lastNew = now;
      else if ((quiet >= QUIET_LOOKS && this.#isOver()) || now - lastNew >= idleMs) break;
      if (now >= this.#saveAt) await this.#save();
      if (!isNew) await setTimeout(LOOK_MS, undefined, { signal }).catch(() => {});
    }
    await this.#save();
    const unread: { source: Source; lines: number }[] = [];
    for (const { source, file } of this.#followed) {
      // Whoever stops it may do so before all is read that is there.
      if (await file.hasMore()) unread.push({ source, lines: file.lines });
      else {
        await this.#runs.take(file.rest(), source);
        this.#runs.ended(source);
      }
      await file.close();
    }
    this.#runs.leftUnread(unread);
    return this.#runs.finish();
  }

  #look(): void {
    this.#looked = performance.now();
    this.options.onLook?.([...this.#runs.all.values()]);
  }

  async #lookForFiles(): Promise<void> {
    const known = new Set(
      [...this.#followed.map(({ source }) => source), ...this.#lost].map(({ file }) => file),
    );
    for (const path of await filesAt(this.paths, { mayBeEmpty: true })) {
      if (path === '-')
        throw new InputError(
          '--follow takes files and directories: what comes from standard input is judged as it comes',
        );
      if (known.has(path)) continue;
      this.#followed.push({ source: newSource(path), file: await GrowingFile.open(path) });
    }
  }

  /** @returns whether there was anything new */
  async #readAll(): Promise<boolean> {
    let isNew = false;
    let open = this.#followed;
    while (open.length > 0 && !this.options.signal.aborted) {
      const next = open.reduce((best, other) =>
        backlogOf(other.source) < backlogOf(best.source) ? other : best,
      );
      const lines = await next.file.read();
      if (lines === undefined) {
        await this.#requireWhole(next);
        open = open.filter((other) => other !== next);
        continue;
      }
      isNew = true;
      this.#isSaved = false;
      await this.#runs.take(lines, next.source);
      await this.#tell();
      const now = performance.now();
      if (now - this.#looked >= LOOK_MS) this.#look();
      if (now >= this.#saveAt) await this.#save();
    }
    return isNew;
  }

  /** What has come to harm is told, and not read any further; what it said stands. */
  async #requireWhole(followed: Followed): Promise<void> {
    const { file, source } = followed;
    const says = await file.damage();
    if (says === undefined) return;
    await file.close();
    this.#followed = this.#followed.filter((other) => other !== followed);
    this.#lost.push(source);
    this.#isSaved = false;
    this.#runs.damaged(source, says);
  }

  async #tell(): Promise<void> {
    for (const run of this.#runs.all.values()) {
      if (!run.isDecided || this.#told.has(run.name)) continue;
      this.#told.add(run.name);
      await this.options.onViolation(run);
    }
  }

  #isOver(): boolean {
    const runs = [...this.#runs.all.values()];
    return runs.length > 0 && runs.every((run) => run.isDecided || run.isOver);
  }

  async #goOn(): Promise<void> {
    const { checkpoint } = this.options;
    const found =
      checkpoint === undefined ? undefined : await readCheckpoint(checkpoint.folder, checkpoint.flags);
    if (found === undefined) return;
    const { about, state } = found;
    const known = await this.#known(about.headers);
    const { all, strays, histories, sources, lost } = restore(state, known) as State;
    this.#runs.all = all;
    this.#runs.strays = strays;
    this.#runs.histories = histories;
    this.#runs.headers = new Map(about.headers.map((header) => [header.run, header]));
    this.#lost = [...lost];
    for (const source of sources)
      this.#followed.push({ source, file: await GrowingFile.open(source.file, about.files[source.file]) });
  }

  async #save(): Promise<void> {
    const { checkpoint } = this.options;
    if (checkpoint === undefined || this.#isSaved) return;
    const start = performance.now();
    const files: Record<string, About['files'][string]> = {};
    for (const { file } of this.#followed) files[file.path] = await file.position();
    const headers = [...this.#runs.headers.values()];
    const known: Known = {
      classes,
      externals: this.#externals([...this.#runs.all.values()].map(({ name, judge }) => [name, judge])),
    };
    const { all, strays, histories } = this.#runs;
    const sources = this.#followed.map(({ source }) => source);
    const state: State = { all, strays, histories, sources, lost: this.#lost };
    await writeCheckpoint(checkpoint.folder, { flags: checkpoint.flags, files, headers }, save(state, known));
    this.#isSaved = true;
    const now = performance.now();
    this.#saveAt = now + Math.max(CHECKPOINT_MS, CHECKPOINT_SHARE * (now - start));
  }

  async #known(headers: About['headers']): Promise<Known> {
    const judges: [string, Run['judge']][] = [];
    for (const header of headers) judges.push([header.run, await this.options.judgeOf(header)]);
    return { classes, externals: this.#externals(judges) };
  }

  #externals(judges: readonly (readonly [string, Run['judge']])[]): ReadonlyMap<string, object> {
    const { isUnlogged, rename } = this.options;
    const externals = new Map<string, object>([['isUnlogged', isUnlogged]]);
    if (rename !== undefined) externals.set('rename', rename);
    for (const [run, { externals: own = {} }] of judges)
      for (const [name, one] of Object.entries(own)) externals.set(`${name} of ${run}`, one);
    return externals;
  }
}
