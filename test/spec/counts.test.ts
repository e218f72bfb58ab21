/**
 * How many states each spec has, pinned: against independent checkers where there is one, and against ourselves
 * elsewhere, so that a change of a spec or of the engine that moves a number is a reviewed diff.
 */
import { describe, expect, it } from 'vitest';
import { check } from '../../checker/check-spec.js';
import type { Spec } from '../../checker/spec.js';
import { consensus } from '../../spec/consensus/spec.js';
import {
  earlyFloodSetSpec,
  eigSpec,
  floodSetSpec,
  majoritySpec,
  minimumSpec,
  ownInputSpec,
} from '../../spec/lower-bound/specs.js';
import { multiPaxosProgress } from '../../spec/multi-paxos/progress.js';
import { multiPaxosNewLeader, multiPaxosOliveDay } from '../../spec/multi-paxos/scenarios.js';
import { multiPaxos } from '../../spec/multi-paxos/spec.js';
import { paxos } from '../../spec/paxos/spec.js';
import { paxosLiveness } from '../../spec/paxos-roles/liveness/spec.js';
import { paxosRoles } from '../../spec/paxos-roles/spec.js';
import { pmmcLiveness } from '../../spec/pmmc/liveness/spec.js';
import { pmmc } from '../../spec/pmmc/spec.js';
import { primaryBackup } from '../../spec/primary-backup/spec.js';
import { specs } from '../../spec/registry.js';
import { strawmanFirstValue } from '../../spec/strawmen/first-value.js';
import { strawmanSingleAcceptor } from '../../spec/strawmen/single-acceptor.js';
import { twoPhaseCommit } from '../../spec/two-phase-commit/spec.js';
import { voting } from '../../spec/voting/spec.js';
import { vr } from '../../spec/vr/spec.js';

// Paxos.tla under TLC, without symmetry: acceptors, ballots, values, distinct, depth.
it.each([
  [1, 2, 1, 25, 9],
  [3, 2, 2, 3921, 17],
  [3, 3, 2, 185369, 25],
  [3, 3, 3, 362361, 25],
])(
  'paxos with %i acceptors, %i ballots, %i values has the states that TLC finds',
  async (acceptors, ballots, values, distinct, depth) => {
    const verdict = await check(paxos, { parameters: { acceptors, ballots, values } });
    expect(verdict).toMatchObject({ kind: 'holds', coverage: { distinct, depth, queue: 0 } });
    expect(verdict.coverage.properties.map((p) => p.verdict)).toEqual(
      verdict.coverage.properties.map(() => 'holds'),
    );
  },
);

// The large rows with the property that TLC was asked for; every property is judged there, and the largest row, by `npm run sweep`.
it.each([
  [5, 2, 2, 701505, 25],
  [4, 3, 2, 2135473, 31],
])(
  'paxos with %i acceptors, %i ballots, %i values agrees in all the states that TLC finds',
  async (acceptors, ballots, values, distinct, depth) => {
    const parameters = { acceptors, ballots, values };
    const verdict = await check(paxos, { parameters, properties: ['agreement'] });
    expect(verdict).toMatchObject({ kind: 'holds', coverage: { distinct, depth, queue: 0 } });
    expect(verdict.coverage.bytesPerState).toBeLessThan(24);
  },
);

// TwoPhase.tla under TLC (and Stateright's 2pc): managers, distinct, depth.
it.each([
  [3, 288, 11],
  [5, 8832, 17],
])('two-phase commit with %i managers has the states that TLC finds', async (managers, distinct, depth) => {
  const verdict = await check(twoPhaseCommit, { parameters: { managers } });
  expect(verdict).toMatchObject({ kind: 'holds', coverage: { distinct, depth, queue: 0 } });
});

interface Row {
  readonly spec: Spec;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Judge only these, so that what is violated does not end the search. */
  readonly properties?: readonly string[];
}

const duel = { leadership: 'dueling' };
const atOnce = { preempted: 'at-once' };
const reconfiguring = { leaders: 1, slots: 2, commands: 1, window: 1, reconfigurations: 1 };

