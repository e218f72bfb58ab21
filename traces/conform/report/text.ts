/** A judgement as a person reads it: the verdict first, then what it rests on; of a violation all that leads to the line of code. */

import { formatName } from '../../../checker/format-value.js';
import { foundRows, nameInLog, namesShown } from '../../../checker/report/found.js';
import { pad, wrap } from '../../../checker/report/layout.js';
import { formatCount, formatPlural } from '../../../checker/report/numbers.js';
import { renderStory } from '../../../checker/report/text.js';
import { namesToldIn } from '../names.js';
import { at } from '../place.js';
import type { Judgement } from '../verdict.js';

/** @param color for a terminal */
export function renderText(judgements: readonly Judgement[], color = false): string {
  const parts = judgements.map((judgement) => one(judgement, color));
  if (judgements.length > 1) parts.push(table(judgements));
  return parts.join('\n\n');
}

export function headline({ run, verdict, names = {} }: Pick<Judgement, 'run' | 'verdict' | 'names'>): string {
  const name = formatName(run);
  if (verdict.kind === 'conforms') return `${name}: conforms`;
  if (verdict.kind === 'inconclusive') return `${name}: inconclusive (${verdict.reason}): ${verdict.says}`;
  const { violation } = verdict;
  const node = nameInLog(violation.node, names);
  const whose = node === violation.node ? '' : ` (${node})`;
  return `${name}: violation at ${at(violation.place)}${whose}: ${violation.says}`;
}

function one(judgement: Judgement, color: boolean): string {
  const { verdict, execution, clients, faults, notes, progress, coverage, spec, names = {} } = judgement;
  const lines = [headline(judgement)];
  if (execution !== undefined) {
    lines.push('', ...foundRows(execution).flatMap(({ label, text }) => wrap(pad(`  ${label}`, 12), text)));
    lines.push('', renderStory(execution, { color }));
  }
  if (faults.length > (verdict.kind === 'inconclusive' ? 1 : 0)) {
    lines.push('', 'What is wrong with the logs:');
    for (const { reason, place, says } of faults)
      lines.push(`  ${place === undefined ? '' : `${at(place)}: `}${says} (${reason})`);
  }
  const named = execution === undefined ? namesToldIn([verdict, faults, notes], names) : {};
  if (Object.keys(named).length > 0) lines.push('', ...wrapped(`In the log ${namesShown(named)}.`));
  if (notes.length > 0) lines.push('', ...notes.map((note) => `note: ${note}`));
  lines.push(
    '',
    ...wrapped(
      `Judged by ${spec}: ${formatPlural(coverage.lines, 'line')}${verdict.kind === 'violation' ? '; up to the violation' : ','} ${formatPlural(coverage.steps, 'step')} of ${formatPlural(coverage.nodes, 'node')}, ${formatPlural(coverage.restarts, 'restart')}, ${formatPlural(coverage.messages, 'message')}.`,
    ),
  );
  if (clients !== undefined) {
    const { file, kind, says } = clients;
    lines.push(...wrapped(`Clients, ${file}: ${says}.`));
    if (kind === 'not-linearizable')
      lines.push(`  paxoscope linearize ${file} -o clients.html   draws their history`);
  }
  const evidence = Object.entries(coverage.evidence);
  if (evidence.length > 0)
    lines.push(
      ...wrapped(
        `Across nodes: ${evidence.map(([what, count]) => `${formatCount(count)} ${count === 1 ? what.replace(/s\b/, '') : what}`).join(', ')}.`,
      ),
    );
  const actions = Object.entries(coverage.actions);
  if (actions.length > 0)
    lines.push(
      ...wrapped(`Explained: ${actions.map(([name, count]) => `${name} ${formatCount(count)}`).join(', ')}.`),
    );
  if (coverage.never.length > 0) lines.push(...wrapped(`Never seen: ${coverage.never.join(', ')}.`));
  if (verdict.kind !== 'conforms' && progress.length > 0) {
    lines.push('How far each node was followed:');
    for (const { node, incarnation, sequence, place } of progress)
      lines.push(`  ${nameInLog(node, names)}: incarnation ${incarnation}, line ${sequence} (${at(place)})`);
  }
  return lines.join('\n');
}

const wrapped = (text: string): readonly string[] => wrap('', text, 2);

function table(judgements: readonly Judgement[]): string {
  const rows = judgements.map(({ run, verdict, coverage }) => [
    run,
    verdict.kind === 'inconclusive' ? `inconclusive (${verdict.reason})` : verdict.kind,
    formatCount(coverage.lines),
  ]);
  const all = [['run', 'verdict', 'lines'], ...rows];
  const widths = [0, 1, 2].map((column) => Math.max(...all.map((row) => row[column].length)));
  return all
    .map((row) =>
      row.map((cell, i) => (i === 2 ? cell.padStart(widths[i]) : cell.padEnd(widths[i]))).join('  '),
    )
    .join('\n');
}
