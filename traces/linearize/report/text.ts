/** A judgement as text for a terminal. */
import { formatName } from '../../../checker/format-value.js';
import { shorten, wrap } from '../../../checker/report/layout.js';
import { formatCount, formatPlural } from '../../../checker/report/numbers.js';
import { renderTable } from '../../../checker/report/table.js';
import type { Failure, Judgement, Step } from '../verdict.js';
import {
  describeLeftOut,
  describeLines,
  describeOperation,
  describeWhole,
  headline,
  type Report,
  reachedText,
  reasons,
  shownState,
} from './words.js';

/** Operations of a linearization that are shown: the last ones, which the failure is about. */
const STEPS = 12;
/** Columns of an operation in the list of them, so that there is room for what it leads to. */
const OPERATION_MAX = 36;
/** Where a budget was used up, another that is worth a try is so many times as large. */
const MORE = 10;
/** Further objects that are listed. */
const OTHERS = 10;

export function renderText(report: Report): string {
  const { judgement } = report;
  const { verdict } = judgement;
  return [
    wrap('', headline(report), 2),
    figures(report),
    ...(verdict.kind === 'not-linearizable' ? failureSections(verdict.failures[0]) : []),
    ...otherSections(judgement),
    ...(verdict.kind === 'unknown' && verdict.reason === 'budget'
      ? [wrap('  ', `--budget ${report.budget * MORE} may decide it (it was ${formatCount(report.budget)}).`)]
      : []),
  ]
    .filter((section) => section.length > 0)
    .map((section) => section.join('\n'))
    .join('\n\n');
}

function figures(report: Report): readonly string[] {
  const { judgement, dialect } = report;
  const ends = judgement.parts.flatMap(({ operations }) => operations.map(({ end }) => end.kind));
  const count = (kind: string) => formatCount(ends.filter((end) => end === kind).length);
  const leftOut = describeLeftOut(report);
  return renderTable([
    ['read as', dialect],
    ['operations', `${count('returned')} returned, ${count('failed')} failed, ${count('open')} open`],
    ['searched', formatPlural(judgement.configurations, 'configuration')],
    ...(leftOut === undefined ? [] : [['left out', leftOut]]),
  ]);
}

function failureSections(failure: Failure): readonly (readonly string[])[] {
  return [
    wrap('  ', describeWhole(failure.operation), 4),
    wrap('  ', reasons(failure).join(' ')),
    ...(failure.order === undefined ? [] : [linearization(failure.order)]),
  ];
}

function linearization(order: readonly Step[]): readonly string[] {
  if (order.length === 0) return ['  The longest linearization is empty.'];
  const from = Math.max(0, order.length - STEPS);
  const shown = from === 0 ? '' : `, the last ${STEPS} of them`;
  const title = `  The longest linearization, ${formatPlural(order.length, 'operation')}${shown}:`;
  const rows = order
    .slice(from)
    .map(({ operation, state }, i) => [
      String(from + i + 1),
      `client ${formatName(operation.client)}`,
      describeLines(operation),
      shorten(describeOperation(operation), OPERATION_MAX),
      shownState(state),
    ]);
  return [title, ...renderTable(rows, ['right', 'left', 'left', 'left'], 4)];
}

/** What else is not as it should be. */
function otherSections({ parts, verdict }: Judgement): readonly (readonly string[])[] {
  const failures = verdict.kind === 'not-linearizable' ? verdict.failures.slice(1) : [];
  const rows = [
    ...failures.map(({ part, operation }) => [part ?? '', 'not linearizable', describeWhole(operation)]),
    ...parts.flatMap(({ name, result }) =>
      result.kind === 'unknown' ? [[name ?? '', 'undecided', reachedText(result.reached)]] : [],
    ),
  ];
  const rest = rows.length - OTHERS;
  return [
    renderTable(rows.slice(0, OTHERS)),
    rest > 0 ? [`  and ${formatPlural(rest, 'other')} (--json has all)`] : [],
  ];
}
