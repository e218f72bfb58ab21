/** Operations, verdicts and reasons in words, the same in every form of a report. */
import { formatName, formatValue } from '../../../checker/format-value.js';
import { shorten } from '../../../checker/report/layout.js';
import { formatCount, formatPlural } from '../../../checker/report/numbers.js';
import type { Json, Operation } from '../history.js';
import type { Failure, Judgement } from '../verdict.js';

/** Judgement of a file, and what a report says of how it came about. */
export interface Report {
  /** The file. */
  readonly history: string;
  readonly dialect: string;
  readonly budget: number;
  /** Of reading and judging. */
  readonly seconds: number;
  readonly judgement: Judgement;
  readonly leftOut: readonly { readonly lines: number; readonly what: string }[];
}

/** Columns of a value that are shown; `--json` has all. */
const VALUE_MAX = 120;

const shown = (value: unknown): string => shorten(formatValue(value), VALUE_MAX);

/** What an object is like, in so many columns. */
export const shownState = (state: string): string => shorten(state, VALUE_MAX);

/** `cas x [3, 0] → true` */
export function describeOperation({ action, key, argument, end }: Operation): string {
  const parts = [key, argument].filter((part) => part !== undefined).map(shown);
  const asked = [formatName(action), ...parts].join(' ');
  if (end.kind === 'open') return `${asked}, open`;
  if (end.kind === 'failed') return `${asked}, failed`;
  return end.answer === undefined ? asked : `${asked} → ${shown(end.answer)}`;
}

/** `lines 12 to 15`, `from line 12` where it did not end. */
export function describeLines({ call, end }: Operation): string {
  return end.kind === 'open' ? `from line ${call.line}` : `lines ${call.line} to ${end.line}`;
}

export function describeWhole(operation: Operation): string {
  return `${describeOperation(operation)} by client ${formatName(operation.client)}, ${describeLines(operation)}`;
}

/** How far orders were found when the budget was used up, where this operation ends next. */
export function reachedText({ end }: Operation): string {
  return `an order was found of what ended before line ${end.line}, none yet of more`;
}

export function headline({ history, judgement }: Report): string {
  const { verdict } = judgement;
  const about = `(${size(judgement)})`;
  switch (verdict.kind) {
    case 'linearizable':
      return `${history} is linearizable ${about}`;
    case 'not-linearizable': {
      const [{ part, line }] = verdict.failures;
      const where = part === undefined ? '' : ` of ${part}`;
      return `${history} is not linearizable ${about}: the operation${where} that ends at line ${line} has no place`;
    }
    case 'unknown':
      return verdict.reason === 'budget'
        ? `${history} is undecided ${about}: the budget was used up`
        : `${history} is undecided ${about}: no operation has returned, so there is nothing to judge`;
  }
}

/** `register, 85 operations, 14 clients` */
function size({ models, operations, clients, parts }: Judgement): string {
  const objects = parts.length === 1 ? [] : [formatPlural(parts.length, 'object')];
  return [
    models.join(' and '),
    formatPlural(operations, 'operation'),
    formatPlural(clients, 'client'),
    ...objects,
  ].join(', ');
}

/** Answers that are listed at most. */
const ANSWERS = 6;

/** Why there is no order, in sentences. */
export function reasons({ operation, line, isShortest, wouldAnswer, leftOver }: Failure): readonly string[] {
  const shortest = isShortest
    ? `The lines before ${line} have an order; with line ${line} there is none.`
    : `With line ${line} there is no order; whether a shorter part has none is not known within the budget.`;
  if (operation.end.kind === 'failed') {
    const rest =
      leftOver === undefined ? '' : ` Without it there is no place for ${describeWhole(leftOver)}.`;
    return [shortest, `Line ${line} says that it did not take effect.${rest}`];
  }
  const answers =
    wouldAnswer.length === 0
      ? []
      : [
          `Wherever it could stand among what was answered before, it would have answered ${either(wouldAnswer)}.`,
        ];
  const others =
    leftOver === undefined
      ? []
      : [`Where its answer fits, there is no place any more for ${describeWhole(leftOver)}.`];
  return [shortest, ...answers, ...others];
}

function either(answers: readonly Json[]): string {
  const told = answers.slice(0, ANSWERS).map(shown);
  const rest = answers.length - told.length;
  if (rest > 0) return `${told.join(', ')} or one of ${formatCount(rest)} others`;
  const last = told.pop();
  return told.length === 0 ? String(last) : `${told.join(', ')} or ${last}`;
}

/** `2 lines of the nemesis` */
export function describeLeftOut({ leftOut }: Report): string | undefined {
  const told = leftOut.filter(({ lines }) => lines > 0);
  return told.length === 0
    ? undefined
    : told.map(({ lines, what }) => `${formatPlural(lines, 'line')} ${what}`).join(', ');
}
