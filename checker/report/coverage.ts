/** How often each action fired, for the reports of searches and of walks. */
import { formatName } from '../format-value.js';
import type { ActionReport } from '../verdict.js';
import { wrap } from './layout.js';
import { formatCount } from './numbers.js';
import { renderTable } from './table.js';

/**
 * An action that never fired is worth a look: its part of the spec was not checked.
 * @param isClosed whether every reachable state was seen, so that "never" is true
 */
export function renderActions(actions: readonly ActionReport[], isClosed: boolean): readonly string[] {
  const fired = actions.filter((action) => action.fired > 0);
  const silent = actions.filter((action) => action.fired === 0).map(({ name }) => formatName(name));
  const rows = fired.map(({ name, fired: times }) => [formatName(name), formatCount(times), '']);
  const lines = rows.length === 0 ? [] : renderTable([['action', 'fired', ''], ...rows], ['left', 'right']);
  const never = isClosed ? 'never fired in any state' : 'not fired so far';
  return [
    ...lines,
    ...(silent.length === 0 ? [] : wrap(`  ${never}: `, silent.join(', '))),
    ...cutOffLines(actions),
  ];
}

/** How many steps were not taken because they would have led outside the bounds of the instance. */
function cutOffLines(actions: readonly ActionReport[]): readonly string[] {
  const cut = actions.flatMap(({ name, cutOff = 0 }) => (cutOff === 0 ? [] : [{ name, cutOff }]));
  if (cut.length === 0) return [];
  const each = cut.map(({ name, cutOff }) => `${formatName(name)} ${formatCount(cutOff)}`);
  return wrap('  cut off by the bounds of the instance (within): ', each.join(', '));
}

/** `paxos` or `paxos, mutant P1a-dropped,` */
export function renderSubject(spec: string, mutant: string | undefined): string {
  return formatName(spec) + (mutant === undefined ? '' : `, mutant ${formatName(mutant)},`);
}

/** ` (acceptors 3, ballots 3)`, or nothing. */
export function renderSizes(parameters: Readonly<Record<string, unknown>>): string {
  const sizes = Object.entries(parameters).map(([key, value]) => `${formatName(key)} ${String(value)}`);
  return sizes.length === 0 ? '' : ` (${sizes.join(', ')})`;
}

/** What is wrong with a spec, under the headline. */
export function renderFault(message: string): readonly string[] {
  return wrap('  ', formatName(message.replace(/\s*[\r\n]+\s*/g, ' ')));
}

/** Sections with an empty line between them; empty ones are left out. */
export function joinSections(sections: readonly (readonly string[])[]): string {
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}
