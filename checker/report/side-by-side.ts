/**
 * The same properties of several instances of one spec, a column each: what holds of one and not of another.
 */
import { formatName } from '../format-value.js';
import type { Instance } from '../spec.js';
import type { Verdict } from '../verdict.js';
import { joinSections, renderSizes, renderSubject } from './coverage.js';
import { wrap } from './layout.js';
import { formatCount, formatPlural } from './numbers.js';
import { renderTable } from './table.js';
import { WORDS } from './verdict.js';

/** One instance, and what was found. */
export interface Column {
  /** What tells it from the others, as it was given. */
  readonly value: string;
  readonly instance: Instance;
  readonly verdict: Verdict;
}

/**
 * The whole report, without a line break at its end. No line is wider than 100 columns.
 * @param parameter in which the instances differ
 * @param flag by which it is given: `--leadership`
 */
export function renderSideBySide(columns: readonly Column[], parameter: string, flag: string): string {
  const [{ instance }] = columns;
  const { [parameter]: _, ...shared } = instance.parameters;
  const values = columns.map(({ value }) => formatName(value));
  const name = renderSubject(instance.spec.name, instance.mutant);
  return joinSections([
    wrap('', `${name} by ${formatName(parameter)}: ${values.join(', ')}${renderSizes(shared)}`, 2),
    renderTable([
      ['property', 'kind', ...values],
      ...rows(columns),
      ['distinct states', '', ...columns.map(({ verdict }) => formatCount(verdict.coverage.distinct))],
    ]),
    columns.flatMap(({ value, verdict }) => remark(formatName(value), verdict, flag)),
  ]);
}

/** A row for each property that some instance has. */
function rows(columns: readonly Column[]): string[][] {
  const kinds = new Map(
    columns.flatMap(({ verdict }) => verdict.coverage.properties.map(({ name, kind }) => [name, kind])),
  );
  return [...kinds].map(([name, kind]) => [
    formatName(name),
    kind,
    ...columns.map(({ verdict }) => {
      const report = verdict.coverage.properties.find((property) => property.name === name);
      if (report === undefined) return '-';
      return report.instances === 0 ? 'no instances' : WORDS[report.verdict];
    }),
  ]);
}

function remark(value: string, verdict: Verdict, flag: string): readonly string[] {
  switch (verdict.kind) {
    case 'violated': {
      const steps = verdict.execution?.steps.length;
      const shown = `${flag} ${value} alone shows ${steps === undefined ? 'more' : `how, in ${formatPlural(steps, 'step')}`}`;
      return wrap('  ', `${value}: ${formatName(verdict.property)} breaks; ${shown}.`);
    }
    case 'bounded':
      return wrap(
        '  ',
        verdict.bound.kind === 'liveness'
          ? `${value}: liveness is not decided; ${flag} ${value} alone shows why.`
          : `${value}: bounded, not proved.`,
      );
    case 'holds':
    case 'spec-error':
      return [];
  }
}
