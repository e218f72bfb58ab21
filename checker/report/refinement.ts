/**
 * Why a step is none of an abstract model, or a state none that it begins with, in words: what it does there, beside what would have been
 * allowed and comes nearest.
 */
import { equalValues } from '../canonical.js';
import type { AbstractChange, Execution, NearNote } from '../execution.js';
import { changeParts, formatMessage, formatName, formatParameters, formatValue } from '../format-value.js';
import { shorten } from './layout.js';
import { formatCount } from './numbers.js';

/** Values that are wider than so many columns are cut. */
const VALUE_MAX = 400;

export interface RefinementWords {
  readonly sentence: string;
  /** Who does what to which variable. */
  readonly rows: readonly (readonly [who: string, what: string])[];
}

export function refinementWords({ refinement, steps }: Execution): RefinementWords | undefined {
  if (refinement === undefined) return undefined;
  const { changes, nearest, allowed } = refinement;
  const abstract = formatName(refinement.abstract);
  const isStart = steps.length === 0;
  const who = isStart ? 'it maps to' : `step ${steps.length}`;
  return {
    sentence: isStart
      ? `The initial state is none of ${abstract}; ${ofAll(nearest.length, allowed)}:`
      : `No step of ${abstract} does this; ${allowed === 0 ? 'none is' : ofAll(nearest.length, allowed)} possible there:`,
    rows: [
      ...rowsOf(who, changes),
      ...nearest.flatMap((near) => {
        const name = isStart ? `${abstract} begins with` : nameOf(near);
        return near.changes.length === 0 ? [[name, 'is not enabled'] as const] : rowsOf(name, near.changes);
      }),
    ],
  };
}

/** How many of what is allowed are told. */
function ofAll(told: number, allowed: number): string {
  if (told < allowed) return `these are the nearest of ${formatCount(allowed)} that are`;
  return allowed === 1 ? 'this one is' : 'these are';
}

function nameOf({ action = '', node, parameters = {} }: NearNote): string {
  const given = formatParameters(parameters);
  const where = node === undefined ? '' : `${formatName(node)}: `;
  return `${where}${formatName(action)}${given === '' ? '' : ` (${given})`}`;
}

function rowsOf(who: string, changes: readonly AbstractChange[]): (readonly [string, string])[] {
  return changes
    .flatMap((change) => textsOf(change).map((text) => `${formatName(change.variable)}${text}`))
    .map((text, i) => [i === 0 ? who : '', shorten(text, VALUE_MAX)] as const);
}

/** What stands behind the name of the variable. */
function textsOf({ variable, kind, after, ...rest }: AbstractChange): readonly string[] {
  const members = (value: unknown) => (Array.isArray(value) ? value : []) as readonly unknown[];
  if (!('before' in rest))
    return [
      `: ${kind === 'soup' ? members(after).map(formatMessage).join(', ') || 'empty' : formatValue(after)}`,
    ];
  const { before } = rest;
  if (kind === 'soup') {
    const [old, now] = [members(before), members(after)];
    const added = now.filter((member) => !old.some((other) => equalValues(other, member)));
    const lost = old.filter((member) => !now.some((other) => equalValues(other, member)));
    return [
      `: ${[...added.map((m) => `+ ${formatMessage(m)}`), ...lost.map((m) => `- ${formatMessage(m)}`)].join(', ')}`,
    ];
  }
  return changeParts({ variable, kind, before, after }).map(
    ({ path, text }) => `${path === '' || path.startsWith('[') ? path : `.${path}`}: ${text}`,
  );
}
