/** The lower bound at every size up to five processes, on both sides; half a minute, so not part of `npm test`. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { paxoscope } from '../cli/run.js';

it('is decided at every size as README says', async () => {
  const readme = readFileSync(path.resolve(import.meta.dirname, '../../README.md'), 'utf8');
  const [, shown] = /```console\n\$ paxoscope chain --table [^\n]*\n([\s\S]*?)```/.exec(readme) ?? [];
  const { stdout, code } = await paxoscope('chain --table');
  expect(shown).toBe(stdout);
  expect(code).toBe(0);
});

it.each([
  ['floodset', 4, 3, 4],
  ['floodset', 5, 2, 3],
  ['floodset-early', 5, 2, 3],
  ['eig', 4, 2, 3],
])('%s holds on every execution with n = %i, f = %i, r = %i', async (name, processes, faults, rounds) => {
  const { stdout, code } = await paxoscope(
    `chain --algorithm ${name} --processes ${processes} --faults ${faults} --rounds ${rounds} --json`,
  );
  expect(JSON.parse(stdout)).toMatchObject({ algorithm: name, verdict: 'holds', connected: false });
  expect(code).toBe(0);
});
