/** The whole chain as a strip: a column for each execution, a cell for each process, a tie where a process cannot tell two neighbours apart. */
import type { Chain } from '../../chain/chain.js';
import { isCorrect } from '../../chain/round-execution.js';

const CELL = 14;
const STEP = 24;
const LEFT = 26;

export function renderStripSvg({ executions, witnesses, system }: Chain): string {
  const width = LEFT + executions.length * STEP;
  const height = system.processes * (CELL + 4) + 18;
  const y = (p: number) => p * (CELL + 4) + 2;
  const names = Array.from(
    { length: system.processes },
    (_, p) => `<text class="small" x="0" y="${y(p) + 11}">p${p}</text>`,
  );
  const columns = executions.map((execution, i) => {
    const x = LEFT + i * STEP;
    const cells = execution.inputs.map((input, p) => {
      const cell = `<rect class="${input === 1 ? 'one' : 'zero'}" x="${x}" y="${y(p)}" width="${CELL}" height="${CELL}" rx="3"/>`;
      if (isCorrect(execution, p)) return cell;
      return `${cell}<path class="cross" d="M${x + 2} ${y(p) + 2}l10 10m0 -10l-10 10"/>`;
    });
    const ties = (witnesses[i] ?? []).map(
      (p) => `<path class="tie" d="M${x + CELL + 2} ${y(p) + CELL / 2}h${STEP - CELL - 4}"/>`,
    );
    const link = Math.min(i, witnesses.length - 1) + 1;
    const number = i % 5 === 0 ? `<text class="quiet small" x="${x}" y="${height - 3}">${i}</text>` : '';
    return `<a href="#link-${link}" data-place="${i}">${cells.join('')}${ties.join('')}${number}</a>`;
  });
  return `<svg class="strip" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img"><title>the chain, an execution a column</title>${names.join('')}${columns.join('')}</svg>`;
}
