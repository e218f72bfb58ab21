/**
 * Walks of specs that begin in several states (inputs, a leader), or have steps of no process (rounds, an oracle), conform: `simulate --trace` writes
 * them so.
 */
import { expect, it } from 'vitest';
import { aboutOf } from '../../../checker/spec.js';
import { executionOfWalk } from '../../../checker/walks/failing-walk.js';
import { specs } from '../../../spec/registry.js';
import { traceOf } from '../../../traces/conform/walk-trace.js';
import { judgeWalk } from './walks.js';

it.each(['paxos-liveness', 'floodset', 'eig', 'pmmc-liveness'])('%s', (name) => {
  const spec = specs.find((one) => one.name === name);
  if (spec === undefined) throw new Error(`there is no ${name}`);
  const instance = spec.instantiate();
  for (let walk = 0; walk < 4; walk++) {
    const execution = executionOfWalk(instance.model, { seed: 1, maxSteps: 30 }, walk, aboutOf(instance));
    expect(execution.steps.length).toBeGreaterThan(1);
    const lines = traceOf(instance.model, execution, `walk ${walk}`);
    expect(judgeWalk(instance, lines).verdict).toEqual({ kind: 'conforms' });
  }
});
