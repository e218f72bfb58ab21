/** Which chains are measured, what a run must show, and the table. */
import path from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../cli/run.js';
import { CHAINS, chainTable, measureChain, selectChains } from './chains.js';

const [small] = CHAINS;

function standIn(output: object): string {
  const folder = temporaryFolder({
    'stand-in.cjs': `console.log(${JSON.stringify(JSON.stringify(output))})`,
  });
  return path.join(folder, 'stand-in.cjs');
}

const output = { length: 63, executions: 332_832, seconds: 0.2, peakMemoryBytes: 9.4e7 };

it('leaves large ones out where it is to be quick, unless they are named', () => {
  const sizes = { quick: true, huge: false };
  expect(selectChains([], sizes).map(({ name }) => name)).toEqual([
    'chain-5-2-2',
    'chain-5-3-3',
    'chain-5-3-4',
  ]);
  expect(selectChains([], { ...sizes, quick: false }).length).toBe(CHAINS.length);
  expect(selectChains(['chain-6-3-3'], sizes).map(({ name }) => name)).toEqual(['chain-6-3-3']);
  expect(selectChains(['two-phase-commit-5'], sizes)).toEqual([]);
});

it('tells medians in a table', async () => {
  const row = await measureChain(standIn(output), small, 2);
  expect(row.samples.length).toBe(2);
  const [, , line] = chainTable([row]);
  expect(line).toMatch(/^\| 5, 2, 2 \| 332,832 \| 63 \| \d+\.\d\d s \| 94 MB \|$/);
});

it('fails where a chain is longer than it must be', async () => {
  await expect(measureChain(standIn({ ...output, length: 64 }), small, 1)).rejects.toThrow(
    'chain-5-2-2: 64 links, and it must be 63',
  );
});
