/** The chain of the lecture: its executions by name, its length, and that no execution has more than f crashes. */
import { expect, it } from 'vitest';
import { textbookChain } from '../../../checker/chain/textbook.js';
import { verifyChain } from '../../../checker/chain/verify.js';
import { claimOf } from '../../../checker/report/chain/json.js';

it('has the executions of the lecture, from α^0 to α^n', () => {
  const { names, executions } = textbookChain({ processes: 3, faults: 1, rounds: 1 });
  expect(names).toEqual(
    'α^0 α^0_1 α^0_2 β^0_2 β^0_1 α^1 α^1_1 α^1_2 β^1_2 β^1_1 α^2 α^2_1 α^2_2 β^2_2 β^2_1 α^3'.split(' '),
  );
  const named = (name: string) => executions[names.indexOf(name)];
  expect(named('α^1')).toEqual({ inputs: [1, 0, 0], crashes: [] });
  // The messages of p_1 to the highest-numbered other, and to both.
  expect(named('α^1_1')).toEqual({ inputs: [1, 0, 0], crashes: [{ process: 1, round: 1, lost: [2] }] });
  expect(named('α^1_2')).toEqual({ inputs: [1, 0, 0], crashes: [{ process: 1, round: 1, lost: [0, 2] }] });
  expect(named('β^1_2')).toEqual({ inputs: [1, 1, 0], crashes: [{ process: 1, round: 1, lost: [0, 2] }] });
});

/** Links of silencing a process from a round on, where so many have crashed before. */
function silenced(n: number, rounds: number, round: number, crashed: number): number {
  const others = n - 1 - crashed;
  if (round === rounds) return others;
  const inner = silenced(n, rounds, round + 1, crashed + 1);
  return silenced(n, rounds, round + 1, crashed) + 1 + others * (2 * inner + 1);
}

it.each([
  [3, 1, 1, 15],
  [4, 1, 1, 28],
  [4, 2, 1, 28],
  [5, 1, 1, 45],
  [4, 2, 2, 156],
  [5, 2, 2, 335],
  [5, 3, 3, 1905],
])('n = %i, f = %i, r = %i: %i links, all verified', (processes, faults, rounds, length) => {
  const chain = textbookChain({ processes, faults, rounds });
  expect(chain.witnesses.length).toBe(length);
  expect(length).toBe(processes * (2 * silenced(processes, rounds, 1, 0) + 1));
  verifyChain(claimOf(chain, 'failure-free'));
  for (const { crashes } of chain.executions) expect(crashes.length).toBeLessThanOrEqual(rounds);
});

it.each([
  [3, 1, 2, /of 2 rounds one is without a crash/],
  [2, 1, 1, /2 < 1 \+ 2/],
  [3, 2, 2, /3 < 2 \+ 2/],
])('n = %i, f = %i, r = %i: there is none', (processes, faults, rounds, why) => {
  expect(() => textbookChain({ processes, faults, rounds })).toThrow(why);
});
