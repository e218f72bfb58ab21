/**
 * Counts and verdicts that take a minute rather than seconds, so not part of `npm test`: every property of Paxos, refinement of
 * voting among them, at the large sizes of the independent counts.
 */
import { expect, it } from 'vitest';
import { check } from '../../checker/check-spec.js';
import type { Spec } from '../../checker/spec.js';
import { multiPaxos } from '../../spec/multi-paxos/spec.js';
import { paxos } from '../../spec/paxos/spec.js';
import { paxosRoles } from '../../spec/paxos-roles/spec.js';
import { pmmcLiveness } from '../../spec/pmmc/liveness/spec.js';
import { pmmc } from '../../spec/pmmc/spec.js';
import { vr } from '../../spec/vr/spec.js';

// Paxos.tla under TLC, without symmetry: acceptors, ballots, values, distinct, depth.
it.each([
  [5, 2, 2, 701505, 25],
  [4, 3, 2, 2135473, 31],
  [3, 4, 2, 8220065, 33],
])(
  'paxos with %i acceptors, %i ballots, %i values holds in the states that TLC finds',
  async (acceptors, ballots, values, distinct, depth) => {
    const verdict = await check(paxos, { parameters: { acceptors, ballots, values } });
    expect(verdict).toMatchObject({ kind: 'holds', coverage: { distinct, depth, queue: 0 } });
  },
);

it('paxos with 3 acceptors, 4 ballots, 2 values agrees in all the states that TLC finds, in few bytes each', async () => {
  const verdict = await check(paxos, { parameters: { ballots: 4 }, properties: ['agreement'] });
  expect(verdict).toMatchObject({ kind: 'holds', coverage: { distinct: 8220065, depth: 33, queue: 0 } });
  expect(verdict.coverage.bytesPerState).toBeLessThan(24);
});

it('paxos with 3 acceptors, 4 ballots, 2 values has the orbits that TLC finds', async () => {
  const verdict = await check(paxos, { parameters: { ballots: 4 }, symmetry: true });
  expect(verdict).toMatchObject({ kind: 'holds', coverage: { distinct: 710709 } });
});

it('paxos among roles holds with two ballots for each proposer', async () => {
  const verdict = await check(paxosRoles, { parameters: { attempts: 2, proposerCrashes: 0 } });
  expect(verdict).toMatchObject({ kind: 'holds', coverage: { distinct: 5521505, depth: 34 } });
});

it('multi-paxos holds with three commands for three slots', async () => {
  const verdict = await check(multiPaxos, { parameters: { slots: 3, commands: 3 } });
  expect(verdict).toMatchObject({ kind: 'holds', coverage: { distinct: 3794281, depth: 35 } });
});

it('multi-paxos treats acceptors, commands and learners alike', async () => {
  const verdict = await check(multiPaxos, { parameters: { leaders: 1, learners: 2 }, lint: true });
  expect(verdict).toMatchObject({
    kind: 'holds',
    coverage: { distinct: 192, symmetry: { groupSize: 24 } },
  });
});

it('pmmc treats the acceptors of each configuration alike, and commands', async () => {
  const parameters = {
    ...{ acceptors: 2, leaders: 1, replicas: 1, commands: 2 },
    ...{ slots: 2, window: 1, reconfigurations: 1 },
  };
  expect(await check(pmmc, { parameters, lint: true })).toMatchObject({
    kind: 'holds',
    coverage: { symmetry: { groupSize: 8 } },
  });
});

it('pmmc holds with leaders that keep their ballot, and three acceptors', async () => {
  const parameters = { replicas: 1, commands: 1, leaderCrashes: 1, ballots: 2 };
  expect((await check(pmmc, { parameters })).kind).toBe('holds');
});

it('multi-paxos holds without symmetry too', async () => {
  const verdict = await check(multiPaxos, { symmetry: false });
  expect(verdict).toMatchObject({ kind: 'holds', coverage: { distinct: 489801, depth: 27 } });
});

it('vr holds with three views', async () => {
  const verdict = await check(vr, { parameters: { views: 3 } });
  expect(verdict).toMatchObject({ kind: 'holds', coverage: { distinct: 1208118, depth: 34 } });
});

it('vr holds with one recovery', async () => {
  const verdict = await check(vr, { parameters: { recoveries: 1 } });
  expect(verdict).toMatchObject({ kind: 'holds', coverage: { distinct: 4751096, depth: 34 } });
});

it('vr loses a request where two recover', async () => {
  const parameters = { requests: 1, recoveries: 2 };
  const verdict = await check(vr, { parameters, properties: ['executed-survives'] });
  expect(verdict).toMatchObject({ kind: 'violated', execution: { steps: { length: 17 } } });
});

it('vr holds with two recoveries where views are on disk', async () => {
  const parameters = { requests: 1, recoveries: 2, recovery: 'view-on-disk' };
  const verdict = await check(vr, { parameters });
  expect(verdict).toMatchObject({ kind: 'holds', coverage: { distinct: 3465535, depth: 34 } });
});

// Pinned as in test/spec/counts.test.ts: against ourselves. Distinct, generated, depth.
const pinned: [spec: Spec, parameters: object, distinct: number, generated: number, depth: number][] = [
  [multiPaxos, { slots: 3 }, 93804, 388013, 30],
  [multiPaxos, { leaderCrashes: 1 }, 132705, 556179, 28],
  [pmmc, { replicas: 1, ballots: 2 }, 139308, 667992, 39],
  [pmmc, { keeping: 'last-of-slot', replicas: 1, ballots: 2 }, 36994, 214543, 31],
  [pmmc, { replicas: 1, slots: 2, commands: 1, ballots: 2 }, 69753, 299642, 38],
  [pmmcLiveness, { dead: 'none' }, 138597, 664457, 35],
  [pmmcLiveness, { leaderCrashes: 1, suspicions: 3 }, 40957, 137136, 45],
  [pmmcLiveness, { leaders: 3, acceptors: 1, leaderCrashes: 2 }, 100548, 330015, 36],
];

it.each(pinned.map(([spec, ...row]) => [spec.name, ...row, spec] as const))(
  '%s %j holds, with its %i distinct, %i generated, depth %i',
  async (_name, parameters, distinct, generated, depth, spec) => {
    const verdict = await check(spec, { parameters: { ...parameters } });
    expect(verdict).toMatchObject({ kind: 'holds', coverage: { distinct, generated, depth } });
  },
);
