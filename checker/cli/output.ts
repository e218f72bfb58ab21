/**
 * An execution on its way out: printed in the form that was asked for, or saved to a file.
 */
import { access, constants, mkdtemp, open, rmdir, stat, unlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Assignment, Execution } from '../execution.js';
import { systemReason } from '../input-error.js';
import { nearestThere } from '../make-folder.js';
import type { Model } from '../model.js';
import type { Format } from '../report/index.js';
import type { SpecSource } from '../threads/model-source.js';
import { type Flags, type FlagValues, takesValue, textOf } from './flags.js';
import type { Terminal } from './terminal.js';
import { UsageError, unknownName } from './usage-error.js';

/** As in report/index.ts, which is not loaded before there is something to print. */
const FORMATS: readonly Format[] = ['text', 'json', 'itf', 'mermaid', 'shiviz', 'html'];

export const formatFlag: Flags = {
  format: takesValue(`how an execution is printed: ${FORMATS.join(' | ')}`, { defaultDescription: 'text' }),
};

export const outputFlag: Flags = {
  output: takesValue('save the execution to this file (JSON)', { alias: 'o' }),
};

/**
 * The file of --output.
 * @throws UsageError, before there is work to be lost, where it cannot be written
 */
export async function outputOf(values: FlagValues): Promise<string | undefined> {
  const file = textOf(values, 'output');
  if (file !== undefined) await requireWritable(file);
  return file;
}

/** @throws UsageError for a form that there is not */
export function formatOf(values: FlagValues): Format {
  const given = textOf(values, 'format') ?? 'text';
  const format = FORMATS.find((name) => name === given);
  if (format === undefined) throw unknownName('format', given, FORMATS);
  return format;
}

/** Whether stdout is read by somebody who sees colours. */
export function hasColor({ isInteractive }: Terminal): boolean {
  return isInteractive.stdout && process.env.NO_COLOR === undefined;
}

/**
 * The execution in that form; text has colours where a terminal reads it.
 * @param model the one that it is an execution of; none where it is recorded
 */
export async function executionText(
  execution: Execution,
  model: Model | undefined,
  format: Format,
  terminal: Terminal,
): Promise<string> {
  const evidence = model === undefined ? [] : await evidenceIn(model, execution);
  if (format === 'html') return (await import('../report/html.js')).renderHtml(execution, evidence);
  if (format === 'text') {
    const { renderText } = await import('../report/text.js');
    return renderText(execution, { color: hasColor(terminal), evidence });
  }
  const { render } = await import('../report/index.js');
  return render(execution, format);
}

async function evidenceIn(model: Model, execution: Execution): Promise<readonly Assignment[]> {
  const { evidenceOf } = await import('../paths/evidence.js');
  return evidenceOf(model, execution);
}

/** The saved form as an object, for the JSON that a command prints. */
export async function executionJson(execution: Execution): Promise<unknown> {
  const { renderJson } = await import('../report/json.js');
  return JSON.parse(renderJson(execution));
}

/** Prints the one JSON object of `--json`. */
export async function printJson(terminal: Pick<Terminal, 'print'>, json: unknown): Promise<void> {
  const { default: stringify } = await import('json-stringify-pretty-compact');
  await terminal.print(stringify(json, { maxLength: 100 }));
}

/** What a command found. */
export interface Report {
  /** For people; absent where a JSON object was printed in its place. */
  readonly text: string | undefined;
  readonly execution: Execution | undefined;
  readonly model: Model;
  readonly format: Format;
  /** The file in which the execution is to be saved. */
  readonly output: string | undefined;
  /** Where its spec is. */
  readonly source: SpecSource;
}

/**
 * Prints what was found, and then saves the execution: where that fails, it is not lost. In a form for other tools, stdout
 * has the execution alone, and people read the rest on stderr.
 * @throws UsageError where something cannot be written
 */
export async function printReport(
  terminal: Terminal,
  { text, execution, model, format, output, source }: Report,
): Promise<void> {
  if (text !== undefined) {
    if (format === 'text') await terminal.print(text);
    else terminal.say(text);
    if (execution !== undefined) {
      const shown = await executionText(execution, model, format, terminal);
      await terminal.print(format === 'text' ? `\n${shown}` : shown);
    }
  }
  if (output !== undefined) await saveIfAny(terminal, output, execution, source);
}

/** @throws UsageError where the file cannot be written */
export async function saveIfAny(
  terminal: Terminal,
  file: string,
  execution: Execution | undefined,
  source?: SpecSource,
): Promise<void> {
  if (execution === undefined) {
    terminal.say(`paxoscope: there is no execution to save; ${file} is not written`);
    return;
  }
  await saveExecution(file, execution, source);
  const isForPeople = /\.(html?|svg|txt|md)$/i.test(file);
  terminal.say(
    `saved ${file}${isForPeople ? ' as JSON, which paxoscope show reads; --format prints other forms' : ''}`,
  );
}

/**
 * @param source where its spec is; the path of a user's own is saved with it, from the folder of the file
 * @throws UsageError where the file cannot be written
 */
export async function saveExecution(file: string, execution: Execution, source?: SpecSource): Promise<void> {
  const { renderJson } = await import('../report/json.js');
  const { spec, ...rest } = execution;
  const specFile = source !== undefined && 'file' in source ? pathFrom(file, source.file) : undefined;
  try {
    await writeFile(
      file,
      `${renderJson(specFile === undefined ? execution : { spec, specFile, ...rest })}\n`,
    );
  } catch (error) {
    throw new UsageError(`${file} cannot be written: ${systemReason(error)}`);
  }
}

/** From the folder of a file to another, with slashes; nothing where no relative path leads there. */
function pathFrom(file: string, other: string): string | undefined {
  const relative = path.relative(path.dirname(path.resolve(file)), path.resolve(other));
  if (path.isAbsolute(relative)) return undefined;
  const slashed = relative.replaceAll(path.sep, '/');
  return slashed.startsWith('../') ? slashed : `./${slashed}`;
}

/**
 * Makes sure, before there is work to be lost, that a file can be written, as far as that can be known. It is tried: who may do anything is
 * also told that a folder may be written in which nothing can be made (/proc). Afterwards all is as it was.
 * @throws UsageError
 */
export async function requireWritable(file: string): Promise<void> {
  try {
    const found = await stat(file).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    if (found?.isDirectory()) throw Object.assign(new Error(), { code: 'EISDIR' });
    if (found !== undefined) {
      await access(file, constants.W_OK);
      return;
    }
    await (await open(file, 'wx')).close();
    await unlink(file);
  } catch (error) {
    throw new UsageError(`${file} cannot be written: ${systemReason(error)}`);
  }
}

/**
 * The same of a folder in which files are to be written; it need not be there yet.
 * @throws UsageError
 */
export async function requireWritableFolder(folder: string): Promise<void> {
  try {
    const at = nearestThere(folder);
    if (!(await stat(at)).isDirectory()) throw Object.assign(new Error(), { code: 'ENOTDIR' });
    await rmdir(await mkdtemp(path.join(at, '.paxoscope-')));
  } catch (error) {
    throw new UsageError(`${folder} cannot be written: ${systemReason(error)}`);
  }
}
