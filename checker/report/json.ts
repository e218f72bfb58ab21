/**
 * The saved form of an execution, and the way back. A file that was edited, or written by another version,
 * must never be shown as something that it is not: json-schema.ts checks every field, and what is unknown is
 * refused. Whether the execution is one of its spec is not judged here but by replaying it.
 */
import { parse as locate } from '@humanwhocodes/momoa';
import stringify from 'json-stringify-pretty-compact';
import {
  type AbstractChange,
  type Assignment,
  type Change,
  EXECUTION_VERSION,
  type Execution,
  type RecordedNote,
  type RefinementNote,
  type Step,
} from '../execution.js';
import { toJson } from '../json-value.js';
import { executionSchema, explainIssue } from './json-schema.js';
import { WIDTH } from './layout.js';

/** What the field `format` of a saved execution says. */
export const EXECUTION_FORMAT = 'paxoscope-execution';

/** A text that is not a saved execution which this version reads. The message is one line and says where. */
export class ExecutionFormatError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ExecutionFormatError';
  }
}

/**
 * The saved form: JSON for people and tools alike, values written as checker/json-value.ts says.
 * @throws ValueError if the execution holds what is not a value.
 */
export function renderJson(execution: Execution): string {
  const { initial, steps, recorded, refinement, ...head } = execution;
  const saved = {
    format: EXECUTION_FORMAT,
    version: EXECUTION_VERSION,
    ...head,
    ...(refinement === undefined ? {} : { refinement: savedRefinement(refinement) }),
    ...(recorded === undefined ? {} : { recorded: savedNote(recorded) }),
    initial: initial.map(savedAssignment),
    steps: steps.map(savedStep),
  };
  return stringify(saved, { maxLength: WIDTH });
}

function savedAssignment({ variable, kind, value }: Assignment) {
  return { variable, kind, value: toJson(value) };
}

function savedRefinement({ changes, nearest, ...head }: RefinementNote) {
  const saved = ({ variable, kind, after, ...rest }: AbstractChange) => ({
    variable,
    kind,
    ...('before' in rest ? { before: toJson(rest.before) } : {}),
    after: toJson(after),
  });
  const near = nearest.map(({ changes, ...head }) => ({ ...head, changes: changes.map(saved) }));
  return { ...head, changes: changes.map(saved), nearest: near };
}

/** Values by name, without those that are not there. */
function presentValues(fields: Readonly<Record<string, unknown>>) {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [[name, toJson(value)]])),
  );
}

function savedNote({ differences, guards, tried, state, evidence, ...head }: RecordedNote) {
  const savedGuards = (all: RecordedNote['guards']) =>
    all.map(({ name, holds, operands }) => ({ name, holds, operands: presentValues(operands) }));
  return {
    ...head,
    differences: differences.map(({ field, expected, observed }) => ({
      field,
      ...presentValues({ expected, observed }),
    })),
    guards: savedGuards(guards),
    ...(tried === undefined
      ? {}
      : {
          tried: tried.map(({ action, given, guards: asked }) => ({
            action,
            ...presentValues({ given }),
            guards: savedGuards(asked),
          })),
        }),
    ...presentValues({ state }),
    evidence: evidence.map(savedAssignment),
  };
}

function savedStep(step: Step) {
  const { received, read, sent, changes, ...head } = step;
  const transfer = <T extends { readonly message: unknown }>(item: T) => ({
    ...item,
    message: toJson(item.message),
  });
  return {
    ...head,
    ...(received === undefined ? {} : { received: transfer(received) }),
    ...(read === undefined ? {} : { read: read.map(transfer) }),
    sent: sent.map(transfer),
    changes: changes.map(savedChange),
  };
}

function savedChange({ variable, kind, before, after }: Change) {
  if (kind === 'soup') return { variable, kind, after: toJson(after) };
  return { variable, kind, before: toJson(before), after: toJson(after) };
}

/**
 * Reads what `renderJson` wrote.
 * @throws ExecutionFormatError if the text is not JSON (with line and column), not a saved execution, one of
 *   another version, or has a field that is missing, unknown or not what it should be (with its path).
 */
export function parseExecution(text: string): Execution {
  const json = parseJson(text);
  if (typeof json !== 'object' || json === null || !('format' in json) || json.format !== EXECUTION_FORMAT) {
    throw new ExecutionFormatError(`not a saved execution: "format" is not "${EXECUTION_FORMAT}"`);
  }
  const { format, version, ...fields } = { version: undefined as unknown, ...json };
  if (version !== EXECUTION_VERSION) {
    throw new ExecutionFormatError(
      version === undefined
        ? 'not a saved execution: version is missing'
        : `a saved execution of version ${JSON.stringify(version)}; this program reads version ${EXECUTION_VERSION}`,
    );
  }
  const result = executionSchema.safeParse(fields);
  if (result.success) return result.data;
  throw new ExecutionFormatError(`not a saved execution: ${explainIssue(result.error.issues[0], fields)}`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const { message } = error as Error;
    throw new ExecutionFormatError(
      `not JSON: ${endsEarly(text, message) ? 'the text ends too early' : (locateJsonError(text) ?? message)}`,
    );
  }
}

/** A file that was cut off: whoever reads on finds nothing more. */
function endsEarly(text: string, message: string): boolean {
  const position = /position (\d+)/.exec(message);
  return /end of JSON/.test(message) || (position !== null && Number(position[1]) >= text.trimEnd().length);
}

/** What Node says of broken JSON differs from version to version and often lacks the place. */
function locateJsonError(text: string): string | undefined {
  try {
    locate(text);
    return undefined;
  } catch (error) {
    const { line, column, message } = error as Error & { line?: number; column?: number };
    if (line === undefined || column === undefined) return undefined;
    const what = message.replace(/\.? *\(\d+:\d+\)$/, '');
    return `line ${line}, column ${column}: ${what.charAt(0).toLowerCase()}${what.slice(1)}`;
  }
}
