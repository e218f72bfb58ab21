/**
 * Files of traces into judgements, one for each run: several files may be of one run, and one file of several. Files are read side by side, so
 * that no log is far ahead of those that it waits for.
 */
import { InputError } from '../../checker/input-error.js';
import { formatPlural } from '../../checker/report/numbers.js';
import { placeOf } from '../../checker/user-code/spec-place.js';
import { describeThrown } from '../../checker/user-code/thrown.js';
import type { EventOf } from '../event.js';
import type { ReadLine } from '../read/event-maker.js';
import { InvalidLine } from '../read/invalid-line.js';
import type { RawLine } from '../read/lines.js';
import { readLines } from '../read/read-lines.js';
import { type Reader, readerOf } from '../read/reader.js';
import type { Histories } from './clients.js';
import type { Judge } from './judge.js';
import type { Located } from './order.js';
import { at } from './place.js';
import { Run, type RunOptions } from './run.js';
import { strayOf } from './stray.js';
import type { Judgement, Place } from './verdict.js';

/** Who judges a run, by its first header. @throws InputError where nobody can */
export type JudgeOf = (header: EventOf<'header'>) => Judge | Promise<Judge>;

export interface JudgeOptions extends RunOptions {
  readonly judgeOf: JudgeOf;
  /** Takes what clients saw, and judges it; absent: it is not judged. */
  readonly histories?: Histories;
  /** Told how far the search for an order of what clients saw is. */
  readonly onSearch?: (says: string) => void;
  /** Told from time to time how far the runs are, and how much of their files was read, where that is known. */
  readonly onLook?: (runs: readonly Run[], share?: number) => void;
  /** Reads with a signal at which it ends early; absent: nothing ends it. */
  readonly stoppable?: (read: (signal: AbortSignal) => Promise<void>) => Promise<void>;
}

/** Milliseconds between two looks, at least. */
const LOOK_MS = 200;

/** A file, and what it has told so far. */
export interface Source {
  readonly file: string;
  /** Of each node in it: to which run its lines belong now. */
  readonly runs: Map<string, Run>;
  /** The run of the last header. */
  run: Run | undefined;
  /** The node of the last line. */
  node: string;
  isEmpty: boolean;
}

export function newSource(file: string): Source {
  return { file, runs: new Map(), run: undefined, node: '', isEmpty: true };
}

/** How many lines wait that are of the node that it told of last. */
export function backlogOf({ run, node }: Source): number {
  return run?.backlog(node) ?? 0;
}

/**
 * @param files paths; `-` is standard input
 * @returns a judgement of each run, in the order in which they were met; for files without any run one that says so
 * @throws InputError where a file cannot be read, or nobody can judge a run
 */
export async function judgeFiles(
  files: readonly string[],
  options: JudgeOptions,
): Promise<readonly Judgement[]> {
  const reader = await readerOf(files);
  try {
    return await judgeWith(reader, files, options);
  } finally {
    await reader.close();
  }
}

/** @param reader of the files */
export async function judgeWith(
  reader: Reader,
  files: readonly string[],
  options: JudgeOptions,
): Promise<readonly Judgement[]> {
  const runs = new Runs(options);
  const read = (signal?: AbortSignal) => readAll(reader, files.map(newSource), runs, { ...options, signal });
  await (options.stoppable?.(read) ?? read());
  return runs.finish();
}

async function readAll(
  reader: Reader,
  sources: readonly Source[],
  runs: Runs,
  { onLook, signal }: JudgeOptions & { readonly signal?: AbortSignal | undefined },
): Promise<void> {
  let open = sources;
  /** Of each file the number of the last line that was read. */
  const counts = new Map<Source, number>();
  let looked = performance.now();
  while (open.length > 0) {
    const next = open.reduce((best, other) => (backlogOf(other) < backlogOf(best) ? other : best));
    const lines = await unlessStopped(reader.next(next.file), signal);
    if (lines === STOPPED) {
      runs.leftUnread(open.map((source) => ({ source, lines: counts.get(source) ?? 0 })));
      return;
    }
    if (lines === undefined) {
      runs.ended(next);
      open = open.filter((other) => other !== next);
    } else {
      await runs.takeRead(lines, next);
      counts.set(next, lines.at(-1)?.number ?? counts.get(next) ?? 0);
    }
    if (performance.now() - looked < LOOK_MS) continue;
    looked = performance.now();
    onLook?.([...runs.all.values()], reader.share);
  }
}

