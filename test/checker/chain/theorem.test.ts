/** The theorem, decided by all executions, on both sides of the bound; every chain goes through the verifier. */
import { expect, it } from 'vitest';
import { decideSystem } from '../../../checker/chain/decide.js';
import { executionsOf, requireSystem } from '../../../checker/chain/sizes.js';
import { tableOf } from '../../../checker/chain/table-of-sizes.js';
import { verifyChain } from '../../../checker/chain/verify.js';
import { claimOf } from '../../../checker/report/chain/json.js';

it('counts executions as they are defined', () => {
  expect(executionsOf({ processes: 3, faults: 1, rounds: 1 })).toBe(104);
  expect(executionsOf({ processes: 5, faults: 2, rounds: 2 })).toBe(332_832);
  expect(executionsOf({ processes: 5, faults: 3, rounds: 3 })).toBe(36_134_432);
});

// Processes, faults, rounds; links of a shortest chain, or views of a table. `npm run sweep` has 5 processes and 4 faults.
const sizes: readonly [number, number, number, 'links' | 'views', number][] = [
  [2, 1, 1, 'views', 12],
  [2, 1, 2, 'views', 20],
  [3, 1, 1, 'links', 8],
  [3, 1, 2, 'views', 192],
  [3, 2, 1, 'links', 8],
  [3, 2, 2, 'views', 246],
  [3, 2, 3, 'views', 582],
  [4, 1, 1, 'links', 9],
  [4, 1, 2, 'views', 1504],
  [4, 2, 1, 'links', 6],
  [4, 2, 2, 'links', 43],
  [4, 2, 3, 'views', 15_568],
  [4, 3, 1, 'links', 6],
  [4, 3, 2, 'links', 43],
  [4, 3, 3, 'views', 19_640],
  [4, 3, 4, 'views', 54_984],
  [5, 1, 1, 'links', 11],
  [5, 1, 2, 'views', 10_080],
  [5, 2, 1, 'links', 7],
  [5, 2, 2, 'links', 63],
  [5, 2, 3, 'views', 329_040],
  [5, 3, 1, 'links', 6],
  [5, 3, 2, 'links', 29],
  [5, 3, 3, 'links', 313],
];

it.each(sizes)('n = %i, f = %i, r = %i: %s %i', (processes, faults, rounds, kind, count) => {
  const decided = decideSystem({ processes, faults, rounds });
  expect(decided.isConnected).toBe(rounds <= Math.min(faults, processes - 2));
  if (decided.chain !== undefined) verifyChain(claimOf(decided.chain, 'failure-free'));
  const found = kind === 'links' ? decided.chain?.witnesses.length : decided.tableViews;
  expect(found).toBe(count);
});

it('a table of sizes has a row for each, r = f + 1 included', () => {
  const rows = [...tableOf({ processes: 3, faults: 2, rounds: 3 })];
  expect(rows.map((row) => [row.processes, row.faults, row.rounds])).toEqual([
    [2, 1, 1],
    [2, 1, 2],
    [3, 1, 1],
    [3, 1, 2],
    [3, 2, 1],
    [3, 2, 2],
    [3, 2, 3],
  ]);
});

it.each([
  [{ processes: 1, faults: 0, rounds: 1 }, /processes is 1; it takes a whole number of at least 2/],
  [{ processes: 3, faults: 3, rounds: 1 }, /faults is 3 of 3 processes/],
  [{ processes: 3, faults: -1, rounds: 1 }, /faults is -1/],
  [{ processes: 3, faults: 1, rounds: 0 }, /rounds is 0/],
  [{ processes: 3, faults: 1, rounds: 1.5 }, /rounds is 1\.5/],
  [
    { processes: 6, faults: 5, rounds: 6 },
    /has 101,506,688,557,120 executions, which need about .* GiB, .* the nearest that fits: n = 5, f = 4, r = 6/,
  ],
  [{ processes: 40, faults: 20, rounds: 20 }, /processes is 40; there may be at most 16/],
])('refuses %o', (system, message) => {
  expect(() => requireSystem(system)).toThrow(message);
});
