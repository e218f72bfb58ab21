/**
 * A recorded history, from its bytes to a report: read in its dialect, paired, judged.
 */
import { InputError } from '../../checker/input-error.js';
import { type Dialect, dialectOf, type Reading } from '../readers/dialects.js';
import { type Line, linesOf } from '../readers/lines.js';
import { type Json, LineError, pairOperations } from './history.js';
import { judge, type SearchProgress } from './judge.js';
import { modelsFor, modelsOf, refuseMisfits } from './models/index.js';
import type { Report } from './report/words.js';

export interface Wanted {
  /** Where it is not told by the first line. */
  readonly dialect: Dialect | undefined;
  /** Whether values are pairs of a key and a value. */
  readonly isKeyed: boolean;
  /** The name of a model, where it is not told by the actions. */
  readonly model: string | undefined;
  /** What is there before anything is written, where it is not what the dialect has. */
  readonly initial: Json | undefined;
  /** In configurations. */
  readonly budget: number;
  /** Told from time to time how far the search is. */
  readonly onProgress?: (far: SearchProgress) => void;
}

/**
 * @param history how messages and reports call the file
 * @throws InputError with the file and, where there is one, the line
 */
export function judgeFile(history: string, bytes: Uint8Array, wanted: Wanted): Report {
  const { budget, initial, onProgress } = wanted;
  const start = performance.now();
  try {
    const lines = linesOf(bytes);
    const dialect = wanted.dialect ?? dialectOf(lines);
    const { events, leftOut } = readWhole(dialect, lines, wanted.isKeyed);
    const operations = pairOperations(events);
    if (operations.length === 0) throw new InputError('it has no operation of a client');
    const all = modelsOf({ register: initial ?? null, absent: initial ?? dialect.absent });
    const models =
      wanted.model === undefined
        ? modelsFor(operations, all)
        : all.filter(({ name }) => name === wanted.model);
    refuseMisfits(operations, models.length === 0 ? all : models);
    const judgement = judge(operations, models, { budget, onProgress });
    const seconds = (performance.now() - start) / 1000;
    return { history, dialect: dialect.name, budget, seconds, judgement, leftOut };
  } catch (error) {
    if (error instanceof LineError) throw new InputError(`${history}:${error.line}: ${error.message}`);
    if (error instanceof InputError) throw new InputError(`${history}: ${error.message}`);
    throw error;
  }
}

/** @throws LineError, which says where the file ends in the middle of its last line */
function readWhole(dialect: Dialect, lines: readonly Line[], isKeyed: boolean): Reading {
  try {
    return dialect.read(lines, isKeyed);
  } catch (error) {
    const last = lines.at(-1);
    if (!(error instanceof LineError) || last?.isOpen !== true || error.line !== last.number) throw error;
    const toDo = 'the file ends without a line break: if it was cut there, leave that line out';
    throw new LineError(error.line, `${error.message}; ${toDo}`);
  }
}
