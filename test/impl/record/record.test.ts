/** `paxoscope record`: a short run under every fault leaves traces in which every line is one, in its place, and a history that is complete. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { faultKinds, planOf } from '../../../impl/record/plan.js';
import { paxoscope, temporaryFolder } from '../../cli/run.js';
import { expectWhole, linesOf } from './lines.js';

it('a run with kills leaves whole traces of all incarnations', async () => {
  const cwd = temporaryFolder();
  const { code, stdout, stderr } = await paxoscope(
    'record --seed 5 --for 5s --faults kill,loss,cut --clients 3 -o run --json',
    { cwd },
  );
  expect([code, stderr]).toEqual([0, expect.stringContaining('kill of s')]);
  const told = JSON.parse(stdout) as Record<string, number>;
  const folder = path.join(cwd, 'run');
  expect(readdirSync(folder).sort()).toEqual(
    ['clients.jsonl', 'run.json', 's1.jsonl', 's2.jsonl', 's3.jsonl', 'servers', 'servers.log'].sort(),
  );
  let starts = 0;
  for (const node of ['s1', 's2', 's3']) {
    starts += expectWhole(node, linesOf(path.join(folder, `${node}.jsonl`)));
  }
  expect(starts).toBeGreaterThan(3);
  const history = linesOf(path.join(folder, 'clients.jsonl'));
  const count = (type: string) =>
    history.filter((line) => line.kind === 'client' && line.type === type).length;
  expect([count('ok'), count('fail'), count('info')]).toEqual([told.ok, told.fail, told.info]);
  expect(count('invoke')).toBe(told.ok + told.fail + told.info);
  expect(told.ok).toBeGreaterThan(20);
}, 60_000);

it('a plan follows from its seed, and leaves time to recover', () => {
  const plan = planOf(3, 3, 60_000, faultKinds);
  expect(planOf(3, 3, 60_000, faultKinds)).toEqual(plan);
  expect(planOf(4, 3, 60_000, faultKinds)).not.toEqual(plan);
  expect(new Set(plan.map(({ fault }) => fault.kind)).size).toBeGreaterThan(7);
  for (const { at, until } of plan) {
    expect(until).toBeGreaterThan(at);
    expect(until).toBeLessThanOrEqual(60_000);
  }
});
