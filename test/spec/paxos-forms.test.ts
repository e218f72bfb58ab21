/**
 * Paxos that waits with quorum rules and Paxos that counts what it has received: the same verdicts, of the protocol and of its mutants,
 * and the same values decided.
 */
import { expect, it } from 'vitest';
import { checkModel } from '../../checker/check.js';
import { check } from '../../checker/check-spec.js';
import type { Cell, Model } from '../../checker/model.js';
import { bindings, invariant } from '../../spec/kit/plain.js';
import type { LearnerState } from '../../spec/paxos-roles/learner.js';
import { paxosRoles } from '../../spec/paxos-roles/spec.js';

const small = { acceptors: 3, proposers: 2, proposerCrashes: 0 };

/** What two learners have learned in some reachable state. */
async function decisions(model: Model): Promise<string[]> {
  const [first, second] = ['l1', 'l2'].map(
    (id) => model.variables.find(({ name }) => name === id) as Cell<LearnerState>,
  );
  const values = [null, 'v1', 'v2'];
  const reached: string[] = [];
  for (const { one, other } of bindings({ one: values, other: values })) {
    const never = invariant('never', 'this is decided', (view) => {
      return view.get(first).learned !== one || view.get(second).learned !== other;
    });
    const verdict = await checkModel({ ...model, properties: [never] });
    if (verdict.kind === 'violated') reached.push(`${one} ${other}`);
    else expect(verdict.kind).toBe('holds');
  }
  return reached;
}

it.each([{}, { mutant: 'P2c-dropped' }, { mutant: 'quorum-of-f' }])(
  'decides the same values in both forms: %j',
  async ({ mutant }) => {
    const decided = await Promise.all(
      ['quorum-rules', 'counting'].map((form) =>
        decisions(paxosRoles.instantiate({ ...small, acceptors: 2, learners: 2, form }, mutant).model),
      ),
    );
    expect(decided[1]).toEqual(decided[0]);
    expect(decided[0]).toContain('v1 v1');
  },
);

it('holds in both forms, with these states', async () => {
  const verdicts = await Promise.all(
    ['quorum-rules', 'counting'].map((form) => check(paxosRoles, { parameters: { ...small, form } })),
  );
  expect(
    verdicts.map(({ kind, coverage }) => [kind, coverage.distinct, coverage.generated, coverage.depth]),
  ).toEqual([
    ['holds', 2_881, 7_186, 18],
    ['holds', 17_276, 61_818, 24],
  ]);
});

it.each(paxosRoles.mutants.map(({ name, breaks }) => [name, breaks]))(
  '%s breaks %s in the counting form too',
  async (mutant, breaks) => {
    const verdict = await check(paxosRoles, {
      mutant,
      properties: [breaks],
      parameters: { form: 'counting' },
    });
    expect(verdict).toMatchObject({ kind: 'violated', property: breaks });
  },
);