const closed: [row: Row, distinct: number, generated: number, depth: number][] = [
  [{ spec: consensus, parameters: {} }, 4, 4, 2],
  [{ spec: voting, parameters: {} }, 599, 2080, 11],
  [{ spec: voting, parameters: { ballots: 3, values: 1 } }, 2670, 11209, 16],
  [{ spec: voting, parameters: { acceptors: 2, ballots: 2, values: 3 } }, 81, 127, 9],
  [{ spec: paxos, parameters: {} }, 185369, 491536, 25],
  [{ spec: paxos, parameters: { acceptors: 1, ballots: 2, values: 1 } }, 25, 35, 9],
  [{ spec: strawmanSingleAcceptor, parameters: {}, properties: ['agreement'] }, 112, 285, 8],
  // Without a crash it is the other strawman with one acceptor.
  [{ spec: strawmanSingleAcceptor, parameters: { crashes: 0 } }, 56, 121, 7],
  [{ spec: strawmanFirstValue, parameters: { acceptors: 1 } }, 56, 121, 7],
  [{ spec: strawmanFirstValue, parameters: {}, properties: ['agreement'] }, 422, 1225, 9],
  [{ spec: paxosRoles, parameters: {} }, 8643, 26736, 19],
  // All that an acceptor knows is stable: a restart changes nothing.
  [{ spec: paxosRoles, parameters: { restarts: 1 } }, 8643, 26736, 19],
  [{ spec: paxosRoles, parameters: { proposerCrashes: 0 } }, 2881, 7186, 18],
  [{ spec: paxosRoles, parameters: { proposerCrashes: 0, proposers: 1, attempts: 2 } }, 2681, 6558, 18],
  [{ spec: paxosRoles, parameters: { learners: 2, learning: 'distinguished' } }, 11955, 37841, 20],
  [
    { spec: paxosRoles, parameters: { restarts: 1, recovery: 'amnesia' }, properties: ['validity'] },
    120162,
    539923,
    21,
  ],
  [{ spec: paxosLiveness, parameters: {} }, 2962, 7970, 31],
  [{ spec: paxosLiveness, parameters: { elections: 3 } }, 28853, 91149, 50],
  [{ spec: paxosLiveness, parameters: { proposerCrashes: 1 } }, 13529, 40807, 40],
  [{ spec: paxosLiveness, parameters: { proposers: 3, acceptors: 1 } }, 609, 1053, 18],
  // A duel can end at any time.
  [
    { spec: paxosLiveness, parameters: duel, properties: ['agreement', 'decision-stays-possible'] },
    36626,
    106356,
    68,
  ],
  // Orbits: Multi-Paxos asks for symmetry over acceptors, commands and learners.
  [{ spec: multiPaxos, parameters: {} }, 44235, 159208, 27],
  [{ spec: multiPaxos, parameters: { window: 1 } }, 29983, 109122, 27],
  [{ spec: multiPaxos, parameters: { holes: 'commands' } }, 42700, 154680, 27],
  [{ spec: multiPaxos, parameters: { leaders: 1, attempts: 2 } }, 43362, 150225, 27],
  // All that an acceptor knows is stable, as in Paxos.
  [{ spec: multiPaxos, parameters: { restarts: 1 } }, 44235, 159208, 27],
  [{ spec: multiPaxosNewLeader, parameters: {} }, 326665, 2338440, 29],
  [{ spec: multiPaxosOliveDay, parameters: {} }, 345097, 2480444, 29],
  // All states of multi-paxos, for their graph: test/sweep counts as many without symmetry.
  [{ spec: multiPaxosProgress, parameters: {} }, 489801, 1767570, 27],
  [{ spec: multiPaxosProgress, parameters: { commands: 1, leaderCrashes: 1 } }, 10491, 32737, 20],
  [{ spec: multiPaxosProgress, parameters: { commands: 1, acceptorCrashes: 1 } }, 13988, 39874, 20],
  // Orbits: its spec declares symmetry. There are 270,461 states.
  [{ spec: pmmc, parameters: {} }, 19892, 105798, 24],
  // All that acceptors and replicas know is stable.
  [{ spec: pmmc, parameters: { acceptorCrashes: 1, replicaCrashes: 1 } }, 19892, 105798, 24],
  [{ spec: pmmc, parameters: { replicas: 1 } }, 2473, 11321, 21],
  [{ spec: pmmc, parameters: { replicas: 1, waiting: 'waitfor' } }, 5522, 32754, 25],
  [{ spec: pmmc, parameters: { keeping: 'last-of-slot' } }, 16866, 95818, 23],
  [{ spec: pmmc, parameters: { collecting: true } }, 39354, 226042, 26],
  [{ spec: pmmc, parameters: { leaders: 1, slots: 2 } }, 5381, 21111, 23],
  [{ spec: pmmc, parameters: { ...reconfiguring, acceptors: 1, replicas: 1 } }, 135, 305, 15],
  [{ spec: pmmc, parameters: reconfiguring }, 21123, 102439, 27],
  [{ spec: pmmcLiveness, parameters: {} }, 2803, 9139, 25],
  [{ spec: pmmcLiveness, parameters: { leaderCrashes: 1 } }, 12108, 41329, 32],
  [{ spec: pmmcLiveness, parameters: { replicas: 2, replicaCrashes: 1, suspicions: 0 } }, 78096, 371318, 37],
  [
    { spec: pmmcLiveness, parameters: { leaders: 1, acceptors: 1, replicas: 2, commands: 2 } },
    5937,
    17375,
    27,
  ],
  // A duel can end at any time.
  [
    { spec: pmmcLiveness, parameters: atOnce, properties: ['R1', 'progress-stays-possible'] },
    16395,
    51493,
    49,
  ],
  // Orbits: requests may change places.
  [{ spec: primaryBackup, parameters: {} }, 14128, 42564, 28],
  [{ spec: vr, parameters: {} }, 10647, 29142, 23],
  [{ spec: vr, parameters: { requests: 1, recoveries: 1 } }, 60338, 160628, 26],
  [{ spec: twoPhaseCommit, parameters: {} }, 288, 762, 11],
  [{ spec: twoPhaseCommit, parameters: { managers: 1 } }, 12, 15, 5],
  [{ spec: twoPhaseCommit, parameters: { crashes: 1 }, properties: ['consistency'] }, 576, 1698, 12],
  [{ spec: floodSetSpec, parameters: {} }, 96, 258, 3],
  [{ spec: floodSetSpec, parameters: { processes: 4, faults: 2, rounds: 3 } }, 844, 9088, 4],
  [{ spec: eigSpec, parameters: {} }, 288, 312, 3],
  [{ spec: earlyFloodSetSpec, parameters: {} }, 216, 312, 3],
];