const STOPPED = Symbol('stopped');

/** What comes, or STOPPED where it is not waited for any longer. */
function unlessStopped<T>(coming: Promise<T>, signal: AbortSignal | undefined): Promise<T | typeof STOPPED> {
  if (signal === undefined) return coming;
  return new Promise((resolve, reject) => {
    const stop = () => resolve(STOPPED);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop);
    coming.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

/** Whether a run is inconclusive since there is no log of somebody: then a file of no run may be that log. */
function lacksLog({ verdict, faults: [first] }: Judgement): boolean {
  return verdict.kind === 'inconclusive' && verdict.reason === 'gap' && first?.isWithoutLog === true;
}

/** The run, told from what is wrong with files that nobody could read; that a log is missing follows from it. */
function explainedBy(strays: readonly Judgement[], run: Judgement): Judgement {
  const { verdict, faults } = run;
  if (strays.length === 0 || verdict.kind !== 'inconclusive') return run;
  const causes = strays.flatMap(({ files: [file], faults: [{ reason, says, place }] }) => [
    { reason, says: `${place === undefined ? file : at(place)}: ${says}` },
  ]);
  const [{ reason, says }] = causes;
  return {
    ...run,
    files: [...run.files, ...strays.flatMap(({ files }) => files)],
    verdict: { ...verdict, reason, says: `${says}; so ${verdict.says}` },
    faults: [...causes, ...faults],
  };
}

/** Files that are told by name, at most. */
const LISTED_MAX = 3;

function listed(files: readonly string[]): string {
  const others = files.length - LISTED_MAX;
  const names = files
    .slice(0, LISTED_MAX)
    .map((file) => (file === '-' ? 'standard input' : file))
    .join(', ');
  return others > 0 ? `${names} and ${formatPlural(others, 'other file')}` : names;
}

/**
 * @param place the line that was read
 * @throws InputError where what fails is the code of the spec, or of a mapping
 */
function blaming<T>(work: () => T, place?: Place): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof InputError || placeOf(error) === '') throw error;
    const where = place === undefined ? 'when all was read' : `where ${at(place)} was judged`;
    throw new InputError(`the code of the spec, or of a mapping, ${describeThrown(error)} ${where}`, {
      cause: error,
    });
  }
}

/** The runs that lines have told of. */
export class Runs {
  /** By name, in the order in which they were met; and of each its first header. */
  all: Map<string, Run> = new Map();
  headers: Map<string, EventOf<'header'>> = new Map();
  strays: Judgement[] = [];

  histories: Histories | undefined;

  /** Something was left unread. */
  #isStopped = false;
  /** The runs of which that is known to be. */
  readonly #stopped = new Set<Run>();

  constructor(private readonly options: JudgeOptions) {
    this.histories = options.histories;
  }

  /** All are read before the first is judged: each of the two is more code than a processor has at hand. */
  async take(lines: readonly RawLine[], source: Source): Promise<void> {
    await this.takeRead(readLines(lines), source);
  }

  async takeRead(lines: readonly ReadLine[], source: Source): Promise<void> {
    for (const line of lines) {
      // Only a header may have to wait: for the spec that it names.
      const pending = this.#take(line, source);
      if (pending !== undefined) await pending;
    }
  }

  /** There is no more of it. */
  ended({ file, isEmpty }: Source): void {
    if (isEmpty) this.#stray(file, 'empty', 'there is no line in it');
  }

  /** Whoever judges was stopped before all of these were read; so many lines of each were. What is of no run so far may be of any. */
  leftUnread(unread: readonly { readonly source: Source; readonly lines: number }[]): void {
    this.#isStopped = unread.length > 0;
    for (const { source, lines } of unread) {
      const { file, run } = source;
      if (run === undefined) continue;
      this.#stopped.add(run);
      const says = `${file}: the judgement was stopped when ${formatPlural(lines, 'line')} of it ${lines === 1 ? 'was' : 'were'} read, before its end`;
      run.fault({ reason: 'cut', says });
    }
    const files = unread.flatMap(({ source: { file, run } }) => (run === undefined ? [file] : []));
    if (files.length === 0) return;
    const says = `the judgement was stopped before ${listed(files)} ${files.length === 1 ? 'was' : 'were'} read to the end`;
    for (const run of this.all.values()) run.fault({ reason: 'cut', says });
    if (this.all.size === 0) this.#stray(files[0], 'cut', says);
  }

