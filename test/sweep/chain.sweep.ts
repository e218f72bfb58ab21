/** The lower bound at every size up to five processes, on both sides; half a minute, so not part of `npm test`. */
import { expect, it } from 'vitest';
import { paxoscope } from '../cli/run.js';
import { textOf } from '../guides.js';

it('is decided at every size as its guide says', async () => {
  const [, shown] =
    /```console\n\$ paxoscope chain --table [^\n]*\n([\s\S]*?)```/.exec(
      textOf('spec/lower-bound/README.md'),
    ) ?? [];
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
