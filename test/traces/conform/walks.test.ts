/** Random walks of the specs, exported as traces, conform in whatever order the logs of their nodes are merged; changed ones do not. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { check } from '../../../checker/check-spec.js';
import type { Execution } from '../../../checker/execution.js';
import { multiPaxos } from '../../../spec/multi-paxos/spec.js';
import { paxos } from '../../../spec/paxos/spec.js';
import { paxosRoles } from '../../../spec/paxos-roles/spec.js';
import { pmmc } from '../../../spec/pmmc/spec.js';
import { primaryBackup } from '../../../spec/primary-backup/spec.js';
import { twoPhaseCommit } from '../../../spec/two-phase-commit/spec.js';
import { voting } from '../../../spec/voting/spec.js';
import { vr } from '../../../spec/vr/spec.js';
import { traceOf } from '../../../traces/conform/walk-trace.js';
import { type Event, event as schema } from '../../../traces/event.js';
import { canProduce, withOneFieldChanged } from './changed-walks.js';
import { judgeWalk, walk } from './walks.js';

const instances = {
  voting: voting.instantiate(),
  paxos: paxos.instantiate(),
  'two-phase-commit': twoPhaseCommit.instantiate(),
  'paxos-roles': paxosRoles.instantiate(),
  'multi-paxos': multiPaxos.instantiate(),
  'primary-backup': primaryBackup.instantiate(),
  vr: vr.instantiate({ recoveries: 1 }),
  pmmc: pmmc.instantiate({ keeping: 'last-of-slot' }),
  'pmmc, counting': pmmc.instantiate({ waiting: 'waitfor', ballots: 2, slots: 2, acceptorCrashes: 1 }),
};
const STEPS = 16;
/** Their steps move several processes at once (a message by hand, a spawn): only the file says which of their lines came first. */
const joint: readonly string[] = ['pmmc', 'pmmc, counting'];

/** The numbers that a walk's choices follow from. */
const choices = fc.array(fc.nat({ max: 1 << 30 }), { minLength: STEPS, maxLength: STEPS });

function walked(instance: (typeof instances)['pmmc'], numbers: readonly number[]): Execution {
  let i = 0;
  return walk(instance, STEPS, (of) => (numbers[i++ % numbers.length] + i) % of);
}

/** The lines of each node in their order, nodes in another: as if each had a file, and the files were read in turns. */
function merged(events: readonly Event[], numbers: readonly number[]): Event[] {
  const byNode = new Map<string, Event[]>();
  for (const event of events) {
    const node = 'node' in event ? event.node : '';
    byNode.set(node, [...(byNode.get(node) ?? []), event]);
  }
  const all: Event[] = [];
  for (let i = 0; byNode.size > 0; i++) {
    const nodes = [...byNode.keys()];
    const node = nodes[numbers[i % numbers.length] % nodes.length];
    const [first, ...rest] = byNode.get(node) as Event[];
    all.push(first);
    if (rest.length === 0) byNode.delete(node);
    else byNode.set(node, rest);
  }
  return all;
}

describe.each(Object.entries(instances))('%s', (name, instance) => {
  it('conforms, however the logs are merged', () => {
    fc.assert(
      fc.property(choices, choices, (numbers, order) => {
        const events = traceOf(instance.model, walked(instance, numbers), 'walk');
        const lines = joint.includes(name) ? events : merged(events, order);
        const { verdict } = judgeWalk(instance, lines);
        expect(verdict).toEqual({ kind: 'conforms' });
      }),
      { seed: 6, numRuns: 6, endOnFailure: true },
    );
  });

  // The twin looks at every step of every state: PMMC has too many.
  it.skipIf(joint.includes(name))(
    'does not conform with one field changed, unless the checker can do just that',
    () => {
      let rejected = 0;
      fc.assert(
        fc.property(choices, fc.nat(), fc.nat(), (numbers, line, field) => {
          const events = traceOf(instance.model, walked(instance, numbers), 'walk');
          const changed = withOneFieldChanged(events, line, field);
          if (
            changed.every((event) => schema.safeParse(event).success) &&
            canProduce(instance.model, changed)
          )
            return;
          rejected += 1;
          expect(judgeWalk(instance, changed).verdict.kind).not.toBe('conforms');
        }),
        { seed: 7, numRuns: 12, endOnFailure: true },
      );
      expect(rejected).toBeGreaterThan(6);
    },
  );
});

it('a counterexample of a mutant is refuted by the spec itself', async () => {
  const mutant = paxosRoles.instantiate({}, 'quorum-of-f');
  const verdict = await check(paxosRoles, { mutant: 'quorum-of-f', properties: ['agreement'] });
  if (verdict.kind !== 'violated' || verdict.execution === undefined)
    throw new Error('the mutant breaks agreement');
  const events = traceOf(mutant.model, verdict.execution, 'mutant');
  expect(judgeWalk(mutant, events).verdict).toMatchObject({ violation: { level: 3, rule: 'agreement' } });
  const { verdict: judged } = judgeWalk(instances['paxos-roles'], events);
  expect(judged).toMatchObject({ kind: 'violation', violation: { level: 1 } });
});
