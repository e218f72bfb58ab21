/** The typed arrays and their executions that are told apart, against the naive twin that has all of them. */
import { describe, expect, it } from 'vitest';
import { Components } from '../../../checker/chain/components.js';
import { DecisionTable } from '../../../checker/chain/decision.js';
import { Executions } from '../../../checker/chain/executions.js';
import { shortestChain } from '../../../checker/chain/shortest.js';
import { executionsOf } from '../../../checker/chain/sizes.js';
import { NaiveGraph } from './naive-twin.js';

describe.each([
  [2, 0, 1],
  [2, 1, 1],
  [2, 1, 2],
  [3, 0, 1],
  [3, 1, 1],
  [3, 1, 2],
  [3, 1, 3],
  [3, 2, 1],
  [3, 2, 2],
  [4, 1, 1],
  [4, 1, 2],
  [4, 2, 1],
])('n = %i, f = %i, r = %i:', (processes, faults, rounds) => {
  const system = { processes, faults, rounds };
  const twin = new NaiveGraph(system);
  const executions = new Executions(system);
  const components = new Components(executions);

  it('as many executions', () => {
    expect(executionsOf(system)).toBe(twin.executions.length);
    let weight = 0;
    for (let pattern = 0; pattern < executions.patterns; pattern++) weight += executions.weight(pattern);
    expect(weight * 2 ** processes).toBe(twin.executions.length);
  });

  it('as many views and components', () => {
    expect(new DecisionTable(executions, components).views).toBe(twin.views);
    expect(components.count).toBe(twin.components());
  });

  it('the same shortest chains, between failure-free executions and any', () => {
    for (const ends of ['failure-free', 'any'] as const) {
      const chain = shortestChain(executions, ends);
      expect(chain && chain.length - 1).toBe(twin.length(ends === 'any'));
    }
    expect(components.isConnected).toBe(twin.length(false) !== undefined);
  });
});
