/**
 * Orbits against TLC's counts with SYMMETRY, and against the plain search: same verdicts, counterexamples as short.
 */
import { expect, it } from 'vitest';
import { check } from '../../checker/check-spec.js';
import { isLiveness } from '../../checker/model.js';
import type { Spec } from '../../checker/spec.js';
import { SymmetryError } from '../../checker/symmetry.js';
import { multiPaxos } from '../../spec/multi-paxos/spec.js';
import { paxos } from '../../spec/paxos/spec.js';
import { paxosRoles } from '../../spec/paxos-roles/spec.js';
import { specs } from '../../spec/registry.js';
import { twoPhaseCommit } from '../../spec/two-phase-commit/spec.js';

it.each([
  [3, 3, 2, 17153],
  [3, 3, 3, 17559],
  [4, 3, 2, 57436],
])(
  'paxos with %i acceptors, %i ballots, %i values has the orbits that TLC finds',
  async (acceptors, ballots, values, orbits) => {
    const verdict = await check(paxos, { parameters: { acceptors, ballots, values }, symmetry: true });
    expect(verdict).toMatchObject({ kind: 'holds', coverage: { distinct: orbits } });
  },
);

it.each([
  [5, 2, 3, 5811],
  [6, 2, 1, 8849],
])(
  'paxos with %i acceptors, %i ballots, %i values has as many orbits as with every one of 720 elements tried',
  async (acceptors, ballots, values, orbits) => {
    const verdict = await check(paxos, { parameters: { acceptors, ballots, values }, symmetry: true });
    expect(verdict).toMatchObject({
      kind: 'holds',
      coverage: { distinct: orbits, symmetry: { groupSize: 720 } },
    });
  },
);

it.each([
  [3, 80],
  [5, 314],
])('two-phase commit with %i managers has %i orbits', async (managers, orbits) => {
  const verdict = await check(twoPhaseCommit, { parameters: { managers }, symmetry: true });
  expect(verdict).toMatchObject({ kind: 'holds', coverage: { distinct: orbits } });
});

const symmetric = specs.filter((spec) =>
  spec.instantiate().model.sorts?.some(({ ordered }) => ordered === undefined),
);

/** Liveness is judged on states, not on orbits. */
const isSafety = (spec: Spec, name: string) =>
  spec.instantiate().model.properties.some((property) => property.name === name && !isLiveness(property));

// A spec that declares symmetry is searched by orbits in test/spec/mutants.test.ts, where the same is expected.
it.each(
  symmetric
    .filter(({ symmetry }) => symmetry === false)
    .flatMap((spec) =>
      spec.mutants.filter(({ breaks }) => isSafety(spec, breaks)).map((mutant) => ({ spec, mutant })),
    ),
)('finds $mutant.name of $spec.name in as many steps', async ({ spec, mutant }) => {
  const verdict = await check(spec, { mutant: mutant.name, properties: [mutant.breaks], symmetry: true });
  expect(verdict).toMatchObject({ kind: 'violated', property: mutant.breaks });
  expect(verdict.kind === 'violated' ? (verdict.execution?.steps.length ?? null) : undefined).toBe(
    mutant.length,
  );
});

// Where a ballot has two values, several votes are the highest: none may be preferred for the name of its acceptor or value.
it.each([
  [paxos, 'leaders-share-a-ballot', { acceptors: 2, ballots: 2 }],
  [paxosRoles, 'shared-ballot', { acceptors: 2, proposerCrashes: 0 }],
])('$name treats ids alike where two leaders share a ballot', async (spec, mutant, parameters) => {
  const options = { mutant, parameters, properties: ['P2c'], symmetry: true, maxStates: 2_000 };
  const verdict = await check(spec, { ...options, lint: true });
  expect(verdict.kind === 'spec-error' ? verdict.message : verdict.kind).toMatch(/^(holds|bounded)$/);
});

it('multi-paxos treats acceptors, commands and learners alike', async () => {
  // All states at one slot; some of those at two: `npm run sweep`.
  const parameters = { leaders: 1, learners: 2, slots: 1 };
  expect(await check(multiPaxos, { parameters, lint: true })).toMatchObject({
    kind: 'holds',
    coverage: { distinct: 27, symmetry: { groupSize: 24 }, symmetryLint: { isComplete: true } },
  });
});

it('refuses sorts that the protocol orders, with the reason', async () => {
  await expect(check(paxosRoles, { symmetry: ['proposers'] })).rejects.toThrow(
    new SymmetryError('proposers are not alike: their ballot numbers are'),
  );
});

it('refuses sorts that do not exist', async () => {
  await expect(check(paxos, { symmetry: ['learners'] })).rejects.toThrow(
    /no sort learners; there are: acceptors, values/,
  );
});
