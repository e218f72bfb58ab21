/**
 * A chain in the terminal, as a strip that runs downward: a row for each execution with the input of each process and `✝` where it crashes,
 * and between two rows `║` below each process that cannot tell the two apart.
 */
import type { Chain } from '../../chain/chain.js';
import { pad, wrap } from '../layout.js';
import { crashWords, finalViewWords, processList } from './words.js';

export const STRIP_LEGEND =
  '✝ crashes  ║ is correct in both executions and sees the same in both: cannot tell them apart';

const CELL = 4;

/** From one place in the chain to another, both included. */
export function renderStrip(chain: Chain, from = 0, to = chain.executions.length - 1): string[] {
  const { executions, names, witnesses, system } = chain;
  const number = String(executions.length - 1).length;
  const nameWidth = Math.max(0, ...names.map((name) => name?.length ?? 0));
  const lead = 2 + number + 2;
  const head = `${' '.repeat(lead)}${executions[0].inputs.map((_, p) => pad(`p${p}`, CELL)).join('')}`;
  const lines = [head.trimEnd()];
  for (let at = from; at <= to; at++) {
    const execution = executions[at];
    const cells = execution.inputs
      .map((input, p) => pad(`${input}${execution.crashes.some((c) => c.process === p) ? '✝' : ''}`, CELL))
      .join('');
    const name = nameWidth === 0 ? '' : `${pad(names[at] ?? '', nameWidth)}  `;
    lines.push(...wrap(`  ${String(at).padStart(number)}  ${cells}${name}`, crashWords(execution)));
    if (at === to) break;
    const [witness] = witnesses[at];
    const strip = execution.inputs.map((_, p) => pad(witnesses[at].includes(p) ? '║' : '', CELL)).join('');
    lines.push(
      ...wrap(
        `${' '.repeat(lead)}${strip}${' '.repeat(nameWidth === 0 ? 0 : nameWidth + 2)}`,
        `${processList(witnesses[at])} cannot tell: ${witnesses[at].length === 1 ? 'it' : `p${witness}`} sees ${finalViewWords(execution, witness, system)}`,
      ),
    );
  }
  return lines;
}
