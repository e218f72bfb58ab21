/**
 * Every call of spec code goes through here: it is counted, its failures are told with the place where they
 * happened, and under lint it is made twice and the answers are compared. Some are without it, too: dice that a handler throws are
 * seen at once then, and no search takes noticeably longer.
 */

import { canonical, ValueError } from '../canonical.js';
import { firstDifference } from '../difference.js';
import type { Outcome, Parameters, View } from '../model.js';
import { NondeterminismError } from '../table.js';
import { ModelError } from '../tables/layout.js';
import { answersApart } from './answers-apart.js';
import { placeOf } from './spec-place.js';
import { ThawingView, thawed } from './thaw.js';

/** Spec code that failed: it threw, changed its input, is not a function of it, or gave what is not a value. */
export class SpecFailure extends Error {
  constructor(
    /** Which piece of spec code, for a reader: `action Phase2a(ballot: 1)`. */
    readonly place: string,
    readonly what: string,
    options?: ErrorOptions,
  ) {
    super(`${place}: ${what}`, options);
    this.name = 'SpecFailure';
  }
}

/** The first calls are made twice, and then one of so many. */
const SAMPLE_FIRST = 64;
const SAMPLE_EVERY = 32;

export class SpecCalls {
  /** How often spec code was called. */
  count = 0;

  constructor(
    /** Whether every call is made twice on frozen input and the answers compared; otherwise some are. */
    readonly lint: boolean,
  ) {}

  /**
   * Calls spec code.
   * @throws SpecFailure
   */
  call<T>(code: SpecCode<T>): T {
    this.count++;
    try {
      const first = code.run(code.view(), code.element);
      if (!this.lint && !this.isOfSample()) return first;
      const text = this.textOf(first, code);
      if (text === undefined) return first;
      const second = code.run(code.view(), code.element);
      if (this.textOf(second, code) !== text) {
        const apart = answersApart(first, second);
        throw new SpecFailure(code.place(), `answered differently on equal input: ${apart}`);
      }
      return second;
    } catch (error) {
      if (error instanceof SpecFailure) throw error;
      throw new SpecFailure(code.place(), describe(error, code), { cause: error });
    }
  }

  private isOfSample(): boolean {
    return this.count <= SAMPLE_FIRST || this.count % SAMPLE_EVERY === 0;
  }

  /** Undefined of an answer that is none, which whoever takes it tells better where it was not asked for. @throws ValueError under lint */
  private textOf<T>(answer: T, { text }: SpecCode<T>): string | undefined {
    if (this.lint) return text(answer);
    try {
      return text(answer);
    } catch {
      return undefined;
    }
  }
}

/** One call: the code, what it is given, and how to speak of it. */
export interface SpecCode<T> {
  /** Tells a reader which code this is. */
  readonly place: () => string;
  readonly run: (view: View, element: unknown) => T;
  /** A view of the state with nothing recorded yet. */
  readonly view: () => View;
  /** What an action over a variable is given besides the view. */
  readonly element?: unknown;
  /** The answer as text: equal answers exactly have equal texts. */
  readonly text: (answer: T) => string;
}

/** An action's answer as text. */
export function outcomesText(outcomes: readonly Outcome[]): string {
  return canonical(
    outcomes.map(({ updates, ...labels }) => [
      updates.map((update) => {
        if (update.kind === 'set') return [update.cell.name, '=', update.value];
        if (update.kind === 'add') return [update.soup.name, '+', update.member];
        return [update.cell.name, update.by.name, update.argument];
      }),
      labels,
    ]),
  );
}

function describe(error: unknown, code: Pick<SpecCode<unknown>, 'run' | 'view' | 'element'>): string {
  if (
    error instanceof TypeError &&
    /read.?only|extensible|Cannot (assign|delete|add|define)/i.test(error.message)
  ) {
    return `changes its input: ${mutatedPath(code) ?? error.message}${placeOf(error)}`;
  }
  return thrownText(error);
}

/** What was thrown, for a reader: our own errors speak for themselves. */
export function thrownText(error: unknown): string {
  if (error instanceof ValueError || error instanceof NondeterminismError || error instanceof ModelError) {
    return error.message;
  }
  if (error instanceof Error) return `threw ${error.name}: ${error.message}${placeOf(error)}`;
  try {
    return `threw ${String(error)}`;
  } catch {
    return 'threw what has no text';
  }
}

/** Runs the code once more on copies that may be written, and looks where they changed. */
function mutatedPath({
  run,
  view,
  element,
}: Pick<SpecCode<unknown>, 'run' | 'view' | 'element'>): string | undefined {
  const thawing = new ThawingView(view());
  const elementCopy = thawed(element);
  try {
    run(thawing, elementCopy);
  } catch {
    // What it does after the first write does not matter: the path of that write is what is asked.
  }
  const inElement = firstDifference(element, elementCopy);
  if (inElement !== undefined) return `message${dot(inElement)}`;
  for (const { name, original, copy } of thawing.given) {
    const path = firstDifference(original, copy);
    if (path !== undefined) return `${name}${dot(path)}`;
  }
  return undefined;
}

function dot(path: string): string {
  return path === '' || path.startsWith('[') ? path : `.${path}`;
}

/** How a place with parameters is named: `agreement(ballot: 1, other: 2)`. */
export function placeName(kind: string, name: string, parameters: Parameters | undefined): string {
  const entries = Object.entries(parameters ?? {});
  const list = entries.map(([key, value]) => `${key}: ${String(value)}`).join(', ');
  return `${kind} ${name}${entries.length === 0 ? '' : `(${list})`}`;
}
