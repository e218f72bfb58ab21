/**
 * One execution in the terminal, as a grid of processes by rounds. In each cell stands what the process sends in the round: `→p1` arrives,
 * `✗p1` is lost, `·p1` goes to a process that has crashed; `✝` marks the crash.
 */
import { fateOf, type RoundExecution } from '../../chain/round-execution.js';
import { pad } from '../layout.js';

export const GRID_LEGEND = '→ arrives  ✗ lost  ✝ crashes  · to one that has crashed';

/** @param marks by process: what is said behind its row */
export function renderGrid(
  execution: RoundExecution,
  rounds: number,
  marks: ReadonlyMap<number, string> = new Map(),
): string[] {
  const processes = execution.inputs.map((_, p) => p);
  const cells = processes.map((p) => Array.from({ length: rounds }, (_, i) => cellOf(execution, p, i + 1)));
  const widths = Array.from({ length: rounds }, (_, i) =>
    Math.max(`round ${i + 1}`.length, ...cells.map((row) => row[i].length)),
  );
  const head = widths.map((width, i) => pad(`round ${i + 1}`, width)).join('  ');
  const rows = processes.map((p) =>
    [
      pad(`p${p}`, 4),
      pad(String(execution.inputs[p]), 5),
      cells[p].map((cell, i) => pad(cell, widths[i])).join('  '),
      marks.has(p) ? `  ◀ ${marks.get(p)}` : '',
    ].join('  '),
  );
  return [`      input  ${head}`, ...rows].map((line) => `  ${line}`.trimEnd());
}

const SIGNS = { arrives: '→', lost: '✗', unseen: '·' } as const;

function cellOf(execution: RoundExecution, process: number, round: number): string {
  const sent = execution.inputs.flatMap((_, to) => {
    const fate = fateOf(execution, process, to, round);
    return to === process || fate === 'not sent' ? [] : [`${SIGNS[fate]}p${to}`];
  });
  const crashes = execution.crashes.some((crash) => crash.process === process && crash.round === round);
  return [...sent, ...(crashes ? ['✝'] : [])].join(' ');
}
