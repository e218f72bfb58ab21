/** A judgement as a person reads it: the verdict first, then what it rests on; of a violation all that leads to the line of code. */
import { formatValue } from '../../../checker/format-value.js';
import { wrap } from '../../../checker/report/layout.js';
import type { Judgement, Place, Violation } from '../verdict.js';

const at = ({ file, line }: Place) => `${file}:${line}`;
/** Values of a state may be large. */
const VALUE_MAX = 400;

export function renderText(judgements: readonly Judgement[]): string {
  const parts = judgements.map(one);
  if (judgements.length > 1) parts.push(table(judgements));
  return parts.join('\n\n');
}

export function headline({ run, verdict }: Pick<Judgement, 'run' | 'verdict'>): string {
  if (verdict.kind === 'conforms') return `${run}: conforms`;
  if (verdict.kind === 'inconclusive') return `${run}: inconclusive (${verdict.reason}): ${verdict.says}`;
  const { violation } = verdict;
  return `${run}: violation at ${at(violation.place)}: ${violation.says}`;
}

function one(judgement: Judgement): string {
  const { verdict, faults, notes, progress, coverage, spec } = judgement;
  const lines = [headline(judgement)];
  if (verdict.kind === 'violation') lines.push('', ...explain(verdict.violation));
  if (faults.length > (verdict.kind === 'inconclusive' ? 1 : 0)) {
    lines.push('', 'What is wrong with the logs:');
    for (const { reason, place, says } of faults)
      lines.push(`  ${place === undefined ? '' : `${at(place)}: `}${says} (${reason})`);
  }
  if (notes.length > 0) lines.push('', ...notes.map((note) => `note: ${note}`));
  lines.push(
    '',
    `Judged by ${spec}: ${coverage.lines} lines, ${coverage.steps} steps of ${coverage.nodes} nodes, ${coverage.restarts} restarts, ${coverage.messages} messages.`,
  );
  const evidence = Object.entries(coverage.evidence);
  if (evidence.length > 0)
    lines.push(`Across nodes: ${evidence.map(([what, count]) => `${count} ${what}`).join(', ')}.`);
  const actions = Object.entries(coverage.actions);
  if (actions.length > 0)
    lines.push(...wrapped(`Explained: ${actions.map(([name, count]) => `${name} ${count}`).join(', ')}.`));
  if (coverage.never.length > 0) lines.push(...wrapped(`Never seen: ${coverage.never.join(', ')}.`));
  if (verdict.kind !== 'conforms') {
    lines.push('How far each node was followed:');
    for (const { node, incarnation, sequence, place } of progress)
      lines.push(`  ${node}: incarnation ${incarnation}, line ${sequence} (${at(place)})`);
  }
  return lines.join('\n');
}

const wrapped = (text: string): readonly string[] => wrap('', text, 2);

function explain(violation: Violation): readonly string[] {
  const {
    level,
    rule,
    place,
    node,
    incarnation,
    sequence,
    differences,
    guards,
    state,
    allowed,
    edit,
    suspect,
    slice,
  } = violation;
  const lines = [
    `  rule      ${rule} (level ${level})`,
    `  line      ${at(place)}: ${node}, incarnation ${incarnation}, line ${sequence}`,
  ];
  for (const { field, expected, observed } of differences) {
    lines.push(
      `  field     ${field}`,
      `            expected ${short(expected)}`,
      `            observed ${short(observed)}`,
    );
  }
  for (const { name, holds, operands } of guards) {
    lines.push(`  guard     ${name}: ${holds ? 'true' : 'FALSE'} (${short(operands)})`);
  }
  if (state !== undefined) lines.push(`  before    ${short(state)}`);
  if (allowed.length > 0) lines.push(`  allowed   ${allowed.join(', ')}`);
  if (edit !== undefined) lines.push(`  one edit  ${edit}`);
  lines.push(`  suspect   ${suspect}`);
  if (slice.length > 0) {
    lines.push('', '  What led there:');
    for (const cause of slice) lines.push(`    ${at(cause.place)}  ${cause.node}  ${cause.says}`);
    lines.push(`    ${at(place)}  ${node}  <- this line`);
  }
  return lines;
}

function short(value: unknown): string {
  const text = value === undefined ? 'nothing' : formatValue(value);
  return text.length > VALUE_MAX ? `${text.slice(0, VALUE_MAX)}…` : text;
}

function table(judgements: readonly Judgement[]): string {
  const rows = judgements.map(({ run, verdict, coverage }) => [
    run,
    verdict.kind === 'inconclusive' ? `inconclusive (${verdict.reason})` : verdict.kind,
    String(coverage.lines),
  ]);
  const all = [['run', 'verdict', 'lines'], ...rows];
  const widths = [0, 1, 2].map((column) => Math.max(...all.map((row) => row[column].length)));
  return all
    .map((row) =>
      row.map((cell, i) => (i === 2 ? cell.padStart(widths[i]) : cell.padEnd(widths[i]))).join('  '),
    )
    .join('\n');
}