/** How many steps the shortest counterexample has; what else was seen before it is no property of the spec. */
const violated: [row: Row, property: string, steps: number][] = [
  [{ spec: strawmanSingleAcceptor, parameters: {} }, 'ends-with-a-choice', 4],
  [{ spec: strawmanFirstValue, parameters: {} }, 'ends-with-a-choice', 6],
  [{ spec: paxosRoles, parameters: { restarts: 1, recovery: 'amnesia' } }, 'promises-never-go-back', 3],
  // The duel: in phase 1 where two acceptors have to promise, in phase 2 where there is one.
  [{ spec: paxosLiveness, parameters: duel }, 'termination', 15],
  [{ spec: paxosLiveness, parameters: { ...duel, acceptors: 1 } }, 'termination', 15],
  [{ spec: paxosLiveness, parameters: { ...duel, acceptors: 1, proposers: 3 } }, 'termination', 19],
  [{ spec: paxosLiveness, parameters: { acceptorCrashes: 1 } }, 'decision-stays-possible', 1],
  [
    { spec: paxosLiveness, parameters: { acceptorCrashes: 1 }, properties: ['termination'] },
    'termination',
    4,
  ],
  [{ spec: multiPaxos, parameters: { restarts: 1, recovery: 'amnesia' } }, 'promises-never-go-back', 3],
  [
    { spec: multiPaxosProgress, parameters: { commands: 1, acceptorCrashes: 2 } },
    'decision-stays-possible',
    2,
  ],
  [{ spec: pmmcLiveness, parameters: atOnce }, 'Termination', 20],
  [{ spec: pmmcLiveness, parameters: { ...atOnce, acceptors: 1 } }, 'Termination', 22],
  [{ spec: pmmcLiveness, parameters: { acceptorCrashes: 1 } }, 'progress-stays-possible', 1],
  [{ spec: pmmcLiveness, parameters: { acceptorCrashes: 1 }, properties: ['Termination'] }, 'Termination', 8],
  [{ spec: vr, parameters: { requests: 1, recoveries: 2 } }, 'reports-are-remembered', 11],
  [{ spec: twoPhaseCommit, parameters: { crashes: 1 } }, 'never-blocked', 4],
  [{ spec: floodSetSpec, parameters: { processes: 4, faults: 2, rounds: 2 } }, 'agreement', 2],
  [{ spec: majoritySpec, parameters: {} }, 'agreement', 2],
  [{ spec: minimumSpec, parameters: {} }, 'agreement', 2],
  [{ spec: ownInputSpec, parameters: {} }, 'agreement', 2],
];

const name = ({ spec, parameters, properties }: Row): string =>
  `${spec.name} ${JSON.stringify(parameters)}${properties === undefined ? '' : `, only ${properties.join()}`}`;

describe('pinned', () => {
  it.each(closed.map(([row, ...counts]) => [name(row), row, counts] as const))(
    '%s: holds, with its distinct, generated, depth',
    async (_name, { spec, parameters, properties }, counts) => {
      const { kind, coverage } = await check(spec, { parameters, properties });
      expect([kind, coverage.distinct, coverage.generated, coverage.depth]).toEqual(['holds', ...counts]);
    },
  );

  it.each(violated.map(([row, property, steps]) => [name(row), property, steps, row] as const))(
    '%s: breaks %s after %i steps',
    async (_name, property, steps, { spec, parameters, properties }) => {
      const verdict = await check(spec, { parameters, properties });
      expect(verdict).toMatchObject({ kind: 'violated', property });
      expect(verdict.kind === 'violated' && verdict.execution?.steps.length).toBe(steps);
    },
  );

  it('every spec of the registry with its default parameters shows what it declares to show', () => {
    const withDefaults = (rows: readonly (readonly [Row, ...unknown[]])[]) =>
      rows
        .filter(([row]) => Object.keys(row.parameters).length === 0 && row.properties === undefined)
        .map(([row]) => row.spec.name);
    const expected = (verdict: Spec['expect']) =>
      specs.filter((s) => s.expect === verdict).map((s) => s.name);
    expect(withDefaults(closed).sort()).toEqual(expected('holds').sort());
    expect(withDefaults(violated).sort()).toEqual(expected('violated').sort());
  });
});
