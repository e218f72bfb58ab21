/** The whole chain as a strip: a column for each execution, a cell for each process, a tie where a process cannot tell two neighbours apart. */
import { breachOf, type Decisions } from '../../chain/algorithm-on-chain.js';
import type { Chain } from '../../chain/chain.js';
import { isCorrect, type RoundExecution } from '../../chain/round-execution.js';

const CELL = 14;
const STEP = 24;
const ROW = CELL + 4;
const LEFT = 6;
const FOOT = 18;

/** @param decisions by place, where an algorithm was run: what is decided stands below each column */
export function renderStripSvg(
  { executions, witnesses, system }: Chain,
  decisions?: readonly Decisions[],
): string {
  const width = LEFT + executions.length * STEP;
  const height = heightOf(system.processes, decisions);
  const columns = executions.map((execution, i) => {
    const x = LEFT + i * STEP;
    const cells = execution.inputs.map((input, p) => {
      const cell = `<rect class="${input === 1 ? 'one' : 'zero'}" x="${x}" y="${y(p)}" width="${CELL}" height="${CELL}" rx="3"/>`;
      if (isCorrect(execution, p)) return cell;
      // A thin cross, that leaves most of the square to be seen: whether it is filled is the input.
      const cross = `M${x + 1} ${y(p) + 1}l12 12m0 -12l-12 12`;
      return `${cell}<path class="crashed" d="${cross}"/>`;
    });
    const ties = (witnesses[i] ?? []).map(
      (p) => `<path class="tie" d="M${x + CELL + 2} ${y(p) + CELL / 2}h${STEP - CELL - 4}"/>`,
    );
    const decided =
      decisions === undefined ? '' : decidedText(execution, decisions[i], x, y(system.processes) + 12);
    const link = Math.min(i, witnesses.length - 1) + 1;
    const number = i % 5 === 0 ? `<text class="quiet small" x="${x}" y="${height - 3}">${i}</text>` : '';
    return `<a href="#link-${link}" data-place="${i}">${cells.join('')}${ties.join('')}${decided}${number}</a>`;
  });
  return `<svg class="strip" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img"><title>the chain, an execution a column</title>${columns.join('')}</svg>`;
}

/** What stands before the rows of the strip, in a picture of its own: it stays where the strip is scrolled. */
export function renderStripNames({ system }: Chain, decisions?: readonly Decisions[]): string {
  const height = heightOf(system.processes, decisions);
  const names = Array.from({ length: system.processes }, (_, p) => `p${p}`);
  const rows = decisions === undefined ? names : [...names, 'decided'];
  const width = decisions === undefined ? 24 : 54;
  const texts = rows.map((name, i) => `<text class="small" x="0" y="${y(i) + 11}">${name}</text>`);
  return `<svg class="names" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" aria-hidden="true">${texts.join('')}</svg>`;
}

function y(row: number): number {
  return row * ROW + 2;
}

function heightOf(processes: number, decisions: readonly Decisions[] | undefined): number {
  return (processes + (decisions === undefined ? 0 : 1)) * ROW + FOOT;
}

/** The one value that correct processes decide, or both where they disagree. */
function decidedText(execution: RoundExecution, decisions: Decisions, x: number, y: number): string {
  const values = [...new Set(decisions.filter((decision) => decision !== undefined))].sort();
  const klass = breachOf(execution, decisions) === undefined ? 'name' : 'broken';
  return `<text class="small ${klass}" x="${x + CELL / 2}" y="${y}" text-anchor="middle">${values.join('≠')}</text>`;
}