  /** It is not what it was: what is wrong is told of every run that it has told of. */
  damaged({ file, runs }: Source, says: string): void {
    if (runs.size === 0) this.#stray(file, 'damaged', says);
    for (const run of new Set(runs.values())) run.fault({ reason: 'damaged', says: `${file}: ${says}` });
  }

  /** Nothing more comes. */
  finish(): readonly Judgement[] {
    const runs = [...this.all.values()].map((run) => blaming(() => run.finish(this.#stopped.has(run))));
    const explained = runs.map((run) => (lacksLog(run) ? explainedBy(this.strays, run) : run));
    const isTold = this.strays.length > 0 && runs.some(lacksLog);
    const judgements = isTold ? explained : [...runs, ...this.strays];
    // Whoever stops it does not wait for a search.
    if (this.#isStopped) return judgements;
    return this.histories?.judged(judgements, this.options.onSearch) ?? judgements;
  }

  #take(line: ReadLine, source: Source): Promise<void> | undefined {
    source.isEmpty = false;
    const { event } = line;
    const place = { file: source.file, line: line.number };
    if (event instanceof InvalidLine) {
      this.#refused(line, event, place, source);
      return;
    }
    if (event.kind === 'header') return this.#header({ event, place }, source);
    const ownRun = 'node' in event ? source.runs.get(event.node) : source.run;
    const run = ownRun ?? (event.kind === 'drop' ? source.run : undefined);
    if (event.kind === 'client') this.histories?.take({ event, place }, run?.name);
    // A history of clients may stand beside the traces, without a header.
    if (run === undefined && event.kind === 'client') return;
    if (run === undefined) {
      const says = 'node' in event ? `${event.node} has no header before it` : 'there is no header before it';
      if (source.run === undefined) this.#stray(source.file, 'gap', `${says}: a gap`, place);
      else source.run.fault({ reason: 'gap', place, says: `${says}: a gap` });
      return;
    }
    if ('node' in event) source.node = event.node;
    blaming(() => run.accept({ event, place }), place);
    return;
  }

  #refused(
    { told }: ReadLine,
    { message, isForeign }: InvalidLine,
    place: Place,
    { file, run }: Source,
  ): void {
    if (told.fileIs !== undefined) {
      if (run === undefined) this.#stray(file, told.fileIs, message);
      else run.fault({ reason: told.fileIs, says: `${file}: ${message}` });
      return;
    }
    const reason = told.isUnended ? 'cut' : 'damaged';
    const isNoTrace = run === undefined && place.line === 1 && isForeign;
    const wrong = isNoTrace ? `${message}; a trace begins with a line of kind header` : message;
    const says = told.isUnended ? `the file ends in the middle of a line: ${wrong}` : wrong;
    if (run === undefined) this.#stray(file, reason, says, place);
    else run.fault({ reason, place, says });
  }

  async #header(located: Located<EventOf<'header'>>, source: Source): Promise<void> {
    const { event } = located;
    const run = this.all.get(event.run) ?? (await this.#begin(event));
    source.run = run;
    source.runs.set(event.node, run);
    source.node = event.node;
    blaming(() => run.accept(located), located.place);
  }

  async #begin(header: EventOf<'header'>): Promise<Run> {
    const judge = await this.options.judgeOf(header);
    const run = new Run(header.run, judge, this.options);
    this.all.set(header.run, run);
    this.headers.set(header.run, header);
    return run;
  }

  /** What is said of a file that is of no run. */
  #stray(file: string, reason: 'empty' | 'cut' | 'damaged' | 'gap', says: string, place?: Place): void {
    if (this.strays.some(({ files }) => files.includes(file))) return;
    this.strays.push(strayOf(file, reason, says, place));
  }
}
