/** The tour: it shows what it says, leaves nothing behind, and does without ports or a folder where there are none. */
import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Context } from '../../checker/cli/context.js';
import { type Scene, tourCommand } from '../../checker/cli/tour.js';
import { paxoscope, temporaryFolder } from './run.js';

test('the tour ends well', async () => {
  const folder = temporaryFolder();
  const { code, stdout } = await paxoscope('tour', { env: { TMPDIR: folder } });
  expect(stdout).toContain('paxos holds: all 185,369 states explored (acceptors 3, ballots 3, values 2)');
  expect(stdout).toContain('Who talked to whom');
  expect(stdout).toContain('\n$ npx paxoscope check paxos --acceptors 3 --ballots 3 --values 2\n');
  expect(stdout).toMatch(/\n\$ npx paxoscope record --for 2s .* -o run\n\nrun: \d+ requests answered/);
  expect(stdout).toMatch(/\n\$ npx paxoscope conform run\n\nseed-4-\w+: conforms\n/);
  expect(stdout).toMatch(
    /\n\$ npx paxoscope conform broken\n\nseed-4-\w+: violation at broken\/s\d\.jsonl:\d+/,
  );
  expect(stdout).toMatch(
    /\n {2}guard +a majority has accepted: FALSE {accepted: \[s(\d)\], acceptors: \[s1, s2, s3\]}\n/,
  );
  expect(stdout).toMatch(/\nTry next:\n\n {2}npx paxoscope specs {2}/);
  for (const command of ['chain', 'cluster', 'rehearse', 'record', 'conform', 'linearize'])
    expect(stdout).toContain(`\n  npx paxoscope ${command} `);
  expect(code).toBe(0);
  expect(readdirSync(folder)).toEqual([]);
  // The first line of a judgement is one line, for those who look for it.
  for (const line of stdout.split('\n'))
    if (!line.includes(': violation at ')) expect(line.length, line).toBeLessThanOrEqual(100);
}, 60_000);

test('without a folder for files the tour leaves recorded runs out, and says so', async () => {
  const { code, stdout } = await paxoscope('tour', { env: { TMPDIR: '/proc/no-such-folder' } });
  expect(stdout).toMatch(
    /\nRecorded runs are left out: no folder can be made in \/proc\/no-such-folder \(.+\)\.\n/,
  );
  expect(stdout).not.toContain('paxoscope record --for 2s');
  expect(code).toBe(0);
});

test('where a cluster cannot be run, something else is shown in its place', async () => {
  const printed: string[] = [];
  const ended: number[] = [];
  const terminal = { print: async (text: string) => void printed.push(text) };
  const context = { args: ['tour'], terminal, declare: () => {}, finish: (code: number) => ended.push(code) };
  const scene = (name: string, ends: 0 | 1 = 0): Scene => ({ says: name, args: [name], ends });
  const run = async ([name]: readonly string[]) => (name === 'cluster' ? 2 : name === 'wrong' ? 1 : 0);
  const tour = {
    run,
    scenes: [scene('first')],
    inFolder: [{ scenes: [scene('cluster'), scene('judged')] as const, otherwise: [scene('simulated')] }],
    next: [['more', 'to see']] as const,
  };
  const show = (of: typeof tour) => tourCommand(of)(context as unknown as Context).handler({ _: [], $0: '' });
  await show(tour);
  const shown = printed.join('\n').match(/^\$ npx paxoscope (.*)$/gm);
  expect(shown).toEqual(['first', 'cluster', 'simulated'].map((name) => `$ npx paxoscope ${name}`));
  expect(ended).toEqual([]);
  // What is neither shown nor replaced is a fault.
  await show({ ...tour, scenes: [scene('wrong')] });
  expect(ended).toEqual([2]);
});
