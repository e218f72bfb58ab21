/**
 * What a judge found in a recorded run, as rows of a label and a text: the line, each field as it was expected and observed, the guards that were asked,
 * what the rule looked at. Every form of an execution tells these rows in its own way.
 */
import type { Execution, Names, Step, TriedNote } from '../execution.js';
import { formatName, formatValue } from '../format-value.js';
import { shorten } from './layout.js';
import { mover } from './narrative.js';

export interface Row {
  readonly label: string;
  readonly text: string;
}

/** Values that are wider than so many columns are cut. */
const VALUE_MAX = 400;
/** Fields that are shown. */
const DIFFERENCES_MAX = 12;

/**
 * None where the execution is not recorded.
 * @param valueMax columns of a value at most
 */
export function foundRows(
  { recorded, steps, property }: Execution,
  valueMax: number = VALUE_MAX,
): readonly Row[] {
  const short = (value: unknown) => (value === undefined ? 'nothing' : shorten(formatValue(value), valueMax));
  if (recorded === undefined) return [];
  const { at, incarnation, sequence, differences, guards, tried, state, allowed, edit, suspect, evidence } =
    recorded;
  const { names = {} } = recorded;
  const step = steps[at];
  const rows: Row[] = [];
  if (property !== undefined)
    rows.push({ label: 'rule', text: `${formatName(property.name)} (${formatName(property.kind)})` });
  const place = step.place === undefined ? '' : `${formatName(step.place)}: `;
  const position = incarnation === undefined ? '' : `, incarnation ${incarnation}, line ${sequence}`;
  rows.push({
    label: 'line',
    text: `${place}${formatName(nameInLog(mover(step) ?? '', names))}${position}`,
  });
  if (Object.keys(names).length > 0) rows.push({ label: 'names', text: namesShown(names) });
  for (const { field, expected, observed } of differences.slice(0, DIFFERENCES_MAX)) {
    rows.push(
      { label: 'field', text: formatName(field) },
      { label: '', text: `expected ${short(expected)}` },
      { label: '', text: `observed ${short(observed)}` },
    );
  }
  if (differences.length > DIFFERENCES_MAX)
    rows.push({ label: 'field', text: `and ${differences.length - DIFFERENCES_MAX} more` });
  for (const { variable, value } of evidence)
    rows.push({ label: 'evidence', text: `${formatName(variable)}: ${short(value)}` });
  // Where one is false it is that one which explains the line.
  const isAnyFalse = guards.some(({ holds }) => !holds);
  for (const { name, holds, operands } of guards.filter((guard) => !(isAnyFalse && guard.holds)))
    rows.push({
      label: 'guard',
      text: `${formatName(name)}: ${holds ? 'true' : 'FALSE'} ${short(operands)}`,
    });
  if (tried !== undefined && tried.length > 1)
    rows.push({ label: 'tried', text: shorten(tried.map(triedOne).join(', '), valueMax) });
  if (state !== undefined) rows.push({ label: 'before', text: short(state) });
  if (allowed.length > 0)
    rows.push({ label: 'allowed', text: shorten(allowed.map(formatName).join(', '), VALUE_MAX) });
  if (edit !== undefined) rows.push({ label: 'one edit', text: formatName(edit) });
  rows.push({ label: 'suspect', text: formatName(suspect) });
  return rows;
}

/** Which process is which node. */
export function namesShown(names: Names): string {
  return Object.entries(names)
    .map(([process, node]) => `${formatName(process)} is ${formatName(node)}`)
    .join(', ');
}

/** What the log calls a process. */
export function nameInLog(process: string, names: Names): string {
  return Object.hasOwn(names, process) ? names[process] : process;
}

/** Where a step is a line of a log: which, and of which node where the step does not say so. */
export function placeShown({ recorded }: Execution, { place, node }: Step): string | undefined {
  if (place === undefined || node === undefined) return place;
  const name = nameInLog(node, recorded?.names ?? {});
  return name === node ? place : `${place}: ${name}`;
}

/** The rows as lines; a field and what was expected and observed there are one. */
export function foundLines(execution: Execution): readonly string[] {
  const lines: string[] = [];
  for (const { label, text } of foundRows(execution)) {
    if (label === '') lines.push(`${lines.pop() ?? ''}, ${text}`);
    else lines.push(`${label} ${text}`);
  }
  return lines;
}

/** An action, and by which guard it was not possible. */
function triedOne({ action, guards }: TriedNote): string {
  const against = guards.find(({ holds }) => !holds);
  return `${formatName(action)}${against === undefined ? '' : ` (not: ${formatName(against.name)})`}`;
}
