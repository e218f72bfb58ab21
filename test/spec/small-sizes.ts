/**
 * Small sizes: whatever a user sets the parameters to, a spec is not blamed for what an instance cannot show. Every
 * combination, as far as a bounded search goes.
 */
import { expect } from 'vitest';
import { check } from '../../checker/check-spec.js';
import type { Spec } from '../../checker/spec.js';
import { consensus } from '../../spec/consensus/spec.js';
import { range } from '../../spec/kit/names.js';
import { bindings } from '../../spec/kit/plain.js';
import { earlyFloodSetSpec, eigSpec, floodSetSpec } from '../../spec/lower-bound/specs.js';
import { multiPaxosProgress } from '../../spec/multi-paxos/progress.js';
import { multiPaxosNewLeader, multiPaxosOliveDay } from '../../spec/multi-paxos/scenarios.js';
import { multiPaxos } from '../../spec/multi-paxos/spec.js';
import { paxos } from '../../spec/paxos/spec.js';
import { paxosLiveness } from '../../spec/paxos-roles/liveness/spec.js';
import { paxosRoles } from '../../spec/paxos-roles/spec.js';
import { pmmcLiveness } from '../../spec/pmmc/liveness/spec.js';
import { pmmc } from '../../spec/pmmc/spec.js';
import { primaryBackup } from '../../spec/primary-backup/spec.js';
import { twoPhaseCommit } from '../../spec/two-phase-commit/spec.js';
import { voting } from '../../spec/voting/spec.js';
import { vr } from '../../spec/vr/spec.js';

type Sizes = Readonly<Record<string, readonly (number | string)[]>>;

const upTo = (max: number): number[] => range(1, max + 1);

export const smallSizes: readonly [name: string, spec: Spec, sizes: Sizes][] = [
  ['consensus', consensus, { values: upTo(4) }],
  ['voting', voting, { acceptors: upTo(4), ballots: upTo(2), values: upTo(2) }],
  ['paxos', paxos, { acceptors: upTo(4), ballots: upTo(2), values: upTo(2) }],
  ['two-phase-commit', twoPhaseCommit, { managers: upTo(4) }],
  ['primary-backup', primaryBackup, { servers: upTo(3), requests: upTo(2), views: upTo(3) }],
  [
    'vr',
    vr,
    { replicas: upTo(3), requests: upTo(2), views: upTo(2), recoveries: [0, 1], recovery: ['published'] },
  ],
  ['floodset', floodSetSpec, { processes: [3, 4], faults: [0, 1, 2], rounds: [3, 4] }],
  ['eig', eigSpec, { processes: [2, 3], faults: [0, 1], rounds: [2, 3] }],
  ['floodset-early', earlyFloodSetSpec, { processes: [3], faults: [0, 1, 2], rounds: [3, 4] }],
  [
    'paxos-roles',
    paxosRoles,
    {
      proposers: upTo(2),
      acceptors: upTo(3),
      learners: upTo(2),
      values: upTo(2),
      attempts: [1],
      learning: ['all', 'distinguished'],
      proposerCrashes: [0, 1],
      restarts: [0, 1],
      recovery: ['stable'],
    },
  ],
  [
    'multi-paxos',
    multiPaxos,
    {
      acceptors: upTo(2),
      leaders: upTo(2),
      learners: [1],
      slots: upTo(3),
      commands: upTo(2),
      attempts: [1],
      window: upTo(2),
      holes: ['no-op', 'commands'],
      leaderCrashes: [0, 1],
      restarts: [0],
      recovery: ['stable'],
    },
  ],
  [
    'multi-paxos-new-leader',
    multiPaxosNewLeader,
    { acceptors: upTo(4), learners: upTo(2), commands: upTo(2) },
  ],
  ['multi-paxos-olive-day', multiPaxosOliveDay, { acceptors: upTo(4), learners: upTo(2), commands: upTo(2) }],
  [
    'multi-paxos-progress',
    multiPaxosProgress,
    {
      acceptors: [1],
      leaders: upTo(2),
      slots: upTo(3),
      commands: upTo(2),
      attempts: upTo(2),
      window: upTo(2),
      holes: ['no-op', 'commands'],
      leaderCrashes: [0, 1],
    },
  ],
  [
    'pmmc',
    pmmc,
    {
      acceptors: [1, 2],
      leaders: upTo(2),
      replicas: upTo(2),
      slots: upTo(2),
      commands: upTo(2),
      ballots: upTo(2),
      window: upTo(2),
    },
  ],
  [
    'pmmc with reconfiguration',
    pmmc,
    {
      acceptors: [1, 2],
      leaders: [1],
      replicas: upTo(2),
      slots: [3, 4],
      commands: upTo(2),
      window: upTo(2),
      reconfigurations: [1, 2],
    },
  ],
  [
    'paxos-liveness',
    paxosLiveness,
    {
      leadership: ['distinguished'],
      proposers: [2],
      acceptors: upTo(3),
      dead: ['minority', 'none'],
      elections: upTo(2),
      acceptorCrashes: [0],
      proposerCrashes: [0, 1],
    },
  ],
  [
    'pmmc-liveness',
    pmmcLiveness,
    {
      preempted: ['monitors'],
      leaders: [2],
      acceptors: [1, 3],
      dead: ['minority'],
      replicas: upTo(2),
      commands: [1],
      suspicions: [0, 1],
      leaderCrashes: [0, 1],
      acceptorCrashes: [0],
      replicaCrashes: [0, 1],
    },
  ],
  [
    'pmmc-liveness with one leader',
    pmmcLiveness,
    {
      preempted: ['monitors', 'at-once'],
      leaders: [1],
      acceptors: [1, 3],
      dead: ['minority'],
      replicas: upTo(2),
      commands: upTo(2),
      window: [1],
      suspicions: [0],
    },
  ],
];

/**
 * Nothing is violated with any of these sizes, in so many states of each.
 * @param sizesMax where there are more combinations, so many at equal distances are taken
 */
export async function expectNothingViolated(
  spec: Spec,
  sizes: Sizes,
  maxStates: number,
  sizesMax = Number.POSITIVE_INFINITY,
): Promise<void> {
  const violated: unknown[] = [];
  const all = [...bindings(sizes)];
  const count = Math.min(sizesMax, all.length);
  const taken = Array.from({ length: count }, (_, i) => all[Math.floor((i * all.length) / count)]);
  for (const parameters of taken) {
    const verdict = await check(spec, { parameters, maxStates });
    if (verdict.kind !== 'holds' && verdict.kind !== 'bounded') violated.push([parameters, verdict]);
  }
  expect(violated).toEqual([]);
}
